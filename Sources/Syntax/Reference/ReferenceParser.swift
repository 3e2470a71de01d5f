import Diagnostics

/// Reads the grammar of references by recursive descent.
struct ReferenceParser {
  /// What was wanted at the place where reading stopped.
  private struct Stop {
    let wanted: Wanted
    /// The reference could have been closed here.
    var isComplete = false
  }

  private enum Wanted {
    case value(after: String?)
    case member
    case filter
    case argument
    case endOfArguments
    case endOfReference
    case functionName(String)
  }

  private let bytes: [UInt8]
  private var lexer: ReferenceLexer
  private var current = ReferenceLexer.Lexeme(token: .end, range: 0..<0)
  private var previous = 0..<0
  private var stop: Stop?
  private var problems: [ReferenceProblem] = []
  /// Where the reference that opens at a given offset ends; made when a first problem asks for it.
  private var closings: [Int: Int]?

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    self.lexer = ReferenceLexer(bytes)
  }

  mutating func run() -> (ReferenceText, [ReferenceProblem]) {
    var segments: [ReferenceText.Segment] = []
    var literal: [UInt8] = []
    var literalStart = 0
    var offset = 0
    func flush() {
      guard literalStart < offset else { return }
      segments.append(.literal(String(decoding: literal, as: UTF8.self), range: literalStart..<offset))
      literal.removeAll(keepingCapacity: true)
    }
    while offset < bytes.count {
      if bytes[offset] == Byte.dollar {
        if lexer.opening(at: offset + 1) != nil {
          literal += bytes[(offset + 1)..<(offset + 4)]
          offset += 4
          continue
        }
        if let delimiter = lexer.opening(at: offset) {
          flush()
          let reference = reference(at: offset, delimiter)
          segments.append(.reference(reference))
          offset = reference.range.upperBound
          literalStart = offset
          continue
        }
      }
      literal.append(bytes[offset])
      offset += 1
    }
    flush()
    return (ReferenceText(segments: segments, isPoisoned: !problems.isEmpty), problems)
  }

  private mutating func reference(at start: Int, _ delimiter: Reference.Delimiter) -> Reference {
    lexer = ReferenceLexer(bytes, at: start + 3)
    previous = start..<(start + 3)
    stop = nil
    current = lexer.next()
    var alternatives: [Reference.Pipeline] = []
    var isRead = false
    if let first = pipeline(after: nil) {
      alternatives.append(first)
      isRead = true
      while isRead, current.token == .coalesce {
        advance()
        if let next = pipeline(after: "??") { alternatives.append(next) } else { isRead = false }
      }
    }
    if isRead, case .closing(let closing) = current.token {
      let range = start..<current.range.upperBound
      if closing == delimiter { return Reference(range: range, delimiter: delimiter, alternatives: alternatives) }
      problems.append(mismatch(delimiter, closing))
      return Reference(range: range, delimiter: delimiter, alternatives: [], isPoisoned: true)
    }
    let reason = stop ?? Stop(wanted: .endOfReference, isComplete: true)
    let end = closing(of: start)
    problems.append(explain(reason, start: start, delimiter, end: end))
    let range = start..<(end ?? max(previous.upperBound, start + 3))
    return Reference(range: range, delimiter: delimiter, alternatives: [], isPoisoned: true)
  }

  private mutating func advance() {
    previous = current.range
    current = lexer.next()
  }

  private mutating func fail<T>(_ wanted: Wanted) -> T? {
    if stop == nil { stop = Stop(wanted: wanted) }
    return nil
  }

  // MARK: Grammar

  private mutating func pipeline(after token: String?) -> Reference.Pipeline? {
    let start = current.range.lowerBound
    guard let primary = primary(after: token) else { return nil }
    var filters: [Reference.FilterCall] = []
    while current.token == .pipe {
      advance()
      guard case .name(let text) = current.token else { return fail(.filter) }
      let name = Reference.Name(text: text, range: current.range)
      guard isIdentifier(text) else { return fail(.functionName(text)) }
      advance()
      var arguments: [Reference.Argument] = []
      if current.token == .leftParenthesis {
        guard let list = argumentList() else { return nil }
        arguments = list
      }
      filters.append(
        Reference.FilterCall(
          name: name, arguments: arguments, range: name.range.lowerBound..<previous.upperBound))
    }
    return Reference.Pipeline(primary: primary, filters: filters, range: start..<previous.upperBound)
  }

  private mutating func primary(after token: String?) -> Reference.Primary? {
    let range = current.range
    switch current.token {
    case .integer(let number):
      advance()
      return .literal(Reference.Literal(value: .integer(number), range: range))
    case .name(let text):
      advance()
      if current.token == .leftParenthesis {
        guard isIdentifier(text) else { return fail(.functionName(text)) }
        guard let arguments = argumentList() else { return nil }
        return .call(name: Reference.Name(text: text, range: range), arguments: arguments)
      }
      if current.token == .dot { return member(of: Reference.Name(text: text, range: range)) }
      if text == "true" || text == "false" {
        return .literal(Reference.Literal(value: .bool(text == "true"), range: range))
      }
      return .path([Reference.Name(text: text, range: range)])
    case .string(let text):
      advance()
      if current.token == .dot { return member(of: Reference.Name(text: text, range: range, isQuoted: true)) }
      return .literal(Reference.Literal(value: .string(text), range: range))
    default:
      return fail(.value(after: token))
    }
  }

  private mutating func member(of head: Reference.Name) -> Reference.Primary? {
    advance()
    let name: Reference.Name
    switch current.token {
    case .name(let text): name = Reference.Name(text: text, range: current.range)
    case .string(let text): name = Reference.Name(text: text, range: current.range, isQuoted: true)
    default: return fail(.member)
    }
    advance()
    return .path([head, name])
  }

  private mutating func argumentList() -> [Reference.Argument]? {
    advance()
    var arguments: [Reference.Argument] = []
    if current.token == .rightParenthesis {
      advance()
      return arguments
    }
    while true {
      guard let argument = argument() else { return nil }
      arguments.append(argument)
      if current.token == .rightParenthesis {
        advance()
        return arguments
      }
      guard current.token == .comma else { return fail(.endOfArguments) }
      advance()
    }
  }

  private mutating func argument() -> Reference.Argument? {
    let start = current.range.lowerBound
    var label: Reference.Name?
    if case .name(let text) = current.token {
      let name = Reference.Name(text: text, range: current.range)
      advance()
      guard current.token == .equals else {
        return Reference.Argument(label: nil, value: value(of: name), range: name.range)
      }
      guard isIdentifier(text) else { return fail(.functionName(text)) }
      label = name
      advance()
    }
    let range = current.range
    let value: Reference.Argument.Value
    switch current.token {
    case .string(let text): value = .literal(Reference.Literal(value: .string(text), range: range))
    case .integer(let number): value = .literal(Reference.Literal(value: .integer(number), range: range))
    case .name(let text): value = self.value(of: Reference.Name(text: text, range: range))
    default: return fail(.argument)
    }
    advance()
    return Reference.Argument(label: label, value: value, range: start..<range.upperBound)
  }

  private func value(of name: Reference.Name) -> Reference.Argument.Value {
    guard name.text == "true" || name.text == "false" else { return .bare(name) }
    return .literal(Reference.Literal(value: .bool(name.text == "true"), range: name.range))
  }

  private func isIdentifier(_ text: String) -> Bool {
    !text.utf8.contains { $0 == Byte.space || $0 == Byte.minus }
  }

  // MARK: Recovery

  /// Where the reference that opens at `start` is closed, judged by pairing delimiters over the rest of the text,
  /// once. Nil: nothing closes it.
  private mutating func closing(of start: Int) -> Int? {
    if let closings { return closings[start] }
    var pairs: [Int: Int] = [:]
    var open: [Int] = []
    var unclosedQuotes: [UInt8] = []
    var offset = start
    while offset < bytes.count {
      if open.isEmpty, bytes[offset] == Byte.dollar, lexer.opening(at: offset + 1) != nil {
        offset += 4
      } else if lexer.opening(at: offset) != nil {
        open.append(offset)
        offset += 3
      } else if let innermost = open.last {
        if lexer.closing(at: offset) != nil {
          offset += 2
          pairs[innermost] = offset
          open.removeLast()
        } else if bytes[offset] == Byte.quote || bytes[offset] == Byte.apostrophe,
          !unclosedQuotes.contains(bytes[offset])
        {
          if let end = lexer.endOfString(at: offset) {
            offset = end
          } else {
            unclosedQuotes.append(bytes[offset])
            offset += 1
          }
        } else {
          offset += 1
        }
      } else {
        offset += 1
      }
    }
    closings = pairs
    return pairs[start]
  }

  private func mismatch(_ opening: Reference.Delimiter, _ closing: Reference.Delimiter) -> ReferenceProblem {
    var problem = ReferenceProblem(
      .unclosedReference, current.range, "opened with `\(opening.opening)`, closed with `\(closing.closing)`",
      label: "`\(opening.closing)` belongs here")
    problem.replacement = ReferenceProblem.Replacement(
      range: current.range, text: opening.closing, title: "close it with `\(opening.closing)`", applicability: .safe)
    return problem
  }

  private func neverClosed(_ stop: Stop, start: Int, _ delimiter: Reference.Delimiter) -> ReferenceProblem {
    let end = max(previous.upperBound, start + 3)
    var problem = ReferenceProblem(
      .unclosedReference, start..<end, "this reference is never closed",
      label: "`\(delimiter.closing)` is missing")
    guard stop.isComplete else { return problem }
    let half = delimiter.closing.utf8.first
    var place = end..<end
    if end < bytes.count, bytes[end] == half { place = end..<(end + 1) }
    // A name takes in the words behind it, so only where there are none is the place of the end certain.
    let isCertain = place.upperBound == bytes.count && !bytes[start..<end].contains(Byte.space)
    problem.replacement = ReferenceProblem.Replacement(
      range: place, text: delimiter.closing, title: "close it with `\(delimiter.closing)`",
      applicability: isCertain ? .safe : .unsafe)
    return problem
  }

  private func explain(
    _ stop: Stop, start: Int, _ delimiter: Reference.Delimiter, end: Int?
  ) -> ReferenceProblem {
    guard let end else { return neverClosed(stop, start: start, delimiter) }
    switch current.token {
    case .opening:
      let inner = closings?[current.range.lowerBound] ?? current.range.upperBound
      var problem = ReferenceProblem(
        .nestedReference, current.range.lowerBound..<inner, "references cannot be nested",
        label: "inside another reference")
      problem.notes = ["what a reference names is settled before any value is known"]
      problem.help = ["write the name itself; what differs between environments goes into `environments:`"]
      return problem
    case .malformed(let message):
      let range = current.range.lowerBound..<min(current.range.lowerBound + 1, bytes.count)
      return ReferenceProblem(.malformedReference, range, message)
    default:
      return grammar(stop, start..<end, delimiter)
    }
  }

  private func grammar(
    _ stop: Stop, _ whole: Range<Int>, _ delimiter: Reference.Delimiter
  ) -> ReferenceProblem {
    let isAtEnd = if case .closing = current.token { true } else { false }
    let found = isAtEnd ? previous : current.range
    func problem(_ message: String, _ range: Range<Int>? = nil, help: String? = nil) -> ReferenceProblem {
      var problem = ReferenceProblem(.malformedReference, range ?? found, message)
      if let help { problem.help = [help] }
      return problem
    }
    let written = lexer.text(current.range)
    switch stop.wanted {
    case .value(after: nil) where isAtEnd:
      return problem(
        "this reference is empty", whole, help: "name a service and one of its values: `$<<postgres.DATABASE_URL>>`")
    case .value(let token):
      let place = token.map { "after `\($0)`" } ?? "at the beginning of a reference"
      return problem(
        isAtEnd ? "expected a value \(place)" : "expected a value \(place), found `\(written)`",
        help: "a value is `service.NAME`, `NAME`, or a text in quotes")
    case .filter:
      return problem(
        isAtEnd ? "expected a filter after `|`" : "expected a filter after `|`, found `\(written)`",
        help: "name a filter, such as `| host`, or delete the `|`")
    case .member:
      return problem(
        isAtEnd ? "expected a name after `.`" : "expected a name after `.`, found `\(written)`",
        help: "name a variable or an output: `$<<postgres.DATABASE_URL>>`, `$<<api.private_url>>`")
    case .argument:
      return problem(
        isAtEnd ? "expected an argument" : "expected an argument, found `\(written)`",
        help: "arguments are words, whole numbers, `true`, `false` or texts in quotes")
    case .endOfArguments:
      return problem(isAtEnd ? "`)` is missing" : "expected `,` or `)`, found `\(written)`")
    case .functionName(let name):
      return problem("`\(name)` cannot be the name of a filter or function")
    case .endOfReference:
      return unexpectedRest(written, found, delimiter)
    }
  }

  /// A value was complete, and something follows that does not belong there.
  private func unexpectedRest(
    _ written: String, _ range: Range<Int>, _ delimiter: Reference.Delimiter
  ) -> ReferenceProblem {
    var problem = ReferenceProblem(.malformedReference, range, "unexpected `\(written)`")
    switch current.token {
    case .dot:
      problem = ReferenceProblem(.malformedReference, range, "a reference has at most two parts")
      problem.help = ["write a name that holds a dot in quotes: `$<<\"my.service\".port>>`"]
    case .unexpected(":"):
      problem.help = ["a filter stands behind `|`: `$<<postgres.DATABASE_URL | driver(\"asyncpg\")>>`"]
    case .unexpected("?"):
      problem.help = ["a value for the case that there is none follows `??`: `$<<redis.REDIS_URL ?? \"\">>`"]
    case .name:
      problem.help = ["inside a name words are separated by one blank; between values stands `|` or `??`"]
    case .leftParenthesis:
      problem.help = ["only a filter or a generator takes arguments"]
    default:
      problem.help = ["here may follow `|` and a filter, `??` and another value, or `\(delimiter.closing)`"]
    }
    return problem
  }
}

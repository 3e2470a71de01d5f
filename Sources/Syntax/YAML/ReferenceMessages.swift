import Diagnostics

/// The findings about references that YAML's own grammar takes apart.
struct ReferenceMessages {
  let file: FileID
  let source: SourceLines

  private var bytes: [UInt8] { source.bytes }

  private func span(_ range: Range<Int>) -> Span { Span(file: file, start: range.lowerBound, end: range.upperBound) }

  // MARK: Braces (E0104)

  /// The finding about a mapping that is written `{{A.B}}`.
  func bare(_ range: Range<Int>) -> Diagnostic {
    unquoted(range, inner: range.lowerBound + 2..<range.upperBound - 2, inFlow: false)
  }

  /// The findings about references in braces at or right before the place where libyaml stopped; within brackets also
  /// those that follow, because the whole collection is left out.
  func braces(at problem: Int, inFlow: Bool) -> [Diagnostic] {
    guard let first = opening(at: problem) else { return [] }
    var found: [Diagnostic] = []
    var position = first
    var depth = 1
    var previous: UInt8 = 0x20
    while position < bytes.count, depth > 0, found.count < YAMLReader.findingsPerRound {
      let byte = bytes[position]
      if isOpening(position) {
        let range = reference(at: position)
        let begin = range.lowerBound + (bytes[range.lowerBound] == UInt8(ascii: "$") ? 3 : 2)
        let isClosed = source.has("}}", at: range.upperBound - 2) && begin <= range.upperBound - 2
        found.append(unquoted(range, inner: isClosed ? begin..<range.upperBound - 2 : nil, inFlow: inFlow))
        if !inFlow { break }
        position = range.upperBound
        previous = UInt8(ascii: "}")
        continue
      }
      if ASCII.isQuote(byte), !isWordByte(previous) {
        position = endOfQuoted(position)
        previous = byte
        continue
      }
      if byte == UInt8(ascii: "#"), ASCII.isBlankOrBreak(previous) {
        position = source.content(ofLine: source.line(at: position)).upperBound
        previous = 0x20
        if position < bytes.count { position += 1 }
        continue
      }
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
      if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
      previous = byte
      position += 1
    }
    return found
  }

  /// Where the reference begins that libyaml stumbled over.
  private func opening(at problem: Int) -> Int? {
    if source.has("{{", at: problem) { return source.has("$", at: problem - 1) ? problem - 1 : problem }
    // `{{A.B}}/x`: read as a mapping, with text behind it.
    guard source.has("}}", at: problem - 2) else { return nil }
    let lineStart = source.start(ofLine: source.line(at: problem))
    let open = stride(from: problem - 3, through: lineStart, by: -1).first { source.has("{{", at: $0) }
    guard let open, !source.has("$", at: open - 1) else { return nil }
    return open
  }

  private func isOpening(_ offset: Int) -> Bool {
    source.has("${{", at: offset) || source.has("{{", at: offset)
  }

  /// A reference from its opening to its end on the same line; the opening alone when it has none.
  private func reference(at start: Int) -> Range<Int> {
    let open = start + (bytes[start] == UInt8(ascii: "$") ? 3 : 2)
    let lineEnd = source.content(ofLine: source.line(at: start)).upperBound
    guard let close = (open..<max(open, lineEnd)).first(where: { source.has("}}", at: $0) }) else {
      return start..<open
    }
    return start..<close + 2
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    !(ASCII.isBlankOrBreak(byte) || ASCII.isFlowIndicator(byte) || byte == UInt8(ascii: ":"))
  }

  private func endOfQuoted(_ start: Int) -> Int {
    var position = start + 1
    while position < bytes.count, bytes[position] != bytes[start] {
      position += bytes[start] == UInt8(ascii: "\"") && bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(position + 1, bytes.count)
  }

  private func unquoted(_ range: Range<Int>, inner: Range<Int>?, inFlow: Bool) -> Diagnostic {
    let isBare = bytes[range.lowerBound] == UInt8(ascii: "{")
    var finding = Diagnostic(
      .unquotedReference, at: span(range),
      isBare
        ? "`{{ }}` is a mapping in YAML; a reference is written `$<<…>>`"
        : "a `${{ }}` reference must be quoted here",
      label: isBare ? "" : "YAML reads a mapping from `{` on")
    guard let inner else { return finding }
    let path = source.text(inner).trimmingBlanks
    // Characters that have a meaning in YAML need quotes in either spelling.
    if path.utf8.contains(where: { ASCII.isFlowIndicator($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "#") }) {
      if !isBare, let fix = quoting(from: range.lowerBound, inFlow: inFlow) { finding.fixes = [fix] }
      finding.help = ["put the value in single quotes"]
    } else {
      finding.fixes = [
        FixIt("write `$<<\(path)>>`", .safe, [.init(span(range), "$<<\(path)>>")])
      ]
      finding.help = ["write `$<<\(path)>>`"]
    }
    return finding
  }

  // MARK: Cut values (E0105)

  /// The finding about a reference that is open where libyaml stopped, because its value ended before.
  func cut(before problem: Int, inFlow: Bool) -> Diagnostic? {
    let lineStart = source.start(ofLine: source.line(at: problem))
    let open = stride(from: min(problem, bytes.count) - 1, through: lineStart, by: -1).first {
      source.has("$<<", at: $0) || source.has("${{", at: $0)
    }
    guard let open, closing(of: open).map({ $0 + 2 > problem }) == true else { return nil }
    return cut(at: open, end: nil, inFlow: inFlow)
  }

  /// The finding about a reference that opens at an offset within a value that ends at `end`. Nil when the line does
  /// not close the reference either, which is another mistake, and when the value is quoted.
  func cut(at open: Int, end: Int?, inFlow: Bool) -> Diagnostic? {
    guard let close = closing(of: open), let fix = quoting(from: open, inFlow: inFlow) else { return nil }
    let stop = end ?? (open + 3..<close).first { endsValue($0, inFlow: inFlow) } ?? close
    var finding = Diagnostic(
      .cutReference, at: span(open..<close + 2), "YAML ends this value before the reference does")
    let mark = source.skipBlanks(from: stop)
    let (character, meaning) =
      switch bytes[min(mark, bytes.count - 1)] {
      case UInt8(ascii: "#"): (" #", "begins a comment")
      case UInt8(ascii: ","): (",", "begins the next item")
      default: (": ", "makes it a key")
      }
    finding.notes = ["`\(character)` \(meaning): the value ends there"]
    finding.help = ["put the whole value in quotes"]
    finding.fixes = [fix]
    return finding
  }

  private func endsValue(_ offset: Int, inFlow: Bool) -> Bool {
    switch bytes[offset] {
    case UInt8(ascii: "#"): ASCII.isBlank(bytes[offset - 1])
    case UInt8(ascii: ":"): offset + 1 == bytes.count || ASCII.isBlankOrBreak(bytes[offset + 1])
    case UInt8(ascii: ","): inFlow
    default: false
    }
  }

  /// Where the reference that opens at an offset is closed, on the same line.
  private func closing(of open: Int) -> Int? {
    let mark = bytes[open + 1] == UInt8(ascii: "<") ? ">>" : "}}"
    let end = source.content(ofLine: source.line(at: open)).upperBound
    return (open + 3..<max(open + 3, end)).first { source.has(mark, at: $0) }
  }

  /// Puts single quotes around the value that holds the reference opening at an offset; nil when it has quotes.
  private func quoting(from open: Int, inFlow: Bool) -> FixIt? {
    guard let close = closing(of: open) else { return nil }
    let lineStart = source.start(ofLine: source.line(at: open))
    var start = open
    while start > lineStart, !beginsValue(start, lineStart, inFlow: inFlow) { start -= 1 }
    guard !ASCII.isQuote(bytes[start]) else { return nil }
    let lineEnd = source.content(ofLine: source.line(at: open)).upperBound
    var end = close + 2
    while end < lineEnd {
      let isComment = bytes[end] == UInt8(ascii: "#") && ASCII.isBlank(bytes[end - 1])
      if isComment || inFlow && ASCII.isFlowIndicator(bytes[end]) { break }
      end += 1
    }
    while end > start, ASCII.isBlank(bytes[end - 1]) { end -= 1 }
    let quoted =
      "'" + source.text(start..<end).split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
      + "'"
    return FixIt("quote the value", .safe, [.init(span(start..<end), quoted)])
  }

  /// Whether a value begins at an offset of a line: behind `: `, `- `, or, in brackets, an indicator.
  private func beginsValue(_ offset: Int, _ lineStart: Int, inFlow: Bool) -> Bool {
    var before = offset
    while before > lineStart, ASCII.isBlank(bytes[before - 1]) { before -= 1 }
    guard before > lineStart else { return !ASCII.isBlank(bytes[offset]) }
    let previous = bytes[before - 1]
    if inFlow && ASCII.isFlowIndicator(previous) && !source.has("${{", at: before - 3) { return true }
    guard before < offset, !ASCII.isBlank(bytes[offset]) else { return false }
    if previous == UInt8(ascii: ":") { return true }
    let isFirst = bytes[lineStart..<before - 1].allSatisfy(ASCII.isBlank)
    return previous == UInt8(ascii: "-") && isFirst
  }
}

extension String {
  /// The text without blanks at its ends.
  var trimmingBlanks: String {
    let bytes = Array(utf8)
    let start = bytes.firstIndex { !ASCII.isBlank($0) } ?? bytes.count
    let end = bytes.lastIndex { !ASCII.isBlank($0) }.map { $0 + 1 } ?? start
    return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
  }
}

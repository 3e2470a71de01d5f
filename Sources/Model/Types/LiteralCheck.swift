import Diagnostics

/// What a literal is checked for besides its type.
package struct LiteralContext: Sendable {
  /// The variable, for messages.
  package var name: String
  /// The type comes from the variable's name alone: an empty text passes, and forms that are common under that name.
  package var isByConvention: Bool
  /// Python may read it, so SQLAlchemy's rules hold for database URLs.
  package var isPythonConsumer: Bool
  /// What separates the items of a list.
  package var separator: String
  /// The words of an enumeration may be written in capitals.
  package var ignoresCase: Bool

  package init(
    name: String, isByConvention: Bool = false, isPythonConsumer: Bool = false, separator: String = ",",
    ignoresCase: Bool = false
  ) {
    self.name = name
    self.isByConvention = isByConvention
    self.isPythonConsumer = isPythonConsumer
    self.separator = separator
    self.ignoresCase = ignoresCase
  }
}

extension ValueType {
  /// Checks text that was written down for a variable of this type. Ranges of the problem are UTF-8 offsets in it.
  package func check(literal: String, _ context: LiteralContext) -> ValueProblem? {
    if literal.isEmpty, context.isByConvention { return nil }
    let count = literal.utf8.count
    switch self {
    case .never, .string: return nil
    case .bool: return checkBool(literal)
    case .int(let range): return checkInt(literal, range)
    case .float: return checkFloat(literal)
    case .port: return checkPort(literal)
    case .percent: return unitProblem(Percent.parse(literal), count)
    case .duration: return unitProblem(Interval.parse(literal), count)
    case .bytes: return unitProblem(ByteSize.parse(literal), count)
    case .cpu: return unitProblem(CPUAmount.parse(literal), count)
    case .cron: return unitProblem(CronSchedule.parse(literal), count)
    case .image: return unitProblem(ImageReference.parse(literal), count)
    case .host, .domain, .hostport, .email, .uuid, .path, .command, .json: return checkName(literal, context)
    case .origin: return OriginCheck(literal).problem
    case .url(let schemes): return URLCheck(literal, schemes, self, context).problem
    case .enumeration(let words): return checkWord(literal, words, context)
    case .list(let item): return checkList(literal, item, context)
    }
  }

  /// `x` is not a port; the place is the first byte that does not fit.
  func mismatch(_ literal: String, at offset: Int = 0, label: String = "") -> ValueProblem {
    let count = literal.utf8.count
    let start = offset < count ? offset : 0
    return ValueProblem(
      .malformedLiteral, start..<count, "\(literal.quotedForMessage) is not \(inWords)", label: label)
  }

  private func unitProblem<T>(_ result: Result<T, ValueProblem>, _ count: Int) -> ValueProblem? {
    guard case .failure(let problem) = result else { return nil }
    return ValueProblem(
      .malformedLiteral, problem.range, problem.message, label: problem.label, help: problem.help,
      replacement: problem.replacement.map { ValueProblem.Replacement($0.text, .unsafe, range: 0..<count) })
  }

  private func checkBool(_ literal: String) -> ValueProblem? {
    let value: String
    switch literal.lowercased() {
    case "true" where literal == "true", "false" where literal == "false", "0", "1": return nil
    case "true", "yes", "on", "y", "t": value = "true"
    case "false", "no", "off", "n", "f": value = "false"
    default: return mismatch(literal)
    }
    return ValueProblem(
      .boolSpelling, 0..<literal.utf8.count, "`\(literal)` is not the word `\(value)`: programs compare to the letter",
      label: value == "true" ? "most programs take this text for false" : "some programs take this text for true",
      replacement: ValueProblem.Replacement(value, .unsafe))
  }

  private func checkInt(_ literal: String, _ range: ClosedRange<Int>?) -> ValueProblem? {
    let bytes = Array(literal.utf8)
    let digits = bytes.first == UInt8(ascii: "-") ? 1 : 0
    let bad = bytes[min(digits, bytes.count)...].firstIndex { !ValueScanner.isDigit($0) }
    if let bad { return mismatch(literal, at: bad > digits ? bad : 0) }
    guard bytes.count > digits else { return mismatch(literal) }
    guard let number = Int(literal) else { return mismatch(literal, label: "too large") }
    guard let range, !range.contains(number) else { return nil }
    return mismatch(literal)
  }

  private func checkFloat(_ literal: String) -> ValueProblem? {
    let isNumber = literal.utf8.allSatisfy { ValueScanner.isDigit($0) || "+-.eE".utf8.contains($0) }
    return isNumber && Double(literal) != nil ? nil : mismatch(literal)
  }

  private func checkPort(_ literal: String) -> ValueProblem? {
    guard case .failure(let problem) = PortNumber.parse(literal) else { return nil }
    return mismatch(literal, at: problem.range.lowerBound, label: "ports are whole numbers from 1 to 65535")
  }

  private func checkWord(_ literal: String, _ words: [String], _ context: LiteralContext) -> ValueProblem? {
    if words.contains(literal) { return nil }
    let lower = literal.lowercased()
    let word = words.first { $0.lowercased() == lower }
    if context.ignoresCase, let word, literal == word.uppercased() { return nil }
    var problem = mismatch(literal)
    if let word { problem.replacement = ValueProblem.Replacement(word, .unsafe) }
    return problem
  }

  private func checkList(_ literal: String, _ item: ValueType, _ context: LiteralContext) -> ValueProblem? {
    let items = ListText.items(of: literal, separator: context.separator)
    let bytes = Array(literal.utf8)
    for range in items {
      let text = String(decoding: bytes[range], as: UTF8.self)
      if item == .origin, text == "*", items.count > 1 {
        return ValueProblem(
          .malformedOrigin, range, "`*` allows every origin and stands alone",
          label: "the others have no effect beside it",
          help: ["write `\"*\"` alone for an interface that everybody may call, or delete it from the list"])
      }
      if let problem = item.check(literal: text, context) {
        return problem.moved(by: range.lowerBound, count: range.count)
      }
    }
    return nil
  }
}

/// A list that is written as one text.
package enum ListText {
  /// The items without the blanks around them; empty ones are left out. A JSON array of texts gives what stands between
  /// its quotes.
  package static func items(of text: String, separator: String) -> [Range<Int>] {
    let bytes = Array(text.utf8)
    if bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") { return quotedItems(bytes) }
    let mark = Array(separator.utf8)
    guard !mark.isEmpty else { return trimmed(bytes, 0..<bytes.count).map { [$0] } ?? [] }
    var ranges: [Range<Int>] = []
    var start = 0
    var offset = 0
    while offset <= bytes.count {
      let isEnd = offset == bytes.count
      if isEnd || bytes[offset...].starts(with: mark) {
        if let range = trimmed(bytes, start..<offset) { ranges.append(range) }
        start = offset + mark.count
        offset = isEnd ? offset + 1 : start
      } else {
        offset += 1
      }
    }
    return ranges
  }

  private static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
    guard let first = bytes[range].firstIndex(where: { $0 != 0x20 }),
      let last = bytes[range].lastIndex(where: { $0 != 0x20 })
    else { return nil }
    return first..<(last + 1)
  }

  private static func quotedItems(_ bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start: Int?
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\"") {
      if let begin = start {
        if begin < offset { ranges.append(begin..<offset) }
        start = nil
      } else {
        start = offset + 1
      }
    }
    return ranges
  }
}

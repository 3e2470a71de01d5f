extension ValueType {
  /// Reads a type expression: `port`, `int(1..10)`, `url<redis|rediss>`, `enum(a, b)`, `list<origin>`.
  package static func parse(_ text: String) -> Result<ValueType, ValueProblem> {
    var parser = TypeParser(text)
    if let type = parser.type(depth: 0), parser.isAtEnd { return .success(type) }
    let count = text.utf8.count
    let start = min(parser.wordStart, count)
    return .failure(
      ValueProblem(
        .malformedValue, (start < count ? start : 0)..<count, "\(text.quotedForMessage) is not a type",
        help: [parser.help ?? "types are \(words.map { "`\($0.word)`" }.joined(separator: ", ")), `enum(…)`, `list<…>`"]
      ))
  }
}

/// Recursive descent over a type expression.
private struct TypeParser {
  private let bytes: [UInt8]
  private var position = 0
  private(set) var wordStart = 0
  private(set) var help: String?

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool {
    bytes[position...].allSatisfy { $0 == 0x20 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    while position < bytes.count, bytes[position] == 0x20 { position += 1 }
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func word(_ isPart: (UInt8) -> Bool) -> String? {
    while position < bytes.count, bytes[position] == 0x20 { position += 1 }
    wordStart = position
    while position < bytes.count, isPart(bytes[position]) { position += 1 }
    return wordStart == position ? nil : String(decoding: bytes[wordStart..<position], as: UTF8.self)
  }

  mutating func type(depth: Int) -> ValueType? {
    guard depth < 4, let name = word(ValueScanner.isLetter) else { return nil }
    switch name {
    case "int":
      guard take("(") else { return .int }
      help = "a range is written `int(1..10)`"
      guard let low = integer(), take("."), take("."), let high = integer(), low <= high, take(")") else { return nil }
      return .int(low...high)
    case "url":
      guard take("<") else { return .url([]) }
      help = "schemes are written `url<https>` or `url<redis|rediss>`"
      return schemes()
    case "enum":
      help = "alternatives are written `enum(debug, info)`"
      return take("(") ? enumeration() : nil
    case "list":
      help = "a list names the type of its items: `list<origin>`"
      guard take("<"), let item = type(depth: depth + 1), take(">") else { return nil }
      return .list(item)
    default:
      return ValueType.words.first { $0.word == name }?.type
    }
  }

  private mutating func integer() -> Int? {
    let isNegative = take("-")
    return word(ValueScanner.isDigit).flatMap { Int((isNegative ? "-" : "") + $0) }
  }

  private mutating func schemes() -> ValueType? {
    var schemes: [URLScheme] = []
    repeat {
      let isPart: (UInt8) -> Bool = { byte in
        ValueScanner.isLowercase(byte) || ValueScanner.isDigit(byte) || "+.-_".utf8.contains(byte)
      }
      guard let text = word(isPart) else { return nil }
      schemes.append(URLScheme(text: text))
    } while take("|")
    return take(">") ? .url(schemes) : nil
  }

  private mutating func enumeration() -> ValueType? {
    var words: [String] = []
    repeat {
      // Any text but the separators: values such as `us-east-1` or `a/b` are words too.
      guard let text = word({ $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ")") && $0 != 0x20 }) else { return nil }
      words.append(text)
    } while take(",")
    return take(")") ? .enumeration(words) : nil
  }
}

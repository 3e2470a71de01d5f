/// A TCP or UDP port, 1 to 65535.
package struct PortNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let number: Int

  package init?(_ number: Int) {
    guard (1...65_535).contains(number) else { return nil }
    self.number = number
  }

  package static func < (a: PortNumber, b: PortNumber) -> Bool { a.number < b.number }

  package static func parse(_ text: String) -> Result<PortNumber, ValueProblem> {
    let bytes = Array(text.utf8)
    let digits = bytes.prefix(while: ValueScanner.isDigit).count
    guard digits == bytes.count, digits > 0 else {
      let start = digits == 0 ? 0 : digits
      return .failure(
        ValueProblem(.malformedValue, start..<bytes.count, "\(text.quotedForMessage) is not a port"))
    }
    guard let number = Int(text), let port = PortNumber(number) else {
      return .failure(
        ValueProblem(.outOfRange, 0..<bytes.count, "port \(text.quotedForMessage) is out of range (1–65535)"))
    }
    return .success(port)
  }

  package var description: String { String(number) }
}

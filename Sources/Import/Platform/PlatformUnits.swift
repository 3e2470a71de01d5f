import Model
import Syntax

/// Amounts with units, as platforms write them.
enum PlatformUnits {
  private static let factors: [String: Double] = ["ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000]

  /// A time in milliseconds: `90s`, `1m30s`, `500ms` as Go reads them, or a number.
  /// - Parameter unit: of a number alone, in milliseconds.
  static func time(_ node: ConfigNode?, unit: Int) -> Located<Int>? {
    guard let node, let text = node.filled?.text else { return nil }
    if let number = node.number(times: unit) { return number }
    return milliseconds(text).map { Located($0, node) }
  }

  /// The same of a text in which every number has its unit; nil: it is no time.
  static func milliseconds(_ text: String) -> Int? {
    var total = 0.0
    var rest = text[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(name.count)
      guard let number = Double(digits), let factor = factors[String(name)] else { return nil }
      total += number * factor
    }
    return text.isEmpty || total > 1e12 ? nil : Int(total)
  }

  /// A size in bytes: `512mb`, `1 GB`, or a number.
  /// - Parameter unit: of a number alone, in bytes.
  static func size(_ node: ConfigNode?, unit: Int) -> Located<Int>? {
    guard let node, let text = node.filled?.text else { return nil }
    return node.number(times: unit) ?? MemoryText.ofContainer(text).map { Located($0, node) }
  }
}

import Model
import Syntax

/// Amounts with units, as platforms write them.
enum PlatformUnits {
  private static let factors: [String: Double] = ["ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000]
  private static let bytes: [String: Int] = [
    "": 1, "b": 1, "k": 1 << 10, "kb": 1 << 10, "kib": 1 << 10, "m": 1 << 20, "mb": 1 << 20, "mib": 1 << 20,
    "g": 1 << 30, "gb": 1 << 30, "gib": 1 << 30, "t": 1 << 40, "tb": 1 << 40, "tib": 1 << 40,
  ]

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
    guard let node, let text = node.filled?.text.lowercased() else { return nil }
    if let number = node.number(times: unit) { return number }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let name = text.dropFirst(digits.count).filter { $0 != " " }
    guard let number = Int(digits), let factor = bytes[String(name)], number < Int.max / factor else { return nil }
    return Located(number * factor, node)
  }
}

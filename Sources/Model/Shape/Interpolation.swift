import Diagnostics
import Syntax

/// `${NAME}`, `${NAME:-default}` and `$(command)`, which other tools fill in and this language does not.
struct Interpolation {
  /// From `$` to the closing bracket, in UTF-8 offsets.
  let range: Range<Int>
  /// The value where the variable has none.
  let fallback: String?

  /// All that a text has, in order; brackets that are never closed are none.
  static func all(in text: String) -> [Interpolation] {
    let bytes = Array(text.utf8)
    var found: [Interpolation] = []
    var start = 0
    while start + 1 < bytes.count {
      defer { start += 1 }
      let opens = bytes[start + 1]
      guard bytes[start] == UInt8(ascii: "$"), opens == UInt8(ascii: "{") || opens == UInt8(ascii: "(") else {
        continue
      }
      // `$$` is one `$`.
      if start > 0, bytes[start - 1] == UInt8(ascii: "$") { continue }
      let closes = opens == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: ")")
      guard let end = bytes[(start + 2)...].firstIndex(of: closes) else { continue }
      let inner = bytes[(start + 2)..<end]
      let name = inner.prefix { $0.isCodeWordByte }
      let rest = inner.dropFirst(name.count).drop { $0 == UInt8(ascii: ":") }
      let fallback = rest.first == UInt8(ascii: "-") ? String(decoding: rest.dropFirst(), as: UTF8.self) : nil
      found.append(Interpolation(range: start..<end + 1, fallback: opens == UInt8(ascii: "{") ? fallback : nil))
      start = end
    }
    return found
  }

  /// The text with the defaults filled in; nil where one has none.
  static func filled(_ text: String, _ found: [Interpolation]) -> String? {
    var bytes = Array(text.utf8)
    for item in found.reversed() {
      guard let fallback = item.fallback, !fallback.isEmpty, !fallback.contains("$") else { return nil }
      bytes.replaceSubrange(item.range, with: Array(fallback.utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension ConfigNode {
  /// E0315 for compose's `${NAME}` where a value must be written.
  /// - Returns: whether the text has one.
  func reportsInterpolation(in text: String, _ decoder: Decoder) -> Bool {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return false }
    let found = Interpolation.all(in: text)
    guard let first = found.first else { return false }
    decoder.report(
      .referenceInStaticPosition, at: span(of: first.range),
      "`\(decoder.path.last ?? "this")` must be known while compiling",
      label: "compose's syntax, which nothing fills in here"
    ) {
      $0.help = ["write the value itself; what differs between environments goes into `environments:`"]
      guard let value = Interpolation.filled(text, found) else { return }
      $0.help.insert("write `\(value)`", at: 0)
      if let scalar { $0.fixes = [FixIt("write `\(value)`", .unsafe, [.init(span, scalar.spelled(value))])] }
    }
    return true
  }
}

extension UInt8 {
  fileprivate var isCodeWordByte: Bool {
    (48...57).contains(self) || (65...90).contains(self) || (97...122).contains(self) || self == UInt8(ascii: "_")
  }
}

/// An env file that compose, bash, python-dotenv, node and honcho read the same way.
package struct DotenvDocument: Sendable {
  package private(set) var text = ""
  /// Whether only the answers of `set` are wanted.
  private let isDry: Bool

  package init(isDry: Bool = false) { self.isDry = isDry }

  package mutating func comment(_ line: String) {
    if isDry { return }
    for part in YAMLScalar.commentLines(line) { text += part.isEmpty ? "#\n" : "# \(part)\n" }
  }

  /// A blank line and a line that divides the file.
  package mutating func section(_ title: String) {
    let head = "--- \(title) "
    text += "\n# " + (head.count > 97 ? "--- " + title : head + String(repeating: "-", count: 100 - head.count)) + "\n"
  }

  /// `NAME='value'`, with `isOff` behind a `#`. False, and a remark in the file, where no spelling means this value to
  /// all readers.
  @discardableResult
  package mutating func set(_ name: String, _ value: String, isOff: Bool = false) -> Bool {
    if isDry { return Self.quoted(value) != nil }
    guard let quoted = Self.quoted(value) else {
      text += "# \(name): its value cannot be written in an env file\n"
      return false
    }
    text += (isOff ? "#" : "") + name + "=" + quoted + "\n"
    return true
  }

  /// The value in single quotes; in double quotes where it holds a single quote and nothing that is special there.
  ///
  /// Nil where readers disagree: a line break (python-dotenv and honcho also know those of Unicode), both kinds of
  /// quotes, `${`, which python-dotenv fills in even between single quotes, and a backslash before another one, before
  /// the closing quote (an escape for compose) or before `n` and `t` (a break and a tab for honcho 2.0).
  package static func quoted(_ value: String) -> String? {
    let hasLineBreak = value.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x09: false
      case 0x00..<0x20, 0x7F, 0x85, 0x2028, 0x2029: true
      default: false
      }
    }
    if hasLineBreak || hasDoubtfulPair(value) { return nil }
    if !value.utf8.contains(UInt8(ascii: "'")) { return "'" + value + "'" }
    let isSpecial = value.utf8.contains { byte in
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"), UInt8(ascii: "`"): true
      default: false
      }
    }
    return isSpecial ? nil : "\"" + value + "\""
  }

  private static func hasDoubtfulPair(_ value: String) -> Bool {
    var previous: UInt8 = 0
    for byte in value.utf8 {
      switch (previous, byte) {
      case (UInt8(ascii: "$"), UInt8(ascii: "{")), (UInt8(ascii: "\\"), UInt8(ascii: "\\")),
        (UInt8(ascii: "\\"), UInt8(ascii: "n")), (UInt8(ascii: "\\"), UInt8(ascii: "t")):
        return true
      default: previous = byte
      }
    }
    return previous == UInt8(ascii: "\\")
  }
}

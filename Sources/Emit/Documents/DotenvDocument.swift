/// An env file that compose, bash, python-dotenv, node and honcho read the same way.
package struct DotenvDocument: Sendable {
  package private(set) var text = ""

  package init() {}

  package mutating func comment(_ line: String) {
    for part in YAMLScalar.commentLines(line) { text += part.isEmpty ? "#\n" : "# \(part)\n" }
  }

  /// A blank line and a line that divides the file.
  package mutating func section(_ title: String) {
    let head = "--- \(title) "
    text += "\n# " + head + String(repeating: "-", count: max(3, 100 - head.count)) + "\n"
  }

  /// `NAME='value'`, with `isOff` behind a `#`. False, and a remark in the file, where no spelling means this value to
  /// all readers.
  @discardableResult
  package mutating func set(_ name: String, _ value: String, isOff: Bool = false) -> Bool {
    guard let quoted = Self.quoted(value) else {
      text += "# \(name): its value cannot be written in an env file\n"
      return false
    }
    text += (isOff ? "#" : "") + name + "=" + quoted + "\n"
    return true
  }

  /// The value in single quotes, in which no reader replaces anything; in double quotes where it holds a single quote
  /// and nothing that is special there. Nil where readers disagree: a line break, both kinds of quotes, a backslash
  /// before a quote or another backslash (python-dotenv takes it as an escape, compose as the quote's own).
  package static func quoted(_ value: String) -> String? {
    let bytes = Array(value.utf8)
    guard bytes.allSatisfy({ $0 == UInt8(ascii: "\t") || ($0 >= 0x20 && $0 != 0x7F) }) else { return nil }
    let backslash = UInt8(ascii: "\\")
    if !bytes.contains(UInt8(ascii: "'")) {
      if bytes.last == backslash { return nil }
      for (a, b) in zip(bytes, bytes.dropFirst()) where a == backslash && b == backslash { return nil }
      return "'" + value + "'"
    }
    let isSpecial = bytes.contains { byte in
      switch byte {
      case UInt8(ascii: "\""), backslash, UInt8(ascii: "$"), UInt8(ascii: "`"): true
      default: false
      }
    }
    return isSpecial ? nil : "\"" + value + "\""
  }
}

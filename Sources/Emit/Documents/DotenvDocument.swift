/// An env file that compose, bash, python-dotenv, node and honcho read the same way.
package struct DotenvDocument: ~Copyable {
  private var writer = TextWriter()
  /// Whether only the answers of `set` are wanted.
  private let isDry: Bool

  package init(isDry: Bool = false) { self.isDry = isDry }

  package var isEmpty: Bool { writer.count == 0 }

  package var text: String { writer.text }

  package func write(to other: inout TextWriter) { writer.withBytes { other.write($0) } }

  package mutating func comment(_ line: String) {
    if isDry { return }
    YAMLScalar.eachCommentLine(line, &writer) { part, writer in
      writer.write(part.isEmpty ? "#" : "# ")
      writer.write(part)
      writer.write(byte: UInt8(ascii: "\n"))
    }
  }

  /// A comment that is written piece by piece.
  /// - Parameter write: gives false where the comment is not wanted after all.
  package mutating func comment(_ write: (inout TextWriter) -> Bool) {
    if isDry { return }
    let line = writer.count
    writer.write("# ")
    let start = writer.count
    guard write(&writer), writer.count > start else { return writer.truncate(to: line) }
    let isPlain = writer.withBytes { bytes in
      bytes[start...].allSatisfy { 0x20...0x7E ~= $0 } && bytes[bytes.count - 1] != 0x20
    }
    if isPlain { return writer.write(byte: UInt8(ascii: "\n")) }
    let text = writer.withBytes { String(decoding: $0[start...], as: UTF8.self) }
    writer.truncate(to: line)
    comment(text)
  }

  /// A blank line and a line that divides the file.
  package mutating func section(_ title: String) {
    let length = title.columns + 5
    writer.write("\n# --- ")
    writer.write(title)
    if length <= 97 {
      writer.write(byte: UInt8(ascii: " "))
      writer.write(UInt8(ascii: "-"), times: 100 - length)
    }
    writer.write(byte: UInt8(ascii: "\n"))
  }

  /// `NAME='value'`, with `isOff` behind a `#`. False, and a remark in the file, where no spelling means this value to
  /// all readers.
  @discardableResult
  package mutating func set(_ name: String, _ value: String, isOff: Bool = false) -> Bool {
    let quote = Self.quote(for: value)
    if isDry { return quote != nil }
    guard let quote else {
      writer.write("# ")
      writer.write(name)
      writer.write(": its value cannot be written in an env file\n")
      return false
    }
    if isOff { writer.write(byte: UInt8(ascii: "#")) }
    writer.write(name)
    writer.write(byte: UInt8(ascii: "="))
    writer.write(byte: quote)
    writer.write(value)
    writer.write(byte: quote)
    writer.write(byte: UInt8(ascii: "\n"))
    return true
  }

  /// The value in single quotes; in double quotes where it holds a single quote and nothing that is special there.
  package static func quoted(_ value: String) -> String? {
    quote(for: value).map { quote in
      let mark = String(Unicode.Scalar(quote))
      return mark + value + mark
    }
  }

  /// The sign around a value.
  ///
  /// Nil where readers disagree: a line break (python-dotenv and honcho also know those of Unicode), both kinds of
  /// quotes, `${`, which python-dotenv fills in even between single quotes, and a backslash before another one, before
  /// the closing quote (an escape for compose) or before `n` and `t` (a break and a tab for honcho 2.0).
  private static func quote(for value: String) -> UInt8? {
    let isPlain = value.allBytes { 0x20...0x7E ~= $0 && $0 != 0x24 && $0 != 0x27 && $0 != 0x5C }
    if isPlain { return UInt8(ascii: "'") }
    if hasControl(value) || hasDoubtfulPair(value) { return nil }
    if !value.hasByte(UInt8(ascii: "'")) { return UInt8(ascii: "'") }
    let isSpecial = value.hasByte { byte in
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"), UInt8(ascii: "`"): true
      default: false
      }
    }
    return isSpecial ? nil : UInt8(ascii: "\"")
  }

  /// Whether a value has what some reader takes for the end of a line, or what no variable can hold.
  static func hasControl(_ value: String) -> Bool {
    value.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x09: false
      case 0x00..<0x20, 0x7F, 0x85, 0x2028, 0x2029: true
      default: false
      }
    }
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

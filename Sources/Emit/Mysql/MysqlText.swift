package import IR

/// How settings are spelled in an option file of MySQL and MariaDB, and on a command line.
package enum MysqlText {
  /// The value without quotes: `512M`, `ON`.
  package static func plain(_ value: Setting.Value) -> String {
    switch value {
    case .bytes(let bytes): size(bytes)
    case .milliseconds(let duration): Quantities.decimal(thousandths: duration)
    case .integer(let number): String(number)
    case .real(let text), .word(let text), .text(let text): text
    case .boolean(let flag): flag ? "ON" : "OFF"
    case .list(let items): items.joined(separator: ",")
    }
  }

  /// The right side of a line of an option file: bare where nothing in it needs quotes, else between double quotes with
  /// the escapes of option files (MySQL 8.4 manual, 6.2.2.2). Nil for a text with NUL, which ends the value.
  package static func configuration(_ value: Setting.Value) -> String? {
    let text = plain(value)
    if !text.isEmpty, text.allBytes(isPlain) { return text }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\0": return nil
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A word of a command line that sets it, not quoted for a shell: `--max_connections=100`.
  package static func argument(_ setting: Setting) -> String { "--\(setting.name)=\(plain(setting.value))" }

  /// Whether the text can be the name of a setting: a word of letters, digits, `_`, `-` and `.`.
  package static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetter(first) else { return false }
    return name.allBytes { byte in
      isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: ".")
    }
  }

  /// The largest unit that divides exactly; the servers' units are binary.
  private static func size(_ bytes: Int) -> String {
    guard bytes != 0 else { return "0" }
    if bytes % (1 << 30) == 0 { return "\(bytes >> 30)G" }
    if bytes % (1 << 20) == 0 { return "\(bytes >> 20)M" }
    if bytes % (1 << 10) == 0 { return "\(bytes >> 10)K" }
    return String(bytes)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || "_-.,:/%+@=".utf8.contains(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

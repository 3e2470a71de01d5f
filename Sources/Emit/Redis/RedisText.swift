package import IR

/// How arguments of Redis directives are spelled, in redis.conf and on a command line.
package enum RedisText {
  /// The arguments of a directive, one list for each line that it takes: `save` has one line for each pair.
  package static func lines(_ setting: Setting) -> [[String]] {
    switch setting.value {
    case .bytes(let bytes): [[size(bytes)]]
    case .milliseconds(let duration): [[String((duration + 999) / 1000)]]
    case .integer(let number): [[String(number)]]
    case .real(let text), .word(let text): [[text]]
    case .boolean(let flag): [[flag ? "yes" : "no"]]
    // What somebody wrote unchecked holds all arguments: `normal 0 0 0`.
    case .text(let text): [setting.group == .other ? words(text) : [text]]
    // An empty list is written out: without the line the server's own default would hold.
    case .list(let items): items.isEmpty ? [[""]] : items.map(words)
    }
  }

  /// An argument as redis.conf takes it (`sdssplitargs`): bare where nothing in it needs quotes, else between double
  /// quotes with escapes. Every text can be written.
  package static func argument(_ text: String) -> String {
    if !text.isEmpty, text.allBytes(isPlain) { return text }
    var result = "\""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        result += "\\"
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case 0x20...0x7E: result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16)
        result += "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
      }
    }
    return result + "\""
  }

  /// Whether the text can stand as a directive.
  package static func isDirective(_ name: String) -> Bool {
    guard let first = name.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "#") else { return false }
    return name.allBytes(isPlain)
  }

  /// Whether a text has neither NUL nor line breaks, which a command of one line cannot hold.
  package static func fitsOneLine(_ text: String) -> Bool {
    !text.hasByte { $0 == 0 || $0 == 0x0A || $0 == 0x0D }
  }

  /// An argument for a shell, between double quotes where it needs any; see `fitsOneLine`.
  package static func shellArgument(_ text: String) -> String {
    if !text.isEmpty, text.allBytes(isPlain) { return text }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\", "$", "`":
        result += "\\"
        result.unicodeScalars.append(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// The largest unit that divides exactly. Redis' `mb` is binary, its `m` is not.
  package static func size(_ bytes: Int) -> String {
    if bytes == 0 { return "0" }
    if bytes % (1 << 30) == 0 { return "\(bytes >> 30)gb" }
    if bytes % (1 << 20) == 0 { return "\(bytes >> 20)mb" }
    if bytes % (1 << 10) == 0 { return "\(bytes >> 10)kb" }
    return String(bytes)
  }

  private static func words(_ text: String) -> [String] {
    let words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
    return words.isEmpty ? [""] : words
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"),
      UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "@"), UInt8(ascii: ","):
      true
    default: false
    }
  }
}

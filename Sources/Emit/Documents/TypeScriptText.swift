/// How texts and names are spelled in TypeScript, and in JavaScript, of which it is a superset.
package enum TypeScriptText {
  /// Writes a string literal of ASCII only; every text can be written.
  package static func write(_ text: String, _ writer: inout TextWriter) {
    writer.write(byte: UInt8(ascii: "\""))
    if text.allBytes({ 0x20...0x7E ~= $0 }) {
      writer.write(text) { $0 == 0x22 || $0 == 0x5C }
    } else {
      for unit in text.utf16 { writeEscaped(unit, &writer) }
    }
    writer.write(byte: UInt8(ascii: "\""))
  }

  private static func writeEscaped(_ unit: UInt16, _ writer: inout TextWriter) {
    switch unit {
    case 0x22: writer.write("\\\"")
    case 0x5C: writer.write("\\\\")
    case 0x0A: writer.write("\\n")
    case 0x0D: writer.write("\\r")
    case 0x09: writer.write("\\t")
    case 0x20...0x7E: writer.write(byte: UInt8(unit))
    default:
      let digits = String(unit, radix: 16)
      writer.write("\\u")
      writer.write(UInt8(ascii: "0"), times: 4 - digits.utf8.count)
      writer.write(digits)
    }
  }

  /// Whether the text can stand after a dot, or bare as the name of a member. Reserved words can.
  package static func isMemberName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) else { return false }
    return text.allBytes { isLetter($0) || $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }

  /// Writes the name of a member in an object literal. `__proto__` would set the object's prototype if it was bare or
  /// quoted.
  package static func writeMemberName(_ text: String, _ writer: inout TextWriter) {
    if text == "__proto__" { return writer.write("[\"__proto__\"]") }
    if isMemberName(text) { writer.write(text) } else { write(text, &writer) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "$")
  }

  /// Words that nothing may be declared as in a module (ECMA-262, strict mode; and `await`).
  package static let reserved: Set<String> = [
    "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do",
    "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function", "if", "implements", "import",
    "in", "instanceof", "interface", "let", "new", "null", "package", "private", "protected", "public", "return",
    "static", "super", "switch", "this", "throw", "true", "try", "typeof", "undefined", "var", "void", "while", "with",
    "yield",
  ]
}

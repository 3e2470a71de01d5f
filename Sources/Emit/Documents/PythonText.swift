/// How texts and names are spelled in Python source.
package enum PythonText {
  /// Writes a string literal of ASCII only; every text can be written.
  package static func write(_ text: String, _ writer: inout TextWriter) {
    writer.write(byte: UInt8(ascii: "\""))
    if text.allBytes({ 0x20...0x7E ~= $0 && $0 != 0x22 && $0 != 0x5C }) {
      writer.write(text)
    } else {
      for scalar in text.unicodeScalars { writeEscaped(scalar, &writer) }
    }
    writer.write(byte: UInt8(ascii: "\""))
  }

  private static func writeEscaped(_ scalar: Unicode.Scalar, _ writer: inout TextWriter) {
    switch scalar {
    case "\"": writer.write("\\\"")
    case "\\": writer.write("\\\\")
    case "\n": writer.write("\\n")
    case "\r": writer.write("\\r")
    case "\t": writer.write("\\t")
    case " "..."~": writer.write(scalar)
    default: writer.write(escape(scalar.value))
    }
  }

  /// The same as a text.
  package static func string(_ text: String) -> String {
    var writer = TextWriter(capacity: text.utf8.count + 16)
    write(text, &writer)
    return writer.text
  }

  /// `True`, `False` or a whole number where the text is one, else a string literal.
  package static func literal(_ text: String) -> String {
    switch text {
    case "true": return "True"
    case "false": return "False"
    default:
      // Python takes no leading zeros.
      if let number = Int(text), String(number) == text { return text }
      return string(text)
    }
  }

  /// Whether the text can stand on the left of an assignment.
  package static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !keywords.contains(text) else { return false }
    func isLetter(_ byte: UInt8) -> Bool {
      (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
    }
    return isLetter(first)
      && text.allBytes { isLetter($0) || $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }

  private static func escape(_ code: UInt32) -> String {
    let digits = String(code, radix: 16)
    let (letter, width) = code <= 0xFF ? ("x", 2) : code <= 0xFFFF ? ("u", 4) : ("U", 8)
    return "\\" + letter + String(repeating: "0", count: width - digits.utf8.count) + digits
  }

  /// `keyword.kwlist` of Python 3.12.
  private static let keywords: Set<String> = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
  ]
}

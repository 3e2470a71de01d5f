/// How one text is written in YAML so that readers of YAML 1.1 (PyYAML, libyaml) and of 1.2 (compose's go-yaml) agree
/// that it is a string, and which.
enum YAMLScalar {
  /// Plain where that is beyond doubt, else in double quotes. Never spans lines.
  static func inline(_ text: String, inFlow: Bool) -> String {
    isPlain(text, inFlow: inFlow) ? text : doubleQuoted(text)
  }

  // MARK: Plain

  static func isPlain(_ text: String, inFlow: Bool) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first(where: { $0 != UInt8(ascii: "-") }), let last = bytes.last, canStart(first),
      last != UInt8(ascii: ":")
    else { return false }
    // A flag of a command is plain; a dash before anything but a letter could open a list, a document or a number.
    if bytes.first == UInt8(ascii: "-"), text.hasPrefix("---") || !isLetter(first) { return false }
    if last == UInt8(ascii: " ") || isWord(text) || looksNumeric(text) { return false }
    var previous: UInt8 = 0
    for byte in bytes {
      switch byte {
      case 0x20...0x7E: break
      default: return false
      }
      if previous == UInt8(ascii: ":"), byte == UInt8(ascii: " ") { return false }
      if previous == UInt8(ascii: " "), byte == UInt8(ascii: "#") { return false }
      if inFlow {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
          UInt8(ascii: ":"), UInt8(ascii: "?"):
          return false
        default: break
        }
      }
      previous = byte
    }
    return true
  }

  /// Letters, digits and the few others that open nothing in any position.
  private static func canStart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "$"),
      UInt8(ascii: "."), UInt8(ascii: "("):
      true
    default: false
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// Words that YAML 1.1 or 1.2 read as booleans, null or special numbers, in any case.
  private static func isWord(_ text: String) -> Bool {
    switch text.utf8.count > 5 ? "" : text.lowercased() {
    case "y", "n", "yes", "no", "on", "off", "true", "false", "null", ".inf", ".nan": true
    default: false
    }
  }

  /// Whether some reader could take it for a number, a date or a base-60 value: it begins like one and has no
  /// character that none of them has.
  private static func looksNumeric(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): break
    default: return false
    }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
        UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "o"),
        UInt8(ascii: "O"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "+"),
        UInt8(ascii: "-"), UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "z"), UInt8(ascii: "Z"),
        UInt8(ascii: " "):
        true
      default: false
      }
    }
  }

  // MARK: Double quotes

  static func doubleQuoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if isVisible(scalar) { result.unicodeScalars.append(scalar) } else { result += escape(scalar) }
      }
    }
    return result + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let width = scalar.value <= 0xFF ? 2 : scalar.value <= 0xFFFF ? 4 : 8
    let letter = width == 2 ? "x" : width == 4 ? "u" : "U"
    return "\\" + letter + String(repeating: "0", count: width - digits.utf8.count) + digits
  }

  /// Whether a reader takes the character as it is and a person sees it: no control, no line separator, nothing that
  /// turns the writing direction around or has no width, no half of nothing.
  static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value >= 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .privateUse, .unassigned:
      return false
    default: return true
    }
  }

  // MARK: Blocks and comments

  /// Whether a text over several lines can stand as a literal block (`|`) and come back unchanged.
  static func isBlock(_ text: String) -> Bool {
    guard text.utf8.contains(UInt8(ascii: "\n")), !text.hasSuffix("\n\n"), let first = text.utf8.first,
      first != UInt8(ascii: " "), first != UInt8(ascii: "\n"), text != "\n"
    else { return false }
    guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == UInt8(ascii: "\n") }) else { return false }
    return text.split(separator: "\n").allSatisfy { line in line.utf8.last != UInt8(ascii: " ") }
  }

  /// `|` keeps the one line break at the end, `|-` there is none.
  static func blockIndicator(_ text: String) -> String { text.hasSuffix("\n") ? "|" : "|-" }

  /// The lines of a comment. What a reader would refuse or take for a line break becomes a blank.
  static func commentLines(_ text: String) -> [String] {
    if text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }), text.utf8.last != 0x20 { return [text] }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var result = ""
      for scalar in line.unicodeScalars {
        result.unicodeScalars.append(isVisible(scalar) ? scalar : " ")
      }
      while result.hasSuffix(" ") { result.removeLast() }
      return result
    }
  }
}

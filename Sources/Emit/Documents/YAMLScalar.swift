/// How one text is written in YAML so that readers of YAML 1.1 (PyYAML, libyaml) and of 1.2 (compose's go-yaml) agree
/// that it is a string, and which.
enum YAMLScalar {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// Plain where that is beyond doubt, else in double quotes. Never spans lines.
  static func write(_ text: String, inFlow: Bool, _ writer: inout TextWriter) {
    if isPlain(text, inFlow: inFlow) { writer.write(text) } else { writeDoubleQuoted(text, &writer) }
  }

  /// The same as a text.
  static func inline(_ text: String, inFlow: Bool) -> String {
    var writer = TextWriter(capacity: text.utf8.count + 16)
    write(text, inFlow: inFlow, &writer)
    return writer.text
  }

  // MARK: Plain

  static func isPlain(_ text: String, inFlow: Bool) -> Bool {
    text.utf8.withContiguousStorageIfAvailable { isPlain($0, inFlow: inFlow) } ?? false
  }

  private static func isPlain(_ bytes: Bytes, inFlow: Bool) -> Bool {
    var dashes = 0
    while dashes < bytes.count, bytes[dashes] == UInt8(ascii: "-") { dashes += 1 }
    guard dashes < bytes.count, let last = bytes.last else { return false }
    let first = bytes[dashes]
    guard canStart(first), last != UInt8(ascii: ":"), last != UInt8(ascii: " ") else { return false }
    // A flag of a command is plain; a dash before anything but a letter could open a list, a document or a number.
    if dashes > 0, dashes > 2 || !isLetter(first) { return false }
    if isWord(bytes) || looksNumeric(bytes) { return false }
    for index in bytes.indices where !isOrdinary(bytes[index]) {
      switch bytes[index] {
      case UInt8(ascii: " "): if index > 0, bytes[index - 1] == UInt8(ascii: ":") { return false }
      case UInt8(ascii: "#"): if index > 0, bytes[index - 1] == UInt8(ascii: " ") { return false }
      case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
        UInt8(ascii: ":"), UInt8(ascii: "?"):
        if inFlow { return false }
      default: return false
      }
    }
    return true
  }

  /// Visible ASCII that means nothing behind the first character, in a list or outside of one: all but ` #,:?[]{}`. A bit
  /// for each, those below 64 and those from there on.
  private static let ordinary: (UInt64, UInt64) = (0x7BFF_EFF6_0000_0000, 0x57FF_FFFF_D7FF_FFFF)

  @inline(__always)
  private static func isOrdinary(_ byte: UInt8) -> Bool {
    byte < 0x80 && (byte < 64 ? ordinary.0 : ordinary.1) >> UInt64(byte & 63) & 1 != 0
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
  private static let words: [StaticString] = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", ".inf", ".nan",
  ]

  private static func isWord(_ bytes: Bytes) -> Bool {
    if bytes.count > 5 { return false }
    return words.contains { word in
      guard word.utf8CodeUnitCount == bytes.count else { return false }
      for (index, byte) in bytes.enumerated() {
        let lower = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        if lower != word.utf8Start[index] { return false }
      }
      return true
    }
  }

  /// Whether some reader could take it for a number, a date or a base-60 value: it begins like one and has no
  /// character that none of them has.
  private static func looksNumeric(_ bytes: Bytes) -> Bool {
    guard let first = bytes.first else { return false }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): break
    default: return false
    }
    return bytes.allSatisfy { byte in
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

  static func writeDoubleQuoted(_ text: String, _ writer: inout TextWriter) {
    writer.write(byte: UInt8(ascii: "\""))
    if text.allBytes({ 0x20...0x7E ~= $0 }) {
      writer.write(text) { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
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
    case "\t": writer.write("\\t")
    case "\r": writer.write("\\r")
    default: if isVisible(scalar) { writer.write(scalar) } else { writer.write(escape(scalar)) }
    }
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

  /// Whether a text over several lines can stand as a literal block (`|`, or `|-` without a line break at its end) and
  /// come back unchanged.
  static func isBlock(_ text: String) -> Bool {
    let lineBreak = UInt8(ascii: "\n")
    let bytes = text.utf8
    guard text.hasByte(lineBreak), let first = bytes.first, first != UInt8(ascii: " "), first != lineBreak else {
      return false
    }
    // A line ends with no space, the text with no empty line.
    var previous: UInt8 = 0
    for byte in bytes {
      guard 0x20...0x7E ~= byte || byte == lineBreak else { return false }
      if byte == lineBreak, previous == UInt8(ascii: " ") { return false }
      previous = byte
    }
    return previous != UInt8(ascii: " ") && !text.hasSuffix("\n\n")
  }

  /// The lines of a comment. What a reader would refuse or take for a line break becomes a space.
  static func eachCommentLine(
    _ text: String, _ writer: inout TextWriter, _ take: (Substring, inout TextWriter) -> Void
  ) {
    if text.allBytes({ 0x20...0x7E ~= $0 }), text.utf8.last != 0x20 { return take(text[...], &writer) }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var result = ""
      for scalar in line.unicodeScalars {
        result.unicodeScalars.append(isVisible(scalar) ? scalar : " ")
      }
      while result.hasSuffix(" ") { result.removeLast() }
      take(result[...], &writer)
    }
  }
}

/// What a terminal makes of characters.
package enum DisplayText {
  /// How many columns the text fills. It is taken to hold no tab and no line break.
  package static func width(of text: String) -> Int {
    if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
  }

  /// 0 for what joins the character before it, 2 for wide characters of East Asia and for pictures, else 1.
  package static func width(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if 0x1160...0x11FF ~= value { return 0 }
    if 0x1F1E6...0x1F1FF ~= value { return 1 }
    return isWide(value) || scalar.properties.isEmojiPresentation ? 2 : 1
  }

  /// The text with everything made visible that would act on a terminal instead of being shown: control characters
  /// and the marks that turn the writing direction. Line breaks stay where `keepingLines`.
  package static func visible(_ text: String, keepingLines: Bool = false) -> String {
    if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      result.unicodeScalars.append(keepingLines && scalar == "\n" ? scalar : visible(scalar))
    }
    return result
  }

  /// What a whole stream may hold: the text with everything visible that would act on a terminal, but for line breaks,
  /// tabs and, where `isStyled`, the colors of `Decorator`.
  package static func inert(_ text: String, isStyled: Bool = false) -> String {
    var text = text
    if text.withUTF8({ !mayAct($0) }) { return text }
    var result = ""
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      if isStyled, scalar == "\u{1B}", let length = Decorator.codeLength(rest) {
        result.unicodeScalars += rest.prefix(length)
        rest = rest.dropFirst(length)
        continue
      }
      result.unicodeScalars.append(scalar == "\n" || scalar == "\t" ? scalar : visible(scalar))
      rest = rest.dropFirst()
    }
    return result
  }

  /// Whether the bytes hold a control character, or the first byte of a mark that turns the writing direction.
  private static func mayAct(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.contains { byte in
      byte < 0x20 && byte != 0x0A && byte != 0x09 || byte == 0x7F || byte == 0xC2 || byte == 0xD8 || byte == 0xE2
    }
  }

  package static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
    case 0x7F: "\u{2421}"
    case 0x80...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: "\u{FFFD}"
    default: scalar
    }
  }

  /// The wide and full-width blocks of Unicode 16.0 (EastAsianWidth.txt, September 2024), unassigned code points
  /// inside them included, as UAX #11 demands for the ideographic planes.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1D300...0x1D376, 0x1F200...0x1F265, 0x20000...0x2FFFD,
    0x30000...0x3FFFD,
  ]

  private static func isWide(_ value: UInt32) -> Bool {
    value >= 0x1100 && wideRanges.contains { $0.contains(value) }
  }
}

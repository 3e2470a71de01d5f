/// What a look at the bytes alone says about a text, before libyaml sees it. libyaml reports such mistakes without
/// a place, and up to a buffer earlier than the events before them.
struct EncodingReport {
  /// Why a text cannot be read as YAML.
  enum Flaw {
    /// The text starts with the byte-order mark of this encoding.
    case otherEncoding(String)
    /// These bytes are no UTF-8.
    case notUTF8(Range<Int>)
    /// This character is one that YAML 1.1 and 1.2 exclude (production `c-printable`).
    case control(UInt32, Range<Int>)
  }

  /// The first flaw.
  var flaw: Flaw?
  var isASCII = true
  /// 3 when the text starts with a UTF-8 byte-order mark, else 0.
  var contentStart = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    if let name = Self.foreignMark(bytes) {
      flaw = .otherEncoding(name)
      return
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      contentStart = 3
    }
    var position = contentStart
    while position < bytes.count {
      position = Self.endOfPlainText(bytes, from: position)
      guard position < bytes.count else { return }
      let lead = bytes[position]
      if lead < 0x80 {
        if Self.isPlain(lead) {
          position += 1
          continue
        }
        flaw = .control(UInt32(lead), position..<position + 1)
        return
      }
      isASCII = false
      guard let (scalar, length) = Self.decode(bytes, at: position) else {
        flaw = .notUTF8(position..<Self.endOfBrokenSequence(bytes, at: position))
        return
      }
      if scalar < 0xA0 && scalar != 0x85 || scalar == 0xFFFE || scalar == 0xFFFF {
        flaw = .control(scalar, position..<position + length)
        return
      }
      position += length
    }
  }

  private static func foreignMark(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    return nil
  }

  /// Whether the byte is printable ASCII, a tab or a line break.
  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte &- 0x20 < 0x5F || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// Skips printable ASCII and line breaks, eight bytes at a time.
  private static func endOfPlainText(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    var position = start
    while position &+ 8 <= bytes.count {
      let word = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      let isBelow20 = ~((word & (ones &* 0x7F)) &+ (ones &* 0x60))
      let isBreak = equal(word, 0x0A) | equal(word, 0x0D)
      guard (word | equal(word, 0x7F) | isBelow20 & ~isBreak) & highBits == 0 else { break }
      position &+= 8
    }
    while position < bytes.count, isPlain(bytes[position]) { position += 1 }
    return position
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// Sets the high bit of each byte of a word that equals `byte`.
  @inline(__always)
  private static func equal(_ word: UInt64, _ byte: UInt64) -> UInt64 {
    let difference = word ^ (ones &* byte)
    return ~(((difference & (ones &* 0x7F)) &+ (ones &* 0x7F)) | difference) & highBits
  }

  /// The code point at an offset and its length in bytes; nil for overlong forms, surrogates, values above U+10FFFF.
  private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (UInt32, Int)? {
    let lead = bytes[position]
    let length: Int
    var value: UInt32
    let least: UInt32
    switch lead {
    case 0xC2...0xDF: (length, value, least) = (2, UInt32(lead & 0x1F), 0x80)
    case 0xE0...0xEF: (length, value, least) = (3, UInt32(lead & 0x0F), 0x800)
    case 0xF0...0xF4: (length, value, least) = (4, UInt32(lead & 0x07), 0x10000)
    default: return nil
    }
    guard position + length <= bytes.count else { return nil }
    for index in position + 1..<position + length {
      guard bytes[index] & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(bytes[index] & 0x3F)
    }
    guard value >= least, value <= 0x10FFFF, !(0xD800...0xDFFF).contains(value) else { return nil }
    return (value, length)
  }

  private static func endOfBrokenSequence(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
    var end = position + 1
    while end < bytes.count, end < position + 4, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }
}

extension String {
  /// Where the text stands in this one, as UTF-8 offsets.
  package func utf8Range(of needle: String) -> Range<Int>? {
    let bytes = Array(utf8)
    let wanted = Array(needle.utf8)
    guard !wanted.isEmpty, bytes.count >= wanted.count else { return nil }
    for start in 0...(bytes.count - wanted.count) where bytes[start] == wanted[0] {
      if bytes[start..<(start + wanted.count)].elementsEqual(wanted) { return start..<(start + wanted.count) }
    }
    return nil
  }
}

extension UInt8 {
  /// A letter, a digit, `_`, or a byte of a character beyond ASCII.
  package var isCodeWord: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}

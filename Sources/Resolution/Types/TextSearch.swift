extension String {
  /// Where the text stands in this one, as UTF-8 offsets.
  package func utf8Range(of needle: String) -> Range<Int>? {
    var (text, needle) = (self, needle)
    return text.withUTF8 { bytes in
      needle.withUTF8 { wanted in
        guard !wanted.isEmpty, bytes.count >= wanted.count else { return nil }
        for start in 0...(bytes.count - wanted.count) where bytes[start] == wanted[0] {
          if bytes[start..<(start + wanted.count)].elementsEqual(wanted) { return start..<(start + wanted.count) }
        }
        return nil
      }
    }
  }

  /// Whether the text stands somewhere in this one, byte for byte. `contains` of the standard library compares characters,
  /// and takes some 20,000 instructions to begin with.
  package func holds(_ needle: String) -> Bool { utf8Range(of: needle) != nil }

  /// Whether the bytes at the end are these.
  package func ends(with ending: StaticString) -> Bool {
    utf8.count >= ending.utf8CodeUnitCount && ending.isEqual(to: utf8.suffix(ending.utf8CodeUnitCount))
  }

  /// Whether these capitals of ASCII are somewhere in the text, in capitals or small letters.
  package func holdsLetters(_ capitals: StaticString) -> Bool {
    let wanted = UnsafeBufferPointer(start: capitals.utf8Start, count: capitals.utf8CodeUnitCount)
    var text = self
    return text.withUTF8 { bytes in
      guard bytes.count >= wanted.count else { return false }
      return (0...(bytes.count - wanted.count)).contains { start in
        wanted.indices.allSatisfy { index in
          let byte = bytes[start + index]
          return byte == wanted[index] || byte == wanted[index] | 0x20
        }
      }
    }
  }
}

extension StaticString {
  /// Whether these are its bytes.
  func isEqual(to bytes: some Collection<UInt8>) -> Bool {
    bytes.count == utf8CodeUnitCount
      && bytes.elementsEqual(UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount))
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

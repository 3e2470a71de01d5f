import Glibc

extension UnsafeBufferPointer<UInt8> {
  /// The first place of a byte at or behind an offset. `memchr`, because whole files are searched.
  func firstOffset(of byte: UInt8, from offset: Int) -> Int? {
    guard let base = baseAddress, offset < count,
      let found = memchr(base + offset, Int32(byte), count - offset)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// The offset of the line feed that ends the line, or the end of the text.
  func endOfLine(from offset: Int) -> Int {
    firstOffset(of: ASCII.newline, from: offset) ?? count
  }

  /// Where the line begins that holds an offset.
  func startOfLine(at offset: Int) -> Int {
    var start = Swift.min(offset, count)
    while start > 0, self[start - 1] != ASCII.newline { start -= 1 }
    return start
  }

  /// The first offset that holds neither blank nor tab.
  func firstNonBlank(from offset: Int) -> Int {
    var position = offset
    while position < count, ASCII.isBlank(self[position]) { position += 1 }
    return position
  }
}

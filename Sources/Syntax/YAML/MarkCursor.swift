/// Turns libyaml's marks, which count code points, into byte offsets.
///
/// Between two characters of several bytes the difference of the two is constant. Marks come almost in order, so that
/// most lie in the stretch in which the last one was.
struct MarkCursor {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// Where libyaml's input begins in `bytes`: behind a byte-order mark.
  private let base: Int
  /// Offset less mark, in the stretch of ASCII that begins at `stretchStart` and ends at `stretchEnd`.
  private var difference: Int
  private var stretchStart: Int
  private var stretchEnd: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, base: Int, isASCII: Bool) {
    self.bytes = bytes
    self.base = base
    difference = base
    stretchStart = base
    stretchEnd = isASCII ? bytes.count : Self.endOfASCII(bytes, from: base)
  }

  /// The byte offset of a mark, at most the length of the text.
  @inline(__always)
  mutating func offset(of mark: Int) -> Int {
    let offset = mark &+ difference
    return offset >= stretchStart && offset <= stretchEnd ? offset : move(to: mark)
  }

  private mutating func move(to mark: Int) -> Int {
    while mark + difference > stretchEnd, stretchEnd < bytes.count {
      let lead = bytes[stretchEnd]
      let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      difference += length - 1
      stretchStart = min(stretchEnd + length, bytes.count)
      stretchEnd = Self.endOfASCII(bytes, from: stretchStart)
    }
    while mark + difference < stretchStart, stretchStart > base {
      stretchEnd = stretchStart - 1
      while stretchEnd > base, bytes[stretchEnd] & 0xC0 == 0x80 { stretchEnd -= 1 }
      difference -= stretchStart - stretchEnd - 1
      stretchStart = stretchEnd
      while stretchStart > base, bytes[stretchStart - 1] < 0x80 { stretchStart -= 1 }
    }
    return min(max(mark + difference, base), bytes.count)
  }

  private static func endOfASCII(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    var position = start
    while position &+ 8 <= bytes.count,
      raw.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    {
      position &+= 8
    }
    while position < bytes.count, bytes[position] < 0x80 { position += 1 }
    return position
  }
}

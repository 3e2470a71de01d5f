/// Turns libyaml's marks, which count code points, into byte offsets.
///
/// Marks come almost in order, so a cursor that walks from the last answer costs little; in an ASCII text nothing is
/// to be walked at all.
struct MarkCursor {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// Where libyaml's input begins in `bytes`: behind a byte-order mark.
  private let base: Int
  private let isASCII: Bool
  private var index = 0
  private var position: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, base: Int, isASCII: Bool) {
    self.bytes = bytes
    self.base = base
    self.isASCII = isASCII
    self.position = base
  }

  /// The byte offset of a mark, at most the length of the text.
  @inline(__always)
  mutating func offset(of mark: Int) -> Int {
    isASCII ? min(mark &+ base, bytes.count) : walk(to: mark)
  }

  private mutating func walk(to mark: Int) -> Int {
    while index < mark, position < bytes.count {
      let lead = bytes[position]
      position += lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      index += 1
    }
    while index > mark, position > base {
      position -= 1
      while position > base, bytes[position] & 0xC0 == 0x80 { position -= 1 }
      index -= 1
    }
    return position
  }
}

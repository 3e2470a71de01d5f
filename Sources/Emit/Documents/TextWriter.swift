/// A text under construction: UTF-8 bytes in one buffer, which is used again for the next text.
///
/// Everything that ends up in a generated file is written into one of these, piece by piece and in the order of the
/// file, so that no line exists as a text of its own.
package struct TextWriter: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// How many bytes are written.
  package private(set) var count = 0

  /// - Parameter capacity: in bytes; more is made when more is needed.
  package init(capacity: Int = 1 << 16) {
    self.capacity = max(capacity, 64)
    start = .allocate(capacity: self.capacity)
  }

  deinit { start.deallocate() }

  // MARK: Writing

  package mutating func write(_ text: String) {
    let written: Void? = text.utf8.withContiguousStorageIfAvailable { write($0) }
    // Only a text that Objective-C made has no storage of its own.
    if written == nil { for byte in text.utf8 { write(byte: byte) } }
  }

  package mutating func write(_ text: Substring) {
    let written: Void? = text.utf8.withContiguousStorageIfAvailable { write($0) }
    if written == nil { for byte in text.utf8 { write(byte: byte) } }
  }

  package mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let from = bytes.baseAddress else { return }
    reserve(bytes.count)
    (start + count).update(from: from, count: bytes.count)
    count += bytes.count
  }

  @inline(__always)
  package mutating func write(byte: UInt8) {
    reserve(1)
    start[count] = byte
    count += 1
  }

  package mutating func write(_ scalar: Unicode.Scalar) {
    if scalar.isASCII { write(byte: UInt8(truncatingIfNeeded: scalar.value)) } else { write(String(scalar)) }
  }

  /// A text with a backslash before each byte that needs one.
  @inline(__always)
  package mutating func write(_ text: String, escaping isSpecial: (UInt8) -> Bool) {
    var text = text
    text.withUTF8 { bytes in
      // What stands between two of them is copied at once.
      var start = 0
      for index in bytes.indices where isSpecial(bytes[index]) {
        write(UnsafeBufferPointer(rebasing: bytes[start..<index]))
        write(byte: UInt8(ascii: "\\"))
        start = index
      }
      write(UnsafeBufferPointer(rebasing: bytes[start...]))
    }
  }

  /// A number in decimal digits.
  package mutating func write(_ number: Int) {
    if number < 0 { write(byte: UInt8(ascii: "-")) }
    var rest = number.magnitude
    var digits = 1
    while rest >= 10 {
      rest /= 10
      digits += 1
    }
    reserve(digits)
    rest = number.magnitude
    for index in stride(from: count + digits - 1, through: count, by: -1) {
      start[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += digits
  }

  /// One byte, repeated: the spaces of an indent, the dashes of a line that divides a file.
  package mutating func write(_ byte: UInt8 = UInt8(ascii: " "), times: Int) {
    guard times > 0 else { return }
    reserve(times)
    (start + count).update(repeating: byte, count: times)
    count += times
  }

  // MARK: Looking and taking back

  /// What is written so far.
  package func withBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeBufferPointer(start: start, count: count))
  }

  /// How many characters there are behind a position: the columns of a line that begins there.
  package func columns(from position: Int) -> Int {
    withBytes { bytes in
      let text = UnsafeBufferPointer(rebasing: bytes[position...])
      return text.allSatisfy { $0 < 0x80 } ? text.count : String(decoding: text, as: UTF8.self).count
    }
  }

  package subscript(position: Int) -> UInt8 {
    precondition(position >= 0 && position < count)
    return start[position]
  }

  /// Takes back what was written behind a position.
  package mutating func truncate(to position: Int) {
    precondition(position >= 0 && position <= count)
    count = position
  }

  /// Writes over bytes that are there.
  package mutating func replace(at position: Int, with text: String) {
    precondition(position >= 0 && position + text.utf8.count <= count)
    var position = position
    for byte in text.utf8 {
      start[position] = byte
      position += 1
    }
  }

  package var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  // MARK: Room

  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if count + more > capacity { grow(to: count + more) }
  }

  @inline(never)
  private mutating func grow(to need: Int) {
    capacity = max(2 * capacity, need)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: start, count: count)
    start.deallocate()
    start = larger
  }
}

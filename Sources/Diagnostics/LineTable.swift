/// The offsets at which the lines of a text begin. Only `\n` ends a line, so that line numbers agree with editors;
/// the `\r` of a CRLF pair belongs to the line that it ends.
package struct LineTable: Sendable {
  private let starts: [Int]
  private let count: Int
  /// How many bytes before each block of the text continue a character; empty where none does.
  private let continuations: [Int]
  private static let blockSize = 256

  package init(_ bytes: [UInt8]) {
    var starts = [0]
    var continuations: [Int] = []
    bytes.withUnsafeBufferPointer { buffer in
      var isASCII = true
      for offset in buffer.indices {
        let byte = buffer[offset]
        if byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
        isASCII = isASCII && byte < 0x80
      }
      guard !isASCII else { return }
      var sum = 0
      for offset in buffer.indices {
        if offset % Self.blockSize == 0 { continuations.append(sum) }
        if Self.continues(buffer[offset]) { sum += 1 }
      }
    }
    self.starts = starts
    self.count = bytes.count
    self.continuations = continuations
  }

  private static func continues(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// How many characters (code points) begin in a part of the text that the table was made of. Lines may be as long as
  /// the file, so they are not counted through each time.
  package func codePoints(in range: Range<Int>, of bytes: [UInt8]) -> Int {
    if continuations.isEmpty { return range.count }
    return range.count
      - (continuations(before: range.upperBound, in: bytes) - continuations(before: range.lowerBound, in: bytes))
  }

  private func continuations(before offset: Int, in bytes: [UInt8]) -> Int {
    let block = min(offset / Self.blockSize, continuations.count - 1)
    return bytes[block * Self.blockSize..<offset].reduce(continuations[block]) { Self.continues($1) ? $0 + 1 : $0 }
  }

  /// How many lines there are; a final line break opens one more, empty line.
  package var lineCount: Int { starts.count }

  /// The 0-based line that holds `offset`.
  package func line(at offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The bytes of a 0-based line, its line break included.
  package func range(ofLine line: Int) -> Range<Int> {
    starts[line]..<(line + 1 < starts.count ? starts[line + 1] : count)
  }
}

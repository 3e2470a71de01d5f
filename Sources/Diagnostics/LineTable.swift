/// The offsets at which the lines of a text begin. Only `\n` ends a line, so that line numbers agree with editors;
/// the `\r` of a CRLF pair belongs to the line that it ends.
package struct LineTable: Sendable {
  private let starts: [Int]
  private let count: Int

  package init(_ bytes: [UInt8]) {
    var starts = [0]
    bytes.withUnsafeBufferPointer { buffer in
      for (offset, byte) in buffer.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
    }
    self.starts = starts
    self.count = bytes.count
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

package import Diagnostics

/// Changes of a text.
package enum TextEdits {
  /// The text with edits that do not overlap. What an edit leaves of a line goes with it: a line that held nothing else,
  /// the blanks before a comment that was there. New line breaks are those of the text.
  package static func applied(_ edits: [FixIt.Edit], to bytes: [UInt8]) -> [UInt8] {
    let hasPairs = bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 > 0 && bytes[$0 - 1] == 0x0D } ?? false
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var position = 0
    for edit in edits.sorted(by: { $0.span < $1.span }) {
      let range = edit.replacement.isEmpty ? widened(edit.span.range, in: bytes) : edit.span.range
      guard range.lowerBound >= position || range.upperBound > position else { continue }
      result += bytes[position..<max(position, range.lowerBound)]
      for byte in edit.replacement.utf8 {
        if byte == UInt8(ascii: "\n"), hasPairs { result.append(0x0D) }
        result.append(byte)
      }
      position = max(position, range.upperBound)
    }
    result += bytes[position...]
    return result
  }

  /// A deletion with the blanks before it where it ends a line, and with the whole line where nothing else is on it.
  private static func widened(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    var next = end
    while next < bytes.count, isBlank(bytes[next]) { next += 1 }
    guard next == bytes.count || bytes[next] == UInt8(ascii: "\n") || bytes[next] == 0x0D else { return range }
    end = next
    while start > 0, isBlank(bytes[start - 1]) { start -= 1 }
    guard start == 0 || bytes[start - 1] == UInt8(ascii: "\n") else { return start..<end }
    if end < bytes.count, bytes[end] == 0x0D { end += 1 }
    if end < bytes.count { end += 1 }
    return start..<end
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

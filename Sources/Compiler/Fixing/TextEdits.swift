package import Diagnostics

/// Changes of a text.
package enum TextEdits {
  /// The text with edits that do not overlap. New line breaks are those of the text.
  package static func applied(_ edits: [FixIt.Edit], to bytes: [UInt8]) -> [UInt8] {
    let hasPairs = bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 > 0 && bytes[$0 - 1] == 0x0D } ?? false
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var position = 0
    for edit in edits.sorted(by: { $0.span < $1.span }) where edit.span.range.lowerBound >= position {
      result += bytes[position..<edit.span.range.lowerBound]
      for byte in edit.replacement.utf8 {
        if byte == UInt8(ascii: "\n"), hasPairs { result.append(0x0D) }
        result.append(byte)
      }
      position = edit.span.range.upperBound
    }
    result += bytes[position...]
    return result
  }

  /// A deletion with what it would leave behind: the blanks before it where it ends a line, and the whole line where
  /// nothing else is on it.
  static func completed(_ edit: FixIt.Edit, in bytes: [UInt8]) -> FixIt.Edit {
    guard edit.replacement.isEmpty, edit.span.file.index == 0, edit.span.range.upperBound <= bytes.count else {
      return edit
    }
    let range = withLine(edit.span.range, in: bytes)
    let span = Span(file: edit.span.file, start: range.lowerBound, end: range.upperBound)
    return FixIt.Edit(span, "")
  }

  private static func withLine(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    // Whole lines already: the next one may be blank, and stays.
    if end > start, bytes[end - 1] == UInt8(ascii: "\n") { return range }
    while end < bytes.count, isBlank(bytes[end]) { end += 1 }
    guard end == bytes.count || bytes[end] == UInt8(ascii: "\n") || bytes[end] == 0x0D else { return range }
    while start > 0, isBlank(bytes[start - 1]) { start -= 1 }
    guard start == 0 || bytes[start - 1] == UInt8(ascii: "\n") else { return start..<end }
    if end < bytes.count, bytes[end] == 0x0D { end += 1 }
    if end < bytes.count { end += 1 }
    return start..<end
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

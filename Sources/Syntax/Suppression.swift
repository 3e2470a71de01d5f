package import Diagnostics

/// A comment `# infracc: allow CODE reason`.
package struct Suppression: Sendable, Hashable {
  /// The code as written; empty when none is.
  package let code: String
  /// What follows the code; empty when nothing does.
  package let reason: String
  /// The comment from `#` to its last character.
  package let span: Span
  /// The code alone; empty, at the end of the comment, when there is none.
  package let codeSpan: Span
  /// The bytes of the line that it governs: its own, or, when it stands alone, the next that is neither empty nor a
  /// comment. Empty when no such line follows.
  package let governed: Range<Int>

  /// Whether a finding at `place` is one that this comment speaks of.
  package func governs(_ place: Span) -> Bool {
    place.file == span.file && governed.contains(Int(place.start))
  }
}

extension Suppression {
  /// The suppressions of a text of whatever kind: behind `#`, or behind `//` as in JavaScript.
  package static func all(in file: SourceFile) -> [Suppression] {
    file.bytes.withUnsafeBufferPointer { bytes in
      var scanner = SuppressionScanner(file: file.id, bytes: bytes, tape: nil)
      return scanner.scan()
    }
  }
}

/// Finds the suppressions of a text. A `#` within a scalar is no comment, so the tree is asked.
struct SuppressionScanner {
  let file: FileID
  let bytes: UnsafeBufferPointer<UInt8>
  /// Nil for a text that is no YAML: there every such comment counts.
  let tape: Tape?
  /// The line that the last comment governs. Comments below each other govern the same one, which is looked for once.
  private var lastGoverned: Range<Int>?

  init(file: FileID, bytes: UnsafeBufferPointer<UInt8>, tape: Tape?) {
    self.file = file
    self.bytes = bytes
    self.tape = tape
  }

  mutating func scan() -> [Suppression] {
    var found: [Suppression] = []
    var position = 0
    while let mark = nextMark(from: position) {
      let end = bytes.endOfLine(from: mark)
      if mark == 0 || ASCII.isBlankOrBreak(bytes[mark - 1]), let suppression = read(from: mark, to: end) {
        found.append(suppression)
        position = end
      } else {
        position = mark + 1
      }
    }
    return found
  }

  /// The next `#`, or, where the text is no YAML, the next `//`.
  private func nextMark(from position: Int) -> Int? {
    let hash = bytes.firstOffset(of: UInt8(ascii: "#"), from: position)
    guard tape == nil else { return hash }
    var start = position
    while let slash = bytes.firstOffset(of: UInt8(ascii: "/"), from: start), slash < hash ?? bytes.count {
      if slash + 1 < bytes.count, bytes[slash + 1] == UInt8(ascii: "/") { return slash }
      start = slash + 1
    }
    return hash
  }

  private mutating func read(from mark: Int, to lineEnd: Int) -> Suppression? {
    var end = lineEnd
    while end > mark, ASCII.isBlankOrBreak(bytes[end - 1]) { end -= 1 }
    var position = mark
    while position < end, bytes[position] == UInt8(ascii: "#") || bytes[position] == UInt8(ascii: "/") { position += 1 }
    guard skip("infracc:", &position, end), skip("allow", &position, end) else { return nil }
    guard position == end || ASCII.isBlank(bytes[position]), !isInsideScalar(mark) else { return nil }
    while position < end, ASCII.isBlank(bytes[position]) { position += 1 }
    let codeStart = position
    while position < end, !ASCII.isBlank(bytes[position]) { position += 1 }
    let codeEnd = position
    while position < end, ASCII.isBlank(bytes[position]) { position += 1 }
    return Suppression(
      code: String(decoding: bytes[codeStart..<codeEnd], as: UTF8.self),
      reason: String(decoding: bytes[position..<end], as: UTF8.self),
      span: Span(file: file, start: mark, end: end),
      codeSpan: Span(file: file, start: codeStart, end: codeEnd),
      governed: governedLine(of: mark))
  }

  /// Skips blanks and a word, when it is there.
  private func skip(_ word: StaticString, _ position: inout Int, _ end: Int) -> Bool {
    var start = position
    while start < end, ASCII.isBlank(bytes[start]) { start += 1 }
    guard start + word.utf8CodeUnitCount <= end else { return false }
    for index in 0..<word.utf8CodeUnitCount where bytes[start + index] != word.utf8Start[index] { return false }
    position = start + word.utf8CodeUnitCount
    return true
  }

  private func isInsideScalar(_ offset: Int) -> Bool {
    guard let tape, let index = tape.lastNode(startingAtOrBefore: offset) else { return false }
    let node = tape.nodes[index]
    guard node.kind == .scalar, offset < Int(node.end) else { return false }
    // Behind the `|` or `>` of a block scalar a comment may stand.
    let isBlock = node.style == .literal || node.style == .folded
    return !isBlock || bytes.endOfLine(from: Int(node.start)) <= offset
  }

  private func isSlashComment(_ offset: Int) -> Bool {
    tape == nil && bytes[offset] == UInt8(ascii: "/") && offset + 1 < bytes.count
      && bytes[offset + 1] == UInt8(ascii: "/")
  }

  private mutating func governedLine(of mark: Int) -> Range<Int> {
    if let lastGoverned, mark < lastGoverned.lowerBound { return lastGoverned }
    let range = findGovernedLine(of: mark)
    lastGoverned = range
    return range
  }

  private func findGovernedLine(of mark: Int) -> Range<Int> {
    var start = bytes.startOfLine(at: mark)
    var first = bytes.firstNonBlank(from: start)
    while start < bytes.count, first < bytes.count,
      bytes[first] == UInt8(ascii: "#") || ASCII.isBlankOrBreak(bytes[first]) || isSlashComment(first)
    {
      start = min(bytes.count, bytes.endOfLine(from: first) + 1)
      first = bytes.firstNonBlank(from: start)
    }
    return first < bytes.count ? start..<min(bytes.count, bytes.endOfLine(from: start) + 1) : start..<start
  }
}

import Diagnostics

/// A text with its lines, as recovery and messages look at it: without YAML, which has failed.
struct SourceLines {
  private(set) var bytes: [UInt8]
  private let table: LineTable

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    self.table = LineTable(bytes)
  }

  var lineCount: Int { table.lineCount }

  func line(at offset: Int) -> Int { table.line(at: min(offset, bytes.count)) }

  func start(ofLine line: Int) -> Int { table.range(ofLine: line).lowerBound }

  /// The line without its break and the blanks before that.
  func content(ofLine line: Int) -> Range<Int> {
    let range = table.range(ofLine: line)
    var end = range.upperBound
    while end > range.lowerBound, ASCII.isBlankOrBreak(bytes[end - 1]) { end -= 1 }
    return range.lowerBound..<end
  }

  /// The first byte of a line that is neither blank nor tab; the end of its content when there is none.
  func firstNonBlank(ofLine line: Int) -> Int {
    let range = content(ofLine: line)
    return range.first { !ASCII.isBlank(bytes[$0]) } ?? range.upperBound
  }

  /// Whether a line holds nothing but blanks.
  func isEmpty(_ line: Int) -> Bool { content(ofLine: line).isEmpty }

  /// The tabs among the blanks before a line's text: from the first tab to the text.
  func leadingTabs(ofLine line: Int) -> Range<Int>? {
    let first = firstNonBlank(ofLine: line)
    guard !isEmpty(line), let tab = (start(ofLine: line)..<first).first(where: { bytes[$0] == 0x09 }) else {
      return nil
    }
    return tab..<first
  }

  /// How many blanks stand before a line's text. Nil for lines that say nothing about structure: empty ones,
  /// comments, and those indented with a tab, which belong to the block above.
  func indentation(ofLine line: Int) -> Int? {
    let first = firstNonBlank(ofLine: line)
    guard !isEmpty(line), bytes[first] != UInt8(ascii: "#"), leadingTabs(ofLine: line) == nil else { return nil }
    return first - start(ofLine: line)
  }

  /// The nearest line above that says something about structure.
  func structuralLine(above line: Int) -> Int? {
    stride(from: line - 1, through: 0, by: -1).first { indentation(ofLine: $0) != nil }
  }

  /// The key with which a line begins.
  func key(ofLine line: Int) -> LineKey? {
    let range = content(ofLine: line)
    let first = firstNonBlank(ofLine: line)
    guard first < range.upperBound else { return nil }
    let quote = bytes[first]
    if ASCII.isQuote(quote) {
      guard let close = (first + 1..<range.upperBound).first(where: { bytes[$0] == quote }) else { return nil }
      let colon = skipBlanks(from: close + 1)
      return isColon(colon, before: range.upperBound) ? lineKey(first + 1..<close, colon) : nil
    }
    guard !Self.cannotBeginKey.contains(quote),
      !(quote == UInt8(ascii: "-") && (first + 1 == range.upperBound || ASCII.isBlank(bytes[first + 1])))
    else { return nil }
    guard let colon = (first..<range.upperBound).first(where: { isColon($0, before: range.upperBound) }) else {
      return nil
    }
    var end = colon
    while end > first, ASCII.isBlank(bytes[end - 1]) { end -= 1 }
    return lineKey(first..<end, colon)
  }

  private func lineKey(_ range: Range<Int>, _ colon: Int) -> LineKey {
    LineKey(name: text(range), range: range, colon: colon)
  }

  private static let cannotBeginKey = Set("#{}[],?&*!|>%@`:".utf8)

  private func isColon(_ offset: Int, before end: Int) -> Bool {
    offset < end && bytes[offset] == UInt8(ascii: ":") && (offset + 1 == end || ASCII.isBlank(bytes[offset + 1]))
  }

  func skipBlanks(from offset: Int) -> Int {
    var position = offset
    while position < bytes.count, ASCII.isBlank(bytes[position]) { position += 1 }
    return position
  }

  /// The characters from an offset to the next blank or line break, or one bracket or comma. Empty only where the
  /// text ends.
  func word(at offset: Int) -> Range<Int> {
    var end = min(offset + 1, bytes.count)
    if offset < end, ASCII.isFlowIndicator(bytes[offset]) { return offset..<end }
    while end < bytes.count, !ASCII.isBlankOrBreak(bytes[end]) { end += 1 }
    return min(offset, end)..<end
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// Whether these characters stand at an offset.
  func has(_ text: String, at offset: Int) -> Bool {
    offset >= 0 && bytes.dropFirst(offset).starts(with: text.utf8)
  }

  /// Replaces all but line breaks by blanks, so that positions survive. False when nothing was there to replace.
  mutating func blank(_ lines: Range<Int>) -> Bool {
    var changed = false
    for line in lines {
      for offset in content(ofLine: line) where bytes[offset] != 0x20 {
        bytes[offset] = 0x20
        changed = true
      }
    }
    return changed
  }
}

/// A key that begins a line: its name without quotes, where that stands, and where the colon is.
struct LineKey {
  let name: String
  let range: Range<Int>
  let colon: Int
}

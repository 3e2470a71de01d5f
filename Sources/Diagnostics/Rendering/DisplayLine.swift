/// One source line as a terminal shows it: tabs filled up to multiples of four, control characters visible, secrets
/// hidden, and cut around its marks when it is too long.
struct DisplayLine {
  /// What is underlined, in columns of the uncut line.
  struct Mark {
    var columns: Range<Int>
    let isPrimary: Bool
    let text: String
  }

  private static let tabStop = 4
  /// Longer lines are cut.
  private static let widest = 160
  /// How much is shown before the first mark of a line that is cut.
  private static let context = 20

  /// Of lines with more bytes only so much around the primary mark is looked at: a line may be as long as the file.
  private static let longest = 4096

  private let file: SourceFile
  private let content: Range<Int>
  /// What is left out of the line before and behind `content`.
  private let isCut: (before: Bool, behind: Bool)
  private let masking: Masking
  private(set) var text = ""
  private(set) var marks: [Mark]

  /// `labels` are the places on this line: bytes, clamped to its content here.
  init(
    _ file: SourceFile, content: Range<Int>, labels: [(range: Range<Int>, isPrimary: Bool, text: String)],
    masking: Masking
  ) {
    self.file = file
    self.content = Self.neighbourhood(of: labels.first(where: \.isPrimary) ?? labels.first, in: content, file)
    self.isCut = (self.content.lowerBound > content.lowerBound, self.content.upperBound < content.upperBound)
    self.masking = masking
    self.marks = labels.map { Mark(columns: 0..<0, isPrimary: $0.isPrimary, text: $0.text) }
    let total = measure(labels.map { $0.range.clamped(to: self.content) })
    let window = total > Self.widest ? self.window(total) : 0..<total
    write(window, total: total)
    for index in marks.indices { marks[index].columns = Self.clip(marks[index].columns, to: window) }
  }

  /// The part of a long line that holds the beginning of the primary mark, from a first byte of a character to
  /// another one.
  private static func neighbourhood(
    of label: (range: Range<Int>, isPrimary: Bool, text: String)?, in content: Range<Int>, _ file: SourceFile
  ) -> Range<Int> {
    guard content.count > longest else { return content }
    let mark = label.map { min(max($0.range.lowerBound, content.lowerBound), content.upperBound) } ?? content.lowerBound
    var start = max(content.lowerBound, min(mark - longest / 4, content.upperBound - longest))
    var end = start + longest
    while start > content.lowerBound, file.bytes[start] & 0xC0 == 0x80 { start -= 1 }
    while end < content.upperBound, file.bytes[end] & 0xC0 == 0x80 { end += 1 }
    return start..<end
  }

  private struct Cell {
    let offset: Int
    let end: Int
    let column: Int
    let width: Int
    let scalar: Unicode.Scalar
  }

  /// Gives every character with its place; ends early when `body` returns false. Returns the number of columns.
  @discardableResult
  private func walk(_ body: (Cell) -> Bool) -> Int {
    var column = 0
    file.bytes.withUnsafeBufferPointer { bytes in
      var offset = content.lowerBound
      while offset < content.upperBound {
        let (scalar, length) = decodeScalar(bytes, at: offset, limit: content.upperBound)
        let shown = DisplayText.visible(scalar)
        let width =
          scalar == "\t" ? Self.tabStop - column % Self.tabStop : DisplayText.width(of: shown)
        let cell = Cell(
          offset: offset, end: offset + length, column: column, width: width, scalar: scalar == "\t" ? " " : shown)
        guard body(cell) else { return }
        offset = cell.end
        column += width
      }
    }
    return column
  }

  /// Turns the byte ranges into columns and returns the width of the line. Every mark is at least one column wide.
  private mutating func measure(_ ranges: [Range<Int>]) -> Int {
    var starts = Array(repeating: Int?.none, count: ranges.count)
    var ends = Array(repeating: 0, count: ranges.count)
    let total = walk { cell in
      for (index, range) in ranges.enumerated() {
        if range.lowerBound < cell.end, starts[index] == nil { starts[index] = cell.column }
        if cell.offset < range.upperBound { ends[index] = cell.column + cell.width }
      }
      return true
    }
    for index in marks.indices {
      let start = starts[index] ?? total
      marks[index].columns = start..<max(start + 1, ends[index])
    }
    return total
  }

  /// The columns to show of a line that is too long: all its marks if they fit, else the primary one.
  private func window(_ total: Int) -> Range<Int> {
    var first = marks.map(\.columns.lowerBound).min() ?? 0
    let last = marks.map(\.columns.upperBound).max() ?? 0
    if last - first > Self.widest - Self.context, let primary = marks.first(where: \.isPrimary) {
      first = primary.columns.lowerBound
    }
    let start = max(0, min(first - Self.context, total - Self.widest))
    return start..<start + Self.widest
  }

  /// Keeps a mark visible: one that lies outside shrinks to the nearest edge.
  private static func clip(_ columns: Range<Int>, to window: Range<Int>) -> Range<Int> {
    let start = columns.lowerBound - window.lowerBound
    let end = columns.upperBound - window.lowerBound
    if window.count < widest { return start..<end }
    let clippedStart = min(max(start, 0), window.count - 1)
    return clippedStart..<max(clippedStart + 1, min(end, window.count))
  }

  private mutating func write(_ window: Range<Int>, total: Int) {
    let isCutBefore = isCut.before || window.lowerBound > 0
    let isCutBehind = isCut.behind || window.upperBound < total
    // The ellipses take a column each.
    let start = min(window.lowerBound + (isCutBefore ? 1 : 0), window.upperBound)
    let shown = start..<max(start, window.upperBound - (isCutBehind ? 1 : 0))
    var text = isCutBefore ? "…" : ""
    var column = shown.lowerBound
    walk { cell in
      if cell.column >= shown.upperBound { return false }
      let isInside = cell.column >= shown.lowerBound && cell.column + cell.width <= shown.upperBound
      if isInside, masking.hides(cell.offset, in: file.id) {
        for _ in 0..<cell.width { text.unicodeScalars.append(Masking.mark) }
      } else if isInside, cell.width > 0 {
        text.unicodeScalars.append(cell.scalar)
        // What is left of a tab.
        for _ in stride(from: 1, to: cell.scalar == " " ? cell.width : 1, by: 1) { text += " " }
      } else if isInside {
        if cell.column > shown.lowerBound || !isCutBefore { text.unicodeScalars.append(cell.scalar) }
      } else {
        // Half of a wide character at an edge of the cut.
        let visible = (cell.column..<cell.column + cell.width).clamped(to: shown)
        text += String(repeating: " ", count: visible.count)
      }
      column = cell.column + cell.width
      return true
    }
    if isCutBehind {
      text += String(repeating: " ", count: max(0, shown.upperBound - column)) + "…"
    }
    self.text = text
  }
}

/// The character at `offset` and its length. A byte that is no part of a character counts as one.
private func decodeScalar(
  _ bytes: UnsafeBufferPointer<UInt8>, at offset: Int, limit: Int
) -> (scalar: Unicode.Scalar, length: Int) {
  let first = bytes[offset]
  let (length, least): (Int, UInt32)
  switch first {
  case 0..<0x80: return (Unicode.Scalar(first), 1)
  case 0xC2..<0xE0: (length, least) = (2, 0x80)
  case 0xE0..<0xF0: (length, least) = (3, 0x800)
  case 0xF0..<0xF5: (length, least) = (4, 0x10000)
  default: return ("\u{FFFD}", 1)
  }
  guard offset + length <= limit else { return ("\u{FFFD}", 1) }
  var value = UInt32(first) & (0x7F >> UInt32(length))
  for index in offset + 1..<offset + length {
    guard bytes[index] & 0xC0 == 0x80 else { return ("\u{FFFD}", 1) }
    value = value << 6 | UInt32(bytes[index] & 0x3F)
  }
  guard value >= least, let scalar = Unicode.Scalar(value) else { return ("\u{FFFD}", 1) }
  return (scalar, length)
}

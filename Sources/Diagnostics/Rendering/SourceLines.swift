/// The texts of a run by line. Line tables are made when a finding first needs them.
struct SourceLines {
  /// 1-based line, 1-based column in code points.
  struct Position: Hashable {
    let line: Int
    let column: Int
  }

  private let sources: SourceSet
  private var tables: [FileID: LineTable] = [:]

  init(_ sources: SourceSet) { self.sources = sources }

  /// The file of a span, nil for a finding that stands in no text.
  func file(of span: Span) -> SourceFile? {
    let index = Int(span.file.index)
    return sources.files.indices.contains(index) ? sources.files[index] : nil
  }

  private mutating func table(of file: SourceFile) -> LineTable {
    if let table = tables[file.id] { return table }
    let table = LineTable(file.bytes)
    tables[file.id] = table
    return table
  }

  /// The 0-based line of a byte. The place behind the last byte belongs to the last line.
  mutating func line(at offset: Int, in file: SourceFile) -> Int {
    table(of: file).line(at: min(max(offset, 0), file.bytes.count))
  }

  /// The bytes of a 0-based line without a byte-order mark and without its line break.
  mutating func content(ofLine line: Int, in file: SourceFile) -> Range<Int> {
    let range = table(of: file).range(ofLine: line)
    var (start, end) = (range.lowerBound, range.upperBound)
    if line == 0, file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start += 3 }
    if end > start, file.bytes[end - 1] == UInt8(ascii: "\n") { end -= 1 }
    if end > start, file.bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }

  mutating func position(of offset: Int, in file: SourceFile) -> Position {
    let line = line(at: offset, in: file)
    let content = content(ofLine: line, in: file)
    let end = min(max(offset, content.lowerBound), file.bytes.count)
    return Position(
      line: line + 1, column: table(of: file).codePoints(in: content.lowerBound..<end, of: file.bytes) + 1)
  }
}

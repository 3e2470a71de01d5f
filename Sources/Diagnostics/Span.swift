/// Identifies one file of a `SourceSet`.
package struct FileID: Hashable, Sendable {
  package let index: Int32

  package init(_ index: Int) { self.index = Int32(index) }
}

/// A half-open range of bytes in one file. Lines and columns are derived from it only when a report is printed.
package struct Span: Hashable, Sendable {
  package let file: FileID
  package let start: Int32
  package let end: Int32

  package init(file: FileID, start: Int, end: Int) {
    self.file = file
    self.start = Int32(start)
    self.end = Int32(max(start, end))
  }

  /// The byte offsets as a range.
  package var range: Range<Int> { Int(start)..<Int(end) }

  package var isEmpty: Bool { start == end }

  /// Whether another span lies inside this one.
  package func contains(_ other: Span) -> Bool {
    file == other.file && start <= other.start && other.end <= end
  }

  /// The place of a finding that stands in none of the texts, such as one about a file in the output folder. Only
  /// renderers may look up its file.
  package static let nowhere = Span(file: FileID(-1), start: 0, end: 0)

  /// The empty span at the first byte, where a finding about a file as a whole points.
  package static func startOfFile(_ file: FileID) -> Span { Span(file: file, start: 0, end: 0) }
}

extension Span: Comparable {
  package static func < (a: Span, b: Span) -> Bool {
    (a.file.index, a.start, a.end) < (b.file.index, b.start, b.end)
  }
}

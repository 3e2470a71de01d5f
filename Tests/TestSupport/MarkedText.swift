package import Diagnostics

/// An example of the catalogue with the places that its mark lines show.
///
/// A line that holds only blanks and at least one `^` is a mark line: each run of `^` marks what stands above it. The
/// mark lines are taken out of the text.
package struct MarkedText: Sendable {
  /// One marked place. Lines and columns are 1-based; columns count code points, as the reports do.
  package struct Mark: Sendable, Hashable {
    package let line: Int
    package let columns: Range<Int>
    /// The same place in bytes of `text`. A mark behind the end of its line is empty there.
    package let bytes: Range<Int>
    /// Where the marked line ends, its line break not counted.
    fileprivate let lineEnd: Int

    /// Whether a finding about these bytes stands exactly here. Of a span over several lines only the first line is
    /// marked; an empty span is marked by one `^`.
    package func agrees(with span: Range<Int>) -> Bool {
      guard span.lowerBound == bytes.lowerBound else { return false }
      if span.isEmpty { return columns.count == 1 }
      return min(span.upperBound, lineEnd) == bytes.upperBound
    }
  }

  /// The text without its mark lines.
  package let text: String
  /// All marked places in the order of the text.
  package let marks: [Mark]

  /// The place of the primary span: the first one marked.
  package var primary: Mark? { marks.first }

  package init(_ marked: String) {
    var bytes: [UInt8] = []
    var marks: [Mark] = []
    var lineCount = 0
    var lineStart = 0
    var current = Substring()
    for line in marked.split(separator: "\n", omittingEmptySubsequences: false) {
      guard Self.isMarkLine(line), lineCount > 0 else {
        if lineCount > 0 { bytes.append(UInt8(ascii: "\n")) }
        lineStart = bytes.count
        bytes.append(contentsOf: line.utf8)
        current = line
        lineCount += 1
        continue
      }
      for columns in Self.runs(line) {
        let start = lineStart + Self.byteOffset(ofColumn: columns.lowerBound, in: current)
        let end = lineStart + Self.byteOffset(ofColumn: columns.upperBound, in: current)
        let lineEnd = lineStart + current.utf8.count
        marks.append(Mark(line: lineCount, columns: columns, bytes: start..<end, lineEnd: lineEnd))
      }
    }
    self.text = String(decoding: bytes, as: UTF8.self)
    self.marks = marks
  }

  /// The failing example of a kind.
  package init(failing kind: DiagnosticKind) { self.init(kind.failing) }

  private static func isMarkLine(_ line: Substring) -> Bool {
    line.contains("^") && line.allSatisfy { $0 == "^" || $0 == " " || $0 == "\t" }
  }

  /// The runs of `^` as 1-based columns.
  private static func runs(_ line: Substring) -> [Range<Int>] {
    var found: [Range<Int>] = []
    for (offset, character) in line.unicodeScalars.enumerated() where character == "^" {
      if let last = found.last, last.upperBound == offset + 1 {
        found[found.count - 1] = last.lowerBound..<offset + 2
      } else {
        found.append(offset + 1..<offset + 2)
      }
    }
    return found
  }

  private static func byteOffset(ofColumn column: Int, in line: Substring) -> Int {
    line.unicodeScalars.prefix(column - 1).reduce(0) { $0 + UTF8.width($1) }
  }
}

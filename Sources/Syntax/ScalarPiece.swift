package import Diagnostics

/// A part of a scalar that no file spells out as a whole, with the place that it comes from: `db` of a URL in a compose
/// file, in the reference that it is understood as.
package struct ScalarPiece: Sendable {
  package let text: String
  package let span: Span
  /// Whether the span holds the text byte for byte, so that parts of it have spans of their own.
  let isVerbatim: Bool

  /// - Parameters:
  ///   - text: what the piece adds to the scalar.
  ///   - span: the place that it comes from.
  package init(_ text: String, from span: Span) {
    self.text = text
    self.span = span
    isVerbatim = span.range.count == text.utf8.count
  }

  /// Where a part of the whole text comes from: all bytes between the first and the last piece that it touches where
  /// they lie in one file in that order, else the place of the first one.
  /// - Parameter range: bytes of the whole text.
  static func span(of range: Range<Int>, in pieces: [ScalarPiece]) -> Span? {
    var found: Span?
    var start = 0
    for piece in pieces {
      let length = piece.text.utf8.count
      defer { start += length }
      let part = range.clamped(to: start..<start + length)
      guard !part.isEmpty || (range.isEmpty && (start..<start + max(1, length)).contains(range.lowerBound)) else {
        continue
      }
      let span = piece.isVerbatim ? piece.part(part.lowerBound - start..<part.upperBound - start) : piece.span
      guard let first = found else {
        found = span
        continue
      }
      guard span.file == first.file, span.start >= first.start else { return first }
      found = Span(file: first.file, start: Int(first.start), end: max(Int(first.end), Int(span.end)))
    }
    return found
  }

  private func part(_ range: Range<Int>) -> Span {
    Span(file: span.file, start: Int(span.start) + range.lowerBound, end: Int(span.start) + range.upperBound)
  }
}

extension SyntaxNode {
  /// A scalar that is put together.
  /// - Parameters:
  ///   - pieces: its parts, in order.
  ///   - style: as what it counts: a plain text may be a number or nothing, a quoted one is a text.
  ///   - span: where findings about the scalar as a whole point.
  package static func made(_ pieces: [ScalarPiece], style: ScalarStyle, at span: Span) -> SyntaxNode {
    SyntaxNode(tree: SyntaxTree(of: pieces, style: style, at: span), at: 0)
  }
}

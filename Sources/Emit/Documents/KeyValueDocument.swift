/// A configuration file of lines `name = value` or `name value`, in sections, with comments.
///
/// Keys and values come in as the format spells them: quoting is the business of whoever knows the format. Comments may
/// hold anything.
package struct KeyValueDocument: Sendable {
  /// How an entry is written, and where its remark stands.
  package enum Style: Sendable {
    /// `name = value   # remark`.
    case equals
    /// `# remark` above `name value`, for formats that know no comment behind a value.
    case blank
    /// `; remark` above `name = value`; a section is `[name]`.
    case ini

    var comment: CommentSyntax { self == .ini ? .semicolon : .hash }
  }

  private enum Line {
    case comment(String)
    case section(String)
    case entry(key: String, value: String, remark: String?)
    case empty
  }

  /// Where remarks begin, in characters from the start of the line.
  private static let remarkColumn = 40
  private static let sectionWidth = 101
  private static let textWidth = 116

  private let style: Style
  private var lines: [Line] = []

  package init(_ style: Style) { self.style = style }

  package mutating func comment(_ text: String) { lines.append(.comment(text)) }

  /// A comment of as many lines as it needs.
  package mutating func paragraph(_ text: String) {
    for line in wrapped(text, width: Self.textWidth) { comment(line) }
  }

  /// Begins a section, with an empty line above it.
  package mutating func section(_ title: String) {
    if !lines.isEmpty { lines.append(.empty) }
    lines.append(.section(title))
  }

  package mutating func entry(_ key: String, _ value: String, remark: String? = nil) {
    lines.append(.entry(key: key, value: value, remark: remark))
  }

  package mutating func emptyLine() { lines.append(.empty) }

  /// The entries in order as a reader of the format takes them: each key with the text of its line, no comments.
  package var statements: [(key: String, text: String)] {
    lines.compactMap { line in
      guard case .entry(let key, let value, _) = line else { return nil }
      return (key, "\(key) \(value)")
    }
  }

  package func render() -> String { lines.map(render).joined() }

  private func above(_ remark: String?) -> String {
    wrapped(remark ?? "", width: Self.textWidth).map(style.comment.line).joined()
  }

  private func render(_ line: Line) -> String {
    switch line {
    case .empty: return "\n"
    case .comment(let text): return style.comment.line(text)
    case .section(let title):
      if style == .ini { return "[\(title)]\n" }
      let start = "--- \(title) "
      return CommentSyntax.hash.line(
        start + String(repeating: "-", count: max(3, Self.sectionWidth - 2 - start.count)))
    case .entry(let key, let value, let remark):
      switch style {
      case .equals:
        let text = "\(key) = \(value)"
        guard let remark, !remark.isEmpty else { return text + "\n" }
        let gap = max(Self.remarkColumn - text.count, 3)
        return text + String(repeating: " ", count: gap) + CommentSyntax.hash.line(remark)
      case .blank:
        return above(remark) + (value.isEmpty ? key : "\(key) \(value)") + "\n"
      case .ini:
        return above(remark) + (value.isEmpty ? "\(key) =" : "\(key) = \(value)") + "\n"
      }
    }
  }
}

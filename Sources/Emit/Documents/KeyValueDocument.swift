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
    case paragraph(String)
    case section(String)
    case group(String)
    case entry(key: String, value: String, remark: String?)
    case empty
  }

  /// Where remarks begin, in characters from the start of the line.
  private static let remarkColumn = 40
  private static let sectionWidth = 101
  private static let textWidth = 116

  private let style: Style
  private let hasComments: Bool
  private var lines: [Line] = []

  /// - Parameter hasComments: false where only the statements are asked for: what a comment would be is not even made.
  package init(_ style: Style, hasComments: Bool = true) {
    self.style = style
    self.hasComments = hasComments
  }

  package mutating func comment(_ text: @autoclosure () -> String) {
    if hasComments { lines.append(.comment(text())) }
  }

  /// Comments of one line each.
  package mutating func comments(_ texts: @autoclosure () -> [String]) {
    if hasComments { for text in texts() { lines.append(.comment(text)) } }
  }

  /// A comment of as many lines as it needs.
  package mutating func paragraph(_ text: @autoclosure () -> String) {
    if hasComments { lines.append(.paragraph(text())) }
  }

  /// Begins a section, with an empty line above it.
  package mutating func section(_ title: String) {
    if !lines.isEmpty { lines.append(.empty) }
    lines.append(.section(title))
  }

  /// Begins a group: `[name]`.
  package mutating func group(_ name: String) { lines.append(.group(name)) }

  package mutating func entry(_ key: String, _ value: String, remark: @autoclosure () -> String? = nil) {
    lines.append(.entry(key: key, value: value, remark: hasComments ? remark() : nil))
  }

  package mutating func emptyLine() { lines.append(.empty) }

  /// The entries in order as a reader of the format takes them: each key with the text of its line, no comments.
  package var statements: [(key: String, text: String)] {
    lines.compactMap { line in
      guard case .entry(let key, let value, _) = line else { return nil }
      return (key, "\(key) \(value)")
    }
  }

  package func write(to writer: inout TextWriter) { for line in lines { write(line, &writer) } }

  /// The same as a text.
  package func render() -> String {
    var writer = TextWriter()
    write(to: &writer)
    return writer.text
  }

  private func write(_ line: Line, _ writer: inout TextWriter) {
    switch line {
    case .empty: writer.write(byte: UInt8(ascii: "\n"))
    case .comment(let text): style.comment.write(text, to: &writer)
    case .paragraph(let text): style.comment.writeWrapped(text, width: Self.textWidth, to: &writer)
    case .section(let title): section(title, &writer)
    case .group(let name):
      writer.write("[")
      writer.write(name)
      writer.write("]\n")
    case .entry(let key, let value, let remark): entry(key, value, remark ?? "", &writer)
    }
  }

  private func section(_ title: String, _ writer: inout TextWriter) {
    if style == .ini {
      writer.write(byte: UInt8(ascii: "["))
      writer.write(title)
      return writer.write("]\n")
    }
    let start = "--- \(title) "
    let dashes = String(UInt8(ascii: "-"), times: max(3, Self.sectionWidth - 2 - start.columns))
    CommentSyntax.hash.write(start + dashes, to: &writer)
  }

  private func entry(_ key: String, _ value: String, _ remark: String, _ writer: inout TextWriter) {
    if style != .equals { style.comment.writeWrapped(remark, width: Self.textWidth, to: &writer) }
    let start = writer.count
    writer.write(key)
    switch style {
    case .equals: writer.write(" = ")
    case .blank: if !value.isEmpty { writer.write(byte: UInt8(ascii: " ")) }
    case .ini: writer.write(value.isEmpty ? " =" : " = ")
    }
    writer.write(value)
    if style == .equals, !remark.isEmpty {
      writer.write(times: max(Self.remarkColumn - writer.columns(from: start), 3))
      return CommentSyntax.hash.write(remark, to: &writer)
    }
    writer.write(byte: UInt8(ascii: "\n"))
  }
}

/// A script for psql: statements, psql's own commands and comments. Names and texts get into it only through
/// `identifier` and `literal`.
package struct SQLScript: ~Copyable {
  private var writer = TextWriter()

  package init() {}

  package mutating func comment(_ text: String) { CommentSyntax.sql.write(text, to: &writer) }

  /// A comment of as many lines as it needs.
  package mutating func paragraph(_ text: String) {
    CommentSyntax.sql.writeWrapped(text, width: 116, to: &writer)
  }

  /// A comment line that holds nothing.
  package mutating func emptyComment() { writer.write("--\n") }

  package mutating func emptyLine() { writer.write(byte: UInt8(ascii: "\n")) }

  /// A whole statement without its semicolon.
  package mutating func statement(_ sql: String) {
    writer.write(sql)
    writer.write(";\n")
  }

  /// A line as it stands: commands of psql (`\set …`), or a statement that ends in one (`… \gexec`).
  package mutating func line(_ text: String) {
    writer.write(text)
    writer.write(byte: UInt8(ascii: "\n"))
  }

  package func write(to other: inout TextWriter) { writer.withBytes { other.write($0) } }

  /// The lines that are neither empty nor comments.
  package var statements: [String] {
    writer.withBytes { bytes in
      bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
        line.starts(with: "--".utf8) ? nil : String(decoding: line, as: UTF8.self)
      }
    }
  }

  /// The same as a text.
  package func render() -> String { writer.text }

  /// A name, always quoted: no list of reserved words is needed, and case is kept. Nil for a name that holds NUL, which
  /// PostgreSQL cannot store.
  package static func identifier(_ name: String) -> String? {
    quoted(name, "\"").map { "\"" + $0 + "\"" }
  }

  /// A text. One with a backslash is written in the `E''` form, which does not depend on
  /// `standard_conforming_strings`. Nil for a text that holds NUL.
  package static func literal(_ text: String) -> String? {
    guard let doubled = quoted(text, "'") else { return nil }
    guard doubled.hasByte(UInt8(ascii: "\\")) else { return "'" + doubled + "'" }
    return "E'" + doubled.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\") + "'"
  }

  private static func quoted(_ text: String, _ quote: Unicode.Scalar) -> String? {
    guard let mark = quote.utf8.first, text.hasByte({ $0 == mark || $0 == 0 }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar == "\0" { return nil }
      if scalar == quote { result.unicodeScalars.append(quote) }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}

/// How a file format writes a comment that fills one line.
package enum CommentSyntax: Sendable, CaseIterable {
  /// `# …`: YAML, Dockerfile, Procfile, shell, Python, dotenv, conf files.
  case hash
  /// `-- …`: SQL.
  case sql
  /// `<!-- … -->`: Markdown, HTML, SVG.
  case html
  /// `// …`: TypeScript, Graphviz.
  case slashes
  /// `; …`: ini files of PgBouncer.
  case semicolon
  /// `%% …`: Mermaid.
  case percent

  private var sign: String {
    switch self {
    case .hash: "#"
    case .sql: "--"
    case .html: "<!--"
    case .slashes: "//"
    case .semicolon: ";"
    case .percent: "%%"
    }
  }

  /// What ends the comment before the line ends.
  var ending: String { self == .html ? " -->" : "" }

  /// Writes the comment line that holds `text`, its line break included.
  package func write(_ text: String, to writer: inout TextWriter) {
    writer.write(sign)
    // Nothing follows the sign of an empty one, no space either.
    if !text.isEmpty {
      writer.write(byte: UInt8(ascii: " "))
      writeText(text[...], to: &writer)
    }
    writer.write(ending)
    writer.write(byte: UInt8(ascii: "\n"))
  }

  /// Writes as many comment lines as the text needs, broken at spaces; none for an empty text.
  /// - Parameter width: the most characters of the text in a line; a longer word stays whole.
  package func writeWrapped(_ text: String, width: Int, to writer: inout TextWriter) {
    var columns = 0
    let space = UInt8(ascii: " ")
    var rest = text.utf8[...]
    while let start = rest.firstIndex(where: { $0 != space }) {
      let bytes = rest[start..<(rest[start...].firstIndex(of: space) ?? rest.endIndex)]
      rest = rest[bytes.endIndex...]
      let word = Substring(bytes)
      // Continuation bytes of UTF-8 take no column.
      let length = bytes.count { $0 & 0xC0 != 0x80 }
      if columns > 0, columns + 1 + length <= width {
        columns += 1 + length
      } else {
        if columns > 0 {
          writer.write(ending)
          writer.write(byte: UInt8(ascii: "\n"))
        }
        writer.write(sign)
        columns = length
      }
      writer.write(byte: UInt8(ascii: " "))
      writeText(word, to: &writer)
    }
    if columns > 0 {
      writer.write(ending)
      writer.write(byte: UInt8(ascii: "\n"))
    }
  }

  private func writeText(_ text: Substring, to writer: inout TextWriter) {
    if self == .html {
      Self.writeWithoutDoubleHyphens(text, to: &writer)
    } else {
      Self.writeOneLine(text, to: &writer)
    }
  }

  /// The same as a text.
  package func line(_ text: String) -> String {
    var writer = TextWriter(capacity: text.utf8.count + 16)
    write(text, to: &writer)
    return writer.text
  }

  /// Names come from the topology: nothing in them may end the comment or turn the writing direction around.
  private static func writeOneLine(_ text: Substring, to writer: inout TextWriter) {
    // All characters that break a line begin with one of these bytes.
    let mayBreak = text.hasByte { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2 }
    guard mayBreak else { return writer.write(text) }
    for scalar in text.unicodeScalars { writer.write(breaksLine(scalar) ? " " : scalar) }
  }

  /// A text on one line, without anything that acts on a terminal.
  static func oneLine(_ text: String) -> String {
    var writer = TextWriter(capacity: text.utf8.count + 64)
    writeOneLine(text[...], to: &writer)
    return writer.text
  }

  /// Control characters, NEL, the line and paragraph separators (which end a comment in TypeScript), and the
  /// bidirectional controls.
  private static func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// `--` ends a comment of SGML and, followed by `>`, one of HTML.
  private static func writeWithoutDoubleHyphens(_ text: Substring, to writer: inout TextWriter) {
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if scalar == "-", previous == "-" { writer.write(byte: UInt8(ascii: " ")) }
      writer.write(breaksLine(scalar) ? " " : scalar)
      previous = scalar
    }
  }
}

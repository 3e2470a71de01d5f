/// Writes the tree of a `YAMLDocument` line by line.
struct YAMLRenderer {
  /// Where the document begins in the writer: what stands above is none of its.
  let start: Int

  /// Where comments at the end of a line begin, unless the line is longer.
  private static let noteColumn = 39
  private static let lineBreak = UInt8(ascii: "\n")

  func comment(_ text: String, indent: Int, _ writer: inout TextWriter) {
    YAMLScalar.eachCommentLine(text, &writer) { line, writer in
      writer.write(times: indent)
      writer.write(line.isEmpty ? "#" : "# ")
      writer.write(line)
      writer.write(byte: Self.lineBreak)
    }
  }

  /// - Parameter isItem: whether the first entry follows the dash of a list, which is written.
  func mapping(_ mapping: YAMLMapping, indent: Int, isItem: Bool = false, _ writer: inout TextWriter) {
    for (index, entry) in mapping.entries.enumerated() {
      let followsDash = isItem && index == 0
      // Of the first entry of a list's item the comments go above the dash.
      if !followsDash {
        if entry.hasBlankBefore, needsBlankLine(writer) { writer.write(byte: Self.lineBreak) }
        for line in entry.above { comment(line, indent: indent, &writer) }
        writer.write(times: indent)
      }
      self.entry(entry, indent: indent, line: writer.count - indent, &writer)
    }
  }

  private func needsBlankLine(_ writer: borrowing TextWriter) -> Bool {
    if writer.count == start { return false }
    return writer.count - start < 2 || writer[writer.count - 1] != Self.lineBreak
      || writer[writer.count - 2] != Self.lineBreak
  }

  /// - Parameter line: where the line begins, with its indent written.
  private func entry(_ entry: YAMLMapping.Entry, indent: Int, line: Int, _ writer: inout TextWriter) {
    var line = line
    if isLong(entry.key) {
      writer.write("? ")
      YAMLScalar.write(entry.key, inFlow: false, &writer)
      writer.write(byte: Self.lineBreak)
      line = writer.count
      writer.write(times: indent)
    } else if entry.isMerge {
      writer.write(entry.key)
    } else {
      YAMLScalar.write(entry.key, inFlow: false, &writer)
    }
    writer.write(byte: UInt8(ascii: ":"))
    if let anchor = entry.anchor {
      writer.write(" &")
      writer.write(anchor)
    }
    value(entry.value, note: entry.note, indent: indent, line: line, isItem: false, &writer)
  }

  /// A reader looks for the colon within 1,024 characters only.
  private func isLong(_ key: String) -> Bool {
    // No byte takes more than five characters in quotes.
    key.utf8.count > 200 && YAMLScalar.inline(key, inFlow: false).unicodeScalars.count > 1000
  }

  /// What follows a key or a dash, to the end of the line and on further lines.
  private func value(
    _ value: YAMLValue, note: String?, indent: Int, line: Int, isItem: Bool, _ writer: inout TextWriter
  ) {
    switch value {
    case .mapping(let inner) where !inner.isFlow && !inner.isEmpty:
      if isItem {
        writer.write(byte: UInt8(ascii: " "))
        return mapping(inner, indent: indent + 2, isItem: true, &writer)
      }
      endLine(from: line, note: note, &writer)
      mapping(inner, indent: indent + 2, &writer)
    case .sequence(let items) where !items.isEmpty:
      endLine(from: line, note: note, &writer)
      for item in items { self.item(item, indent: indent + 2, &writer) }
    case .null where !isItem: endLine(from: line, note: note, &writer)
    case .text(let text) where YAMLScalar.isBlock(text):
      writer.write(text.utf8.last == Self.lineBreak ? " |" : " |-")
      endLine(from: line, note: note, &writer)
      block(text, indent: indent + 2, &writer)
    default:
      writer.write(byte: UInt8(ascii: " "))
      Self.flow(value, inFlow: false, &writer)
      endLine(from: line, note: note, &writer)
    }
  }

  private func item(_ item: YAMLItem, indent: Int, _ writer: inout TextWriter) {
    for line in item.above { comment(line, indent: indent, &writer) }
    if case .mapping(let inner) = item.value, !inner.isFlow, let first = inner.entries.first {
      for line in first.above { comment(line, indent: indent, &writer) }
    }
    let line = writer.count
    writer.write(times: indent)
    writer.write(byte: UInt8(ascii: "-"))
    value(item.value, note: item.note, indent: indent, line: line, isItem: true, &writer)
  }

  private func block(_ text: String, indent: Int, _ writer: inout TextWriter) {
    var isLineStart = true
    for byte in text.utf8 {
      if isLineStart, byte != Self.lineBreak { writer.write(times: indent) }
      writer.write(byte: byte)
      isLineStart = byte == Self.lineBreak
    }
    if !isLineStart { writer.write(byte: Self.lineBreak) }
  }

  private func endLine(from line: Int, note: String?, _ writer: inout TextWriter) {
    if let note {
      let width = writer.columns(from: line)
      let gap = max(Self.noteColumn - width, width < Self.noteColumn ? 1 : 3)
      var isFirst = true
      YAMLScalar.eachCommentLine(note, &writer) { line, writer in
        if isFirst { writer.write(times: gap) }
        writer.write(isFirst ? "# " : " ")
        writer.write(line)
        isFirst = false
      }
    }
    writer.write(byte: Self.lineBreak)
  }

  /// A value on one line.
  private static func flow(_ value: YAMLValue, inFlow: Bool, _ writer: inout TextWriter) {
    switch value {
    case .text(let text): YAMLScalar.write(text, inFlow: inFlow, &writer)
    case .quoted(let text): YAMLScalar.writeDoubleQuoted(text, &writer)
    case .integer(let number): writer.write(number)
    case .real(let text): writer.write(text)
    case .boolean(let value): writer.write(value ? "true" : "false")
    case .null: writer.write("null")
    case .alias(let name):
      writer.write(byte: UInt8(ascii: "*"))
      writer.write(name)
    case .flow(let items): list(items, &writer) { flow($0, inFlow: true, &$1) }
    case .sequence(let items): list(items, &writer) { flow($0.value, inFlow: true, &$1) }
    case .mapping(let mapping):
      if mapping.isEmpty { return writer.write("{}") }
      var separator = "{ "
      for entry in mapping.entries {
        writer.write(separator)
        YAMLScalar.write(entry.key, inFlow: true, &writer)
        writer.write(": ")
        flow(entry.value, inFlow: true, &writer)
        separator = ", "
      }
      writer.write(" }")
    }
  }

  private static func list<Item>(
    _ items: [Item], _ writer: inout TextWriter, _ write: (Item, inout TextWriter) -> Void
  ) {
    writer.write(byte: UInt8(ascii: "["))
    for (index, item) in items.enumerated() {
      if index > 0 { writer.write(", ") }
      write(item, &writer)
    }
    writer.write(byte: UInt8(ascii: "]"))
  }
}

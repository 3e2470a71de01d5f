/// A YAML file as a tree with comments, which renders itself so that every YAML reader, of 1.1 or of 1.2, gets back
/// exactly the values meant. Text is quoted wherever one of them would take it for something else.
package struct YAMLDocument: Sendable {
  /// Comment lines above everything, without `#`; an empty one is a bare `#`.
  package var header: [String]
  package var root: YAMLMapping

  package init(header: [String] = [], root: YAMLMapping = YAMLMapping()) {
    self.header = header
    self.root = root
  }

  /// The file's text, with a line break at the end.
  package func render() -> String {
    var renderer = YAMLRenderer()
    for line in header { renderer.comment(line, indent: 0) }
    if !header.isEmpty { renderer.blank() }
    renderer.mapping(root, indent: 0)
    return renderer.text
  }
}

/// A value of a `YAMLDocument`.
package indirect enum YAMLValue: Sendable, Hashable {
  /// Text, quoted where it has to be.
  case text(String)
  /// Text in double quotes in any case: words of a command.
  case quoted(String)
  case integer(Int)
  /// A decimal number as text.
  case real(String)
  case boolean(Bool)
  /// A key without a value.
  case null
  case mapping(YAMLMapping)
  /// One item a line.
  case sequence([YAMLItem])
  /// `[a, b]`.
  case flow([YAMLValue])
  /// `*name`.
  case alias(String)
}

/// Entries in order, on lines of their own or, as `isFlow`, in braces on one line. A flow mapping drops comments.
package struct YAMLMapping: Sendable, Hashable {
  package struct Entry: Sendable, Hashable {
    package var key: String
    package var value: YAMLValue
    /// `&name`, for an alias further down.
    package var anchor: String?
    /// Comment lines above it.
    package var above: [String] = []
    /// A comment at the end of its line.
    package var note: String?
    package var hasBlankBefore = false
    /// `<<`, which means a merge without quotes only.
    var isMerge = false
  }

  package var entries: [Entry] = []
  package var isFlow = false

  package init() {}

  /// A mapping on one line.
  package static func flow(_ pairs: [(String, YAMLValue)]) -> YAMLMapping {
    var mapping = YAMLMapping()
    mapping.isFlow = true
    for (key, value) in pairs { mapping.add(key, value) }
    return mapping
  }

  package var isEmpty: Bool { entries.isEmpty }

  package subscript(key: String) -> YAMLValue? { entries.first { $0.key == key }?.value }

  package mutating func add(
    _ key: String, _ value: YAMLValue, note: String? = nil, above: [String] = [], anchor: String? = nil,
    blank: Bool = false
  ) {
    entries.append(
      Entry(key: key, value: value, anchor: anchor, above: above, note: note, hasBlankBefore: blank))
  }

  /// Takes over the entries of an anchor further up; own ones of the same name win.
  package mutating func merge(_ anchor: String) {
    var entry = Entry(key: "<<", value: .alias(anchor))
    entry.isMerge = true
    entries.append(entry)
  }

  /// Adds the entry when there is a value.
  package mutating func add(_ key: String, ifPresent value: YAMLValue?, note: String? = nil) {
    if let value { add(key, value, note: note) }
  }
}

/// One item of a sequence.
package struct YAMLItem: Sendable, Hashable {
  package var value: YAMLValue
  package var above: [String]
  package var note: String?

  package init(_ value: YAMLValue, note: String? = nil, above: [String] = []) {
    self.value = value
    self.note = note
    self.above = above
  }
}

/// Writes a tree line by line.
private struct YAMLRenderer {
  var text = ""

  /// Where comments at the end of a line begin, unless the line is longer.
  private static let noteColumn = 39

  mutating func blank() { text += "\n" }

  mutating func comment(_ line: String, indent: Int) {
    for part in YAMLScalar.commentLines(line) {
      text += String(repeating: " ", count: indent) + (part.isEmpty ? "#" : "# " + part) + "\n"
    }
  }

  mutating func mapping(_ mapping: YAMLMapping, indent: Int, leader: String? = nil) {
    for (index, entry) in mapping.entries.enumerated() {
      if entry.hasBlankBefore, !text.hasSuffix("\n\n"), !text.isEmpty { blank() }
      // In the first line of a sequence item the place of the comments is above the dash.
      if leader == nil || index > 0 { for line in entry.above { comment(line, indent: indent) } }
      let start = index == 0 ? leader ?? pad(indent) : pad(indent)
      let key = entry.isMerge ? entry.key : YAMLScalar.inline(entry.key, inFlow: false)
      // A reader looks for the colon within 1,024 characters only.
      let isLong = key.unicodeScalars.count > 1000
      let head = isLong ? "\(start)? \(key)\n\(pad(indent)):" : "\(start)\(key):"
      self.entry(head, entry.value, anchor: entry.anchor, note: entry.note, indent: indent)
    }
  }

  private mutating func entry(_ head: String, _ value: YAMLValue, anchor: String?, note: String?, indent: Int) {
    let head = anchor.map { "\(head) &\($0)" } ?? head
    switch value {
    case .mapping(let inner) where !inner.isFlow && !inner.isEmpty:
      line(head, note: note)
      mapping(inner, indent: indent + 2)
    case .sequence(let items) where !items.isEmpty:
      line(head, note: note)
      for item in items { self.item(item, indent: indent + 2) }
    case .null: line(head, note: note)
    case .text(let text) where YAMLScalar.isBlock(text):
      line(head + " " + YAMLScalar.blockIndicator(text), note: note)
      block(text, indent: indent + 2)
    default: line(head + " " + Self.flow(value, inFlow: false), note: note)
    }
  }

  private mutating func item(_ item: YAMLItem, indent: Int) {
    for line in item.above { comment(line, indent: indent) }
    let head = pad(indent) + "-"
    switch item.value {
    case .mapping(let inner) where !inner.isFlow && !inner.isEmpty:
      if let first = inner.entries.first { for line in first.above { comment(line, indent: indent) } }
      mapping(inner, indent: indent + 2, leader: head + " ")
    case .sequence(let items) where !items.isEmpty:
      line(head, note: item.note)
      for inner in items { self.item(inner, indent: indent + 2) }
    case .text(let text) where YAMLScalar.isBlock(text):
      line(head + " " + YAMLScalar.blockIndicator(text), note: item.note)
      block(text, indent: indent + 2)
    default: line(head + " " + Self.flow(item.value, inFlow: false), note: item.note)
    }
  }

  private mutating func block(_ text: String, indent: Int) {
    let body = text.hasSuffix("\n") ? text.dropLast() : text[...]
    for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
      self.text += line.isEmpty ? "\n" : pad(indent) + line + "\n"
    }
  }

  private mutating func line(_ content: String, note: String?) {
    text += content
    if let note, case let parts = YAMLScalar.commentLines(note), !parts.isEmpty {
      let start = content.utf8.lastIndex(of: UInt8(ascii: "\n")).map { content.utf8.index(after: $0) }
      let width = content[(start ?? content.startIndex)...].count
      text += pad(max(Self.noteColumn - width, width < Self.noteColumn ? 1 : 3)) + "# " + parts.joined(separator: " ")
    }
    text += "\n"
  }

  private func pad(_ count: Int) -> String { String(repeating: " ", count: count) }

  /// A value on one line.
  private static func flow(_ value: YAMLValue, inFlow: Bool) -> String {
    switch value {
    case .text(let text): YAMLScalar.inline(text, inFlow: inFlow)
    case .quoted(let text): YAMLScalar.doubleQuoted(text)
    case .integer(let number): String(number)
    case .real(let text): text
    case .boolean(let value): value ? "true" : "false"
    case .null: "null"
    case .alias(let name): "*" + name
    case .flow(let items): "[" + items.map { flow($0, inFlow: true) }.joined(separator: ", ") + "]"
    case .sequence(let items): "[" + items.map { flow($0.value, inFlow: true) }.joined(separator: ", ") + "]"
    case .mapping(let mapping):
      if mapping.isEmpty {
        "{}"
      } else {
        "{ "
          + mapping.entries.map { entry in
            let head = YAMLScalar.inline(entry.key, inFlow: true) + ":"
            return entry.value == .null ? head + " null" : head + " " + flow(entry.value, inFlow: true)
          }
          .joined(separator: ", ") + " }"
      }
    }
  }
}

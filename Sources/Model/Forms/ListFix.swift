import Diagnostics
import Syntax

/// A list of entries that name themselves, as other tools write it, made into a mapping: the lines stay, dashes go.
struct ListFix {
  private let items: [ConfigNode]
  private let source: UnsafeBufferPointer<UInt8>
  private let file: FileID
  /// How many columns the lines of the list move to the right: the dashes may stand below the key itself.
  private let shift: Int

  private static let step = 2

  /// `- name: api` becomes `api:`. Nil where an item is written otherwise, or holds nothing else.
  static func services(_ node: ConfigNode) -> FixIt? {
    make(node, "write the names as keys") { fix, item in
      if item.entries.count == 1, !item.entries[0].value.entries.isEmpty { return fix.withoutDash(item) }
      guard let index = item.entries.firstIndex(where: { $0.key == "name" }), item.entries.count > 1,
        let name = item.entries[index].value.scalar, case .success = ServiceName.parse(name.text)
      else { return nil }
      return fix.edits(name.text, of: item, at: index)
    }
  }

  /// `- KEY=value`, `- KEY: value` and `- name: KEY`, `value: …` become `KEY: value`.
  static func variables(_ node: ConfigNode) -> FixIt? {
    make(node, "write the names as keys") { fix, item in
      if let scalar = item.scalar { return fix.assignment(scalar) }
      if item.entries.count == 1, item.entries[0].value.scalar != nil { return fix.withoutDash(item) }
      guard item.entries.count == 2, ["name", "key"].contains(item.entries[0].key), item.entries[1].key == "value",
        let name = item.entries[0].value.scalar, case .success = VariableName.parse(name.text),
        let value = item.entries[1].value.scalar, fix.isBlank(Int(name.span.end)..<Int(item.entries[1].keySpan.start))
      else { return nil }
      return fix.replacement(name.text + ": " + fix.text(value.span), of: item.entries[0].keySpan, to: value.span)
    }
  }

  /// `- NAME` becomes `NAME: external`.
  static func secrets(_ node: ConfigNode) -> FixIt? {
    make(node, "write the names as keys: `external` is a value that an operator supplies") { fix, item in
      guard let name = item.scalar, case .success = VariableName.parse(name.text) else { return nil }
      return fix.replacement(name.text + ": external", of: name.span, to: name.span)
    }
  }

  /// Entries that stand one step too far to the left.
  static func indented(_ entries: [ConfigNode.Entry]) -> FixIt? {
    guard let first = entries.first, let last = entries.last, first.keySpan.start < last.value.span.end,
      let scalar = first.value.anyScalar
    else { return nil }
    return scalar.withSource { source -> FixIt? in
      let fix = ListFix(items: [], source: source, file: first.keySpan.file, shift: step)
      let start = lineStart(Int(first.keySpan.start), in: source)
      guard fix.isBlank(start..<Int(first.keySpan.start)) else { return nil }
      let edits = fix.indentation(of: fix.span(start..<Int(last.value.span.end)), besides: [])
      return FixIt("indent by two blanks", .unsafe, edits)
    }
  }

  private static func make(
    _ node: ConfigNode, _ title: String, _ edits: (ListFix, ConfigNode) -> [FixIt.Edit]?
  ) -> FixIt? {
    guard case .sequence(let items) = node.content, let scalar = items.first?.anyScalar else { return nil }
    return scalar.withSource { source -> FixIt? in
      guard let shift = shift(of: node, in: source) else { return nil }
      let fix = ListFix(items: items, source: source, file: node.span.file, shift: shift)
      var all: [FixIt.Edit] = []
      for item in items {
        guard let own = edits(fix, item) else { return nil }
        all += own
      }
      if shift > 0 { all += fix.indentation(of: node.span, besides: all) }
      return FixIt(title, .unsafe, all)
    }
  }

  /// 0 where the list is indented below its key, a step where it stands below it; nil where that cannot be told.
  private static func shift(of node: ConfigNode, in source: UnsafeBufferPointer<UInt8>) -> Int? {
    let dash = Int(node.span.start)
    guard dash < source.count, source[dash] == UInt8(ascii: "-") else { return nil }
    let start = lineStart(dash, in: source)
    guard source[start..<dash].allSatisfy({ $0 == 0x20 }) else { return nil }
    // The line of the key: the last one above that is neither empty nor a comment.
    var end = start
    while end > 0 {
      let above = lineStart(end - 1, in: source)
      let first = source[above..<end].firstIndex { $0 != 0x20 && $0 != 0x0D && $0 != 0x0A } ?? end
      if first < end, source[first] != UInt8(ascii: "#") {
        return first - above < dash - start ? 0 : first - above == dash - start ? step : nil
      }
      end = above
    }
    return nil
  }

  private static func lineStart(_ offset: Int, in source: UnsafeBufferPointer<UInt8>) -> Int {
    var start = offset
    while start > 0, source[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    return start
  }

  // MARK: - Edits of one item

  /// A mapping whose entry at `index` is its name.
  private func edits(_ name: String, of item: ConfigNode, at index: Int) -> [FixIt.Edit]? {
    let (first, entry) = (item.entries[0], item.entries[index])
    if index == 0 { return replacement(name + ":", of: entry.keySpan, to: entry.value.span) }
    guard let dash = dash(before: first.keySpan) else { return nil }
    let column = Int(first.keySpan.start) - Self.lineStart(dash, in: source)
    let line = Self.lineStart(Int(entry.keySpan.start), in: source)
    let end = source[Int(entry.value.span.end)...].firstIndex(of: UInt8(ascii: "\n")) ?? source.count
    guard isBlank(line..<Int(entry.keySpan.start)), isBlank(Int(entry.value.span.end)..<end) else { return nil }
    return [
      .init(
        span(dash..<Int(first.keySpan.start)), name + ":\n" + String(repeating: " ", count: column + shift)),
      .init(span(line..<min(end + 1, source.count)), ""),
    ]
  }

  /// `- KEY: value`: only the dash is too much.
  private func withoutDash(_ item: ConfigNode) -> [FixIt.Edit]? {
    let key = item.entries[0].keySpan
    return dash(before: key).map { [.init(span($0..<Int(key.start)), "")] }
  }

  /// `KEY=value` in one scalar.
  private func assignment(_ scalar: SyntaxNode) -> [FixIt.Edit]? {
    let text = scalar.text
    guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let (name, value) = (String(text[..<equals]), String(text[text.utf8.index(after: equals)...]))
    guard case .success = VariableName.parse(name), !value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      return nil
    }
    return replacement(name + ": " + Self.spelled(value, scalar.style), of: scalar.span, to: scalar.span)
  }

  /// A value for which no rule of plain scalars matters, or one in double quotes.
  private static func spelled(_ value: String, _ style: ScalarStyle) -> String {
    let isPlain =
      style == .plain && value.utf8.last != UInt8(ascii: ":") && !["null", "Null", "NULL"].contains(value)
      && value.utf8.first.map { (48...57).contains($0) || (97...122).contains($0 | 0x20) || "/$._".utf8.contains($0) }
        == true
    if isPlain { return value }
    return "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// From the dash in front of `first` to the end of `last`.
  private func replacement(_ text: String, of first: Span, to last: Span) -> [FixIt.Edit]? {
    dash(before: first).map { [.init(span($0..<Int(last.end)), text)] }
  }

  private func dash(before place: Span) -> Int? {
    let start = Int(place.start)
    guard start >= 2, source[start - 1] == 0x20, source[start - 2] == UInt8(ascii: "-") else { return nil }
    return start - 2
  }

  /// Blanks in front of every line but those that are taken out.
  private func indentation(of list: Span, besides edits: [FixIt.Edit]) -> [FixIt.Edit] {
    // Whole lines; a dash that goes leaves its line.
    let removed = Set(
      edits.filter { $0.replacement.isEmpty && $0.span.range.last.map { source[$0] == UInt8(ascii: "\n") } == true }
        .map { Int($0.span.start) })
    var added: [FixIt.Edit] = []
    var line = Self.lineStart(Int(list.start), in: source)
    while line < Int(list.end) {
      let end = source[line...].firstIndex(of: UInt8(ascii: "\n")) ?? source.count
      if !isBlank(line..<end), !removed.contains(line) {
        added.append(.init(span(line..<line), String(repeating: " ", count: shift)))
      }
      line = end + 1
    }
    return added
  }

  private func isBlank(_ range: Range<Int>) -> Bool {
    source[range].allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x0A }
  }

  private func text(_ span: Span) -> String { String(decoding: source[span.range], as: UTF8.self) }
  private func span(_ range: Range<Int>) -> Span { Span(file: file, start: range.lowerBound, end: range.upperBound) }
}

extension ConfigNode {
  /// A scalar in it, which knows the text of the file.
  fileprivate var anyScalar: SyntaxNode? {
    if let scalar { return scalar }
    for entry in entries { if let found = entry.value.anyScalar { return found } }
    for item in items { if let found = item.anyScalar { return found } }
    return nil
  }
}

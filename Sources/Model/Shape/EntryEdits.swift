package import Diagnostics
package import Syntax

/// Changes of mappings and lists that keep to the way in which they are written. A scalar of the text is needed to look
/// at it.
package enum EntryEdits {
  /// Takes an entry out of its mapping; a mapping never becomes nothing.
  package static func remove(key: Span, value: Span, isOnly: Bool) -> FixIt.Edit {
    let end = max(Int(key.end), Int(value.end))
    return FixIt.Edit(
      Span(file: key.file, start: Int(key.start), end: end), isOnly ? "{}" : "", removesEntry: !isOnly)
  }

  /// Puts an entry before another one of the same mapping.
  package static func insert(_ entry: String, before key: Span, lookingAt scalar: SyntaxNode) -> FixIt.Edit {
    let line = scalar.lineStart(of: Int(key.start))
    // A line that holds more than blanks before the key is inside of braces, or behind a dash.
    let isBlock = line.allSatisfy { $0 == 0x20 || $0 == 0x2D }
    let end = isBlock ? "\n" + String(repeating: " ", count: line.count) : ", "
    return FixIt.Edit(Span(file: key.file, start: Int(key.start), end: Int(key.start)), entry + end)
  }

  /// The same, looking at the mapping that the entry belongs to; nil where no scalar stands in it.
  package static func insert(_ entry: String, before key: Span, in node: ConfigNode) -> FixIt.Edit? {
    node.firstScalar.map { insert(entry, before: key, lookingAt: $0) }
  }

  /// Takes one of several items out of a list.
  package static func remove(item index: Int, of items: [ConfigNode]) -> FixIt.Edit? {
    guard items.count > 1, items.indices.contains(index) else { return nil }
    let span = items[index].span
    let isLast = index + 1 == items.count
    let start = isLast ? Int(items[index - 1].span.end) : Int(span.start)
    let end = isLast ? Int(span.end) : Int(items[index + 1].span.start)
    return FixIt.Edit(Span(file: span.file, start: start, end: end), "")
  }

  /// Puts an item before the first one of a list.
  package static func insert(item: String, before first: Span, lookingAt scalar: SyntaxNode) -> FixIt.Edit {
    let line = scalar.lineStart(of: Int(first.start))
    let isBlock = line.last { $0 != 0x20 } == UInt8(ascii: "-")
    let text = isBlock ? item + "\n" + String(decoding: line, as: UTF8.self) : item + ", "
    return FixIt.Edit(Span(file: first.file, start: Int(first.start), end: Int(first.start)), text)
  }
}

extension ConfigNode {
  /// The first scalar in it, which knows the text of the file.
  package var firstScalar: SyntaxNode? {
    if let scalar { return scalar }
    for entry in entries { if let found = entry.value.firstScalar { return found } }
    for item in items { if let found = item.firstScalar { return found } }
    return nil
  }
}

package import Diagnostics
package import Syntax

/// Changes of whole entries of mappings and lists that keep the layout of the file, for fixes. Nil where the layout
/// cannot be told with certainty: then there is no fix.
package enum Edits {
  /// Puts `text`, one entry such as `health: /health`, in front of the entry whose key stands at `key`.
  /// - Parameter block: the same over several lines, for mappings that are written in lines.
  package static func insert(_ text: String, block: String? = nil, before key: Span, in node: ConfigNode) -> FixIt.Edit?
  {
    guard let layout = layout(of: key, in: node) else { return nil }
    switch layout {
    case .flow: return FixIt.Edit(at(Int(key.start), key), text + ", ")
    case .line(let prefix): return FixIt.Edit(at(Int(key.start), key), (block ?? text) + "\n" + prefix)
    }
  }

  /// Adds an entry such as `health: /health` where an order of keys has it: in front of the first entry whose key comes
  /// later, else behind the last one.
  package static func add(_ text: String, to node: ConfigNode, order names: [String]) -> FixIt.Edit? {
    let order = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    let entries = node.entries.filter { !$0.value.isOverlay && node.span.range.contains(Int($0.keySpan.start)) }
    guard let place = order[String(text.prefix { $0 != ":" })], let last = entries.last else { return nil }
    if let next = entries.first(where: { order[$0.key] ?? -1 > place }) {
      return insert(text, before: next.keySpan, in: node)
    }
    guard let span = span(of: last), let scalar = node.firstScalar, let layout = layout(of: last.keySpan, in: node)
    else { return nil }
    return scalar.withSource { source in
      var end = lastOf(source, from: Int(span.start), to: Int(span.end))
      guard case .line(let prefix) = layout else { return FixIt.Edit(at(end, span), ", " + text) }
      while end < source.count, isBlank(source[end]) { end += 1 }
      if end < source.count, source[end] == UInt8(ascii: "#") {
        while end < source.count, source[end] != UInt8(ascii: "\n") { end += 1 }
      }
      guard end == source.count || source[end] == UInt8(ascii: "\n") else { return nil }
      if end > 0, source[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      // The first entry of an item stands behind a dash, its second one does not.
      return FixIt.Edit(at(end, span), "\n" + String(repeating: " ", count: prefix.utf8.count) + text)
    }
  }

  /// The end of what stands in a range, without the blanks and lines behind it.
  private static func lastOf(_ source: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
    var end = min(end, source.count)
    while end > start, isBlank(source[end - 1]) || source[end - 1] == UInt8(ascii: "\n") { end -= 1 }
    return end
  }

  private static func at(_ offset: Int, _ near: Span) -> Span { Span(file: near.file, start: offset, end: offset) }

  /// Takes out an entry or item, and the line or the comma that goes with it.
  package static func remove(_ entry: Span, in node: ConfigNode) -> FixIt.Edit? {
    guard let scalar = node.firstScalar, let layout = layout(of: entry, in: node) else { return nil }
    return scalar.withSource { source in
      var start = Int(entry.start)
      var end = Int(entry.end)
      switch layout {
      case .line:
        // A mapping in lines reaches to what follows it.
        end = lastOf(source, from: start, to: end)
        while start > 0, source[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        while end < source.count, source[end] != UInt8(ascii: "\n") {
          // Something else stands on that line.
          let isComment = source[end] == UInt8(ascii: "#")
          guard isBlank(source[end]) || isComment else { return nil }
          if isComment { while end < source.count, source[end] != UInt8(ascii: "\n") { end += 1 } } else { end += 1 }
        }
        if end < source.count { end += 1 }
      case .flow:
        var next = end
        while next < source.count, isBlank(source[next]) { next += 1 }
        if next < source.count, source[next] == UInt8(ascii: ",") {
          end = next + 1
          while end < source.count, isBlank(source[end]) { end += 1 }
        } else {
          var previous = start
          while previous > 0, isBlank(source[previous - 1]) { previous -= 1 }
          guard previous > 0, source[previous - 1] == UInt8(ascii: ",") else { return nil }
          start = previous - 1
        }
      }
      return FixIt.Edit(Span(file: entry.file, start: start, end: end), "")
    }
  }

  /// Takes out an entry of a mapping. The only one leaves an empty mapping, which is not the same as nothing.
  package static func remove(_ entry: ConfigNode.Entry, from node: ConfigNode) -> FixIt.Edit? {
    guard let span = span(of: entry), node.span.range.contains(span.range.lowerBound),
      span.range.upperBound <= node.span.range.upperBound
    else { return nil }
    if node.entries.count == 1 { return FixIt.Edit(node.span, "{}") }
    return remove(span, in: node)
  }

  /// Takes out a variable of a service, and `variables:` with its last one.
  package static func removeVariable(_ name: String, of service: ConfigNode) -> FixIt.Edit? {
    guard let variables = service.entry("variables"), let entry = variables.value.entry(name) else { return nil }
    if variables.value.entries.count == 1, service.entries.count > 1, let edit = remove(variables, from: service) {
      return edit
    }
    return remove(entry, from: variables.value)
  }

  /// Key and value. Nil where they do not stand together: an overlay puts its own value behind a key of the base.
  package static func span(of entry: ConfigNode.Entry) -> Span? {
    let (key, value) = (entry.keySpan, entry.value.span)
    guard !entry.isImplied, key.file == value.file, key.end <= value.start, let scalar = entry.value.firstScalar else {
      return nil
    }
    let isTogether = scalar.withSource { source in
      var rest = source[Int(key.end)..<Int(value.start)]
      // The mark of a variable belongs to its spelling.
      if rest.first == UInt8(ascii: "?") { rest = rest.dropFirst() }
      while let first = rest.first, isBlank(first) { rest = rest.dropFirst() }
      guard rest.first == UInt8(ascii: ":") else { return false }
      return rest.dropFirst().allSatisfy { isBlank($0) || $0 == UInt8(ascii: "\n") }
    }
    return isTogether == true ? Span(file: key.file, start: Int(key.start), end: Int(value.end)) : nil
  }

  /// Whether an entry is written between braces: there a key without a value needs a word for nothing.
  package static func isFlow(_ entry: ConfigNode.Entry, in node: ConfigNode) -> Bool {
    if case .line? = layout(of: entry.keySpan, in: node) { return false }
    return true
  }

  private enum Layout {
    /// Between brackets or braces.
    case flow
    /// At the beginning of a line, behind these blanks or the dash of a list.
    case line(prefix: String)
  }

  private static func layout(of place: Span, in node: ConfigNode) -> Layout? {
    guard let scalar = node.firstScalar else { return nil }
    return scalar.withSource { source -> Layout? in
      let start = Int(place.start)
      guard start <= source.count else { return nil }
      var before = start
      while before > 0, isBlank(source[before - 1]) { before -= 1 }
      if before == 0 || source[before - 1] == UInt8(ascii: "\n") {
        let prefix = String(decoding: source[before..<start], as: UTF8.self)
        // A flow collection over several lines looks alike.
        while before > 0, isBlank(source[before - 1]) || source[before - 1] == UInt8(ascii: "\n") { before -= 1 }
        let isUnclear = before > 0 && ",[{".utf8.contains(source[before - 1])
        return isUnclear ? nil : .line(prefix: prefix)
      }
      if ",[{".utf8.contains(source[before - 1]) { return .flow }
      // An item of a list.
      guard source[before - 1] == UInt8(ascii: "-") else { return nil }
      var first = before - 1
      while first > 0, isBlank(source[first - 1]) { first -= 1 }
      guard first == 0 || source[first - 1] == UInt8(ascii: "\n") else { return nil }
      return .line(prefix: String(decoding: source[first..<start], as: UTF8.self))
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
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

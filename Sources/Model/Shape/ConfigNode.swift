package import Diagnostics
package import Syntax

/// A node of the configuration: the syntax tree with merge keys (`<<`) resolved, and, for an environment, with the
/// overlays laid over the base. Nodes that no overlay touches are shared between environments, so what is decoded from
/// one of them is decoded once.
package final class ConfigNode {
  package struct Entry {
    package let key: String
    package let keySpan: Span
    package let value: ConfigNode

    package init(key: String, keySpan: Span, value: ConfigNode) {
      self.key = key
      self.keySpan = keySpan
      self.value = value
    }

    /// Whether another spelling implies the key: then it has no letters of its own in the file.
    package var isImplied: Bool { keySpan.range.count < key.utf8.count }
  }

  package enum Content {
    case scalar(SyntaxNode)
    case sequence([ConfigNode])
    case mapping([Entry])
    /// Set to `null` by an overlay: the key is gone, and what `extends` would bring is not wanted either.
    case removed
  }

  package let content: Content
  package let span: Span
  /// The value of the base that an overlay replaced, for the label "base value".
  package let base: Span?
  /// True when an environment's overlay, not the base, wrote this node.
  package let isOverlay: Bool
  /// The entries by key, for mappings with more than a few.
  private lazy var positions: [String: Int] = Dictionary(
    entries.enumerated().map { ($1.key, $0) }
  ) { first, _ in first }
  private static let fewEntries = 16

  package init(content: Content, span: Span, base: Span? = nil, isOverlay: Bool = false) {
    self.content = content
    self.span = span
    self.base = base
    self.isOverlay = isOverlay
  }

  package var entries: [Entry] {
    guard case .mapping(let entries) = content else { return [] }
    return entries
  }

  package var items: [ConfigNode] {
    guard case .sequence(let items) = content else { return [] }
    return items
  }

  package var scalar: SyntaxNode? {
    guard case .scalar(let node) = content else { return nil }
    return node
  }

  /// The decoded text of a scalar.
  package var text: String? { scalar?.text }

  /// A scalar without a value: nothing, `~` or `null`.
  package var isNull: Bool { scalar?.isNull ?? false }

  package var isRemoved: Bool {
    if case .removed = content { return true }
    return false
  }

  /// The value of a key; nil where it is absent or removed.
  package subscript(key: String) -> ConfigNode? {
    guard let value = entry(key)?.value else { return nil }
    return value.isRemoved ? nil : value
  }

  package func entry(_ key: String) -> Entry? {
    guard case .mapping(let entries) = content else { return nil }
    if entries.count > Self.fewEntries { return positions[key].map { entries[$0] } }
    return entries.first { $0.key == key }
  }

  /// A YAML tag stands before the value, or in place of it: `!secret name`.
  package var isTagged: Bool {
    guard let scalar else { return false }
    return scalar.withSource { source in
      var end = min(Int(scalar.span.start), source.count)
      if end < source.count, source[end] == UInt8(ascii: "!") { return true }
      while end > 0, source[end - 1] == 0x20 { end -= 1 }
      var start = end
      while start > 0, source[start - 1] > 0x20 { start -= 1 }
      return start < end && source[start] == UInt8(ascii: "!")
    } ?? false
  }

  /// The span of a part of a scalar's decoded text, given in UTF-8 offsets.
  package func span(of range: Range<Int>) -> Span { scalar?.span(of: range) ?? span }
}

extension ConfigNode {
  /// Builds the configuration of a syntax tree, with `<<` entries laid under the mapping that names them.
  package static func make(_ node: SyntaxNode, isOverlay: Bool = false) -> ConfigNode {
    switch node.kind {
    case .scalar: return ConfigNode(content: .scalar(node), span: node.span, isOverlay: isOverlay)
    case .sequence:
      return ConfigNode(
        content: .sequence(node.items.map { make($0, isOverlay: isOverlay) }), span: node.span, isOverlay: isOverlay)
    case .mapping:
      return ConfigNode(
        content: .mapping(mappingEntries(node, isOverlay: isOverlay)), span: node.span, isOverlay: isOverlay)
    }
  }

  private static func mappingEntries(_ node: SyntaxNode, isOverlay: Bool) -> [Entry] {
    entries(of: node) { Entry(key: $0.text, keySpan: $0.span, value: make($1, isOverlay: isOverlay)) }
  }

  /// The entries of a mapping, those that it merges included.
  /// - Parameters:
  ///   - settle: sees the entries that the mapping writes itself before others are merged.
  ///   - entry: makes an entry of a key and its value.
  static func entries(
    of node: SyntaxNode, settle: (inout [Entry]) -> Void = { _ in }, _ entry: (SyntaxNode, SyntaxNode) -> Entry
  ) -> [Entry] {
    var result: [Entry] = []
    result.reserveCapacity(node.count)
    var merged: [SyntaxNode] = []
    for (key, value) in node.entries {
      if key.isMergeKey {
        if value.kind == .sequence { merged += Array(value.items) } else { merged.append(value) }
      } else {
        result.append(entry(key, value))
      }
    }
    settle(&result)
    guard !merged.isEmpty else { return result }
    // Own keys win, then the earlier of the merged mappings, as in YAML's merge type.
    var known = Set(result.map(\.key))
    for source in merged where source.kind == .mapping {
      for found in entries(of: source, settle: settle, entry) where known.insert(found.key).inserted {
        result.append(found)
      }
    }
    return result
  }
}

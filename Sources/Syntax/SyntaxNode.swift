package import Diagnostics

/// What a node of the tree is. Aliases are followed by `SyntaxNode`, so readers never meet one.
package enum NodeKind: UInt8, Sendable {
  case scalar
  case sequence
  case mapping
}

/// How a scalar was written.
package enum ScalarStyle: UInt8, Sendable {
  case plain
  case singleQuoted
  case doubleQuoted
  case literal
  case folded
}

/// A handle to one node of a `SyntaxTree`, which it keeps alive.
package struct SyntaxNode: Sendable {
  private let tree: SyntaxTree
  private let index: Int32

  init(tree: SyntaxTree, at index: Int) {
    self.tree = tree
    self.index = Int32(truncatingIfNeeded: tree.tape.resolved(index))
  }

  private var node: TapeNode { tree.tape.nodes[Int(index)] }

  /// Equal for the same node of a tree, however it was reached; an alias is the node that it stands for.
  package var identity: Int32 { index }

  package var kind: NodeKind {
    switch node.kind {
    case .sequence: .sequence
    case .mapping: .mapping
    case .scalar, .alias: .scalar
    }
  }

  /// How a scalar was written; plain for collections.
  package var style: ScalarStyle { node.style }

  /// Whether a collection was written with brackets or braces.
  package var isFlow: Bool { node.flags.contains(.flow) }

  /// The text of the node without anchor and tag. A block collection ends with its last child; an empty value is the
  /// place where it would stand.
  package var span: Span {
    let node = self.node
    return Span(file: tree.file, start: Int(node.start), end: Int(node.end))
  }

  /// The decoded text of a scalar, `""` for a collection.
  package var text: String { withText { String(decoding: $0, as: UTF8.self) } }

  /// Whether nothing was written, `~` or `null`. Quoted, these are texts.
  package var isNull: Bool {
    let node = self.node
    guard node.kind == .scalar, node.style == .plain, node.second - node.first <= 4 else { return false }
    return withText { text in text.isEmpty || text.elementsEqual("~".utf8) || text.elementsEqual("null".utf8) }
  }

  /// Whether this key, written plainly as `<<`, merges other mappings into its own.
  package var isMergeKey: Bool {
    node.kind == .scalar && node.style == .plain && withText { $0.elementsEqual("<<".utf8) }
  }

  /// How many items or entries a collection has.
  package var count: Int {
    switch node.kind {
    case .sequence: Int(node.second)
    case .mapping: Int(node.second) / 2
    case .scalar, .alias: 0
    }
  }

  /// The items of a sequence; none for other nodes.
  package var items: SyntaxItems {
    let isSequence = node.kind == .sequence
    return SyntaxItems(tree: tree, index: Int(index) + 1, end: isSequence ? Int(node.first) : 0)
  }

  /// The entries of a mapping in the order in which they are written; none for other nodes. Merge keys are entries
  /// like others. Of a key that is written twice only the first is here: a finding has named the other.
  package var entries: SyntaxEntries {
    let isMapping = node.kind == .mapping
    return SyntaxEntries(tree: tree, index: Int(index) + 1, end: isMapping ? Int(node.first) : 0)
  }

  /// The value of a key that is written in this mapping itself. Takes time linear in the number of keys.
  package subscript(key: String) -> SyntaxNode? {
    for entry in entries where entry.key.withText({ $0.elementsEqual(key.utf8) }) { return entry.value }
    return nil
  }

  /// Lends the decoded bytes of a scalar; they are copied nowhere.
  package func withText<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    let node = self.node
    guard node.kind == .scalar else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
    let buffer = node.flags.contains(.sideText) ? tree.tape.sideText : tree.source
    return buffer.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[Int(node.first)..<Int(node.second)]))
    }
  }

  /// A text as it must be written to become a part of this scalar.
  package func spelled(_ text: String) -> String {
    switch node.style {
    case .doubleQuoted:
      var result = ""
      for scalar in text.unicodeScalars {
        if scalar == "\"" || scalar == "\\" { result += "\\" }
        result.unicodeScalars.append(scalar)
      }
      return result
    case .singleQuoted:
      return text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
    case .plain, .literal, .folded: return text
    }
  }

  /// A scalar that a spelling implies without writing it.
  /// - Parameter place: the part of the same file that implies it, for findings about it.
  package func implying(_ text: String, at place: Span) -> SyntaxNode {
    SyntaxNode(tree: SyntaxTree(implying: text, at: place, in: tree), at: 0)
  }

  /// Lends the text of the whole file. Nil for a scalar that is put together: no one file has it.
  package func withSource<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R?) -> R? {
    tree.pieces == nil ? tree.source.withUnsafeBufferPointer(body) : nil
  }

  /// Where a part of the decoded text stands in the source. `range` counts bytes of UTF-8. The whole scalar when its
  /// writing cannot be followed with certainty: never a wrong place.
  package func span(of range: Range<Int>) -> Span {
    let node = self.node
    guard node.kind == .scalar else { return span }
    let length = Int(node.second - node.first)
    let range = range.clamped(to: 0..<length)
    if let pieces = tree.pieces { return ScalarPiece.span(of: range, in: pieces) ?? span }
    if !node.flags.contains(.sideText) {
      let start = Int(node.first)
      return Span(file: tree.file, start: start + range.lowerBound, end: start + range.upperBound)
    }
    if node.flags.contains(.repaired) {
      // `$<<A.B>>` was written `{{A.B}}`.
      let start = Int(node.start)
      let raw = { (offset: Int) in offset < 3 ? start + min(offset, 2) : start + offset - 1 }
      return Span(file: tree.file, start: raw(range.lowerBound), end: raw(range.upperBound))
    }
    let map = tree.source.withUnsafeBufferPointer { source in
      withText { ScalarMap(source: source, start: Int(node.start), end: Int(node.end), style: node.style, text: $0) }
    }
    guard let place = map?.place(of: range) else { return span }
    return Span(file: tree.file, start: place.lowerBound, end: place.upperBound)
  }
}

/// The items of a sequence.
package struct SyntaxItems: Sequence, IteratorProtocol, Sendable {
  private let tree: SyntaxTree
  private var index: Int
  private let end: Int

  init(tree: SyntaxTree, index: Int, end: Int) {
    self.tree = tree
    self.index = index
    self.end = end
  }

  package mutating func next() -> SyntaxNode? {
    guard index < end else { return nil }
    defer { index = tree.tape.nodes[index].next(after: index) }
    return SyntaxNode(tree: tree, at: index)
  }
}

/// The entries of a mapping.
package struct SyntaxEntries: Sequence, IteratorProtocol, Sendable {
  private let tree: SyntaxTree
  private var index: Int
  private let end: Int

  init(tree: SyntaxTree, index: Int, end: Int) {
    self.tree = tree
    self.index = index
    self.end = end
  }

  package mutating func next() -> (key: SyntaxNode, value: SyntaxNode)? {
    while index < end {
      let key = index
      let value = tree.tape.nodes[key].next(after: key)
      index = tree.tape.nodes[value].next(after: value)
      if tree.tape.nodes[key].flags.contains(.omittedKey) { continue }
      return (SyntaxNode(tree: tree, at: key), SyntaxNode(tree: tree, at: value))
    }
    return nil
  }
}

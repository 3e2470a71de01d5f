import Diagnostics

extension SyntaxTree {
  /// The layout of a text that was read without a mistake.
  package func layout() throws(LayoutObstacle) -> LayoutDocument {
    var reader = LayoutReader(self)
    return try reader.read()
  }
}

/// Puts comments and blank lines to the nodes that they belong to.
private struct LayoutReader {
  private struct Comment {
    let start: Int
    let end: Int
    let line: Int
    let column: Int
    /// Nothing but blanks stands before it on its line.
    let isAlone: Bool
  }

  private let tree: SyntaxTree
  private let bytes: [UInt8]
  private let lines: LineTable
  private var comments: [Comment] = []
  /// The first comment that belongs to nothing yet.
  private var next = 0
  /// The 0-based line of the last thing that was taken.
  private var lastLine = -1
  private var hasAnchors = false

  init(_ tree: SyntaxTree) {
    self.tree = tree
    bytes = tree.source
    lines = LineTable(tree.source)
  }

  private var nodes: [TapeNode] { tree.tape.nodes }

  mutating func read() throws(LayoutObstacle) -> LayoutDocument {
    // A break to YAML, and none to whatever reads lines.
    if let lone = bytes.indices.first(where: { bytes[$0] == 0x0D && ($0 + 1 == bytes.count || bytes[$0 + 1] != 0x0A) })
    {
      throw LayoutObstacle(what: "a lone carriage return", offset: lone)
    }
    findComments()
    guard let first = nodes.first, first.kind == .mapping else {
      throw LayoutObstacle(what: "a text that is no mapping", offset: 0)
    }
    let header = try readHeader(before: Int(first.start))
    let root = try node(at: 0, parentColumn: -1, end: bytes.count)
    root.foot += takeLines(before: bytes.count)
    // Blank lines at the end are nobody's.
    while root.foot.last == .blank { root.foot.removeLast() }
    return LayoutDocument(header: header, root: root, hasAnchors: hasAnchors)
  }

  // MARK: Comments

  private mutating func findComments() {
    for line in 0..<lines.lineCount {
      let range = lines.range(ofLine: line)
      var position = range.lowerBound
      while let mark = bytes[position..<range.upperBound].firstIndex(of: UInt8(ascii: "#")) {
        if mark == range.lowerBound || ASCII.isBlank(bytes[mark - 1]), !isInsideScalar(mark) {
          var end = range.upperBound
          while end > mark, ASCII.isBlankOrBreak(bytes[end - 1]) { end -= 1 }
          let isAlone = bytes[range.lowerBound..<mark].allSatisfy(ASCII.isBlank)
          let column = DisplayText.width(of: String(decoding: bytes[range.lowerBound..<mark], as: UTF8.self))
          comments.append(Comment(start: mark, end: end, line: line, column: column, isAlone: isAlone))
          break
        }
        position = mark + 1
      }
    }
  }

  private func isInsideScalar(_ offset: Int) -> Bool {
    guard let index = tree.tape.lastNode(startingAtOrBefore: offset) else { return false }
    let node = nodes[index]
    guard node.kind == .scalar, offset < Int(node.end) else { return false }
    return !isBlock(node) || lines.line(at: offset) > lines.line(at: Int(node.start))
  }

  private func isBlock(_ node: TapeNode) -> Bool { node.style == .literal || node.style == .folded }

  private func text(_ comment: Comment) -> String {
    String(decoding: bytes[comment.start..<comment.end], as: UTF8.self)
  }

  /// The comments before an offset, with the blank lines around them; the last is the one before the thing at `offset`.
  private mutating func takeLines(before offset: Int, deeperThan column: Int? = nil) -> [LayoutLine] {
    var found: [LayoutLine] = []
    while next < comments.count, comments[next].start < offset {
      let comment = comments[next]
      if let column, comment.column <= column { return found }
      if comment.line > lastLine + 1, lastLine >= 0 { found.append(.blank) }
      found.append(.comment(text(comment)))
      lastLine = comment.line
      next += 1
    }
    if column == nil, offset < bytes.count {
      let line = lines.line(at: offset)
      if line > lastLine + 1, lastLine >= 0 { found.append(.blank) }
      lastLine = line
    }
    return found
  }

  /// The comment behind what ends at `offset`.
  private mutating func takeRemark(onLineOf offset: Int, before limit: Int, entryColumn: Int) -> LayoutRemark? {
    let line = lines.line(at: max(0, offset))
    guard next < comments.count, comments[next].line == line, !comments[next].isAlone, comments[next].start < limit
    else { return nil }
    defer { next += 1 }
    lastLine = line
    return LayoutRemark(text: text(comments[next]), column: comments[next].column - entryColumn)
  }

  /// Directives, `---` and the comment at the top that a blank line parts from the first key.
  private mutating func readHeader(before start: Int) throws(LayoutObstacle) -> [LayoutLine] {
    var header: [LayoutLine] = []
    let firstLine = lines.line(at: start)
    var line = 0
    var rest = 0
    while line < firstLine {
      let range = lines.range(ofLine: line)
      let byte = bytes[range].first
      if byte == UInt8(ascii: "%") || bytes[range].starts(with: "---".utf8) { rest = line + 1 }
      line += 1
    }
    if bytes[lines.range(ofLine: firstLine)].starts(with: "--- ".utf8) {
      throw LayoutObstacle(what: "a document that begins behind `---`", offset: start)
    }
    for line in 0..<rest {
      var range = lines.range(ofLine: line)
      while let last = bytes[range].last, ASCII.isBlankOrBreak(last) { range = range.lowerBound..<range.upperBound - 1 }
      if line == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { range = min(3, range.upperBound)..<range.upperBound }
      header.append(range.isEmpty ? .blank : .comment(String(decoding: bytes[range], as: UTF8.self)))
    }
    if rest > 0 { lastLine = rest - 1 }
    while next < comments.count, comments[next].line < rest { next += 1 }
    // The last blank line before the first key parts the header from that key's own comment.
    let above = comments[next...].prefix { $0.start < start }
    guard let last = above.last, lines.line(at: start) > last.line + 1 else {
      let part = above.indices.dropFirst().last { comments[$0].line > comments[$0 - 1].line + 1 }
      if let part { header += takeLines(before: comments[part].start, deeperThan: -1) + [.blank] }
      if part != nil { lastLine = -1 }
      return header
    }
    header += takeLines(before: start, deeperThan: -1) + [.blank]
    lastLine = -1
    return header
  }

  // MARK: Nodes

  private func column(of offset: Int) -> Int {
    offset - lines.range(ofLine: lines.line(at: offset)).lowerBound
  }

  /// - Parameters:
  ///   - parentColumn: where the mapping or list begins that this stands in; comments further left are not its own.
  ///   - end: where the next node behind this one begins.
  private mutating func node(at index: Int, parentColumn: Int, end: Int) throws(LayoutObstacle) -> LayoutNode {
    let node = nodes[index]
    let result: LayoutNode
    switch node.kind {
    case .alias:
      hasAnchors = true
      result = LayoutNode(.alias(String(decoding: bytes[Int(node.start)..<Int(node.end)], as: UTF8.self)))
    case .scalar: result = LayoutNode(.scalar(try scalar(node, parentColumn: parentColumn)))
    case .mapping:
      result = LayoutNode(.mapping(try entries(of: index, isMapping: true, parentColumn: parentColumn, end: end)))
    case .sequence:
      result = LayoutNode(.sequence(try entries(of: index, isMapping: false, parentColumn: parentColumn, end: end)))
    }
    result.isFlow = node.flags.contains(.flow)
    // The first key of a block begins where the block does: on the same line an anchor is the key's.
    let isBlockMapping = node.kind == .mapping && !node.flags.contains(.flow)
    result.anchor = anchor(before: Int(node.start), onItsLine: isBlockMapping ? false : nil)
    if result.anchor != nil { hasAnchors = true }
    if result.isFlow {
      // What has comments inside needs lines of its own.
      let isCommented = result.entries.contains { entry in
        entry.remark != nil || entry.head.contains { $0 != .blank } || entry.value.needsLines
      }
      if isCommented || !result.foot.isEmpty { result.isFlow = false }
      if result.isFlow { for entry in result.entries { entry.head = [] } }
    } else if !result.entries.isEmpty {
      result.foot = takeLines(before: end, deeperThan: max(parentColumn, column(of: Int(node.start)) - 1))
    }
    return result
  }

  private mutating func entries(
    of index: Int, isMapping: Bool, parentColumn: Int, end: Int
  ) throws(LayoutObstacle) -> [LayoutEntry] {
    let collection = nodes[index]
    let isFlow = collection.flags.contains(.flow)
    let ownColumn = isFlow ? parentColumn : column(of: Int(collection.start))
    var entries: [LayoutEntry] = []
    var position = index + 1
    while position < Int(collection.first) {
      var key: LayoutScalar?
      var head: [LayoutLine]
      var valueIndex = position
      if isMapping {
        let node = nodes[position]
        guard node.kind == .scalar, !isBlock(node), !node.flags.contains(.omittedKey), !node.flags.contains(.repaired),
          lines.line(at: Int(node.start)) == lines.line(at: Int(node.end)),
          anchor(before: Int(node.start), onItsLine: true) == nil,
          !hasQuestionMark(before: Int(node.start))
        else { throw LayoutObstacle(what: "a key of its own kind", offset: Int(node.start)) }
        head = takeLines(before: Int(node.start))
        key = try scalar(node, parentColumn: ownColumn)
        valueIndex = node.next(after: position)
      } else {
        head = takeLines(before: isFlow ? Int(nodes[position].start) : dash(before: Int(nodes[position].start)))
      }
      let value = nodes[valueIndex]
      let following = value.next(after: valueIndex)
      let isLast = following >= Int(collection.first)
      let valueEnd = isLast ? (isFlow ? Int(collection.end) : end) : Int(nodes[following].start)
      // A comment behind the key, of a value that begins below.
      let keyEnd = key == nil ? dash(before: Int(value.start)) : Int(nodes[position].end)
      let entryColumn = column(of: key == nil ? keyEnd : Int(nodes[position].start))
      var remark: LayoutRemark?
      if lines.line(at: Int(value.start)) > lines.line(at: keyEnd)
        || value.kind != .scalar && !value.flags.contains(.flow)
      {
        if !isFlow || key != nil { remark = takeRemark(onLineOf: keyEnd, before: valueEnd, entryColumn: entryColumn) }
      }
      if value.kind == .scalar || value.kind == .alias, value.start > keyEnd,
        lines.line(at: Int(value.start)) > lines.line(at: keyEnd)
      {
        head += takeLines(before: Int(value.start)).filter { $0 != .blank }
      }
      let content = try node(at: valueIndex, parentColumn: ownColumn, end: valueEnd)
      if value.kind == .scalar || value.kind == .alias || value.flags.contains(.flow) {
        let behind = isBlock(value) ? Int(value.start) : max(Int(value.end), keyEnd)
        if let found = takeRemark(onLineOf: behind, before: valueEnd, entryColumn: entryColumn) {
          if let remark { head.append(.comment(remark.text)) }
          remark = found
        }
        lastLine = max(lastLine, lines.line(at: max(0, Int(value.end) - (value.end > value.start ? 1 : 0))))
      }
      entries.append(LayoutEntry(head: head, key: key, value: content, remark: remark))
      position = following
    }
    if isFlow { try takeComments(beforeBracketOf: collection, into: entries.last) }
    return entries
  }

  /// Comments before the closing bracket go to the last entry.
  private mutating func takeComments(
    beforeBracketOf collection: TapeNode, into last: LayoutEntry?
  ) throws(LayoutObstacle) {
    let inside = takeLines(before: Int(collection.end), deeperThan: -1).filter { $0 != .blank }
    if !inside.isEmpty {
      guard let last else {
        throw LayoutObstacle(what: "a comment between brackets", offset: Int(collection.start))
      }
      last.head = inside + last.head
    }
    lastLine = max(lastLine, lines.line(at: max(0, Int(collection.end) - 1)))
  }

  /// The `-` of an item, also in front of its anchor, or the location of the item where it cannot be told.
  private func dash(before offset: Int) -> Int {
    var position = offset - 1
    func skipBlanks() { while position >= 0, ASCII.isBlankOrBreak(bytes[position]) { position -= 1 } }
    skipBlanks()
    if let anchor = anchor(before: offset) {
      position -= anchor.utf8.count
      skipBlanks()
    }
    return position >= 0 && bytes[position] == UInt8(ascii: "-") ? position : offset
  }

  private func hasQuestionMark(before offset: Int) -> Bool {
    var position = offset - 1
    while position >= 0, ASCII.isBlankOrBreak(bytes[position]) { position -= 1 }
    return position >= 0 && bytes[position] == UInt8(ascii: "?") && !isInComment(position)
      && (position == 0 || ASCII.isBlankOrBreak(bytes[position - 1]) || bytes[position - 1] == UInt8(ascii: "{"))
  }

  private func isInComment(_ offset: Int) -> Bool {
    var (low, high) = (0, comments.count)
    while low < high {
      let middle = (low + high) / 2
      if comments[middle].start <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 && offset < comments[low - 1].end
  }

  /// `&name` in front of a node; asked for, only if it stands on the node's line, or only if it does not.
  private func anchor(before offset: Int, onItsLine: Bool? = nil) -> String? {
    var position = offset - 1
    while position >= 0, ASCII.isBlankOrBreak(bytes[position]) { position -= 1 }
    let end = position + 1
    while position >= 0, !ASCII.isBlankOrBreak(bytes[position]), bytes[position] != UInt8(ascii: "&") { position -= 1 }
    guard position >= 0, end - position > 1, !isInComment(position), bytes[position] == UInt8(ascii: "&"),
      position == 0 || ASCII.isBlankOrBreak(bytes[position - 1]) || ASCII.isFlowIndicator(bytes[position - 1])
        || bytes[position - 1] == UInt8(ascii: ":")
    else { return nil }
    if let onItsLine, (lines.line(at: position) == lines.line(at: offset)) != onItsLine { return nil }
    let name = bytes[position..<end]
    guard !name.contains(where: { ASCII.isQuote($0) || $0 == UInt8(ascii: ":") }) else { return nil }
    return String(decoding: name, as: UTF8.self)
  }

  // MARK: Scalars

  private func scalar(_ node: TapeNode, parentColumn: Int) throws(LayoutObstacle) -> LayoutScalar {
    if node.flags.contains(.repaired) { throw LayoutObstacle(what: "a bare reference", offset: Int(node.start)) }
    let text = decoded(node)
    var raw = bytes[Int(node.start)..<Int(node.end)].split(
      separator: ASCII.newline, omittingEmptySubsequences: false
    ).map { line in line.last == 0x0D ? line.dropLast() : line }
    if isBlock(node) {
      return LayoutScalar(style: node.style, text: text, lines: try blockLines(raw, node, parentColumn: parentColumn))
    }
    for index in raw.indices {
      var line = raw[index]
      if index > 0 { line = line.drop(while: ASCII.isBlank) }
      // In double quotes `\ ` before the break is not a blank around it.
      if index < raw.count - 1 {
        while let last = line.last, ASCII.isBlank(last), line.dropLast().last != UInt8(ascii: "\\") {
          line = line.dropLast()
        }
      }
      raw[index] = line
    }
    return LayoutScalar(style: node.style, text: text, lines: raw.map { String(decoding: $0, as: UTF8.self) })
  }

  private func decoded(_ node: TapeNode) -> String {
    let buffer = node.flags.contains(.sideText) ? tree.tape.sideText : bytes
    return String(decoding: buffer[Int(node.first)..<Int(node.second)], as: UTF8.self)
  }

  /// The header, then the lines without their indentation.
  private func blockLines(
    _ raw: [ArraySlice<UInt8>], _ node: TapeNode, parentColumn: Int
  ) throws(LayoutObstacle) -> [String] {
    let header = raw[0].prefix { !ASCII.isBlank($0) }
    if header.contains(UInt8(ascii: "+")) {
      throw LayoutObstacle(what: "a text that keeps its last blank lines (`+`)", offset: Int(node.start))
    }
    let content = raw.dropFirst()
    var indentation = 0
    let digit = header.first { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
    if let digit {
      indentation = max(0, parentColumn) + Int(digit - UInt8(ascii: "0"))
    } else if let first = content.first(where: { !$0.allSatisfy { $0 == 0x20 } }) {
      indentation = first.prefix { $0 == 0x20 }.count
    }
    let lines = content.map { line in
      String(decoding: line.dropFirst(min(indentation, line.prefix { $0 == 0x20 }.count)), as: UTF8.self)
    }
    // The printer indents by two blanks.
    let start = header.map { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) ? UInt8(ascii: "2") : $0 }
    return [String(decoding: start, as: UTF8.self)] + lines
  }
}

extension LayoutNode {
  /// Whether something in it keeps it from standing on one line.
  var needsLines: Bool {
    switch content {
    case .alias: false
    case .scalar(let scalar): scalar.lines.count > 1
    case .mapping(let entries), .sequence(let entries): !isFlow && !entries.isEmpty
    }
  }
}

/// Why one reading of a text ended before its end. Offsets are bytes.
enum ReadFailure {
  /// libyaml's complaint; `lastNode` is the last node that was read before it.
  case syntax(problem: String, at: Int, context: String, from: Int, lastNode: TapeNode?)
  case tooDeep(at: Int)
  case undefinedAlias(name: String, Range<Int>)
  case cyclicAlias(Range<Int>, target: Int)
  case expandingAlias(Range<Int>)
}

/// What is wrong in a text that can be read nevertheless.
enum ReadRemark {
  /// Indices of two keys of one mapping with the same text.
  case duplicateKey(first: Int, second: Int)
  /// The index of a key that is a list or a mapping.
  case collectionKey(Int)
  /// The index of a node that was `{{A.B}}`.
  case bareReference(Int)
  case tag(Range<Int>)
  /// The bytes of a quoted text with an escape for U+0000 in it.
  case nul(Range<Int>)
}

/// Limits that keep hostile texts from costing more than their length.
enum ReadLimits {
  /// libyaml has no limit of its own, and takes quadratic time for nested brackets.
  static let depth = 128
  /// How many nodes one alias may stand for.
  static let expandedNodes = 10_000
  /// All aliases of a file together may stand for this many nodes for each node written.
  static let expansionFactor = 10
}

/// A collection whose end has not been met.
private struct OpenCollection {
  let index: Int
  var children: UInt32 = 0
  /// Nodes that it holds, itself included, when its aliases are followed.
  var size = 1
}

/// Reads one text into a tape, from libyaml's events.
struct TapeBuilder: ~Copyable {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var marks: MarkCursor
  private(set) var tape = Tape()
  private(set) var remarks: [ReadRemark] = []
  /// Where the first document ends; everything behind is to be looked at by the caller.
  private(set) var documentEnd = 0

  /// The collection that is being read, and those around it. What is counted stays out of the tape until it is closed.
  private var current: OpenCollection?
  private var outer: [OpenCollection] = []
  private var anchors: [String: Int] = [:]
  private let keys = KeyComparison()
  /// The end of the last complete node. Block collections end with their last child: libyaml lets them reach to the
  /// next token, behind blank lines and comments.
  private var lastEnd = 0
  private var expanded = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, encoding: EncodingReport) {
    self.bytes = bytes
    self.marks = MarkCursor(bytes, base: encoding.contentStart, isASCII: encoding.isASCII)
    // One node for about 12 bytes was measured on topologies; memory that stays unused is never touched.
    tape.nodes.reserveCapacity(bytes.count / 10 + 16)
  }

  /// Reads the first document; nil when that went well.
  mutating func read(from contentStart: Int) -> ReadFailure? {
    guard let events = YAMLEvents(UnsafeBufferPointer(rebasing: bytes[contentStart...])) else {
      return .syntax(problem: "out of memory", at: 0, context: "", from: 0, lastNode: nil)
    }
    while true {
      let failure: ReadFailure?
      switch events.next() {
      case .scalar:
        addScalar(events)
        continue
      case .mappingStart:
        failure = openCollection(
          .mapping, events, isFlow: events.mappingIsFlow, anchor: events.mappingAnchor,
          hasTag: events.mappingHasTag)
      case .sequenceStart:
        failure = openCollection(
          .sequence, events, isFlow: events.sequenceIsFlow, anchor: events.sequenceAnchor,
          hasTag: events.sequenceHasTag)
      case .mappingEnd:
        closeMapping(events)
        continue
      case .sequenceEnd:
        closeCollection(events)
        continue
      case .alias:
        failure = addAlias(events)
      case .documentStart, .other:
        continue
      case .documentEnd:
        documentEnd = marks.offset(of: events.end)
        return nil
      case .streamEnd:
        documentEnd = bytes.count
        return nil
      case .failure:
        let report = events.failure
        return .syntax(
          problem: report.problem, at: marks.offset(of: report.problemMark), context: report.context,
          from: marks.offset(of: report.contextMark), lastNode: tape.nodes.last)
      }
      if let failure { return failure }
    }
  }

  // MARK: Leaves

  private mutating func addScalar(_ events: borrowing YAMLEvents) {
    var start = marks.offset(of: events.start)
    let end = marks.offset(of: events.end)
    let value = events.value
    let style = events.scalarStyle
    if events.scalarAnchor != nil || events.scalarHasTag {
      start = contentStart(from: start, to: end)
      if let anchor = events.scalarAnchor { anchors[String(cString: anchor)] = tape.nodes.count }
    }
    let isQuoted = style == .singleQuoted || style == .doubleQuoted
    let (textStart, textEnd) = isQuoted ? (start + 1, end - 1) : (start, end)
    var node = TapeNode(.scalar, start: start, end: end, first: textStart, second: textEnd)
    node.style = style
    if !isVerbatim(value, style, textStart, textEnd, isOnOneLine: events.isOnOneLine) {
      node.flags = .sideText
      node.first = UInt32(truncatingIfNeeded: tape.sideText.count)
      tape.sideText.append(contentsOf: value)
      if style == .doubleQuoted, value.contains(0) { remarks.append(.nul(start..<end)) }
      node.second = UInt32(truncatingIfNeeded: tape.sideText.count)
      if style == .literal || style == .folded {
        node.end = UInt32(truncatingIfNeeded: trimmedEnd(end, after: start))
      }
    }
    countChild(size: 1)
    lastEnd = Int(node.end)
    tape.nodes.append(node)
  }

  /// Whether the decoded text is the source text between two offsets. Equal length proves it on one line, where
  /// nothing is folded, as every escape but those of double quotes shortens.
  private func isVerbatim(
    _ value: UnsafeBufferPointer<UInt8>, _ style: ScalarStyle, _ start: Int, _ end: Int, isOnOneLine: Bool
  ) -> Bool {
    guard isOnOneLine, end - start == value.count else { return false }
    switch style {
    case .plain, .singleQuoted: return true
    case .doubleQuoted: return bytes[start..<end].elementsEqual(value)
    case .literal, .folded: return false
    }
  }

  /// Block scalars end behind the empty lines that follow them.
  private func trimmedEnd(_ end: Int, after start: Int) -> Int {
    var end = end
    while end > start + 1, ASCII.isBlankOrBreak(bytes[end - 1]) { end -= 1 }
    return end
  }

  private mutating func addAlias(_ events: borrowing YAMLEvents) -> ReadFailure? {
    let range = marks.offset(of: events.start)..<marks.offset(of: events.end)
    let name = events.aliasName.map { String(cString: $0) } ?? ""
    guard let target = anchors[name] else { return .undefinedAlias(name: name, range) }
    let isCollection = tape.nodes[target].kind != .scalar
    // A collection knows where it ends once it is closed.
    if isCollection && tape.nodes[target].first == 0 { return .cyclicAlias(range, target: target) }
    let size = isCollection ? Int(tape.nodes[target].third) : 1
    expanded += size
    let limit = ReadLimits.expandedNodes + ReadLimits.expansionFactor * tape.nodes.count
    if size > ReadLimits.expandedNodes || expanded > limit { return .expandingAlias(range) }
    countChild(size: size)
    lastEnd = range.upperBound
    tape.nodes.append(
      TapeNode(.alias, start: range.lowerBound, end: range.upperBound, first: target, second: 0))
    return nil
  }

  // MARK: Collections

  private mutating func openCollection(
    _ kind: TapeNode.Kind, _ events: borrowing YAMLEvents, isFlow: Bool, anchor: UnsafePointer<UInt8>?, hasTag: Bool
  ) -> ReadFailure? {
    var start = marks.offset(of: events.start)
    if outer.count == ReadLimits.depth - (current == nil ? 0 : 1) { return .tooDeep(at: start) }
    if anchor != nil || hasTag {
      start = contentStart(from: start, to: bytes.count)
      if let anchor { anchors[String(cString: anchor)] = tape.nodes.count }
    }
    var node = TapeNode(kind, start: start, end: start, first: 0, second: 0)
    if isFlow { node.flags = .flow }
    if let current { outer.append(current) }
    current = OpenCollection(index: tape.nodes.count)
    tape.nodes.append(node)
    return nil
  }

  private mutating func closeCollection(_ events: borrowing YAMLEvents) {
    guard let closed = current else { return }
    // A flow collection ends with its bracket; one that has none is the single pair in `[a: b]`.
    let (start, end) = (events.start, events.end)
    var node = tape.nodes[closed.index]
    if node.flags.contains(.flow) && end > start { lastEnd = marks.offset(of: end) }
    node.end = UInt32(truncatingIfNeeded: max(lastEnd, Int(node.start)))
    node.first = UInt32(truncatingIfNeeded: tape.nodes.count)
    node.second = closed.children
    node.third = UInt32(clamping: closed.size)
    tape.nodes[closed.index] = node
    current = outer.popLast()
    countChild(size: closed.size)
  }

  private mutating func closeMapping(_ events: borrowing YAMLEvents) {
    guard let index = current?.index else { return }
    closeCollection(events)
    if isBareReference(index) {
      repairReference(index)
      return
    }
    keys.check(mapping: index, in: &tape, source: bytes, &remarks)
  }

  @inline(__always)
  private mutating func countChild(size: Int) {
    current?.children &+= 1
    current?.size &+= size
  }

  // MARK: `{{A.B}}`

  /// Whether a mapping is `{{…}}`: its only key is a mapping, and the braces touch.
  private func isBareReference(_ index: Int) -> Bool {
    let node = tape.nodes[index]
    guard node.flags.contains(.flow), node.second == 2 else { return false }
    let key = tape.nodes[index + 1]
    guard key.kind == .mapping, key.flags.contains(.flow), key.start == node.start + 1, key.end == node.end - 1
    else { return false }
    let value = tape.nodes[key.next(after: index + 1)]
    return value.kind == .scalar && value.style == .plain && value.first == value.second
  }

  /// Turns the mapping into the scalar `$<<A.B>>`, so that its reference is checked like any other.
  private mutating func repairReference(_ index: Int) {
    let node = tape.nodes[index]
    let start = tape.sideText.count
    tape.sideText.append(contentsOf: "$<<".utf8)
    tape.sideText.append(contentsOf: bytes[Int(node.start) + 2..<Int(node.end) - 2])
    tape.sideText.append(contentsOf: ">>".utf8)
    var scalar = TapeNode(
      .scalar, start: Int(node.start), end: Int(node.end), first: start, second: tape.sideText.count)
    scalar.flags = [.sideText, .repaired]
    scalar.third = node.first
    tape.nodes[index] = scalar
    remarks.append(.bareReference(index))
  }

  // MARK: Anchors and tags

  /// Skips anchor and tag, which libyaml counts as part of a node, and notes the tag.
  private mutating func contentStart(from start: Int, to end: Int) -> Int {
    var position = start
    while position < end {
      let byte = bytes[position]
      let begin = position
      if ASCII.isBlankOrBreak(byte) {
        position += 1
      } else if byte == UInt8(ascii: "#"), position > start, ASCII.isBlankOrBreak(bytes[position - 1]) {
        while position < end, bytes[position] != ASCII.newline { position += 1 }
      } else if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!") {
        position += 1
        let isVerbatimTag = position < end && byte == UInt8(ascii: "!") && bytes[position] == UInt8(ascii: "<")
        while position < end, !ASCII.isBlankOrBreak(bytes[position]) {
          if isVerbatimTag ? bytes[position - 1] == UInt8(ascii: ">") : ASCII.isFlowIndicator(bytes[position]) { break }
          position += 1
        }
        if byte == UInt8(ascii: "!") { remarks.append(.tag(begin..<position)) }
      } else {
        return position
      }
    }
    return end
  }
}

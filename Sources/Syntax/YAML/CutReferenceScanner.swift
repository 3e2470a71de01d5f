import Diagnostics

/// Finds references in values that YAML has ended too early without complaint: at ` #`, `: ` or `,`.
///
/// Looks at no byte twice, except for those of values that are suspicious.
struct CutReferenceScanner {
  private let file: FileID
  private let bytes: UnsafeBufferPointer<UInt8>
  private let tape: Tape
  private var messages: ReferenceMessages?
  /// How far `isInFlow` has looked, and where the brackets end that it has met.
  private var sweep = 0
  private var flowEnd: UInt32 = 0

  init(file: FileID, bytes: UnsafeBufferPointer<UInt8>, tape: Tape) {
    self.file = file
    self.bytes = bytes
    self.tape = tape
  }

  mutating func scan() -> [Diagnostic] {
    var found: [Diagnostic] = []
    var position = 0
    while found.count < YAMLReader.findingsPerRound,
      let dollar = bytes.firstOffset(of: UInt8(ascii: "$"), from: position)
    {
      position = dollar + 1
      guard opensReference(dollar) else { continue }
      let mark = firstSuspicious(from: dollar + 3, closing: bytes[dollar + 1])
      position = mark.position
      guard mark.isSuspicious, let index = tape.lastNode(startingAtOrBefore: dollar) else { continue }
      let node = tape.nodes[index]
      guard node.kind == .scalar, node.style == .plain, dollar < Int(node.end) else { continue }
      let close = closing(of: dollar, before: Int(node.end))
      position = max(position, close ?? Int(node.end))
      if close == nil, endsEarly(Int(node.end)), let finding = finding(dollar, index) { found.append(finding) }
    }
    return found
  }

  private mutating func finding(_ dollar: Int, _ index: Int) -> Diagnostic? {
    let messages = self.messages ?? ReferenceMessages(file: file, source: SourceLines(Array(bytes)))
    self.messages = messages
    return messages.cut(at: dollar, end: Int(tape.nodes[index].end), inFlow: isInFlow(index))
  }

  private func opensReference(_ dollar: Int) -> Bool {
    guard dollar + 3 < bytes.count, dollar == 0 || bytes[dollar - 1] != UInt8(ascii: "$") else { return false }
    let mark = bytes[dollar + 1]
    return (mark == UInt8(ascii: "<") || mark == UInt8(ascii: "{")) && bytes[dollar + 2] == mark
  }

  /// The first byte that can end a value, unless the reference or the line ends before.
  private func firstSuspicious(from start: Int, closing open: UInt8) -> (position: Int, isSuspicious: Bool) {
    let close = Self.closing(open)
    var position = start
    while position + 1 < bytes.count {
      switch bytes[position] {
      case close where bytes[position + 1] == close, ASCII.newline: return (position, false)
      case UInt8(ascii: "#"), UInt8(ascii: ":"), UInt8(ascii: ","): return (position, true)
      default: position += 1
      }
    }
    return (position, false)
  }

  private static func closing(_ open: UInt8) -> UInt8 {
    open == UInt8(ascii: "<") ? UInt8(ascii: ">") : UInt8(ascii: "}")
  }

  private func closing(of dollar: Int, before end: Int) -> Int? {
    let close = Self.closing(bytes[dollar + 1])
    var position = dollar + 3
    while position + 1 < end {
      if bytes[position] == close && bytes[position + 1] == close { return position }
      position += 1
    }
    return nil
  }

  /// Whether a value ends here because of a comment, the next item, or a colon.
  private func endsEarly(_ end: Int) -> Bool {
    let next = bytes.firstNonBlank(from: end)
    guard next < bytes.count else { return false }
    switch bytes[next] {
    case UInt8(ascii: "#"): return next > end
    case UInt8(ascii: ","), UInt8(ascii: ":"): return true
    default: return false
    }
  }

  /// Whether a scalar stands within brackets. Asked with growing indices only.
  private mutating func isInFlow(_ index: Int) -> Bool {
    while sweep < index {
      let node = tape.nodes[sweep]
      if node.kind != .scalar && node.flags.contains(.flow) { flowEnd = max(flowEnd, node.end) }
      sweep += 1
    }
    return flowEnd > tape.nodes[index].start
  }
}

package import Diagnostics
package import Syntax

/// A scalar of a compose file with its `$NAME` and `${NAME…}` taken apart, as the compose specification reads them
/// ("Interpolation", and the template package of compose-go 2.40.3).
package struct HoledText {
  /// `${NAME:-fallback}` and its relatives.
  package final class Hole {
    package enum Operator: Sendable {
      /// `$NAME` and `${NAME}`: empty, with a warning, where nothing sets the variable.
      case plain
      /// `:-` and `-`: what is used where nothing sets it.
      case fallback
      /// `:+` and `+`: what is used where something sets it.
      case alternative
      /// `:?` and `?`: compose stops where nothing sets it.
      case required
    }

    package let name: String
    package let operation: Operator
    /// The fallback, the alternative or the message.
    package let argument: [Part]
    /// Bytes of the scalar's decoded text: all of it, and the name alone.
    package let range: Range<Int>
    package let nameRange: Range<Int>

    init(
      _ name: String, _ operation: Operator, argument: [Part] = [],
      range: Range<Int>, nameRange: Range<Int>
    ) {
      self.name = name
      self.operation = operation
      self.argument = argument
      self.range = range
      self.nameRange = nameRange
    }
  }

  package enum Part {
    /// Literal characters, one `$` for `$$`, with their bytes in the decoded text.
    case text(String, Range<Int>)
    case hole(Hole)
  }

  package let node: SyntaxNode
  package let parts: [Part]

  /// Texts that compose refuses, such as `${`, are taken as they are: compose reports them.
  package init(_ node: SyntaxNode) {
    self.node = node
    let bytes = Array(node.text.utf8)
    var scanner = InterpolationScanner(bytes)
    parts = scanner.parts(until: bytes.count) ?? [.text(node.text, 0..<bytes.count)]
  }

  package var span: Span { node.span }

  /// Every hole, those in a fallback after the hole around it.
  package var holes: [Hole] { Self.holes(in: parts) }

  private static func holes(in parts: [Part]) -> [Hole] {
    parts.flatMap { part -> [Hole] in
      guard case .hole(let hole) = part else { return [] }
      return [hole] + holes(in: hole.argument)
    }
  }

  /// Whether a hole is spelled `${NAME}`, not `$NAME`.
  func isBraced(_ hole: Hole) -> Bool { hole.range.count > hole.nameRange.count + 1 }

  /// Where a hole is written.
  package func span(of hole: Hole) -> Span { node.span(of: hole.range) }
}

extension HoledText {
  /// A stretch of the value as it is without an environment of its own.
  package enum Atom {
    case text(String, Range<Int>)
    /// What only an operator's environment gives.
    case unknown(Hole)
  }

  /// The value where nothing sets a variable: fallbacks are taken, alternatives are not, and what has neither is unknown.
  package var atoms: [Atom] { Self.atoms(of: parts) }

  private static func atoms(of parts: [Part]) -> [Atom] {
    parts.flatMap { part -> [Atom] in
      switch part {
      case .text(let text, let range): return [.text(text, range)]
      case .hole(let hole):
        switch hole.operation {
        case .fallback: return atoms(of: hole.argument)
        case .alternative: return []
        case .plain, .required: return [.unknown(hole)]
        }
      }
    }
  }

  /// The same as one text; nil where a part of it is unknown.
  package var known: String? {
    var text = ""
    for atom in atoms {
      guard case .text(let part, _) = atom else { return nil }
      text += part
    }
    return text
  }

  /// The hole that is the whole value, so that the value has the name of a variable.
  package var only: Hole? {
    guard parts.count == 1, case .hole(let hole) = parts[0] else { return nil }
    return hole
  }

  /// The value as a scalar of a topology, its pieces where they are written. Nil where a part of it is unknown.
  package func scalar(style: ScalarStyle = .doubleQuoted) -> SyntaxNode? {
    var pieces: [ScalarPiece] = []
    for atom in atoms {
      guard case .text(let text, let range) = atom else { return nil }
      pieces.append(ScalarPiece(text, from: node.span(of: range)))
    }
    return .made(pieces, style: style, at: span)
  }
}

/// Takes a text apart.
private struct InterpolationScanner {
  private let bytes: [UInt8]
  private var index = 0
  private var depth = 0
  /// Deeper nesting is hostile: compose files have two levels.
  private static let mostDepth = 16

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The parts up to an offset, or up to the `}` that closes the hole around them. Nil: a hole is not well formed.
  mutating func parts(until end: Int, inHole: Bool = false) -> [HoledText.Part]? {
    var parts: [HoledText.Part] = []
    var text: [UInt8] = []
    var start = index
    func flush(_ parts: inout [HoledText.Part], at position: Int) {
      if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self), start..<position)) }
      text = []
    }
    while index < end {
      let byte = bytes[index]
      if inHole, byte == UInt8(ascii: "}") { break }
      guard byte == UInt8(ascii: "$"), index + 1 < end else {
        text.append(byte)
        index += 1
        continue
      }
      if bytes[index + 1] == UInt8(ascii: "$") {
        // `$$` is one `$` of two bytes: a piece of its own, so that the others stay verbatim.
        flush(&parts, at: index)
        parts.append(.text("$", index..<index + 2))
        index += 2
        start = index
        continue
      }
      let next = bytes[index + 1]
      guard next == UInt8(ascii: "{") || Self.startsName(next) else { return nil }
      flush(&parts, at: index)
      guard let hole = hole(until: end) else { return nil }
      parts.append(.hole(hole))
      start = index
    }
    flush(&parts, at: index)
    return parts
  }

  private mutating func hole(until end: Int) -> HoledText.Hole? {
    let start = index
    let isBraced = bytes[index + 1] == UInt8(ascii: "{")
    index += isBraced ? 2 : 1
    let nameStart = index
    while index < end, Self.startsName(bytes[index]) || index > nameStart && Self.isDigit(bytes[index]) { index += 1 }
    let names = nameStart..<index
    guard !names.isEmpty else { return nil }
    let name = String(decoding: bytes[names], as: UTF8.self)
    guard isBraced else { return .init(name, .plain, range: start..<index, nameRange: names) }
    guard index < end else { return nil }
    if bytes[index] == UInt8(ascii: "}") {
      index += 1
      return .init(name, .plain, range: start..<index, nameRange: names)
    }
    // With a colon, an empty value counts as none: the same for what is read here.
    if bytes[index] == UInt8(ascii: ":") { index += 1 }
    guard index < end, let operation = Self.operators[bytes[index]], depth < Self.mostDepth else { return nil }
    index += 1
    depth += 1
    defer { depth -= 1 }
    let argument: [HoledText.Part]
    if operation == .required {
      // A message may hold anything; it ends with the brace.
      let messageStart = index
      guard let close = closing(until: end) else { return nil }
      argument = [.text(String(decoding: bytes[messageStart..<close], as: UTF8.self), messageStart..<close)]
      index = close
    } else {
      guard let inner = parts(until: end, inHole: true) else { return nil }
      argument = inner
    }
    guard index < end, bytes[index] == UInt8(ascii: "}") else { return nil }
    index += 1
    return .init(
      name, operation, argument: argument, range: start..<index, nameRange: names)
  }

  /// The `}` that closes the hole whose inside begins here.
  private func closing(until end: Int) -> Int? {
    var open = 0
    for position in index..<end {
      if bytes[position] == UInt8(ascii: "{") { open += 1 }
      guard bytes[position] == UInt8(ascii: "}") else { continue }
      if open == 0 { return position }
      open -= 1
    }
    return nil
  }

  private static let operators: [UInt8: HoledText.Hole.Operator] = [
    UInt8(ascii: "-"): .fallback, UInt8(ascii: "+"): .alternative, UInt8(ascii: "?"): .required,
  ]

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func startsName(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
  }
}

/// Where each byte of a decoded scalar stands in the source: found by decoding the scalar again.
///
/// Nil when the bytes so found differ from libyaml's, so that a map is never wrong.
struct ScalarMap {
  /// For each byte of the text, the source bytes that stand for it.
  private var starts: [Int32] = []
  private var ends: [Int32] = []
  private let sourceStart: Int

  init?(
    source: UnsafeBufferPointer<UInt8>, start: Int, end: Int, style: ScalarStyle, text: UnsafeBufferPointer<UInt8>
  ) {
    sourceStart = start
    switch style {
    case .plain:
      var decoder = FlowScalarDecoder(source, start..<end, style, expected: text)
      guard decoder.decode() else { return nil }
      (starts, ends) = (decoder.output.starts, decoder.output.ends)
    case .singleQuoted, .doubleQuoted:
      guard end - start >= 2 else { return nil }
      var decoder = FlowScalarDecoder(source, start + 1..<end - 1, style, expected: text)
      guard decoder.decode() else { return nil }
      (starts, ends) = (decoder.output.starts, decoder.output.ends)
    case .literal, .folded:
      guard let output = BlockScalarDecoder.decode(source, start, isFolded: style == .folded, expected: text)
      else { return nil }
      (starts, ends) = (output.starts, output.ends)
    }
  }

  /// The source bytes of a part of the text.
  func place(of range: Range<Int>) -> Range<Int>? {
    guard range.lowerBound >= 0, range.upperBound <= starts.count else { return nil }
    if range.isEmpty {
      let position =
        range.lowerBound < starts.count ? Int(starts[range.lowerBound]) : ends.last.map(Int.init) ?? sourceStart
      return position..<position
    }
    let (first, last) = (Int(starts[range.lowerBound]), Int(ends[range.upperBound - 1]))
    return first <= last ? first..<last : nil
  }
}

/// Takes decoded bytes with their places, and compares them with the text they must make up.
struct DecodedOutput {
  private(set) var starts: [Int32] = []
  private(set) var ends: [Int32] = []
  private let expected: UnsafeBufferPointer<UInt8>

  init(expected: UnsafeBufferPointer<UInt8>) {
    self.expected = expected
    starts.reserveCapacity(expected.count)
    ends.reserveCapacity(expected.count)
  }

  /// Whether all that was expected has come.
  var isComplete: Bool { starts.count == expected.count }

  /// Adds one byte; false when another one was expected.
  mutating func add(_ byte: UInt8, from place: Range<Int>) -> Bool {
    guard starts.count < expected.count, expected[starts.count] == byte else { return false }
    starts.append(Int32(truncatingIfNeeded: place.lowerBound))
    ends.append(Int32(truncatingIfNeeded: place.upperBound))
    return true
  }

  /// Adds all bytes of a character that stands at one place.
  mutating func add(_ character: some Sequence<UInt8>, from place: Range<Int>) -> Bool {
    for byte in character where !add(byte, from: place) { return false }
    return true
  }
}

/// A line break as YAML knows it: its place and what it becomes. NEL becomes a line feed, LS and PS stay.
struct LineBreak {
  let place: Range<Int>
  let decoded: [UInt8]

  /// The break at an offset, nil when none is there.
  init?(_ source: UnsafeBufferPointer<UInt8>, at offset: Int, before end: Int) {
    guard offset < end else { return nil }
    switch source[offset] {
    case 0x0A:
      (place, decoded) = (offset..<offset + 1, [0x0A])
    case 0x0D:
      let isPair = offset + 1 < end && source[offset + 1] == 0x0A
      (place, decoded) = (offset..<offset + (isPair ? 2 : 1), [0x0A])
    case 0xC2 where offset + 1 < end && source[offset + 1] == 0x85:
      (place, decoded) = (offset..<offset + 2, [0x0A])
    case 0xE2 where offset + 2 < end && source[offset + 1] == 0x80 && source[offset + 2] & 0xFE == 0xA8:
      (place, decoded) = (offset..<offset + 3, [0xE2, 0x80, source[offset + 2]])
    default: return nil
    }
  }

  var isLineFeed: Bool { decoded == [0x0A] }
}

/// Decodes plain and quoted scalars (YAML 1.1 §9.1 to §9.1.3, as libyaml 0.2.5 reads them).
struct FlowScalarDecoder {
  private let source: UnsafeBufferPointer<UInt8>
  private let end: Int
  private let style: ScalarStyle
  private var position: Int
  private(set) var output: DecodedOutput

  init(
    _ source: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ style: ScalarStyle,
    expected: UnsafeBufferPointer<UInt8>
  ) {
    self.source = source
    self.end = range.upperBound
    self.style = style
    self.position = range.lowerBound
    self.output = DecodedOutput(expected: expected)
  }

  /// Whether the whole range was decoded to the expected text.
  mutating func decode() -> Bool {
    while position < end {
      let byte = source[position]
      if ASCII.isBlank(byte) || LineBreak(source, at: position, before: end) != nil {
        guard decodeSpace(afterEscapedBreak: false) else { return false }
      } else if style == .singleQuoted, byte == UInt8(ascii: "'") {
        guard output.add(byte, from: position..<position + 2) else { return false }
        position += 2
      } else if style == .doubleQuoted, byte == UInt8(ascii: "\\") {
        guard decodeEscape() else { return false }
      } else {
        guard output.add(byte, from: position..<position + 1) else { return false }
        position += 1
      }
    }
    return output.isComplete
  }

  /// Blanks and line breaks: without a break they stay; one break becomes a space, of more the first is dropped.
  private mutating func decodeSpace(afterEscapedBreak: Bool) -> Bool {
    let start = position
    var breaks: [LineBreak] = []
    while position < end {
      if let lineBreak = LineBreak(source, at: position, before: end) {
        breaks.append(lineBreak)
        position = lineBreak.place.upperBound
      } else if ASCII.isBlank(source[position]) {
        position += 1
      } else {
        break
      }
    }
    if afterEscapedBreak {
      for lineBreak in breaks where !output.add(lineBreak.decoded, from: lineBreak.place) { return false }
      return true
    }
    guard let first = breaks.first else {
      for offset in start..<position where !output.add(source[offset], from: offset..<offset + 1) { return false }
      return true
    }
    if !first.isLineFeed {
      guard output.add(first.decoded, from: first.place) else { return false }
    } else if breaks.count == 1 {
      return output.add(0x20, from: start..<position)
    }
    for lineBreak in breaks.dropFirst() where !output.add(lineBreak.decoded, from: lineBreak.place) { return false }
    return true
  }

  private mutating func decodeEscape() -> Bool {
    let start = position
    guard position + 1 < end else { return false }
    if let lineBreak = LineBreak(source, at: position + 1, before: end) {
      position = lineBreak.place.upperBound
      return decodeSpace(afterEscapedBreak: true)
    }
    let letter = source[position + 1]
    if let digits = Self.digitCounts[letter] {
      var value: UInt32 = 0
      let last = position + 2 + digits
      guard last <= end else { return false }
      for offset in position + 2..<last {
        guard let digit = Character(Unicode.Scalar(source[offset])).hexDigitValue else { return false }
        value = value << 4 | UInt32(digit)
      }
      position = last
      guard let scalar = Unicode.Scalar(value) else { return false }
      return output.add(Array(String(scalar).utf8), from: start..<position)
    }
    guard let scalar = Self.escapes[letter] else { return false }
    position += 2
    return output.add(Array(String(scalar).utf8), from: start..<position)
  }

  private static let digitCounts: [UInt8: Int] = [
    UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8,
  ]

  private static let escapes: [UInt8: Unicode.Scalar] = [
    UInt8(ascii: "0"): "\0", UInt8(ascii: "a"): "\u{7}", UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "t"): "\t",
    0x09: "\t", UInt8(ascii: "n"): "\n", UInt8(ascii: "v"): "\u{B}", UInt8(ascii: "f"): "\u{C}",
    UInt8(ascii: "r"): "\r", UInt8(ascii: "e"): "\u{1B}", UInt8(ascii: " "): " ", UInt8(ascii: "\""): "\"",
    UInt8(ascii: "/"): "/", UInt8(ascii: "\\"): "\\", UInt8(ascii: "N"): "\u{85}", UInt8(ascii: "_"): "\u{A0}",
    UInt8(ascii: "L"): "\u{2028}", UInt8(ascii: "P"): "\u{2029}",
  ]
}

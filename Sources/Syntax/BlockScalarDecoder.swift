/// Decodes literal and folded block scalars (YAML 1.1 §9.2, as libyaml 0.2.5 reads them).
struct BlockScalarDecoder {
  private let source: UnsafeBufferPointer<UInt8>
  private let isFolded: Bool
  private let indentation: Int
  private let keepsLastBreak: Bool
  private let keepsTrailingBreaks: Bool
  private var position: Int
  private var output: DecodedOutput
  /// The break that ended the line before, and those of empty lines after it; they wait for the next line.
  private var leadingBreak: LineBreak?
  private var trailingBreaks: [LineBreak] = []

  /// Decodes the scalar whose `|` or `>` stands at `start`; nil when the text so found is not the expected one.
  static func decode(
    _ source: UnsafeBufferPointer<UInt8>, _ start: Int, isFolded: Bool, expected: UnsafeBufferPointer<UInt8>
  ) -> DecodedOutput? {
    var position = start + 1
    var chomping: UInt8?
    var hasIndicator = false
    while position < source.count, !ASCII.isBlankOrBreak(source[position]) {
      switch source[position] {
      case UInt8(ascii: "+"), UInt8(ascii: "-"): chomping = source[position]
      case UInt8(ascii: "1")...UInt8(ascii: "9"): hasIndicator = true
      default: return nil
      }
      position += 1
    }
    while position < source.count, LineBreak(source, at: position, before: source.count) == nil { position += 1 }
    guard let lineBreak = LineBreak(source, at: position, before: source.count) else {
      let output = DecodedOutput(expected: expected)
      return output.isComplete ? output : nil
    }
    position = lineBreak.place.upperBound
    // An indentation indicator counts from the parent, which is not known here: the text decides which one fits.
    let found = indentation(source, position)
    let least = hasIndicator ? max(0, found - 9) : found
    for indentation in stride(from: found, through: least, by: -1) {
      var decoder = BlockScalarDecoder(
        source: source, isFolded: isFolded, indentation: indentation, keepsLastBreak: chomping != UInt8(ascii: "-"),
        keepsTrailingBreaks: chomping == UInt8(ascii: "+"), position: position,
        output: DecodedOutput(expected: expected))
      if decoder.decode() { return decoder.output }
    }
    return nil
  }

  /// The blanks before the first line that has something else.
  private static func indentation(_ source: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var position = start
    var lineStart = start
    while position < source.count {
      if let lineBreak = LineBreak(source, at: position, before: source.count) {
        position = lineBreak.place.upperBound
        lineStart = position
      } else if source[position] == 0x20 {
        position += 1
      } else {
        break
      }
    }
    return position - lineStart
  }

  private mutating func decode() -> Bool {
    var leadingBlank = false
    skipIndentation()
    while let column = currentIndentation, column == indentation, !output.isComplete {
      position += indentation
      let trailingBlank = position < source.count && ASCII.isBlank(source[position])
      let folds = isFolded && leadingBreak?.isLineFeed == true && !leadingBlank && !trailingBlank
      guard emitBreaks(folding: folds) else { return false }
      leadingBlank = trailingBlank
      while position < source.count {
        if let lineBreak = LineBreak(source, at: position, before: source.count) {
          leadingBreak = lineBreak
          position = lineBreak.place.upperBound
          break
        }
        guard output.add(source[position], from: position..<position + 1) else { return false }
        position += 1
      }
      skipIndentation()
    }
    if keepsLastBreak, let leadingBreak, !output.isComplete {
      guard output.add(leadingBreak.decoded, from: leadingBreak.place) else { return false }
    }
    if keepsTrailingBreaks {
      for lineBreak in trailingBreaks where !output.add(lineBreak.decoded, from: lineBreak.place) { return false }
    }
    return output.isComplete
  }

  private mutating func emitBreaks(folding: Bool) -> Bool {
    if let leadingBreak {
      if !folding {
        guard output.add(leadingBreak.decoded, from: leadingBreak.place) else { return false }
      } else if trailingBreaks.isEmpty {
        guard output.add(0x20, from: leadingBreak.place) else { return false }
      }
    }
    for lineBreak in trailingBreaks where !output.add(lineBreak.decoded, from: lineBreak.place) { return false }
    leadingBreak = nil
    trailingBreaks = []
    return true
  }

  /// The blanks before the next content, counted no further than the indentation; nil at the end.
  private var currentIndentation: Int? {
    guard position < source.count else { return nil }
    var count = 0
    while count < indentation, position + count < source.count, source[position + count] == 0x20 { count += 1 }
    return count
  }

  /// Collects the breaks of lines that hold nothing but indentation.
  private mutating func skipIndentation() {
    while position < source.count {
      var next = position
      while next - position < indentation, next < source.count, source[next] == 0x20 { next += 1 }
      guard let lineBreak = LineBreak(source, at: next, before: source.count) else { return }
      trailingBreaks.append(lineBreak)
      position = lineBreak.place.upperBound
    }
  }
}

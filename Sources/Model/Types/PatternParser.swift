/// The characters that one place of a pattern takes.
struct PatternSet: Sendable {
  var ranges: [ClosedRange<UInt32>] = []
  var isNegated = false

  init(_ ranges: [ClosedRange<UInt32>], isNegated: Bool = false) {
    self.ranges = ranges
    self.isNegated = isNegated
  }

  init(_ scalar: Unicode.Scalar) { ranges = [scalar.value...scalar.value] }

  static let digit = PatternSet([48...57])
  static let word = PatternSet([48...57, 65...90, 95...95, 97...122])
  static let space = PatternSet([9...13, 32...32])
  static let any = PatternSet([10...10], isNegated: true)

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    ranges.contains { $0.contains(scalar.value) } != isNegated
  }

  /// The same characters without negation.
  var positive: [ClosedRange<UInt32>] {
    guard isNegated else { return ranges }
    var result: [ClosedRange<UInt32>] = []
    var start: UInt32 = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > start { result.append(start...(range.lowerBound - 1)) }
      start = max(start, range.upperBound + 1)
    }
    result.append(start...0x10_FFFF)
    return result
  }
}

/// A pattern as written.
indirect enum PatternTree {
  case set(PatternSet)
  case start
  case end
  case sequence([PatternTree])
  case alternatives(PatternTree, PatternTree)
  case repeated(PatternTree, Int, Int?)
}

/// Reads a pattern by recursive descent.
struct PatternParser {
  struct Mistake: Error {
    let range: Range<Int>
    let reason: String
  }

  private let scalars: [Unicode.Scalar]
  /// UTF-8 offsets of the scalars, and the end.
  private let offsets: [Int]
  private var position = 0
  private var mistake: Mistake?

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    var offset = 0
    var offsets: [Int] = []
    for scalar in scalars {
      offsets.append(offset)
      offset += UTF8.width(scalar)
    }
    self.offsets = offsets + [offset]
  }

  mutating func parse() -> Result<PatternTree, Mistake> {
    if let tree = alternatives(depth: 0) {
      if position == scalars.count { return .success(tree) }
      return .failure(Mistake(range: here, reason: "nothing opens this `)`"))
    }
    return .failure(mistake ?? Mistake(range: 0..<0, reason: "it cannot be read"))
  }

  private var here: Range<Int> {
    position < scalars.count
      ? offsets[position]..<offsets[position + 1] : offsets[max(0, position - 1)]..<offsets[position]
  }

  private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard current == scalar else { return false }
    position += 1
    return true
  }

  private mutating func fail<T>(_ reason: String) -> T? {
    if mistake == nil { mistake = Mistake(range: here, reason: reason) }
    return nil
  }

  private mutating func alternatives(depth: Int) -> PatternTree? {
    guard depth < 50 else { return fail("groups are nested too deeply") }
    guard var tree = sequence(depth: depth) else { return nil }
    while take("|") {
      guard let next = sequence(depth: depth) else { return nil }
      tree = .alternatives(tree, next)
    }
    return tree
  }

  private mutating func sequence(depth: Int) -> PatternTree? {
    var parts: [PatternTree] = []
    while let scalar = current, scalar != "|", scalar != ")" {
      guard let atom = atom(depth: depth), let part = quantified(atom) else { return nil }
      parts.append(part)
    }
    return .sequence(parts)
  }

  private mutating func quantified(_ atom: PatternTree) -> PatternTree? {
    var low = 1
    var high: Int? = 1
    if take("*") {
      (low, high) = (0, nil)
    } else if take("+") {
      (low, high) = (1, nil)
    } else if take("?") {
      (low, high) = (0, 1)
    } else if take("{") {
      guard let first = integer() else { return fail("a number of repetitions is needed") }
      low = first
      high = first
      if take(",") { high = current == "}" ? nil : integer() ?? -1 }
      guard take("}"), high.map({ low <= $0 }) ?? true, max(low, high ?? 0) <= 1000 else {
        return fail("repetitions are written `{2,5}`, at most 1000")
      }
    } else {
      return atom
    }
    // Which of several matches is found makes no difference here, so `*?` is `*`.
    _ = take("?")
    if let scalar = current, ["*", "+", "?", "{"].contains(scalar) { return fail("nothing to repeat") }
    return .repeated(atom, low, high)
  }

  private mutating func integer() -> Int? {
    let start = position
    while let scalar = current, ("0"..."9").contains(scalar), position - start < 5 { position += 1 }
    return Int(String(String.UnicodeScalarView(scalars[start..<position])))
  }

  private mutating func atom(depth: Int) -> PatternTree? {
    guard let scalar = current else { return nil }
    switch scalar {
    case "(":
      position += 1
      if take("?") {
        guard take(":") else { return fail("only plain groups and `(?:…)` are understood") }
      }
      guard let inner = alternatives(depth: depth + 1) else { return nil }
      return take(")") ? inner : fail("`)` is missing")
    case "[":
      position += 1
      return set()
    case "\\":
      position += 1
      return escape().map { .set($0) }
    case "*", "+", "?", "{": return fail("nothing to repeat")
    case ".":
      position += 1
      return .set(.any)
    case "^":
      position += 1
      return .start
    case "$":
      position += 1
      return .end
    default:
      position += 1
      return .set(PatternSet(scalar))
    }
  }

  private mutating func escape() -> PatternSet? {
    guard let scalar = current else { return fail("nothing follows the `\\`") }
    let set: PatternSet
    switch scalar {
    case "d": set = .digit
    case "w": set = .word
    case "s": set = .space
    case "D": set = PatternSet(PatternSet.digit.ranges, isNegated: true)
    case "W": set = PatternSet(PatternSet.word.ranges, isNegated: true)
    case "S": set = PatternSet(PatternSet.space.ranges, isNegated: true)
    case "n": set = PatternSet("\n")
    case "t": set = PatternSet("\t")
    case "r": set = PatternSet("\r")
    case "a"..."z", "A"..."Z", "0"..."9": return fail("this escape is not understood")
    default: set = PatternSet(scalar)
    }
    position += 1
    return set
  }

  private mutating func set() -> PatternTree? {
    let isNegated = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    while let scalar = current, isFirst || scalar != "]" {
      isFirst = false
      if scalar == "[", position + 1 < scalars.count, scalars[position + 1] == ":" {
        return fail("write `a-z` instead of a class with a name")
      }
      guard let low = member() else { return nil }
      guard current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
        ranges += low.positive
        continue
      }
      position += 1
      guard let high = member() else { return nil }
      guard let first = low.single, let last = high.single, first <= last else {
        return fail("the range runs backwards")
      }
      ranges.append(first...last)
    }
    return take("]") ? .set(PatternSet(ranges, isNegated: isNegated)) : fail("`]` is missing")
  }

  private mutating func member() -> PatternSet? {
    if take("\\") { return escape() }
    guard let scalar = current else { return fail("`]` is missing") }
    position += 1
    return PatternSet(scalar)
  }
}

extension PatternSet {
  /// The character, where it is only one.
  fileprivate var single: UInt32? {
    guard !isNegated, ranges.count == 1, ranges[0].count == 1 else { return nil }
    return ranges[0].lowerBound
  }
}

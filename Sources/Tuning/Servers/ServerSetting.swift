/// What a server takes as the value of one of its settings, in some of its versions.
package struct ServerSetting: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// `on`, `off` and their spellings.
    case boolean
    /// One of these words, in any case.
    case words([String])
    /// A whole number, in units of `unit` where it has one.
    case integer(ClosedRange<Double>)
    case real(ClosedRange<Double>)
    /// Anything: only the server can judge it.
    case text
  }

  /// What the number counts where no unit is written.
  package enum Unit: String, Sendable {
    case bytes = "B"
    case kilobytes = "kB"
    case pages = "8kB"
    case megabytes = "MB"
    case milliseconds = "ms"
    case seconds = "s"
    case minutes = "min"

    /// Bytes or milliseconds.
    package var factor: Double {
      switch self {
      case .bytes, .milliseconds: 1
      case .kilobytes: 1024
      case .pages: 8192
      case .megabytes: 1_048_576
      case .seconds: 1000
      case .minutes: 60_000
      }
    }

    /// It measures time, not memory.
    package var isTime: Bool { self == .milliseconds || self == .seconds || self == .minutes }

    /// The units that a value may be written in, with their bytes or milliseconds (guc.c, `memory_unit_conversion_table`
    /// and `time_unit_conversion_table`, PostgreSQL 13 to 18). Case matters.
    package var accepted: [(name: String, factor: Double)] {
      isTime
        ? [("us", 0.001), ("ms", 1), ("s", 1000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000)]
        : [("B", 1), ("kB", 1024), ("MB", 1_048_576), ("GB", 1_073_741_824), ("TB", 1_099_511_627_776)]
    }
  }

  /// When a change takes effect.
  package enum Context: Sendable {
    /// Never: the server computes it.
    case fixed
    case restart
    case reload
    case newConnection
    case session
  }

  package let name: String
  /// Major versions.
  package let versions: ClosedRange<Int>
  package let kind: Kind
  package let context: Context
  package let unit: Unit?

  /// Why a value is refused.
  package enum Problem: Equatable {
    case notBoolean
    /// The words that are taken.
    case notOneOf([String])
    case notNumber
    /// The units that are taken; none: it has no unit.
    case unknownUnit([String])
    /// The smallest and the largest value, as people write them.
    case outOfRange(String, String)
  }

  package var isWhole: Bool {
    if case .integer = kind { true } else { false }
  }

  /// What is wrong with a value as a configuration file holds it, without its quotes; nil: the server takes it.
  package func problem(with text: String) -> Problem? {
    switch kind {
    case .text: return nil
    case .boolean: return Self.isBoolean(text) ? nil : .notBoolean
    case .words(let words):
      let folded = text.lowercased()
      if words.contains(where: { $0.lowercased() == folded }) { return nil }
      // Where `on` and `off` are words, the other spellings of a switch are too (guc_tables.c).
      if words.contains("on"), ["true", "false", "yes", "no", "1", "0"].contains(folded) { return nil }
      return .notOneOf(words)
    case .integer(let range): return number(text, range, isWhole: true)
    case .real(let range): return number(text, range, isWhole: false)
    }
  }

  /// What is wrong with a number of bytes or milliseconds.
  package func problem(withBase value: Double) -> Problem? {
    switch kind {
    case .integer(let range), .real(let range):
      let counted = value / (unit?.factor ?? 1)
      return range.contains(Self.nearest(counted)) ? nil : outOfRange(range)
    default: return nil
    }
  }

  /// The value in bytes or milliseconds, or the nearest one that the server takes.
  package func clamped(base value: Int) -> Int {
    guard case .integer(let range) = kind else { return value }
    let factor = unit?.factor ?? 1
    return Int(min(max(Double(value), max(0, range.lowerBound) * factor), range.upperBound * factor))
  }

  // MARK: Numbers

  private func number(_ text: String, _ range: ClosedRange<Double>, isWhole: Bool) -> Problem? {
    let trimmed = text.drop { $0 == " " }
    let digits = trimmed.prefix { $0.isASCII && ($0.isHexDigit || "+-.xX".contains($0)) }
    // `1e3` is a number, `5min` is not one that ends with an `e`: the longest beginning that reads as one counts.
    var end = digits.endIndex
    var value: Double?
    while end > trimmed.startIndex {
      value = Self.value(trimmed[..<end])
      if value != nil { break }
      end = trimmed.index(before: end)
    }
    guard var value else { return .notNumber }
    let rest = trimmed[end...].filter { $0 != " " }
    if !rest.isEmpty {
      guard let unit else { return .unknownUnit([]) }
      guard let written = unit.accepted.first(where: { $0.name == rest }) else {
        return .unknownUnit(unit.accepted.map(\.name))
      }
      value = value * written.factor / unit.factor
    }
    if isWhole { value = Self.nearest(value) }
    return range.contains(value) ? nil : outOfRange(range)
  }

  private static func value(_ text: Substring) -> Double? {
    let digits = text.drop { $0 == "-" || $0 == "+" }
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      return Int(digits.dropFirst(2), radix: 16).map { text.hasPrefix("-") ? -Double($0) : Double($0) }
    }
    guard digits.utf8.contains(where: { (48...57).contains($0) }) else { return nil }
    return Double(text)
  }

  /// Half away from zero, without leaving the range of whole numbers.
  private static func nearest(_ value: Double) -> Double {
    guard value.magnitude < 9e15 else { return value }
    return Double(value < 0 ? Int(value - 0.5) : Int(value + 0.5))
  }

  private func outOfRange(_ range: ClosedRange<Double>) -> Problem {
    .outOfRange(spelled(range.lowerBound), spelled(range.upperBound))
  }

  /// A bound with its unit: `64kB`, `1000`.
  private func spelled(_ bound: Double) -> String {
    let number = bound.magnitude < 9e15 && Double(Int(bound)) == bound ? String(Int(bound)) : String(bound)
    guard let unit, bound > 0 else { return number }
    return unit == .pages ? "\(Int(bound) * 8)kB" : number + unit.rawValue
  }

  /// As `parse_bool` of PostgreSQL: any beginning of the words that is no beginning of another one.
  private static func isBoolean(_ text: String) -> Bool {
    let folded = text.lowercased()
    guard !folded.isEmpty else { return false }
    if ["1", "0", "on", "of", "off"].contains(folded) { return true }
    return ["true", "false", "yes", "no"].contains { $0.hasPrefix(folded) }
  }
}

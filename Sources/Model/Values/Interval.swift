import Diagnostics

/// A length of time in milliseconds: `250ms`, `30s`, `1h30m`, `14d`.
package struct Interval: Hashable, Comparable, Sendable {
  package let milliseconds: Int

  package init(milliseconds: Int) { self.milliseconds = milliseconds }

  package static func seconds(_ count: Int) -> Interval { Interval(milliseconds: count * 1000) }

  package static func < (a: Interval, b: Interval) -> Bool { a.milliseconds < b.milliseconds }

  /// Whole seconds, rounded up, so that a wait never becomes shorter.
  package var wholeSeconds: Int { (milliseconds + 999) / 1000 }

  private static let units: [(name: String, length: Int)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
  ]
  /// A hundred years; above it nothing is meant.
  private static let limit = 100 * 366 * 86_400_000

  package static func parse(_ text: String) -> Result<Interval, ValueProblem> {
    let whole = 0..<text.utf8.count
    var scanner = ValueScanner(text)
    var total = 0
    var last = Int.max
    repeat {
      guard let number = scanner.decimal(), number.isWhole, !number.text.utf8.contains(UInt8(ascii: ".")) else {
        return .failure(malformed(text))
      }
      let word = scanner.word()
      if word.isEmpty, scanner.isAtEnd, last == .max {
        return .failure(
          ValueProblem(
            .missingUnit, whole, "a duration needs a unit: `\(text)`", label: "seconds, minutes?",
            replacement: ValueProblem.Replacement(text + "s", .safe)))
      }
      guard let length = length(of: word), length < last else { return .failure(malformed(text)) }
      guard let part = number.times(UInt(length)), part <= limit, total + part <= limit else {
        return .failure(
          ValueProblem(.outOfRange, whole, "\(text.quotedForMessage) is out of range (at most 36600d)"))
      }
      total += part
      last = length
    } while !scanner.isAtEnd
    return .success(Interval(milliseconds: total))
  }

  private static func length(of unit: String) -> Int? { units.first { $0.name == unit }?.length }

  private static func malformed(_ text: String) -> ValueProblem {
    var problem = ValueProblem(
      .malformedValue, 0..<text.utf8.count, "\(text.quotedForMessage) is not a duration",
      help: ["a duration is a whole number and `ms`, `s`, `m`, `h` or `d`, without a blank: `30s`, `1h30m`"])
    var scanner = ValueScanner(text)
    guard let number = scanner.decimal() else { return problem }
    scanner.skipBlanks()
    let word = scanner.word()
    let length: Int? =
      switch word.lowercased() {
      case "ms", "msec", "msecs", "millis", "millisecond", "milliseconds": 1
      case "s", "sec", "secs", "second", "seconds": 1000
      case "m", "min", "mins", "minute", "minutes": 60_000
      case "h", "hr", "hrs", "hour", "hours": 3_600_000
      case "d", "day", "days": 86_400_000
      case "w", "week", "weeks": 604_800_000
      default: nil
      }
    // `5M` may mean months to somebody; only words that name one unit are taken.
    guard scanner.isAtEnd, word != "M", let length, number.isExact(times: UInt(length)),
      let milliseconds = number.times(UInt(length)), milliseconds <= limit
    else { return problem }
    problem.replacement = ValueProblem.Replacement(Interval(milliseconds: milliseconds).canonical, .unsafe)
    return problem
  }

  /// Each unit that has a part, once.
  private var parts: [(count: Int, unit: String)] {
    var rest = milliseconds
    var parts: [(count: Int, unit: String)] = []
    for (name, length) in Self.units where rest >= length {
      parts.append((rest / length, name))
      rest %= length
    }
    return parts.isEmpty ? [(0, "s")] : parts
  }

  /// `1h30m`, `0s`.
  package var canonical: String { parts.map { "\($0.count)\($0.unit)" }.joined() }
}

extension Interval: CustomStringConvertible {
  /// For people: `25 s`, `5 min`, `1 h 30 min`.
  package var description: String {
    parts.map { "\($0.count) \($0.unit == "m" ? "min" : $0.unit)" }.joined(separator: " ")
  }
}

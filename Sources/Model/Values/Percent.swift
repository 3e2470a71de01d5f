import Diagnostics
import IR

/// A share of something, in hundredths of a percent: `75%`, `12.5%`.
package struct Percent: Hashable, Comparable, Sendable {
  package let hundredths: Int

  package init(hundredths: Int) { self.hundredths = hundredths }
  package init(_ whole: Int) { self.hundredths = whole * 100 }

  package static func < (a: Percent, b: Percent) -> Bool { a.hundredths < b.hundredths }

  /// That share of a size, rounded down to whole bytes.
  package func of(_ size: ByteSize) -> ByteSize {
    let (whole, rest) = size.bytes.quotientAndRemainder(dividingBy: 10_000)
    return ByteSize(bytes: whole * hundredths + rest * hundredths / 10_000)
  }

  package static func parse(_ text: String, in range: ClosedRange<Int> = 0...100) -> Result<Percent, ValueProblem> {
    let whole = 0..<text.utf8.count
    var scanner = ValueScanner(text)
    guard let number = scanner.decimal() else { return .failure(malformed(text)) }
    let hundredths = number.isExact(times: 100) ? number.times(100) : nil
    if scanner.isAtEnd {
      if number.whole == 0, !number.isWhole, number.isExact(times: 10_000), let share = number.times(10_000) {
        let percent = Percent(hundredths: share)
        return .failure(
          ValueProblem(
            .outOfRange, whole, "`\(text)` is a fraction; a percentage is written `\(percent.canonical)`",
            replacement: ValueProblem.Replacement(percent.canonical, .unsafe)))
      }
      return .failure(
        ValueProblem(
          .missingUnit, whole, "a percentage needs its sign: `\(text)`",
          replacement: ValueProblem.Replacement(text + "%", .safe)))
    }
    guard scanner.take(UInt8(ascii: "%")), scanner.isAtEnd else { return .failure(malformed(text)) }
    guard let hundredths else { return .failure(malformed(text)) }
    guard (range.lowerBound * 100...range.upperBound * 100).contains(hundredths) else {
      return .failure(
        ValueProblem(
          .outOfRange, whole, "\(number.text) % is out of range (\(range.lowerBound)–\(range.upperBound))",
          label: hundredths < range.lowerBound * 100 ? "at least \(range.lowerBound)%" : "at most \(range.upperBound)%")
      )
    }
    return .success(Percent(hundredths: hundredths))
  }

  private static func malformed(_ text: String) -> ValueProblem {
    var problem = ValueProblem(
      .malformedValue, 0..<text.utf8.count, "\(text.quotedForMessage) is not a percentage",
      help: ["a percentage is a number and `%` without a blank: `75%`"])
    var scanner = ValueScanner(text)
    guard let number = scanner.decimal() else { return problem }
    scanner.skipBlanks()
    let isPercent = scanner.take(UInt8(ascii: "%")) || ["percent", "pct"].contains(scanner.word().lowercased())
    if isPercent, scanner.isAtEnd, number.isExact(times: 100) {
      problem.replacement = ValueProblem.Replacement(number.text + "%", .unsafe)
    }
    return problem
  }

  package var canonical: String { Quantities.percent(hundredths: hundredths) }
}

extension Percent: CustomStringConvertible {
  /// For people: `75 %`.
  package var description: String { String(canonical.dropLast()) + " %" }
}

import Diagnostics

/// A number of bytes: `512MiB`, `1.5GB`. `KB`, `MB`, `GB`, `TB` are binary, as PostgreSQL and Docker read them.
package struct ByteSize: Hashable, Comparable, Sendable {
  package let bytes: Int

  package init(bytes: Int) { self.bytes = bytes }

  package static func mebibytes(_ count: Int) -> ByteSize { ByteSize(bytes: count << 20) }
  package static func gibibytes(_ count: Int) -> ByteSize { ByteSize(bytes: count << 30) }

  package static func < (a: ByteSize, b: ByteSize) -> Bool { a.bytes < b.bytes }

  /// Whole MiB, rounded half up.
  package var wholeMebibytes: Int { (bytes + (1 << 19)) >> 20 }

  private static let units: [(name: String, shift: Int)] = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)]
  /// Above it sums and percentages could leave 64 bits.
  private static let limit = 1 << 50

  package static func parse(_ text: String) -> Result<ByteSize, ValueProblem> {
    var scanner = ValueScanner(text)
    guard let number = scanner.decimal() else { return .failure(malformed(text, nil)) }
    let numberEnd = scanner.position
    let word = scanner.word()
    if scanner.isAtEnd, word.isEmpty {
      return .failure(
        ValueProblem(
          .missingUnit, 0..<numberEnd, "a size needs a unit: `\(text)`", label: "bytes, MiB, GiB?",
          help: ["write `\(number.text)MiB` or `\(number.text)GiB`"],
          replacement: ValueProblem.Replacement(number.text + plausibleUnit(number), .unsafe, isInHelp: true)))
    }
    guard scanner.isAtEnd, let shift = shift(ofUnit: word) else { return .failure(malformed(text, number)) }
    guard let bytes = number.times(1 << UInt(shift)), bytes <= limit else {
      return .failure(
        ValueProblem(.outOfRange, 0..<text.utf8.count, "\(text.quotedForMessage) is out of range (at most 1024TiB)"))
    }
    return .success(ByteSize(bytes: bytes))
  }

  /// A number without a unit that is a multiple of 4096 was most likely counted in bytes.
  private static func plausibleUnit(_ number: ValueScanner.Decimal) -> String {
    number.isWhole && number.whole >= 65_536 && number.whole % 4096 == 0 ? "B" : "MiB"
  }

  private static func shift(ofUnit word: String) -> Int? {
    switch word.lowercased() {
    case "b": 0
    case "kb", "kib": 10
    case "mb", "mib": 20
    case "gb", "gib": 30
    case "tb", "tib": 40
    default: nil
    }
  }

  private static func malformed(_ text: String, _ number: ValueScanner.Decimal?) -> ValueProblem {
    var problem = ValueProblem(
      .malformedValue, 0..<text.utf8.count, "\(text.quotedForMessage) is not a size",
      help: ["a size is a number and a unit without a blank: `512MiB`, `1.5GiB`"])
    guard let number else { return problem }
    var scanner = ValueScanner(text)
    _ = scanner.decimal()
    scanner.skipBlanks()
    let word = scanner.word()
    let unit: String? =
      if shift(ofUnit: word) != nil {
        word
      } else {
        switch word.lowercased() {
        case "byte", "bytes": "B"
        case "k", "ki", "kilobyte", "kilobytes": "KiB"
        case "m", "mi", "mega", "megs", "megabyte", "megabytes": "MiB"
        case "g", "gi", "gig", "gigs", "gigabyte", "gigabytes": "GiB"
        case "t", "ti", "terabyte", "terabytes": "TiB"
        default: nil
        }
      }
    if let unit { problem.replacement = ValueProblem.Replacement(number.text + unit, .unsafe) }
    return problem
  }

  /// The spelling that `fmt` writes: the largest binary unit that divides exactly.
  package var canonical: String {
    for (name, shift) in Self.units where bytes != 0 && bytes & ((1 << shift) - 1) == 0 {
      return "\(bytes >> shift)\(name)"
    }
    return "\(bytes)B"
  }
}

extension ByteSize: CustomStringConvertible {
  /// For people: `1 GiB`, `307.2 MiB`. One digit behind the point, rounded half up.
  package var description: String {
    for (name, shift) in Self.units where bytes >= 1 << shift {
      let tenths = (bytes * 10 + (1 << (shift - 1))) >> shift
      return tenths % 10 == 0 ? "\(tenths / 10) \(name)" : "\(tenths / 10).\(tenths % 10) \(name)"
    }
    return "\(bytes) B"
  }
}

import Diagnostics

/// A share of processors, in thousandths of a vCPU: `0.5`, `2`, `500m`.
package struct CPUAmount: Hashable, Comparable, Sendable {
  package let millicores: Int

  package init(millicores: Int) { self.millicores = millicores }

  package static func < (a: CPUAmount, b: CPUAmount) -> Bool { a.millicores < b.millicores }

  package static func parse(_ text: String) -> Result<CPUAmount, ValueProblem> {
    let whole = 0..<text.utf8.count
    var scanner = ValueScanner(text)
    guard let number = scanner.decimal() else { return .failure(malformed(text, nil)) }
    let isThousandths = scanner.take(UInt8(ascii: "m"))
    let unit: UInt = isThousandths ? 1 : 1000
    guard scanner.isAtEnd, number.isExact(times: unit) else { return .failure(malformed(text, number)) }
    guard let millicores = number.times(unit), (10...1_024_000).contains(millicores) else {
      return .failure(ValueProblem(.outOfRange, whole, "\(text.quotedForMessage) is out of range (0.01–1024)"))
    }
    return .success(CPUAmount(millicores: millicores))
  }

  private static func malformed(_ text: String, _ number: ValueScanner.Decimal?) -> ValueProblem {
    var problem = ValueProblem(
      .malformedValue, 0..<text.utf8.count, "\(text.quotedForMessage) is not a CPU amount",
      help: ["a CPU amount is a number of vCPU, or thousandths with `m`: `0.5`, `2`, `500m`"])
    guard let number else { return problem }
    var scanner = ValueScanner(text)
    _ = scanner.decimal()
    scanner.skipBlanks()
    if scanner.take(UInt8(ascii: "%")), scanner.isAtEnd, let millicores = number.times(10),
      (10...1_024_000).contains(millicores)
    {
      problem.replacement = ValueProblem.Replacement(CPUAmount(millicores: millicores).canonical, .unsafe)
      return problem
    }
    switch scanner.word().lowercased() {
    case "vcpu", "vcpus", "cpu", "cpus", "core", "cores", "c":
      if number.isExact(times: 1000), let millicores = number.times(1000), (10...1_024_000).contains(millicores) {
        problem.replacement = ValueProblem.Replacement(CPUAmount(millicores: millicores).canonical, .unsafe)
      }
    default: break
    }
    return problem
  }

  /// Without unit: `0.5`, `2`, `0.125`.
  package var canonical: String {
    let (whole, rest) = millicores.quotientAndRemainder(dividingBy: 1000)
    guard rest != 0 else { return String(whole) }
    var digits = String(1000 + rest).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)"
  }
}

extension CPUAmount: CustomStringConvertible {
  /// For people: `1.5 vCPU`.
  package var description: String { canonical + " vCPU" }
}

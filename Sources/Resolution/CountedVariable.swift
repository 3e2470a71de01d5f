/// A variable whose number goes into sums: how many processes or connections there are.
package struct CountedVariable: Sendable {
  package let name: String
  package let range: ClosedRange<Int>
  /// The key that says the same, with the same range.
  package let key: String

  package static let workers = CountedVariable(name: "WEB_CONCURRENCY", range: 1...1024, key: "workers")
  package static let poolSize = CountedVariable(name: "DB_POOL_SIZE", range: 1...100_000, key: "pools.*.size")
  package static let overflow = CountedVariable(name: "DB_MAX_OVERFLOW", range: 0...100_000, key: "pools.*.overflow")
  package static let all = [workers, poolSize, overflow]
}

extension ServiceSymbol {
  /// The number that a literal variable holds; nil: it is not written, is no number, or is out of range, which is
  /// reported.
  package func count(_ variable: CountedVariable) -> Int? {
    guard let number = literal(variable.name).flatMap({ Int($0) }), variable.range.contains(number) else { return nil }
    return number
  }
}

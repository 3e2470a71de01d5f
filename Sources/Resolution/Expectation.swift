package import Model

/// What a variable must be, and who says so. One object for each variable, since many ask.
package final class Expectation {
  package enum Source {
    case declared
    case serviceType
    /// A row of the table of conventions: `*_PORT`.
    case convention(NameConvention)
    case none
  }

  /// A value of any of these passes; the first one is named in messages.
  package let types: [ValueType]
  package let source: Source
  package let pattern: String?
  package let ignoresCase: Bool

  private init(types: [ValueType], source: Source, pattern: String?, ignoresCase: Bool) {
    self.types = types
    self.source = source
    self.pattern = pattern
    self.ignoresCase = ignoresCase
  }

  /// How people write what a built-in pattern means.
  package var shape: String? {
    if case .convention(let row) = source, row.pattern?.expression == pattern { return row.pattern?.shape }
    return nil
  }

  package var type: ValueType { types.first ?? .string }

  package var isByConvention: Bool {
    if case .convention = source { return true }
    return false
  }

  package static func of(_ symbol: VariableSymbol, in service: ServiceSymbol) -> Expectation {
    if let known = symbol.expectation { return known }
    let expectation = found(for: symbol, in: service)
    symbol.expectation = expectation
    return expectation
  }

  private static func found(for symbol: VariableSymbol, in service: ServiceSymbol) -> Expectation {
    let declared: Located<ValueType>?
    let pattern: String?
    switch symbol.definition {
    case .key(_, let type, _): return Expectation(types: [type], source: .serviceType, pattern: nil, ignoresCase: false)
    case .declared(let declaration):
      declared = declaration.type
      pattern = declaration.pattern?.value
    case .sharedVariable(let shared):
      declared = shared.declaration.type
      pattern = shared.declaration.pattern?.value
    case .secret(let secret):
      declared = secret.declaration.type
      pattern = secret.declaration.pattern?.value
    }
    if let declared {
      return Expectation(types: [declared.value], source: .declared, pattern: pattern, ignoresCase: false)
    }
    if let row = symbol.named.convention {
      return Expectation(
        types: row.types(isPythonConsumer: service.traits.contains(.python)), source: .convention(row),
        pattern: pattern ?? row.pattern?.expression, ignoresCase: row.ignoresCase)
    }
    return Expectation(types: [.string], source: .none, pattern: pattern, ignoresCase: false)
  }
}

import IR
import Model
import Resolution

extension BuildLowering {
  /// What a pipeline runs for a service; nil: nothing is declared.
  /// - Parameter build: how its image is made; nil: it is a finished one.
  func checks(of symbol: ServiceSymbol, _ build: Build?) -> Checks? {
    guard let declared = symbol.declaration.checks?.value, !declared.isEmpty else { return nil }
    return Checks(
      install: declared.install?.value, lint: declared.lint?.value, test: declared.test?.value,
      directory: symbol.declaration.root?.value ?? build?.root ?? ".", runtime: runtime(of: symbol, build))
  }

  /// The language of the code in the version that its image has: that of the recipe, or one that is written.
  private func runtime(of symbol: ServiceSymbol, _ build: Build?) -> Checks.Runtime? {
    let declared = symbol.declaration.build?.value
    guard build?.recipe != nil || declared?.python != nil || declared?.node != nil,
      let input = recipeInput(of: symbol)
    else { return nil }
    return switch input.tool.tool.language {
    case .python: Checks.Runtime(.python, version: input.pythonVersion)
    case .node: Checks.Runtime(.node, version: input.nodeVersion)
    case .go: Checks.Runtime(.go, version: input.tool.version ?? Defaults.Tools.go)
    }
  }
}

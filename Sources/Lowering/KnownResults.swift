import Engines
import IR
import Model
import Resolution
import Tuning

/// What lowering worked out before in a run, for any environment.
package struct KnownResults {
  let recipes = KnownRecipes()
  let tunings = KnownTunings()
  let roots = KnownRoots()
  let places = KnownPlaces()
  let derivations = KnownDerivations()

  package init() {}
}

/// The places that programs of a run name. They have the same numbers in all of them, so that a service can be taken
/// over from one to another.
final class KnownPlaces {
  var spans: SpanRegistry?
}

/// What lowering worked out of all services of the first environment.
final class KnownDerivations {
  private var first: Derivation?

  /// Says for which services the results are those of the first environment; keeps those of the first one.
  func compare(_ derivation: Derivation, in analysis: EnvironmentAnalysis) {
    guard let first else {
      self.first = derivation
      return
    }
    guard analysis.ground != nil else { return }
    analysis.compareDerived { derivation.isSame(as: first, for: $0) }
  }
}

/// Results that depend on all services of an environment, by the service that they belong to.
struct Derivation {
  let values: DerivedValues
  let pools: ConnectionBudgets
  let stores: StoreLowering
  let hosted: [String: [(symbol: ServiceSymbol, database: HostedDatabase)]]

  /// Whether those of a service are equal. Positions mean the same service in both environments.
  func isSame(as other: Derivation, for service: ServiceSymbol) -> Bool {
    let name = service.name
    if service.traits.contains(.code) { return pools.hasSamePools(as: other.pools, of: service) }
    let (found, known) = (values.connections[name], other.values.connections[name])
    return values.tuned[name] == other.values.tuned[name] && found?.budget == known?.budget
      && found?.pooler == known?.pooler && stores.encrypted(name) == other.stores.encrypted(name)
      && (hosted[name] ?? []).map(\.symbol.position) == (other.hosted[name] ?? []).map(\.symbol.position)
  }
}

/// All engines, in the order of the reference page. Adding one is a file beside this one and an entry here.
package enum StoreEngines {
  package static let all: [StoreEngine] = [
    .postgres,
    .redis,
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  package static func named(_ name: String) -> StoreEngine? { byName[name] }

  /// The engine whose URLs have the scheme.
  package static func speaking(_ scheme: String) -> StoreEngine? {
    all.first { $0.scheme?.all.contains(scheme) ?? false }
  }

  /// The port that a scheme implies; nil: it is that of no engine.
  package static func port(ofScheme scheme: String) -> Int? { speaking(scheme)?.port }
}

import IR

/// All engines, in the order of the reference page. Adding one is a file beside this one and an entry here.
package enum StoreEngines {
  package static let all: [StoreEngine] = [
    .postgres,
    .redis,
    .mysql,
    .mongodb,
    .rabbitmq,
    .s3,
    .meilisearch,
    .clickhouse,
  ]

  /// Every server: each engine, followed by its flavors.
  package static let servers: [StoreEngine] = all.flatMap(\.allFlavors)

  /// Those of engines that have several.
  package static let flavored: [StoreEngine] = servers.filter { $0.abilities.contains(.flavors) }

  /// By the words under `type`.
  private static let byWord = Dictionary(uniqueKeysWithValues: servers.map { ($0.flavor, $0) })

  /// The server of that name: an engine, or a flavor of one.
  package static func named(_ word: String) -> StoreEngine? { byWord[word] }

  /// The engine whose URLs have the scheme.
  package static func speaking(_ scheme: String) -> StoreEngine? {
    all.first { $0.scheme?.all.contains(scheme) ?? false }
  }

  /// The port that a scheme implies; nil: it is that of no engine.
  package static func port(ofScheme scheme: String) -> Int? { speaking(scheme)?.port }
}

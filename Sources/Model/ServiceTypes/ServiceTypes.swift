import Diagnostics
import Engines
import IR

/// All service types, in the order of the reference page.
package enum ServiceTypes {
  package static let all: [ServiceType] =
    StoreEngines.all.map { ServiceType($0) } + [
      .fastapi, .flask, .django, .nextjs, .node, .go, .web, .worker, .celery, .beat, .cron, .job, .staticSite, .store,
      .proxy,
      .external,
    ]

  /// All of them, with the flavors of each engine after it.
  package static let words: [ServiceType] =
    StoreEngines.servers.map { ServiceType($0) } + all.filter { $0.engine == nil }

  private static let byWord = Dictionary(uniqueKeysWithValues: words.map { ($0.word, $0) })

  /// The type that a word under `type` means.
  package static func named(_ word: String) -> ServiceType? { byWord[word] }

  /// The type that a service has without `type:` because it bears its name.
  package static func implied(byName name: String) -> ServiceType? {
    let folded = ServiceName.fold(name)
    return byWord[folded].flatMap { $0.isImpliedByName ? $0 : nil }
  }

  /// What somebody probably meant: by alias first (then the answer is sure), else by likeness.
  package static func suggestions(for word: String) -> (names: [String], isSure: Bool) {
    let folded = ServiceName.fold(word)
    for type in words where type.word == folded || type.aliases.contains(folded) { return ([type.word], true) }
    return (Suggestion.nearest(to: word, among: words.map(\.word)), false)
  }
}

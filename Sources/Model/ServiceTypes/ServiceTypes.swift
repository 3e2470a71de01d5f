import Diagnostics
import Engines

/// All service types, in the order of the reference page.
package enum ServiceTypes {
  package static let all: [ServiceType] =
    StoreEngines.all.map { ServiceType($0) } + [
      .fastapi, .flask, .nextjs, .web, .worker, .cron, .job, .staticSite, .store, .external,
    ]

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  package static func named(_ name: String) -> ServiceType? { byName[name] }

  /// The type that a service has without `type:` because it bears its name.
  package static func implied(byName name: String) -> ServiceType? {
    let folded = ServiceName.fold(name)
    return byName[folded].flatMap { $0.isImpliedByName ? $0 : nil }
  }

  /// What somebody probably meant: by alias first (then the answer is sure), else by likeness.
  package static func suggestions(for word: String) -> (names: [String], isSure: Bool) {
    let folded = ServiceName.fold(word)
    for type in all where type.name == folded || type.aliases.contains(folded) { return ([type.name], true) }
    return (Suggestion.nearest(to: word, among: all.map(\.name)), false)
  }
}

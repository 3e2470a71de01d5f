package import IR

/// Which mechanisms a change of a key can have, found by asking for every form that a change can take: the table of the
/// reference page, which cannot say anything else than `diff` does.
package enum ChangeTable {
  /// The mechanisms of a key, each once, in the order of `ChangeMechanism`; without those that touch nothing anywhere.
  package static func mechanisms(of key: ServiceKey) -> [ChangeMechanism] {
    var found: Set<ChangeMechanism> = []
    for service in [code, store(upgrades: false), store(upgrades: true), storeWithoutData] {
      for pair in pairs(.service(key)) {
        for former in [service, storeWithoutData] {
          found.insert(Mechanisms.of(pair, service.hasStore ? former : service, service))
        }
      }
    }
    return ChangeMechanism.allCases.filter { found.contains($0) && $0 != .rule }
  }

  /// The same of a key outside of services.
  package static func mechanisms(of key: ProjectKey) -> [ChangeMechanism] {
    let found = Set(pairs(.project(key)).map { Mechanisms.of($0) })
    return ChangeMechanism.allCases.filter { found.contains($0) && $0 != .rule }
  }

  private static let code = Service(
    name: "", dns: "", type: "", category: .web, resources: Resources(cpuMilli: 0, memoryBytes: 0), stopGrace: 0)

  private static func store(upgrades: Bool) -> Service {
    var service = code
    service.category = .store
    var store = Store(engine: "", version: nil)
    store.upgradesInPlace = upgrades
    service.store = store
    return service
  }

  private static let storeWithoutData: Service = {
    var service = store(upgrades: false)
    service.store?.keepsData = false
    return service
  }()

  private static func pairs(_ subject: Fact.Subject) -> [FactPair] {
    func fact(_ detail: Fact.Detail, _ text: String = "") -> Fact {
      var fact = Fact(subject, "", text, isWritten: true, span: nil)
      fact.detail = detail
      return fact
    }
    let own = Volume(path: "")
    let changes: [(Fact.Detail, Fact.Detail)] = [
      (.plain, .plain), (.amount(1), .amount(2)), (.amount(2), .amount(1)),
      (.setting("", needsRestart: true, isOnRole: false), .setting("", needsRestart: true, isOnRole: false)),
      (.setting("", needsRestart: false, isOnRole: false), .setting("", needsRestart: false, isOnRole: false)),
      (.setting("", needsRestart: false, isOnRole: true), .setting("", needsRestart: false, isOnRole: true)),
      (.version([1, 2]), .version([1, 3])), (.version([1]), .version([2])), (.version([2]), .version([1])),
      (.volume(own), .volume(Volume(path: "", shared: "other"))),
      (.volume(own), .volume(Volume(path: "", bytes: 1))), (.volume(own), .volume(Volume(path: "", isReadOnly: true))),
      (.baked, .baked), (.exposure(isPublic: true), .exposure(isPublic: true)),
      (.exposure(isPublic: true), .exposure(isPublic: false)),
    ]
    var result = changes.map { FactPair(old: fact($0.0), new: fact($0.1)) }
    result.append(FactPair(old: fact(.plain), new: fact(.plain, ValueText.required)))
    for detail in [Fact.Detail.plain, .volume(own), .amount(1)] {
      result.append(FactPair(old: nil, new: fact(detail)))
      result.append(FactPair(old: fact(detail), new: nil))
    }
    return result
  }
}

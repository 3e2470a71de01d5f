/// What one service needs of another one while it runs.
package struct Dependency: Hashable, Sendable {
  /// The declared name of the service that is needed; of a database in another service's server, that of the server. Of
  /// what runs elsewhere, its name.
  package var service: String
  /// False where only values that the process may do without lead there.
  package var isRequired: Bool

  package init(_ service: String, isRequired: Bool) {
    self.service = service
    self.isRequired = isRequired
  }
}

extension Variable {
  /// Whether its value is reached inside the private network, or on the machine itself.
  package var isPrivateAddress: Bool { marks.reach == "private" || marks.reach == "loopback" }
}

extension Program {
  /// What a service needs while it runs, in order of declaration: stores and services whose private addresses it has,
  /// what its proxy leads to, and what it waits for when it starts. A public address that it only passes on is none.
  package func dependencies(of service: Service) -> [Dependency] {
    let servers = Dictionary(
      services.flatMap { server in (server.store?.databases ?? []).map { ($0.service, server.name) } },
      uniquingKeysWith: { first, _ in first })
    let elsewhere = Set(externals.map(\.name))
    var required: [String: Bool] = [:]
    func note(_ name: String, isRequired: Bool) {
      let name = servers[name] ?? name
      guard name != service.name, elsewhere.contains(name) || self.service(name)?.runsOn == true else { return }
      required[name] = required[name] == true || isRequired
    }
    for variable in service.values where variable.phase != .build && !variable.isBrowserVisible {
      variable.value?.walk { node in
        guard case .output(let name, _) = node else { return }
        let isStore = self.service(servers[name] ?? name)?.category == .store
        if isStore || variable.isPrivateAddress { note(name, isRequired: variable.isRequired) }
      }
    }
    // The parts of its address are plain text: only the reference is left.
    for edge in edges(from: service.name) where elsewhere.contains(edge.to) { note(edge.to, isRequired: true) }
    for route in service.proxy?.routes ?? [] { note(route.service, isRequired: false) }
    // A store is waited for as soon as any variable refers to it: what the variables say of it holds.
    for need in service.needs where need.condition != .done && required[need.service] == nil {
      note(need.service, isRequired: true)
    }
    return (services.map(\.name) + externals.map(\.name)).compactMap { name in
      required[name].map { Dependency(name, isRequired: $0) }
    }
  }

  /// The services that a service takes with it when it is down, in order of declaration: those that fail as well, and
  /// those that lose a part of what they do.
  package func dependents(on name: String) -> (fail: [Service], losePart: [Service]) {
    let needs = services.map { (service: $0, needs: dependencies(of: $0)) }
    var failed: Set<String> = [name]
    while let next = needs.first(where: { candidate in
      !failed.contains(candidate.service.name)
        && candidate.needs.contains { $0.isRequired && failed.contains($0.service) }
    }) {
      failed.insert(next.service.name)
    }
    let partial = needs.filter { candidate in
      !failed.contains(candidate.service.name) && candidate.needs.contains { failed.contains($0.service) }
    }
    return (services.filter { $0.name != name && failed.contains($0.name) }, partial.map(\.service))
  }
}

extension Service {
  /// Runs until it is stopped, so that others can need it.
  fileprivate var runsOn: Bool { category != .job && category != .cron }
}

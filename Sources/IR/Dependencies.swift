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

/// What needs what among the services of a program, found once for all of them.
package struct DependencyMap: Sendable {
  private let program: Program
  /// The server of each database that lies in another service's.
  private let servers: [String: String]
  /// The numbers of the names of services and of what runs elsewhere, in order of declaration.
  private let positions: [String: Int]
  private let elsewhere: Set<String>
  /// By what is needed, who needs it, in order of declaration.
  private var users: [String: [(position: Int, isRequired: Bool)]] = [:]

  package init(_ program: Program) {
    self.program = program
    servers = Dictionary(
      program.services.flatMap { server in (server.store?.databases ?? []).map { ($0.service, server.name) } },
      uniquingKeysWith: { first, _ in first })
    elsewhere = Set(program.externals.map(\.name))
    let names = program.services.map(\.name) + program.externals.map(\.name)
    positions = Dictionary(zip(names, 0...), uniquingKeysWith: { first, _ in first })
    for (position, service) in program.services.enumerated() {
      for need in dependencies(of: service) {
        users[need.service, default: []].append((position, need.isRequired))
      }
    }
  }

  /// What a service needs while it runs, in order of declaration: stores and services whose private addresses it has,
  /// what its proxy leads to, and what it waits for when it starts. A public address that it only passes on is none.
  package func dependencies(of service: Service) -> [Dependency] {
    var required: [String: Bool] = [:]
    func note(_ name: String, isRequired: Bool) {
      let name = servers[name] ?? name
      guard name != service.name, elsewhere.contains(name) || program.service(name)?.runsOn == true else { return }
      required[name] = required[name] == true || isRequired
    }
    for variable in service.values where variable.phase != .build && !variable.isBrowserVisible {
      variable.value?.walk { node in
        guard case .output(let name, _) = node else { return }
        let isStore = program.service(servers[name] ?? name)?.category == .store
        if isStore || variable.isPrivateAddress { note(name, isRequired: variable.isRequired) }
      }
    }
    // The parts of its address are plain text: only the reference is left.
    for edge in program.edges(from: service.name) where elsewhere.contains(edge.to) { note(edge.to, isRequired: true) }
    for route in service.proxy?.routes ?? [] { note(route.service, isRequired: false) }
    // A store is waited for as soon as any variable refers to it: what the variables say of it holds.
    for need in service.needs where need.condition != .done && required[need.service] == nil {
      note(need.service, isRequired: true)
    }
    return required.sorted { (positions[$0.key] ?? 0) < (positions[$1.key] ?? 0) }.map {
      Dependency($0.key, isRequired: $0.value)
    }
  }

  /// The services that a service takes with it when it is down, in order of declaration: those that fail as well, and
  /// those that lose a part of what they do.
  /// - Parameter limit: how many are looked for: a long chain of services would otherwise be listed for each of them.
  package func dependents(on name: String, atMost limit: Int) -> (fail: [Service], losePart: [Service], isCut: Bool) {
    var failed: Set<Int> = []
    var partial: Set<Int> = []
    var queue = [name]
    var next = 0
    while next < queue.count, failed.count + partial.count <= limit {
      for user in users[queue[next]] ?? [] where program.services[user.position].name != name {
        guard user.isRequired else {
          partial.insert(user.position)
          continue
        }
        if failed.insert(user.position).inserted { queue.append(program.services[user.position].name) }
      }
      next += 1
    }
    partial.subtract(failed)
    let isCut = failed.count + partial.count > limit
    func services(_ found: Set<Int>) -> [Service] { found.sorted().prefix(limit).map { program.services[$0] } }
    return (services(failed), services(partial), isCut)
  }
}

extension Service {
  /// Runs until it is stopped, so that others can need it.
  fileprivate var runsOn: Bool { category != .job && category != .cron }
}

import IR

/// The pooler in front of a store: a service of its own on Railway, of a finished image.
///
/// Railway mounts no files, so the settings are in its start command, and the address and the password of the server in
/// its variables. It has no domain and no TCP proxy: the private network alone reaches it.
enum RailwayPooler {
  /// What tells these services from those of a topology, none of which has a type of this name.
  private static let type = "pooler of a store"

  /// The pooler of a store in a program that has its poolers; nil where services connect to the server itself.
  static func of(_ store: String, in program: Program) -> Service? {
    program.services(withCodeOf: store).first(where: isPooler)
  }

  static func isPooler(_ service: Service) -> Bool { service.type == type }

  /// The pooler of a store that declares one, under a name of its own.
  static func pooler(of store: Service, named name: String, in program: Program) -> Service? {
    guard let facts = store.store, let pooler = facts.pooler,
      let configuration = Emitters.pooler(of: store, in: program)
    else { return nil }
    // One thread: it never uses more than one CPU.
    var resources = Resources(cpuMilli: 1000, memoryBytes: configuration.memoryBytes)
    resources.idleMemoryBytes = Resources.usualIdleMemory
    var service = Service(
      name: name, dns: name, type: type, category: .worker, resources: resources, stopGrace: 30_000)
    service.codeOf = store.name
    service.span = store.span(of: .pooler)
    service.declared = [.resourcesCPU, .resourcesMemory]
    service.image = pooler.image
    service.region = store.region
    service.restart.policy = .always
    service.needs = [Need(service: store.name, condition: .healthy)]
    service.command = .shell(configuration.hostedStartScript)
    service.env = [
      variable("POOLER_HOST", .output(service: store.name, name: "unpooled_host")),
      variable("POOLER_USER", .output(service: store.name, name: "user")),
      variable("POOLER_PASSWORD", .secret(id: "\(store.name)/\(facts.loginSecret)")),
      variable("POOLER_SIZE", .literal(String(pooler.size)), reason: "connections to the server: \(pooler.sizeReason)"),
      variable("POOLER_REGULAR", .literal(String(pooler.size - pooler.reserve)), reason: "of these, opened at once"),
      variable("POOLER_RESERVE", .literal(String(pooler.reserve)), reason: "of these, opened after a wait of 5 s"),
      variable("POOLER_CLIENTS", .literal(String(pooler.clients)), reason: "of clients: \(pooler.clientsReason)"),
    ]
    return service
  }

  private static func variable(_ name: String, _ value: Expression, reason: String? = nil) -> Variable {
    Variable(name: name, value: value, origin: .key, reason: reason)
  }
}

extension Expression {
  /// Whether a variable of that service is in it by name.
  func refers(toVariablesOf service: (String) -> Bool) -> Bool {
    var found = false
    walk { if case .variable(let name?, _) = $0, service(name) { found = true } }
    return found
  }
}

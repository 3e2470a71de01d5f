package import IR

/// The services of an environment and what leads from one to another.
package struct ServiceGraph: Hashable, Sendable {
  /// What runs, or what it reaches.
  package struct Node: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      /// Everyone who reaches what is public.
      case internet
      case store
      /// Reachable from the internet.
      case open
      case closed
      /// It runs elsewhere.
      case external
    }

    package var name: String
    package var kind: Kind
    /// What it is: `postgres 15`, `fastapi`.
    package var type: String
    package var replicas: Int
    /// `1 vCPU · 1 GiB`; empty where nothing limits it.
    package var limits: String
    /// Where it is reached: a domain, or a port; empty where nothing listens.
    package var address: String
    /// Connections in use, of those that there are; nil: they are not counted.
    package var connections: (used: Int, available: Int)? {
      get { usage.map { ($0.used, $0.available) } }
      set { usage = newValue.map { Usage(used: $0.used, available: $0.available) } }
    }

    private var usage: Usage?

    private struct Usage: Hashable, Sendable {
      var used: Int
      var available: Int
    }

    package init(
      _ name: String, kind: Kind, type: String, replicas: Int = 1, limits: String = "", address: String = "",
      connections: (used: Int, available: Int)? = nil
    ) {
      self.name = name
      self.kind = kind
      self.type = type
      self.replicas = replicas
      self.limits = limits
      self.address = address
      usage = connections.map { Usage(used: $0.used, available: $0.available) }
    }

    /// `60 of 97 connections`; nil: they are not counted.
    package var connectionText: String? { connections.map { "\($0.used) of \($0.available) connections" } }
  }

  /// What leads from a node to another one.
  package struct Edge: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      /// Requests from outside.
      case internet
      /// It calls the other one, or reads from it.
      case reads
      /// It knows the other one's public address and passes it on.
      case names
      /// It starts when the other one has done something.
      case waits
    }

    /// Positions among the nodes.
    package var from: Int
    package var to: Int
    package var kind: Kind
    /// The variables that make it, in order of declaration.
    package var variables: [String]
    /// Further ones that refer to the same service.
    package var others: [String]
    /// An address in it carries a password.
    package var hasPassword: Bool

    package init(
      from: Int, to: Int, kind: Kind, variables: [String] = [], others: [String] = [], hasPassword: Bool = false
    ) {
      self.from = from
      self.to = to
      self.kind = kind
      self.variables = variables
      self.others = others
      self.hasPassword = hasPassword
    }
  }

  package var project: String
  package var environment: String
  /// The internet first, where something is public; then services in order of declaration, then what runs elsewhere.
  package private(set) var nodes: [Node] = []
  /// Those from the internet first, then by the service that they begin at.
  package private(set) var edges: [Edge] = []

  package init(project: String, environment: String, nodes: [Node], edges: [Edge]) {
    self.project = project
    self.environment = environment
    self.nodes = nodes
    self.edges = edges
  }

  package init(_ program: Program) {
    self.init(project: program.project, environment: program.environment.name, nodes: [], edges: [])
    var builder = GraphBuilder(program)
    builder.build()
    (nodes, edges) = (builder.nodes, builder.edges)
  }

  /// The number of services.
  package var size: Int { nodes.count { $0.kind != .internet } }
}

/// Makes a graph of a program.
private struct GraphBuilder {
  private let program: Program
  private(set) var nodes: [ServiceGraph.Node] = []
  private(set) var edges: [ServiceGraph.Edge] = []
  /// Positions by declared name; of a database in another service's server, that of the server.
  private var positions: [String: Int] = [:]
  private var known: Set<[Int]> = []

  init(_ program: Program) { self.program = program }

  mutating func build() {
    if program.services.contains(where: \.isOpen) { nodes.append(.init("Internet", kind: .internet, type: "")) }
    for service in program.services {
      positions[service.name] = nodes.count
      for database in service.store?.databases ?? [] { positions[database.service] = nodes.count }
      nodes.append(node(of: service))
    }
    for server in program.externals where positions[server.name] == nil {
      positions[server.name] = nodes.count
      nodes.append(.init(server.name, kind: .external, type: "runs elsewhere", address: "port \(server.port)"))
    }
    for service in program.services where service.isOpen { add(0, positions[service.name] ?? 0, .internet) }
    for service in program.services { addReferences(of: service) }
    for service in program.services { addOthers(of: service) }
  }

  private func node(of service: Service) -> ServiceGraph.Node {
    let type = service.type + (service.store?.version.map { " " + $0 } ?? "")
    let budget = program.connectionBudget(of: service.name)
    let domain = service.exposure.domains.first ?? (service.exposure.hasPlatformDomain ? "a platform domain" : nil)
    return .init(
      service.name, kind: service.category == .store ? .store : service.isOpen ? .open : .closed, type: type,
      replicas: service.scale.replicas,
      limits: Quantities.cpu(milli: service.resources.cpuMilli) + " · "
        + Quantities.size(service.resources.memoryBytes),
      address: domain ?? service.port.map { "port \($0)" } ?? service.schedule ?? "",
      connections: budget.map { ($0.used, $0.available) })
  }

  private mutating func add(
    _ from: Int, _ to: Int, _ kind: ServiceGraph.Edge.Kind, _ variables: [String] = [], others: [String] = [],
    hasPassword: Bool = false
  ) {
    guard from != to, known.insert([from, to]).inserted else { return }
    edges.append(.init(from: from, to: to, kind: kind, variables: variables, others: others, hasPassword: hasPassword))
  }

  /// What the variables of a service say of one other service.
  private struct Uses {
    var read: [String] = []
    var named: [String] = []
    var hasPassword = false
  }

  /// An edge for each service that variables and files refer to.
  private mutating func addReferences(of service: Service) {
    guard let from = positions[service.name] else { return }
    var order: [Int] = []
    var uses: [Int: Uses] = [:]
    for variable in service.values {
      for to in targets(of: variable) where to != from {
        if uses[to] == nil { order.append(to) }
        // Of code, what is not reached by a private address is only named: its public address, or its hosts.
        let isStored = nodes[to].kind == .store || nodes[to].kind == .external
        if !isStored, !variable.isPrivateAddress {
          uses[to, default: Uses()].named.append(variable.name)
        } else {
          uses[to, default: Uses()].read.append(variable.name)
          if variable.marks.isSecret { uses[to]?.hasPassword = true }
        }
      }
    }
    for to in order {
      guard let use = uses[to] else { continue }
      let isRead = !use.read.isEmpty
      add(
        from, to, isRead ? .reads : .names, isRead ? use.read : use.named, others: isRead ? use.named : [],
        hasPassword: use.hasPassword)
    }
  }

  /// The nodes whose outputs are in a value, in reading order.
  private func targets(of variable: Variable) -> [Int] {
    var found: [Int] = []
    variable.value?.walk { node in
      guard case .output(let service, _) = node, let position = positions[service], !found.contains(position) else {
        return
      }
      found.append(position)
    }
    return found
  }

  /// What leads to another service without a variable: routes of a proxy, commands, and the order of starting.
  private mutating func addOthers(of service: Service) {
    guard let from = positions[service.name] else { return }
    for edge in program.edges(from: service.name) {
      guard let to = positions[edge.to] else { continue }
      let isNeed = service.needs.contains { $0.service == edge.to }
      add(from, to, edge.kind == .address || nodes[to].kind == .store && !isNeed ? .reads : .waits)
    }
  }
}

extension Service {
  /// Someone outside can reach it.
  fileprivate var isOpen: Bool { exposure.isPublic || exposure.isTCP }
}

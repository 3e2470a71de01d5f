package import Resolution
import Tuning
package import Diagnostics
import Engines
package import IR
package import Model

/// Who may open how many connections to each store that counts them (design rule of E0701): replicas × workers × (size + overflow)
/// of every enabled service that has a pool to it or refers to it.
package struct ConnectionBudgets {
  /// The budget of one store and where its numbers were written.
  package struct Found {
    package var budget: ConnectionBudget
    /// The place of each consumer's pool, in the order of `budget.consumers`.
    package var spans: [Span]
    /// A pool in the sum is assumed, not declared.
    package var hasAssumed: Bool
    /// Somebody unknown can connect (`public: tcp`).
    package var hasUnknownClients: Bool
    /// What stands in front of the server.
    package var pooler: Pooler?
    /// The services whose clients open a connection for every request, with the spans where they name the store.
    package var unbounded: [(service: String, span: Span)] = []
  }

  /// The pool of a service to a store.
  struct Pool {
    let service: ServiceSymbol
    let store: ServiceSymbol
    let size: Int
    let overflow: Int
    package let isAssumed: Bool
    /// Nothing says what opens it: there may be more.
    let isUnknown: Bool
    /// It opens a connection for every request, and no size is declared.
    let isUnbounded: Bool
    /// `size` counts the threads of a process.
    let isPerThread: Bool
    /// The service that has the database in the store, to which one goes past the pooler; nil: it is the store's own.
    var database: String?
    let span: Span
  }

  private let analysis: EnvironmentAnalysis
  private let pools: [Pool]
  /// By the position of a service and of a store: indices of `pools`, in order of declaration of the other side.
  private var byService: [Int: Range<Int>] = [:]
  private var byStore: [Int: [Int]] = [:]

  init(_ analysis: EnvironmentAnalysis) {
    self.analysis = analysis
    let stores = analysis.services.filter { $0.hasCountedConnections && $0.countsConnections }
    var pools: [Pool] = []
    for service in analysis.services where service.traits.contains(.code) {
      let first = pools.count
      pools += Self.pools(of: service, onlyStore: stores.count == 1 ? stores[0] : nil, in: analysis)
      byService[service.position] = first..<pools.count
      for index in first..<pools.count { byStore[pools[index].store.position, default: []].append(index) }
    }
    self.pools = pools
  }

  /// The pools of a service, in order of declaration of the stores.
  func pools(of service: ServiceSymbol) -> ArraySlice<Pool> { pools[byService[service.position] ?? 0..<0] }

  /// Whether a service has the same pools to the same stores in another environment with the same names.
  func hasSamePools(as other: ConnectionBudgets, of service: ServiceSymbol) -> Bool {
    pools(of: service).elementsEqual(other.pools(of: service)) {
      $0.store.position == $1.store.position && $0.size == $1.size && $0.overflow == $1.overflow
        && $0.isAssumed == $1.isAssumed
    }
  }

  func budget(of store: ServiceSymbol, _ connections: StoreEngine.Connections) -> Found {
    var found = Found(
      budget: ConnectionBudget(
        store: store.name, maxConnections: 0, reserved: connections.reserved, consumers: []),
      spans: [], hasAssumed: false,
      hasUnknownClients: store.exposure == .tcp)
    var releases = 0
    for index in byStore[store.position] ?? [] {
      let pool = pools[index]
      let service = pool.service
      let isOnce = service.traits.contains(.cron) || service.traits.contains(.job)
      let scale = service.declaration.scale?.value
      let replicas = isOnce ? 1 : max(scale?.replicas?.value ?? 1, scale?.autoscale?.value.max?.value ?? 1)
      found.budget.consumers.append(
        .init(
          service: service.name, database: pool.database, replicas: replicas,
          workers: isOnce ? 1 : WorkerArithmetic.workers(of: service) * (1 + (service.startedProcesses?.besides ?? 0)),
          size: pool.size, overflow: pool.overflow, isAssumed: pool.isAssumed, isUnknown: pool.isUnknown,
          hasMoreWorkers: !isOnce && service.hasMoreWorkers,
          isPooled: store.isPooled && pool.database == nil && !Self.passesPooler(service, of: store),
          isReplaced: !isOnce, isPerThread: pool.isPerThread,
          reason: isOnce ? nil : service.startedProcesses?.reason))
      found.spans.append(pool.span)
      found.hasAssumed = found.hasAssumed || pool.isAssumed
      if pool.isUnbounded { found.unbounded.append((service.name, pool.span)) }
      if service.declaration.release != nil { releases += 1 }
    }
    if releases > 0 { found.budget.besides.append(.init("release", releases)) }
    if store.declaration.backup != nil { found.budget.besides.append(.init("backup", 1)) }
    found.budget.besides.append(.init("people", 3))
    if analysis.measuresStores, store.traits.contains(.data), store.type.engine?.monitor != nil {
      found.budget.besides.append(.init("exporter", 1))
    }
    found.budget.maxConnections = maxConnections(store, connections, found)
    found.pooler = PoolerSizing.pooler(of: store, found.budget)
    found.budget.pool = found.pooler?.size
    return found
  }

  /// Every address of the store that the service uses is the server's own. Of one that could not be read nobody knows.
  private static func passesPooler(_ service: ServiceSymbol, of store: ServiceSymbol) -> Bool {
    var hosts: Set<String> = []
    for variable in service.variables {
      if variable.resolved.isPoisoned { return false }
      variable.resolved.value.expression.walk { node in
        if case .output(store.name, let output) = node { hosts.insert(output) }
      }
    }
    return hosts.contains("unpooled_host") && !hosts.contains("host")
  }

  /// As declared, else what tuning chooses for that number of connections.
  private func maxConnections(
    _ store: ServiceSymbol, _ connections: StoreEngine.Connections, _ found: Found
  ) -> Int {
    guard let engine = store.type.engine else { return 0 }
    let pool = store.isPooled ? PoolerSizing.wanted(of: store) : 0
    return connections.limit(
      StoreLowering.input(
        store, as: engine, in: analysis, inUse: found.hasUnknownClients ? nil : found.budget.overlap + pool,
        isLeast: found.budget.isLowerBound, beside: found.budget.beside))
  }

  /// Declared pools, then literal variables, then what is assumed where a store is referred to.
  private static func pools(
    of service: ServiceSymbol, onlyStore: ServiceSymbol?, in analysis: EnvironmentAnalysis
  ) -> [Pool] {
    let client = StoreClient(of: service, in: analysis)
    var pools: [Int: Pool] = [:]
    func add(_ store: ServiceSymbol, _ size: Int, _ overflow: Int, isAssumed: Bool = false, _ span: Span) {
      pools[store.position] = Pool(
        service: service, store: analysis.symbols.server(of: store), size: size, overflow: overflow,
        isAssumed: isAssumed && !client.isExact, isUnknown: client.isLeast && isAssumed,
        isUnbounded: client.isUnbounded && isAssumed,
        isPerThread: client.isExact && isAssumed,
        database: store.traits.contains(.hosted) ? store.name : nil, span: span)
    }
    for declared in service.declaration.pools {
      guard let store = analysis.symbols.service(declared.name), store.isEnabled, store.hasCountedConnections,
        pools[store.position] == nil
      else { continue }
      let overflow = declared.value.overflow?.value ?? (client.overflows ? store.assumedOverflow : 0)
      add(
        store, declared.value.size?.value ?? client.standardSize, overflow,
        declared.value.node?.span ?? declared.nameSpan)
    }
    let written = service.declaration.pools.isEmpty ? writtenPool(of: service, client) : nil
    let references = analysis.references(from: service).filter(\.to.hasCountedConnections)
    // The first reference to each store decides.
    var seen = Set(pools.keys)
    for reference in references where reference.to.isEnabled && seen.insert(reference.to.position).inserted {
      let store = reference.to
      if let written {
        add(store, written.size, written.overflow, written.span)
      } else if reference.variable != "release", let size = client.size {
        // Drivers of some stores open more than those of others.
        add(
          store, max(size, store.usualPool ?? 0), client.overflows ? store.assumedOverflow : 0, isAssumed: true,
          reference.span)
      }
    }
    // Who writes the size of a pool and refers to no database means the only one.
    if let written, let onlyStore, references.isEmpty { add(onlyStore, written.size, written.overflow, written.span) }
    // Two databases of one server have pools of their own.
    return pools.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func writtenPool(
    of service: ServiceSymbol, _ client: StoreClient
  ) -> (size: Int, overflow: Int, span: Span)? {
    guard let size = service.count(.poolSize), let variable = service.declaredVariable(CountedVariable.poolSize.name)
    else { return nil }
    let overflow = service.count(.overflow) ?? (client.overflows ? PoolArithmetic.assumedOverflow : 0)
    return (size, overflow, variable.value.valueSpan)
  }
}

extension ServiceSymbol {
  /// What each process of a client opens by default; nil: the usual size of pools.
  fileprivate var usualPool: Int? { type.engine?.clientPool.usualSize }

  /// What a pool to it may open beyond its size by default; nothing where its clients have no such thing.
  fileprivate var assumedOverflow: Int {
    type.engine?.clientPool.overflowName == nil ? 0 : PoolArithmetic.assumedOverflow
  }

  /// Whether its limit is known: of a server that is run elsewhere, where it is written.
  var countsConnections: Bool {
    traits.contains(.data) || traits.contains(.managed) && connectionLimit != nil
  }

  /// Where the limit of its connections is written; nil: nowhere.
  package var connectionLimit: ConfigNode? {
    (type.engine?.connections?.setting).flatMap { declaration.tuningNodes[$0] }
  }

  /// Whether its engine says how many connections there may be.
  var hasCountedConnections: Bool { type.engine?.connections != nil }
}

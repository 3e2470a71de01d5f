package import Diagnostics
package import IR
import Model

/// Who may open how many connections to each PostgreSQL (design rule of E0701): replicas × workers × (size + overflow)
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
  }

  private let analysis: EnvironmentAnalysis
  private let postgres: [ServiceSymbol]

  init(_ analysis: EnvironmentAnalysis) {
    self.analysis = analysis
    postgres = analysis.services.filter { $0.traits.contains(.postgres) }
  }

  func budget(of store: ServiceSymbol) -> Found {
    var found = Found(
      budget: ConnectionBudget(store: store.name, maxConnections: 100, consumers: []), spans: [], hasAssumed: false,
      hasUnknownClients: store.exposure == .tcp)
    for service in analysis.services where service.traits.contains(.code) {
      guard let pool = pool(of: service, to: store) else { continue }
      let isOnce = service.traits.contains(.cron) || service.traits.contains(.job)
      let scale = service.declaration.scale?.value
      let replicas = isOnce ? 1 : max(scale?.replicas?.value ?? 1, scale?.autoscale?.value.max?.value ?? 1)
      found.budget.consumers.append(
        .init(
          service: service.name, replicas: replicas, workers: isOnce ? 1 : WorkerArithmetic.workers(of: service),
          size: pool.size, overflow: pool.overflow, isAssumed: pool.isAssumed))
      found.spans.append(pool.span)
      found.hasAssumed = found.hasAssumed || pool.isAssumed
    }
    found.budget.besides = besides(of: store, consumers: found.budget.consumers)
    return found
  }

  private func besides(of store: ServiceSymbol, consumers: [ConnectionBudget.Consumer]) -> [ConnectionBudget.Auxiliary]
  {
    var lines: [ConnectionBudget.Auxiliary] = []
    let releases = analysis.services.filter { service in
      service.declaration.release != nil && consumers.contains { $0.service == service.name }
    }
    if !releases.isEmpty { lines.append(.init("release", releases.count)) }
    if store.declaration.backup != nil { lines.append(.init("backup", 1)) }
    lines.append(.init("people", 3))
    return lines
  }

  struct FoundPool {
    let size: Int
    let overflow: Int
    let isAssumed: Bool
    let span: Span
  }

  /// The pool of a service to a store: declared, written as literal variables, or assumed where it is referred to.
  func pool(of service: ServiceSymbol, to store: ServiceSymbol) -> FoundPool? {
    let declaration = service.declaration
    if let pool = declaration.pools.first(where: { ServiceName.fold($0.name) == store.folded }) {
      return FoundPool(
        size: pool.value.size?.value ?? PoolArithmetic.assumedSize,
        overflow: pool.value.overflow?.value ?? PoolArithmetic.assumedOverflow, isAssumed: false,
        span: pool.value.node?.span ?? pool.nameSpan)
    }
    let reference = analysis.references.first { $0.from === service && $0.to === store }
    if declaration.pools.isEmpty, let size = service.literal("DB_POOL_SIZE").flatMap({ Int($0) }) {
      let isMeant = reference != nil || (postgres.count == 1 && refersToNoPostgres(service))
      if isMeant, let node = declaration.variables.first(where: { $0.name == "DB_POOL_SIZE" })?.value {
        let overflow = service.literal("DB_MAX_OVERFLOW").flatMap { Int($0) } ?? PoolArithmetic.assumedOverflow
        return FoundPool(size: size, overflow: overflow, isAssumed: false, span: node.valueSpan)
      }
    }
    guard let reference, reference.variable != "release", service.traits.contains(.python) else { return nil }
    return FoundPool(
      size: PoolArithmetic.assumedSize, overflow: PoolArithmetic.assumedOverflow, isAssumed: true, span: reference.span)
  }

  private func refersToNoPostgres(_ service: ServiceSymbol) -> Bool {
    !analysis.references.contains { $0.from === service && $0.to.traits.contains(.postgres) }
  }
}

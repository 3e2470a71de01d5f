import Resolution
import IR
import Model

/// How large a pooler is that nobody gave numbers to.
enum PoolerSizing {
  /// PgBouncer 1.25.2 on Alpine (its Dockerfile, looked up 2026-11); there is no official image. Prepared statements of
  /// drivers get through from 1.21 on.
  static let image = "edoburu/pgbouncer:v1.25.2-p0"

  /// What stands in front of a store; nil: nothing.
  ///
  /// - Parameter budget: who connects; its `pool` is not read.
  static func pooler(of store: ServiceSymbol, _ budget: ConnectionBudget) -> Pooler? {
    guard store.isPooled, let declaration = store.declaration.pooler?.value,
      let mode = Pooler.Mode(rawValue: declaration.effectiveMode)
    else { return nil }
    var pooler = Pooler(mode: mode, size: 0, clients: 0, image: declaration.image?.value ?? image)
    if let size = declaration.size?.value {
      (pooler.size, pooler.sizeReason) = (size, "declared")
    } else {
      (pooler.size, pooler.sizeReason) = size(of: store, budget)
    }
    if let clients = declaration.clients?.value {
      (pooler.clients, pooler.clientsReason) = (clients, "declared")
    } else {
      (pooler.clients, pooler.clientsReason) = clients(budget)
    }
    return pooler
  }

  /// What a pooler opens at most, if the server has room: four for each vCPU, at least 10, and five that come into use
  /// when clients have waited for five seconds. Two to four statements per vCPU are worked on at once; a longer queue at
  /// the server makes all of them slower (PostgreSQL wiki, Number Of Database Connections).
  static func wanted(of store: ServiceSymbol) -> Int {
    store.declaration.pooler?.value.size?.value ?? regular(store) + Pooler.usualReserve
  }

  /// Thousandths of a vCPU that the memory can feed, at 512 MiB for each.
  private static func busyCPU(_ store: ServiceSymbol) -> Int {
    let resources = store.declaration.resources?.value
    let memory = resources?.memory?.value ?? store.type.defaultMemory
    return min(resources?.cpu?.value ?? store.type.defaultCPUMilli, (memory >> 20) * 1000 / 512)
  }

  private static func regular(_ store: ServiceSymbol) -> Int {
    max(10, 4 * busyCPU(store) / 1000)
  }

  /// Never more than leaves a fifth of the server free.
  private static func size(of store: ServiceSymbol, _ budget: ConnectionBudget) -> (Int, String) {
    let room = budget.available * 4 / 5 - budget.used
    guard wanted(of: store) <= room else {
      return (max(1, room), "what leaves a fifth of \(budget.available) connections free")
    }
    let regular = regular(store)
    return (
      wanted(of: store),
      (regular == 10 ? "at least 10" : "4 x \(Quantities.cpu(milli: busyCPU(store)))")
        + ", and \(Pooler.usualReserve) in reserve"
    )
  }

  /// Old and new replicas hold their pools at the same time while a rollout lasts; ten more are for people.
  private static func clients(_ budget: ConnectionBudget) -> (Int, String) {
    let twice = 2 * budget.pooled + 10
    return ((twice + 99) / 100 * 100, "2 x \(budget.pooled) + 10, up to the next hundred")
  }
}

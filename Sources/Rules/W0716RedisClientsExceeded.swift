package import Diagnostics
import Lowering
import Model
import Resolution
import Tuning

extension DiagnosticKind {
  package static let redisClientsExceeded = DiagnosticKind(
    "W0716", "redis-clients-exceeded", tunable: true,
    summary: "services may open more connections than Redis accepts",
    explanation: """
      Redis refuses connections above `maxclients`, 10 000 unless it is set. Each process of a service may open as
      many as its pool allows: replicas × workers × size, over all services.

      The services that connect last get `max number of clients reached`, at the worst moment: under load, or while
      two versions run side by side.

      Make the pools smaller, or raise `maxclients`; every connection costs the server some 10 to 20 KiB.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          tuning: { maxclients: 100 }
        api:
          type: fastapi
          workers: 3
          pools:
            redis: { size: 50 }
                   ^^^^^^^^^^^^
          variables: { REDIS_URL: $<<redis.REDIS_URL>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          tuning: { maxclients: 1000 }
        api:
          type: fastapi
          workers: 3
          pools:
            redis: { size: 50 }
          variables: { REDIS_URL: $<<redis.REDIS_URL>> }
      """)
}

/// The pools to a Redis against maxclients.
package enum RedisClientsExceeded: Check {
  package static var kind: DiagnosticKind { .redisClientsExceeded }

  private struct Use {
    var clients = 0
    var span: Span?
    var parts: [(service: ServiceSymbol, workers: Int, size: Int)] = []

    /// `api: 2 replicas × 1 worker × 20 = 40`.
    var notes: [String] {
      parts.map { service, workers, size in
        let replicas = service.mostReplicas
        return "\(service.name): \(Words.count(replicas, "replica")) × \(Words.count(workers, "worker")) × \(size)"
          + " = \(replicas * workers * size)"
      }
    }
  }

  package static func run(in context: CheckContext) {
    guard context.derived.tuned.values.contains(where: { $0.figures[.maxClients] != nil }) else { return }
    var uses: [Int: Use] = [:]
    for service in context.services {
      for pool in service.declaration.pools {
        guard let store = context.analysis.symbols.service(pool.name), store.isEnabled,
          context.derived.tuned[store.name]?.figures[.maxClients] != nil
        else { continue }
        let size = pool.value.size?.value ?? PoolArithmetic.assumedSize
        let isOnce = service.traits.contains(.cron) || service.traits.contains(.job)
        let workers = isOnce ? 1 : WorkerArithmetic.workers(of: service)
        var use = uses.removeValue(forKey: store.position) ?? Use()
        use.clients += service.mostReplicas * workers * size
        use.span = use.span ?? pool.value.node?.span ?? pool.nameSpan
        use.parts.append((service, workers, size))
        uses[store.position] = use
      }
    }
    for store in context.services {
      guard let use = uses[store.position], let span = use.span,
        let limit = context.derived.tuned[store.name]?.figures[.maxClients], use.clients > limit
      else { continue }
      context.report(
        kind, at: span, path: "services.\(store.name)",
        "clients may open \(use.clients) connections to `\(store.name)`, maxclients is \(limit)"
      ) {
        $0.setShare(use.clients, of: limit)
        if let node = store.declaration.tuningNodes["maxclients"] { $0.secondary = [.init(node.span, "set here")] }
        $0.notes = use.notes
        $0.help = ["make the pools smaller, or raise `maxclients` above \(use.clients)"]
      }
    }
  }
}

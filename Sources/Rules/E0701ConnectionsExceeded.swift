package import Diagnostics
import Engines
import Resolution
import Lowering
import IR
import Model

extension DiagnosticKind {
  package static let connectionsExceeded = DiagnosticKind(
    "E0701", "connections-exceeded",
    summary: "services may open more connections than a database accepts",
    explanation: """
      Every process of every replica keeps a pool of its own. At most that makes
      `replicas × workers × (size + overflow)` connections for a service, and all services together must fit into
      what the server accepts: `max_connections`, of which PostgreSQL keeps 3 for superusers, or `maxConns` of MongoDB.

      Under load the next connection is refused ("too many clients already"), in every service at once, and a restart,
      which opens new connections while the old ones are closing, makes it worse.

      Lower `size` and `overflow` (a process that serves one request at a time needs few), the workers or the
      replicas; or, where the targets can place one, put a pooler in front with `pooler: transaction`. A higher
      `max_connections` costs memory for each one. The numbers stand in the report, and `infracc build` ends with
      them for all environments.

      Behind a pooler the server sees the pooler's `size` only; what must fit then is that, and the pools of the
      services into the pooler's `clients`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          workers: 2
          scale: { replicas: 3 }
          pools:
            postgres: { size: 20, overflow: 10 }
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL>>
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          workers: 2
          scale: { replicas: 3 }
          pools:
            postgres: { size: 8, overflow: 4 }
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL>>
      """,
    foreign: .speaks)
}

/// More client connections than the server, or the pooler in front of it, accepts.
package enum ConnectionsExceeded: Check {
  package static var kind: DiagnosticKind { .connectionsExceeded }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let found = context.derived.connections[service.name] else { continue }
      if let pooler = found.pooler {
        poolerTooLarge(pooler, service, found.budget, in: context)
        tooManyClients(pooler, service, found, in: context)
      } else if !found.hasAssumed, found.budget.used > found.budget.available {
        tooManyConnections(service, found, in: context)
      }
    }
  }

  private static func tooManyConnections(
    _ service: ServiceSymbol, _ found: ConnectionBudgets.Found, in context: CheckContext
  ) {
    let budget = found.budget
    guard let primary = found.spans.first else { return }
    context.report(
      kind, at: primary, path: "services.\(service.name)",
      "services may open \(budget.used) connections to `\(service.name)`, which accepts \(budget.available)",
      label: "up to \(budget.consumers[0].total) from here"
    ) {
      $0.setShare(budget.used, of: budget.available)
      if let node = service.connectionLimit { $0.secondary.append(.init(node.span, limit(budget, of: service))) }
      for (consumer, span) in zip(budget.consumers, found.spans).dropFirst() {
        $0.secondary.append(.init(span, "up to \(consumer.total) from here"))
      }
      if budget.consumers.count == 1 {
        let factors = factors(of: budget.consumers[0], in: context)
        $0.secondary += factors.labels
        $0.notes = [budget.consumers[0].explanation(saysReason: !factors.hasProcesses)]
      } else {
        $0.notes = budget.consumers.map(\.explanation)
      }
      if service.connectionLimit == nil { $0.notes.append(usualLimit(budget, of: service)) }
      $0.help = [help(budget, canPool: context.canPool(service))]
      $0.remedies = remedies(budget, of: service)
    }
  }

  /// Smaller pools, or a server that accepts more.
  static func remedies(_ budget: ConnectionBudget, of service: ServiceSymbol) -> [Remedy] {
    var remedies: [Remedy] = []
    if budget.consumers.count == 1 {
      let each = budget.available / max(1, budget.consumers[0].replicas * budget.consumers[0].workers)
      remedies.append(.limitPool(service: budget.consumers[0].name, each: each))
    }
    remedies.append(
      .raiseConnections(
        store: service.name, setting: service.type.engine?.connections?.setting ?? "", to: budget.used + budget.reserved
      ))
    return remedies
  }

  /// Where the other factors of the only product are written.
  private static func factors(
    of consumer: ConnectionBudget.Consumer, in context: CheckContext
  ) -> (labels: [Diagnostic.Label], hasProcesses: Bool) {
    guard let service = context.analysis.symbols.service(consumer.service) else { return ([], false) }
    var labels: [Diagnostic.Label] = []
    let written = service.startedProcesses?.writtenWords
    if let written, written.count > 1 {
      labels.append(.init(written.span, "\(written.count) processes"))
    }
    let scale = service.declaration.scale?.value
    if consumer.replicas > 1,
      let most = [scale?.replicas, scale?.autoscale?.value.max].compactMap({ $0 }).first(where: {
        $0.value == consumer.replicas
      })
    {
      labels.append(.init(most.span, Words.count(consumer.replicas, "container")))
    }
    return (labels, written != nil)
  }

  /// What would fit: sizes where there is one consumer, else the way out that always works.
  private static func help(_ budget: ConnectionBudget, canPool: Bool) -> String {
    let pooler = canPool ? ", or put a pooler in front: `pooler: transaction`" : ""
    guard budget.consumers.count == 1 else {
      return "make the pools smaller so that the sum is at most \(budget.available)\(pooler)"
    }
    let consumer = budget.consumers[0]
    let each = budget.available / max(1, consumer.replicas * consumer.workers)
    guard each >= 2 else { return "run fewer workers or replicas\(pooler)" }
    return "keep size + overflow at or below \(each) (for example size \(each / 2), overflow \(each / 2))\(pooler)"
  }

  // MARK: Limits in words

  /// The number that is written, and what the server keeps of it.
  static func limit(_ budget: ConnectionBudget, of service: ServiceSymbol) -> String {
    "\(budget.maxConnections) connections" + kept(budget, of: service).map { ", \(budget.reserved) \($0)" }.joined()
  }

  /// What a server has where nobody wrote a number.
  private static func usualLimit(_ budget: ConnectionBudget, of service: ServiceSymbol) -> String {
    let setting = (service.type.engine?.connections?.setting).map { "`\($0)` is" } ?? "connections are"
    return "\(setting) \(budget.maxConnections) by default"
      + kept(budget, of: service).map { "; \(budget.reserved) are \($0)" }.joined()
  }

  private static func kept(_ budget: ConnectionBudget, of service: ServiceSymbol) -> [String] {
    guard budget.reserved > 0, let connections = service.type.engine?.connections else { return [] }
    return ["kept for \(connections.administrators)"]
  }

  // MARK: With a pooler

  private static func poolerTooLarge(
    _ pooler: Pooler, _ service: ServiceSymbol, _ budget: ConnectionBudget, in context: CheckContext
  ) {
    guard budget.used > budget.available, let key = service.declaration.pooler else { return }
    let direct = budget.used - pooler.size
    context.report(
      kind, at: key.value.size?.span ?? key.span, path: "services.\(service.name).pooler",
      "the pooler may open \(pooler.size) connections to `\(service.name)`, which accepts \(budget.available)"
        + (direct > 0 ? " and has \(direct) without it" : ""),
      label: "up to \(pooler.size) from here"
    ) {
      $0.setShare(budget.used, of: budget.available)
      if let node = service.connectionLimit {
        $0.secondary.append(.init(node.span, limit(budget, of: service)))
      } else {
        $0.notes.append(usualLimit(budget, of: service))
      }
      $0.notes += budget.consumers.filter { !$0.isPooled }.map { "past the pooler: " + $0.explanation }
      let room = budget.available - direct
      $0.help = [
        room > 0
          ? "write `size: \(max(1, min(room, budget.available * 4 / 5 - direct)))`, or nothing: then it is sized by the processors"
          : "make the pools of the services that use `unpooled_url` smaller"
      ]
    }
  }

  private static func tooManyClients(
    _ pooler: Pooler, _ service: ServiceSymbol, _ found: ConnectionBudgets.Found, in context: CheckContext
  ) {
    let budget = found.budget
    let pooled = zip(budget.consumers, found.spans).filter { $0.0.isPooled }
    guard !found.hasAssumed, budget.pooled > pooler.clients, let (first, primary) = pooled.first else { return }
    context.report(
      kind, at: primary, path: "services.\(service.name)",
      "services may open \(budget.pooled) connections to the pooler of `\(service.name)`, which accepts \(pooler.clients)",
      label: "up to \(first.total) from here"
    ) {
      $0.setShare(budget.pooled, of: pooler.clients)
      if let clients = service.declaration.pooler?.value.clients {
        $0.secondary.append(.init(clients.span, "\(pooler.clients) clients"))
      }
      for (consumer, span) in pooled.dropFirst() {
        $0.secondary.append(.init(span, "up to \(consumer.total) from here"))
      }
      $0.notes = pooled.map { $0.0.explanation }
      $0.help = ["allow more clients, or write nothing: then it is twice what they open. A client costs it a few kB"]
    }
  }
}

extension ConnectionBudget.Consumer {
  /// `backend: 3 replicas × 2 workers × (pool 5 + overflow 5) = 60`.
  package var explanation: String { explanation(saysReason: true) }

  /// - Parameter saysReason: whether the words of the command are said that make the number of workers.
  fileprivate func explanation(saysReason: Bool) -> String {
    let each =
      isUnknown
      ? "(pool ≥\(size))" : isPerThread ? Words.count(size, "thread") : "(pool \(size) + overflow \(overflow))"
    return "\(name): \(Words.count(replicas, "replica")) × \(hasMoreWorkers ? "≥" : "")"
      + "\(Words.count(workers, "worker"))\(saysReason ? reason.map { " (\($0))" } ?? "" : "") × \(each)"
      + " = \(isLowerBound ? "≥" : "")\(total)"
  }
}

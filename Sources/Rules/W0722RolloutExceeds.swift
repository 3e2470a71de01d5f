package import Diagnostics
import Engines
import Lowering
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let rolloutExceeds = DiagnosticKind(
    "W0722", "rollout-exceeds", tunable: true,
    summary: "old and new replicas together open more connections than the database accepts",
    explanation: """
      A platform that starts the new version before it stops the old one runs both for a while: each web service and
      worker then holds its pools twice. Release commands, backups and people connect at the same time. Here the services
      fit while nothing changes, but a deployment opens more connections than the server accepts, and what comes too late
      is refused: `remaining connection slots are reserved` of PostgreSQL, `Too many connections` of MySQL.

      Make the pools smaller, run fewer workers, raise `max_connections`, or put a pooler in front.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        postgres:
          version: 18
          tuning: { max_connections: 100 }
        api:
          type: fastapi
          workers: 6
          pools: { postgres: { size: 5, overflow: 5 } }
                             ^^^^^^^^^^^^^^^^^^^^^^^^
          variables: { DATABASE_URL: $<<postgres.url>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        postgres:
          version: 18
          tuning: { max_connections: 100 }
        api:
          type: fastapi
          workers: 6
          pools: { postgres: { size: 4, overflow: 3 } }
          variables: { DATABASE_URL: $<<postgres.url>> }
      """)
}

/// Connections while old and new replicas run side by side.
package enum RolloutExceeds: Check {
  package static var kind: DiagnosticKind { .rolloutExceeds }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let found = context.derived.connections[service.name], exceeds(found.budget, in: context),
        let (first, primary) = zip(found.budget.consumers, found.spans).first(where: { isDoubled($0.0) })
      else { continue }
      let budget = found.budget
      context.report(
        kind, at: primary, path: "services.\(service.name)",
        "a rollout may open \(budget.overlap) connections to `\(service.name)`, which accepts \(budget.available)",
        label: "up to \(2 * first.total) from here while old and new replicas run"
      ) {
        if let node = service.connectionLimit {
          $0.secondary.append(.init(node.span, ConnectionsExceeded.limit(budget, of: service)))
        }
        for (consumer, span) in zip(budget.consumers, found.spans) where span != primary && isDoubled(consumer) {
          $0.secondary.append(.init(span, "up to \(2 * consumer.total) from here"))
        }
        let beside = budget.besides.map { "\($0.name) \($0.connections)" }.joined(separator: ", ")
        $0.notes = budget.consumers.map { $0.explanation + ($0.isAssumed ? ", assumed" : "") }
        if !beside.isEmpty { $0.notes.append("beside it: \(beside)") }
        $0.help = [help(budget, of: service, canPool: context.canPool(service))]
      }
    }
  }

  /// Whether the services fit, but not twice, on a target that runs them twice.
  static func exceeds(_ budget: ConnectionBudget, in context: CheckContext) -> Bool {
    // Guesses about unknown programs make no other finding than W0702.
    let guessed = budget.consumers.reduce(0) { $1.isUnknown && isDoubled($1) ? $0 + 2 * $1.total : $0 }
    return budget.used <= budget.available && budget.overlap - guessed + budget.beside > budget.available
      && context.targets.contains { $0.capabilities.overlapsRollouts }
  }

  private static func isDoubled(_ consumer: ConnectionBudget.Consumer) -> Bool {
    consumer.isReplaced && !consumer.isPooled
  }

  /// The pool that fits, where one service alone is replaced.
  private static func help(_ budget: ConnectionBudget, of service: ServiceSymbol, canPool: Bool) -> String {
    let pooler = canPool ? ", or put a pooler in front: `pooler: transaction`" : ""
    let doubled = budget.consumers.filter(isDoubled)
    let room = budget.available - budget.beside - (budget.overlap - doubled.reduce(0) { $0 + 2 * $1.total })
    let each = doubled.count == 1 ? room / max(1, 2 * doubled[0].replicas * doubled[0].workers) : 0
    let raised = (service.type.engine?.connections?.setting).map { ", or raise `\($0)`" } ?? ""
    guard each >= 2 else { return "make the pools smaller\(raised)\(pooler)" }
    return "keep size + overflow at most \(each): size \(each - each / 2), overflow \(each / 2)\(pooler)"
  }
}

package import Diagnostics
import Engines
import Resolution
import Lowering
import IR
import Model

extension DiagnosticKind {
  package static let connectionsScarce = DiagnosticKind(
    "W0702", "connections-scarce", tunable: true,
    summary: "nearly all connections of a database are spoken for",
    explanation: """
      A server accepts a fixed number of connections: `max_connections`, of which PostgreSQL keeps three for superusers,
      or `maxConns` of MongoDB. Each replica may open as many as its pools allow: workers × (size + overflow). Here the
      sum is more than four fifths of what the server accepts; or it is more than all of it, but rests on assumed pools:
      SQLAlchemy's defaults, 5 + 10, or at least 10 for an image or a hand-written Dockerfile, whose program is unknown.

      What is left must serve release commands, backups, people with a console, and the old replicas that still run
      while a new version starts. When they find no place, a deployment fails that worked yesterday.

      Declare the pools, make them smaller, or put a pooler in front of the database.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          workers: 6
          pools:
            postgres: { size: 10, overflow: 5 }
                      ^^^^^^^^^^^^^^^^^^^^^^^^^
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          workers: 6
          pools:
            postgres: { size: 5, overflow: 5 }
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """, foreign: .speaks)
}

/// More than four fifths of a server's connections are spoken for, or all of them where a pool had to be assumed.
package enum ConnectionsScarce: Check {
  package static var kind: DiagnosticKind { .connectionsScarce }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let found = context.derived.connections[service.name], let primary = found.spans.first else { continue }
      let budget = found.budget
      // Of a sum that may be larger a half is reported, otherwise four fifths.
      let share = budget.consumers.contains { $0.hasMoreWorkers && !$0.isPooled } ? (5, 10) : (8, 10)
      guard budget.used * share.1 > budget.available * share.0 else { continue }
      if let pooler = found.pooler {
        large(pooler, service, budget, in: context)
        continue
      }
      // Where a rollout does not fit, W0722 gives the figures.
      if RolloutExceeds.exceeds(budget, in: context) { continue }
      // Beyond that E0701 speaks, if nothing was assumed.
      guard budget.used <= budget.available || found.hasAssumed else { continue }
      context.report(
        kind, at: primary, path: "services.\(service.name)",
        "\(budget.isLowerBound ? "≥" : "")\(budget.used) of \(budget.available) connections of `\(service.name)` are spoken for",
        label: "\(budget.consumers[0].isLowerBound ? "at least" : "up to") \(budget.consumers[0].total) from here"
      ) {
        $0.setShare(budget.used, of: budget.available)
        if let node = service.connectionLimit {
          $0.secondary = [.init(node.span, ConnectionsExceeded.limit(budget, of: service))]
        }
        let defaults =
          service.type.engine?.clientPool.usualSize == nil ? "SQLAlchemy's defaults" : "the drivers' default"
        $0.notes = budget.consumers.map {
          $0.explanation
            + ($0.isUnknown
              ? ": its pool is unknown" : $0.isAssumed ? ", \(defaults), assumed" : "")
        }
        // Elsewhere only what is written counts.
        if !found.hasAssumed, !budget.consumers.contains(where: { $0.isUnknown || $0.isLowerBound }) {
          $0.remedies = ConnectionsExceeded.remedies(budget, of: service)
        }
        $0.help = [
          found.hasAssumed
            ? "say how large the pools are: `pools: { \(service.name): { size: 5, overflow: 5 } }`"
            : "keep a fifth free for releases, backups and rollouts: smaller pools"
              + (context.canPool(service) ? ", or `pooler: transaction`" : "")
        ]
      }
    }
  }

  /// A pooler that nobody gave a size to leaves a fifth free by itself.
  private static func large(
    _ pooler: Pooler, _ service: ServiceSymbol, _ budget: ConnectionBudget, in context: CheckContext
  ) {
    guard let size = service.declaration.pooler?.value.size, budget.used <= budget.available else { return }
    context.report(
      kind, at: size.span, path: "services.\(service.name).pooler.size",
      "\(budget.used) of \(budget.available) connections of `\(service.name)` are spoken for",
      label: "the pooler may open \(pooler.size)"
    ) {
      $0.setShare(budget.used, of: budget.available)
      $0.notes = budget.consumers.filter { !$0.isPooled }.map { "past the pooler: " + $0.explanation }
      let rest = budget.available * 4 / 5 - (budget.used - pooler.size)
      $0.help = ["keep a fifth free for releases, backups and people" + (rest > 0 ? ": `size: \(rest)`" : "")]
    }
  }
}

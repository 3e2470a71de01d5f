import Resolution
import Lowering
package import Diagnostics
import IR
import Model

/// More than four fifths of a server's connections are spoken for, or all of them where a pool had to be assumed.
package enum ConnectionsScarceCheck: Check {
  package static var kind: DiagnosticKind { .connectionsScarce }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.postgres) {
      guard let found = context.derived.connections[service.name], let primary = found.spans.first else { continue }
      let budget = found.budget
      guard budget.used * 5 > budget.available * 4 else { continue }
      if let pooler = found.pooler {
        large(pooler, service, budget, in: context)
        continue
      }
      // Where a rollout does not fit, W0722 gives the figures.
      if RolloutCheck.exceeds(budget, in: context) { continue }
      // Beyond that E0701 speaks, if nothing was assumed.
      guard budget.used <= budget.available || found.hasAssumed else { continue }
      context.report(
        kind, at: primary, path: "services.\(service.name)",
        "\(budget.used) of \(budget.available) connections of `\(service.name)` are spoken for",
        label: "up to \(budget.consumers[0].total) from here"
      ) {
        $0.setShare(budget.used, of: budget.available)
        if let node = service.declaration.tuningNodes["max_connections"] {
          $0.secondary = [
            .init(node.span, "\(budget.maxConnections) connections, \(budget.reserved) kept for superusers")
          ]
        }
        $0.notes = budget.consumers.map { $0.explanation + ($0.isAssumed ? ", SQLAlchemy's defaults, assumed" : "") }
        $0.help = [
          found.hasAssumed
            ? "say how large the pools are: `pools: { \(service.name): { size: 5, overflow: 5 } }`"
            : "keep a fifth free for releases, backups and rollouts: smaller pools"
              + (context.canPool ? ", or `pooler: transaction`" : "")
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

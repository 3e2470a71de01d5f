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
      let isPooled = (service.declaration.pooler?.value.mode?.value ?? "off") != "off"
      guard !isPooled, budget.used * 5 > budget.available * 4 else { continue }
      // Beyond that E0701 speaks, if nothing was assumed.
      guard budget.used <= budget.available || found.hasAssumed else { continue }
      context.report(
        kind, at: primary, path: "services.\(service.name)",
        "\(budget.used) of \(budget.available) connections of `\(service.name)` are spoken for",
        label: "up to \(budget.consumers[0].total) from here"
      ) {
        if let node = service.declaration.tuningNodes["max_connections"] {
          $0.secondary = [
            .init(node.span, "\(budget.maxConnections) connections, \(budget.reserved) kept for superusers")
          ]
        }
        $0.notes = budget.consumers.map { consumer in
          "\(consumer.service): \(Words.count(consumer.replicas, "replica")) × \(Words.count(consumer.workers, "worker")) × "
            + "(pool \(consumer.size) + overflow \(consumer.overflow)) = \(consumer.total)"
            + (consumer.isAssumed ? ", SQLAlchemy's defaults, assumed" : "")
        }
        $0.help = [
          found.hasAssumed
            ? "say how large the pools are: `pools: { \(service.name): { size: 5, overflow: 5 } }`"
            : "keep a fifth free for releases, backups and rollouts: smaller pools, or `pooler: transaction`"
        ]
      }
    }
  }
}

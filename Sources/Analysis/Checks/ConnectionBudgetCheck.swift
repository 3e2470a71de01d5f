package import Diagnostics
import IR
import Model

/// More client connections than the server accepts.
package enum ConnectionBudgetCheck: Check {
  package static var kind: DiagnosticKind { .connectionsExceeded }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let found = context.derived.connections[service.name], !found.hasAssumed else { continue }
      let budget = found.budget
      let isPooled = (service.declaration.pooler?.value.mode?.value ?? "off") != "off"
      guard budget.used > budget.available, !isPooled, let primary = found.spans.first else { continue }
      context.report(
        kind, at: primary, path: "services.\(service.name)",
        "services may open \(budget.used) connections to `\(service.name)`, which accepts \(budget.available)",
        label: "up to \(budget.consumers[0].total) from here"
      ) {
        if let node = service.declaration.tuningNodes["max_connections"] {
          $0.secondary.append(
            .init(node.span, "\(budget.maxConnections) connections, \(budget.reserved) kept for superusers"))
        }
        for (consumer, span) in zip(budget.consumers, found.spans).dropFirst() {
          $0.secondary.append(.init(span, "up to \(consumer.total) from here"))
        }
        $0.notes = budget.consumers.map { consumer in
          "\(consumer.service): \(Words.count(consumer.replicas, "replica")) × \(Words.count(consumer.workers, "worker")) × "
            + "(pool \(consumer.size) + overflow \(consumer.overflow)) = \(consumer.total)"
        }
        if service.declaration.tuningNodes["max_connections"] == nil {
          $0.notes.append(
            "`max_connections` is \(budget.maxConnections) by default; \(budget.reserved) are kept for superusers")
        }
        $0.help = [help(budget)]
      }
    }
  }

  /// What would fit: sizes where there is one consumer, else the way out that always works.
  private static func help(_ budget: ConnectionBudget) -> String {
    let pooler = "put a pooler in front: `pooler: transaction`"
    guard budget.consumers.count == 1 else {
      return "make the pools smaller so that the sum is at most \(budget.available), or \(pooler)"
    }
    let consumer = budget.consumers[0]
    let each = budget.available / max(1, consumer.replicas * consumer.workers)
    guard each >= 2 else { return "run fewer workers or replicas, or \(pooler)" }
    return "keep size + overflow at or below \(each) (for example size \(each / 2), overflow \(each / 2)), or \(pooler)"
  }
}

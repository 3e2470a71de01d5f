import Lowering
import Resolution
import Tuning
package import Diagnostics
import IR
import Model

/// A max_connections that takes half of the memory by itself.
package enum ManyConnectionsCheck: Check {
  package static var kind: DiagnosticKind { .manyConnections }

  /// A backend that has done nothing but connect (PostgreSQL 13 to 18, measured with pmap).
  private static let mebibytesPerConnection = 3

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.postgres) {
      guard let tuned = context.derived.postgres[service.name], !service.hasUnreadMemory,
        let node = service.declaration.tuningNodes["max_connections"], !tuned.exceeds(percent: 95),
        !service.isPooled
      else { continue }
      let limit = service.writtenMemory?.value ?? service.type.defaultMemory
      let need = tuned.maxConnections * mebibytesPerConnection
      guard need * 2 > limit >> 20 else { continue }
      context.report(
        kind, at: node.span, path: "services.\(service.name).tuning.max_connections",
        "\(tuned.maxConnections) connections on \(ByteSize(bytes: limit).description): use a pooler"
      ) {
        $0.setShare(need, of: limit >> 20)
        if let memory = service.writtenMemory { $0.secondary = [.init(memory.span, "the container's memory")] }
        $0.notes = ["\(tuned.maxConnections) × about \(mebibytesPerConnection) MiB = \(need) MiB"]
        if let budget = context.derived.connections[service.name]?.budget, budget.used > 0,
          budget.used < budget.available
        {
          $0.notes.append("the services open at most \(budget.used)")
        }
        $0.help = [
          context.canPool
            ? "write `pooler: transaction`, or lower `max_connections`"
            : "lower `max_connections`, or run a pooler yourself and describe it as `external`"
        ]
      }
    }
  }
}

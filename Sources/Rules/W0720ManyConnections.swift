package import Diagnostics
import Engines
import IR
import Lowering
import Model
import Resolution
import Tuning

extension DiagnosticKind {
  package static let manyConnections = DiagnosticKind(
    "W0720", "many-connections", tunable: true,
    summary: "so many connections need a pooler",
    explanation: """
      Each connection to PostgreSQL is a process of the server: about 3 MiB before it has done any work. At this
      `max_connections` half of the container's memory could go into processes that mostly wait, and what is left must
      hold the cache and all sorts.

      A pooler keeps thousands of clients on a few dozen connections, and queries are faster with fewer of them at
      work at the same time.

      Lower `max_connections` to what the services really open (`E0701` and `infracc check` count them), put a pooler
      in front, or give the database more memory.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 1GiB }
          tuning: { max_connections: 400 }
                                     ^^^
        jobs:
          type: worker
          image: shop:1
          pools: { postgres: { size: 5, overflow: 0 } }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 1GiB }
          tuning: { max_connections: 100 }
        jobs:
          type: worker
          image: shop:1
          pools: { postgres: { size: 5, overflow: 0 } }
      """)
}

/// A max_connections that takes half of the memory by itself.
package enum ManyConnections: Check {
  package static var kind: DiagnosticKind { .manyConnections }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let tuned = context.derived.tuned[service.name], let connections = tuned.figures[.maxConnections],
        let counted = service.type.engine?.connections, let setting = counted.setting, !service.hasUnreadMemory,
        let node = service.connectionLimit, !tuned.exceeds(percent: 95),
        !service.isPooled
      else { continue }
      let limit = service.writtenMemory?.value ?? service.type.defaultMemory
      let each = counted.mebibytesEach
      let need = connections * each
      guard need * 2 > limit >> 20 else { continue }
      context.report(
        kind, at: node.span, path: "services.\(service.name).tuning.\(setting)",
        "\(connections) connections on \(ByteSize(bytes: limit).description): use a pooler"
      ) {
        $0.setShare(need, of: limit >> 20)
        if let memory = service.writtenMemory { $0.secondary = [.init(memory.span, "the container's memory")] }
        $0.notes = ["\(connections) × about \(each) MiB = \(need) MiB"]
        if let budget = context.derived.connections[service.name]?.budget, budget.used > 0,
          budget.used < budget.available
        {
          $0.notes.append("the services open at most \(budget.used)")
        }
        $0.help = [
          context.canPool(service)
            ? "write `pooler: transaction`, or lower `\(setting)`"
            : "lower `\(setting)`, or run a pooler yourself and describe it as `external`"
        ]
      }
    }
  }
}

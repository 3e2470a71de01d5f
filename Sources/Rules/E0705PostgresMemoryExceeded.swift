package import Diagnostics
import IR
import Lowering
import Model
import Resolution
import Tuning

extension DiagnosticKind {
  package static let postgresMemoryExceeded = DiagnosticKind(
    "E0705", "postgres-memory-exceeded",
    summary: "a database may need more memory than its container has",
    explanation: """
      PostgreSQL takes `shared_buffers` once, a few MiB for each connection, and `work_mem` for each sort or hash of
      each query, so it is multiplied by the connections. Maintenance runs beside that.

      Above the limit of the container the kernel kills one of its processes; PostgreSQL then ends all connections,
      starts again and replays its log, while every service sees its queries fail. The report adds up the parts; above
      95% of the memory there is no room left for the page cache. The sums of other servers are upper bounds, and are
      refused above the whole memory.

      Let the settings be `auto`, which fits them into the memory; or lower `max_connections` or the pools of the
      services; or raise `resources.memory`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 1GiB }
          tuning:
            work_mem: 32MiB
                      ^^^^^
        api:
          type: fastapi
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL>>
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 1GiB }
          tuning:
            work_mem: auto
        api:
          type: fastapi
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL>>
      """, foreign: .speaks)
}

/// A store that may need more memory than its container has.
package enum PostgresMemoryExceeded: Check {
  package static var kind: DiagnosticKind { .postgresMemoryExceeded }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let tuned = context.derived.tuned[service.name], let memory = tuned.memory,
        tuned.exceeds(percent: tuned.refusedAbovePercent)
      else { continue }
      let declaration = service.declaration
      let written = tuned.memoryKeys.compactMap { key in declaration.tuningNodes[key].map { (key, $0) } }
      // With nothing declared about memory the connections alone are the reason, and E0701 says so.
      if written.isEmpty, let found = context.derived.connections[service.name],
        found.budget.used > found.budget.available
      {
        continue
      }
      let limit = declaration.resources?.value.memory?.value ?? service.type.defaultMemory
      let span =
        written.first?.1.span ?? declaration.resources?.value.memory?.span ?? declaration.nameSpan
      context.report(
        kind, at: span, path: "services.\(service.name)",
        "\(service.type.summary) `\(service.name)` may need \(memory.need) MiB of its \(ByteSize(bytes: limit).description)"
      ) {
        $0.setShare(memory.need, of: limit >> 20)
        if let limit = declaration.resources?.value.memory, limit.span != span {
          $0.secondary.append(.init(limit.span, "the container is killed above this"))
        }
        $0.notes =
          memory.lines.map { "\($0.what) = \($0.mebibytes) MiB" }
          + [
            "in all \(memory.need) MiB, \(memory.percent)%; above \(tuned.refusedAbovePercent)% nothing is left for the page cache"
          ]
        $0.help = [
          written.isEmpty
            ? "give it more memory: with the smallest settings it needs \(smallest(memory, tuned.refusedAbovePercent)) MiB"
            : "give it more memory, or lower \(Words.alternatives(written.map(\.0))); `auto` takes what fits"
        ]
      }
    }
  }

  /// MiB of which the need is that percentage.
  private static func smallest(_ memory: MemoryBudget, _ percent: Int) -> Int { memory.need * 100 / percent + 1 }
}

package import Diagnostics
import IR
import Lowering
import Model
import Resolution
import Tuning

extension DiagnosticKind {
  package static let storeMemoryScarce = DiagnosticKind(
    "W0735", "store-memory-scarce", tunable: true,
    summary: "a store may need nearly all of the memory that its container has",
    explanation: """
      The memory budget of a store is the sum of its caches, its connections and the server itself. From 90% of the limit
      on, little is left for the page cache and for what the sum does not include: a large sort, the build of an index, a
      dump. Above the limit the kernel kills the server, and every service loses its connections.

      Set the size of the caches to `auto`, which leaves a tenth free, or lower `max_connections`, or raise
      `resources.memory`. Some servers have a documented minimum; the note gives it.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        mysql:
          version: 8.4
          resources: { memory: 1GiB }
          tuning:
            innodb_buffer_pool_size: 65%
                                     ^^^
        api:
          type: fastapi
          health: /health
          pools: { mysql: { size: 5, overflow: 5 } }
          variables: { DATABASE_URL: $<<mysql.url>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        mysql:
          version: 8.4
          resources: { memory: 1GiB }
          tuning:
            innodb_buffer_pool_size: auto
        api:
          type: fastapi
          health: /health
          pools: { mysql: { size: 5, overflow: 5 } }
          variables: { DATABASE_URL: $<<mysql.url>> }
      """)
}

/// A store that needs most of its memory, or has less than its server is meant for.
package enum StoreMemoryScarce: Check {
  package static var kind: DiagnosticKind { .storeMemoryScarce }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let tuned = context.derived.tuned[service.name], let memory = tuned.memory,
        !tuned.exceeds(percent: tuned.refusedAbovePercent)
      else { continue }
      let isFull = tuned.scarceFromPercent.map { tuned.need * 100 >= tuned.limit * Double($0) } ?? false
      let least = tuned.leastMemoryBytes.flatMap { $0 > memory.limit << 20 ? $0 : nil }
      guard isFull || least != nil else { continue }
      let declaration = service.declaration
      let written = tuned.memoryKeys.compactMap { key in declaration.tuningNodes[key].map { (key, $0) } }
      let limit = declaration.resources?.value.memory
      let span = (isFull ? written.first?.1.span : nil) ?? limit?.span ?? declaration.nameSpan
      context.report(
        kind, at: span, path: "services.\(service.name)",
        isFull
          ? "\(service.type.summary) `\(service.name)` may need \(memory.need) of its \(memory.limit) MiB"
          : "\(service.type.summary) `\(service.name)` has \(ByteSize(bytes: memory.limit << 20).description) of memory, less than its documented minimum"
      ) {
        $0.setShare(memory.need, of: memory.limit)
        $0.notes =
          memory.lines.map { "\($0.what) = \($0.mebibytes) MiB" } + ["in all \(memory.need) MiB, \(memory.percent)%"]
        if let least { $0.notes.append("the documented minimum is \(ByteSize(bytes: least).description)") }
        $0.help = [
          isFull && !written.isEmpty
            ? "lower \(Words.alternatives(written.map(\.0))), or give it more memory; `auto` takes what fits"
            : "give it more memory: `resources: { memory: \(ByteSize(bytes: least ?? (memory.limit << 20) * 2).canonical) }`"
        ]
      }
    }
  }
}

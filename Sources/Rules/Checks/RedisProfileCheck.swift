import Resolution
package import Diagnostics
import Model

/// A Redis that keeps its data because a queue uses it, without a word about it in the topology.
package enum RedisProfileCheck: Check {
  package static var kind: DiagnosticKind { .redisKeepsJobs }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.redis) {
      guard let job = RedisUse(service, in: context.analysis).assumedQueue else { continue }
      context.report(
        kind, at: service.declaration.nameSpan, path: "services.\(service.name)",
        "`\(service.name)` keeps its data: `\(job.from.name)` may wait for jobs in it"
      ) {
        $0.secondary = [.init(job.span, "this makes it a queue")]
        $0.notes = ["profile `queue`: nothing is evicted, an append-only file, \(storage(service)) of storage"]
        $0.help = [
          "write `tuning: { profile: queue }` to say so, or `profile: cache` where all data can be made again"
        ]
      }
    }
  }

  private static func storage(_ service: ServiceSymbol) -> String {
    ByteSize(bytes: service.declaration.resources?.value.storage?.value ?? 1 << 30).description
  }
}

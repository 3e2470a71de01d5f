package import Diagnostics
import Engines
import IR
import Resolution
import Model

extension DiagnosticKind {
  package static let redisKeepsJobs = DiagnosticKind(
    "I0725", "redis-keeps-jobs", tunable: true,
    summary: "a Redis that a queue uses keeps its data",
    explanation: """
      A Redis that nothing is written about is a cache: when its memory is full, old keys give way, and a restart begins
      empty. Jobs that wait in it would be lost in both cases. So a Redis that a worker refers to, or that a variable such
      as `CELERY_BROKER_URL` leads to, has the profile `queue`: it evicts nothing, writes each change to an append-only
      file, and has a volume of 1 GiB.

      Any of `profile`, `policy`, `save` and `appendonly` under `tuning` decides instead. Write `profile: cache` where all
      data can be made again.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
        ^^^^^
          version: 8
        jobs:
          type: worker
          image: shop:1
          variables: { REDIS_URL: $<<redis.url>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          version: 8
          tuning: { profile: queue }
        jobs:
          type: worker
          image: shop:1
          variables: { REDIS_URL: $<<redis.url>> }
      """)
}

/// A Redis that keeps its data because a queue uses it, without a word about it in the topology.
package enum RedisKeepsJobs: Check {
  package static var kind: DiagnosticKind { .redisKeepsJobs }

  package static func run(in context: CheckContext) {
    for service in context.services where service.type.engine?.abilities.contains(.queue) == true {
      guard let job = QueueUse(service, in: context.analysis).assumedQueue else { continue }
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

package import Diagnostics

extension DiagnosticKind {
  package static let redisSnapshotRoom = DiagnosticKind(
    "W0704", "redis-snapshot-room", tunable: true,
    summary: "Redis has too little memory beside its keys",
    explanation: """
      Redis' `maxmemory` counts the keys only. Buffers of clients and fragmentation come on top, and while a snapshot
      or a rewrite of the append-only file runs, every page that changes exists twice: the child process keeps the old
      one.

      Above 60 % of the container's memory with persistence, 75 % without, a busy moment is enough for the kernel to
      kill the server; what was written since the last snapshot is lost.

      Write `auto`, which takes these shares, or give the container more memory.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          resources: { memory: 512MiB, storage: 1GiB }
          tuning:
            maxmemory: 400MiB
                       ^^^^^^
            save: ["900 1"]
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          resources: { memory: 512MiB, storage: 1GiB }
          tuning:
            maxmemory: auto
            save: ["900 1"]
      """)
}

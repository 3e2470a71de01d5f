package import Diagnostics

extension DiagnosticKind {
  package static let redisWithoutHeadroom = DiagnosticKind(
    "E0703", "redis-without-headroom",
    summary: "Redis may fill all the memory that its container has",
    explanation: """
      `maxmemory` limits the data, not the process. Buffers of clients, fragmentation and the copy that a snapshot
      makes come on top. When data alone may take what the container has, the kernel kills Redis before it ever
      removes a key.

      That happens at the moment of highest load, and everything that was not yet saved is gone.

      Write `auto`: 75 % of the memory for a pure cache, 60 % with snapshots or an append-only file. If the data
      must be larger, raise `resources.memory`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          resources: { memory: 512MiB }
          tuning: { maxmemory: 512MiB }
                               ^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          resources: { memory: 512MiB }
          tuning: { maxmemory: auto }
      """)
}

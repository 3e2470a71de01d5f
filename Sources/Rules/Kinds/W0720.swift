package import Diagnostics

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

package import Diagnostics

extension DiagnosticKind {
  package static let connectionsExceeded = DiagnosticKind(
    "E0701", "connections-exceeded",
    summary: "services may open more connections than PostgreSQL accepts",
    explanation: """
      Every process of every replica keeps a pool of its own. At most that makes
      `replicas × workers × (size + overflow)` connections for a service, and all services together must fit into
      `max_connections` minus the 3 that PostgreSQL keeps for superusers.

      Below that nothing is noticed. Under load the next connection is refused with "too many clients already", in
      every service at once, and a restart, which opens new connections while the old ones are closing, makes it
      worse.

      Lower `size` and `overflow` (a process that serves one request at a time needs few), the workers or the
      replicas; or, where the targets can place one, put a pooler in front with `pooler: transaction`. A higher
      `max_connections` costs memory for each one. The numbers stand in the report, and `infracc build` ends with
      them for all environments.

      Behind a pooler the server sees the pooler's `size` only; what must fit then is that, and the pools of the
      services into the pooler's `clients`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          workers: 2
          scale: { replicas: 3 }
          pools:
            postgres: { size: 20, overflow: 10 }
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL>>
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          workers: 2
          scale: { replicas: 3 }
          pools:
            postgres: { size: 8, overflow: 4 }
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL>>
      """)
}

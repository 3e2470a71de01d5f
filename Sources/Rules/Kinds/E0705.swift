package import Diagnostics

extension DiagnosticKind {
  package static let postgresMemoryExceeded = DiagnosticKind(
    "E0705", "postgres-memory-exceeded",
    summary: "PostgreSQL may need more memory than its container has",
    explanation: """
      PostgreSQL takes `shared_buffers` once, a few MiB for each connection, and `work_mem` for each sort or hash of
      each query, so it is multiplied by the connections. Maintenance runs beside that.

      Above the limit of the container the kernel kills one of its processes; PostgreSQL then ends all connections,
      starts again and replays its log, while every service sees its queries fail. The report adds up the parts;
      above 95 % of the memory there is no room left for the page cache.

      Let `work_mem` and `shared_buffers` be `auto`, which fits them into the memory; or lower `max_connections` or
      the pools of the services; or raise `resources.memory`. The README that is written beside
      postgresql.conf shows the sum line by line.
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
      """)
}

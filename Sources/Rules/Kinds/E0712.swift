package import Diagnostics

extension DiagnosticKind {
  package static let timeoutsInWrongOrder = DiagnosticKind(
    "E0712", "timeouts-in-wrong-order",
    summary: "a timeout ends before the one that it must outlast",
    explanation: """
      Timeouts stand inside each other. A query must give up before the worker that waits for it is killed; a worker
      must have finished its open requests before the platform kills the container; a new version must be allowed to
      start before it counts as failed.

      In the wrong order the outer one always wins, and it knows nothing: gunicorn kills the worker with all its other
      requests, the error names neither query nor table, and PostgreSQL goes on working for nobody.

      Make the inner one smaller, with a few seconds between them.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          tuning: { statement_timeout: 30s }
                                       ^^^
        api:
          type: fastapi
          server: { kind: gunicorn, timeout: 30s }
          pools: { postgres: { size: 5, overflow: 5 } }
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          tuning: { statement_timeout: 25s }
        api:
          type: fastapi
          server: { kind: gunicorn, timeout: 30s }
          pools: { postgres: { size: 5, overflow: 5 } }
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """)
}

package import Diagnostics

extension DiagnosticKind {
  package static let rolloutExceeds = DiagnosticKind(
    "W0722", "rollout-exceeds", tunable: true,
    summary: "old and new replicas together open more connections than the database accepts",
    explanation: """
      A platform that starts the new version before it stops the old one runs both for a while: each web service and
      worker then holds its pools twice. Release commands, backups and people connect at the same time. Here the services
      fit while nothing changes, but a deployment opens more connections than PostgreSQL accepts, and what comes too late
      is refused: `remaining connection slots are reserved`.

      Make the pools smaller, run fewer workers, raise `max_connections`, or put a pooler in front.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        postgres:
          version: 18
          tuning: { max_connections: 100 }
        api:
          type: fastapi
          workers: 6
          pools: { postgres: { size: 5, overflow: 5 } }
                             ^^^^^^^^^^^^^^^^^^^^^^^^
          variables: { DATABASE_URL: $<<postgres.url>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        postgres:
          version: 18
          tuning: { max_connections: 100 }
        api:
          type: fastapi
          workers: 6
          pools: { postgres: { size: 4, overflow: 3 } }
          variables: { DATABASE_URL: $<<postgres.url>> }
      """)
}

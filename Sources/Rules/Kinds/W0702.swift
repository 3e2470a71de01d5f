package import Diagnostics

extension DiagnosticKind {
  package static let connectionsScarce = DiagnosticKind(
    "W0702", "connections-scarce", tunable: true,
    summary: "nearly all connections of a database are spoken for",
    explanation: """
      A PostgreSQL accepts `max_connections` clients and keeps three of them for superusers. Each replica of a service
      may open as many as its pools allow: workers × (size + overflow). Here the sum is more than four fifths of what
      the server accepts; or it is more than all of it, but rests on pools that nobody declared and that were assumed
      to have SQLAlchemy's defaults, 5 + 10.

      What is left must serve release commands, backups, people with a console, and the old replicas that still run
      while a new version starts. When they find no place, a deployment fails that worked yesterday.

      Declare the pools, make them smaller, or put a pooler in front of the database.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          workers: 6
          pools:
            postgres: { size: 10, overflow: 5 }
                      ^^^^^^^^^^^^^^^^^^^^^^^^^
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          workers: 6
          pools:
            postgres: { size: 5, overflow: 5 }
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """)
}

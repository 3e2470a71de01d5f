package import Diagnostics

extension DiagnosticKind {
  package static let keyHasNoMeaning = DiagnosticKind(
    "E0215", "key-has-no-meaning",
    summary: "a key has no meaning for a service of this type",
    explanation: """
      The key exists, but not for a service of this type: a database has no release command, a worker has no port to
      publish, and a cron job is not asked whether it is healthy.

      Were the key accepted, it would promise something that never happens. In the example below the migration would
      not run, and the first request would meet tables that are not there.

      Move the key to the service that it was meant for (a migration belongs to the service whose code holds it), or
      remove it. If the service is of another kind than its `type` says, change the type.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          release: alembic upgrade head
          ^^^^^^^
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
        postgres: {}
        api:
          type: fastapi
          release: alembic upgrade head
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL>>
      """)
}

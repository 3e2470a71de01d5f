package import Diagnostics

extension DiagnosticKind {
  package static let releaseThroughPooler = DiagnosticKind(
    "W0624", "release-through-pooler", tunable: true,
    summary: "a release command reaches the database through a transaction pooler",
    explanation: """
      Tools that migrate a schema take a lock that lasts as long as their session: Prisma, Flyway and Liquibase do, and
      Alembic and Django do in parts. A pooler with `mode: transaction` gives the connection to another client after each
      transaction, so the lock is lost, or stays behind on a connection that is not theirs.

      Where a target can give the release command variables of its own (compose), infracc gives it the address of the
      server under the same name. This target has one set of variables for the service and its release command.

      Declare a second variable with `unpooled_url`, and let the migration tool read it: `directUrl` in Prisma's schema,
      `sqlalchemy.url` in Alembic's `env.py`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        postgres: { version: 16, pooler: transaction, backup: { schedule: "0 3 * * *" } }
        api:
          type: fastapi
          release: alembic upgrade head
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL>>
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        postgres: { version: 16, pooler: transaction, backup: { schedule: "0 3 * * *" } }
        api:
          type: fastapi
          release: alembic upgrade head
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL>>
            MIGRATION_URL: $<<postgres.unpooled_url>>
      """)
}

package import Diagnostics

extension DiagnosticKind {
  package static let reservedName = DiagnosticKind(
    "E0209", "reserved-name",
    summary: "a name has a fixed meaning already",
    explanation: """
      `shared`, `self`, `project`, `environment` and `secrets` have a fixed meaning inside references:
      `$<<shared.X>>` is a shared variable or a secret, `$<<self.X>>` belongs to the service itself,
      `$<<environment.name>>` is the environment.

      A service of that name could not be named in a reference: `$<<shared.REDIS_URL>>` would have two meanings, and
      a reader could not tell which one the compiler took.

      Give the service another name, for example after what it does: `shared-cache` is fine.

      Names of databases and roles are held to what the server keeps for itself: PostgreSQL refuses the roles `public`,
      `none` and `pg_*`, has `template0` and `template1` already, and `pgbouncer` is the console of PgBouncer.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        shared:
        ^^^^^^
          type: redis
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        shared-cache:
          type: redis
      """)
}

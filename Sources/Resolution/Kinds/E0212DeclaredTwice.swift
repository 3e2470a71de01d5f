package import Diagnostics

extension DiagnosticKind {
  package static let declaredTwice = DiagnosticKind(
    "E0212", "declared-twice",
    summary: "one name is declared for two things",
    explanation: """
      Secrets and shared variables live in one namespace, those that a service declares under its own `secrets`
      included: all are reached as `$<<shared.NAME>>`. Two values under one name would leave open which of them a
      service gets, and whether the value may be shown in files and logs.

      The names of a store's own passwords belong to the same namespace: a service `postgres` brings
      `POSTGRES_PASSWORD` and `POSTGRES_APP_PASSWORD`.

      In one database server each database and each role belongs to one service, and each variable for the size of a pool
      to one pool.

      A secret of two services is declared at the top level and named under `use` in both. Keep the secret if the
      value must stay hidden, else the variable; or rename one of them.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        CACHE_SALT: generate
        ^^^^^^^^^^
      variables:
        CACHE_SALT: pepper
      services:
        api:
          type: fastapi
          use: [CACHE_SALT]
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        CACHE_SALT: generate
      services:
        api:
          type: fastapi
          use: [CACHE_SALT]
      """)
}

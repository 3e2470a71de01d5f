package import Diagnostics

extension DiagnosticKind {
  package static let postgresScheme = DiagnosticKind(
    "E0403", "postgres-scheme",
    summary: "SQLAlchemy does not accept the scheme postgres://",
    explanation: """
      `postgres://` was an alias that SQLAlchemy removed in version 1.4 (2021): the program stops with `Can't load plugin:
      sqlalchemy.dialects:postgres`. Code that rewrites the URL when it starts hides the fault, and differs from service to
      service.

      Write `postgresql://`, which every client of PostgreSQL accepts, or refer to the store: `$<<postgres.DATABASE_URL>>`.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          variables:
            DATABASE_URL: postgres://db.example.com:5432/shop
                          ^^^^^^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          variables:
            DATABASE_URL: postgresql://db.example.com:5432/shop

      """#, foreign: .speaks)
}

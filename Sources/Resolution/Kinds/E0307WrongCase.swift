package import Diagnostics

extension DiagnosticKind {
  package static let wrongCase = DiagnosticKind(
    "E0307", "wrong-case",
    summary: "a variable or an output is named in the wrong letter case",
    explanation: """
      Names of variables and outputs are exact: upper case names a variable, lower case an output. Only names of
      services are compared without regard to case.

      Environment variables are case-sensitive on every system that runs containers, and `DATABASE_URL` and
      `database_url` can both exist with different values. A compiler that overlooked the difference would pick one
      of them for you.

      Write the name as the report gives it.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          variables:
            DATABASE_URL: $<<postgres.database_url>>
                                      ^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL>>
      """)
}

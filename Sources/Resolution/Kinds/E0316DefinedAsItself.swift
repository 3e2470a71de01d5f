package import Diagnostics

extension DiagnosticKind {
  package static let definedAsItself = DiagnosticKind(
    "E0316", "defined-as-itself",
    summary: "a variable is defined as itself",
    explanation: """
      The value refers to the very variable that it defines, so it has no value. In whatever syntax it is written,
      the process would get an empty text or the characters `${DATABASE_URL}`.

      The line usually comes from a `.env` file or a guide, where it means "this one is provided by the platform".
      But a platform provides the address of a database to the database's own service; every other service must
      refer to it.

      Name the service that has the value: `$<<postgres.DATABASE_URL>>`. A value that an operator supplies belongs
      under `secrets:` as `external`, and reaches the service by `use:`.
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
            DATABASE_URL: ${DATABASE_URL}
                          ^^^^^^^^^^^^^^^
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

package import Diagnostics

extension DiagnosticKind {
  package static let unknownUse = DiagnosticKind(
    "E0220", "unknown-use",
    summary: "`use` names no shared variable or secret",
    explanation: """
      `use:` hands shared variables and secrets to a service under their own names. Every name in it must be
      declared at the top level, under `variables:` or `secrets:`.

      A name that nobody declared would give the service nothing: it would start without its key and stop, or,
      worse, go on with a built-in default.

      Correct the name (the report names the nearest one), or declare it: under `secrets:` as `generate` or
      `external` if it is confidential, else under `variables:` with its value.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SESSION_KEY: generate
      services:
        api:
          type: fastapi
          use: [SESION_KEY]
                ^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SESSION_KEY: generate
      services:
        api:
          type: fastapi
          use: [SESSION_KEY]
      """)
}

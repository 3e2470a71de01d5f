package import Diagnostics

extension DiagnosticKind {
  package static let wrongScalar = DiagnosticKind(
    "E0205", "wrong-scalar",
    summary: "a value is not of the kind that its key takes",
    explanation: """
      The key takes a whole number, `true` or `false`, a port or another kind of single value, and what is written
      cannot be read as one.

      Values are taken as they are written and never converted by guessing: YAML tools disagree about words such as
      `yes`, `on` or `1_000`, and a value that one of them reads otherwise would change the deployment.

      Write the value in the form that the report names: digits for numbers, `true` or `false` for switches.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          workers: two
                   ^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          workers: 2
      """)
}

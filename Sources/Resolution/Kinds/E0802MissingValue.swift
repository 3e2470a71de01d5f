package import Diagnostics

extension DiagnosticKind {
  package static let missingValue = DiagnosticKind(
    "E0802", "missing-value",
    summary: "a required variable may have no value in an environment",
    explanation: """
      In every environment every variable must come out with a value, unless it says that it can do without. This
      one depends on something that may be absent there: an `optional` secret, a variable with `required: false`, or
      one that only some environments set.

      Deployed, the variable would be empty or missing. A program with a default of its own would quietly use that,
      and a default is often meant for a developer's machine.

      - If it must be there, make the secret `external`, or set the variable in this environment.
      - If the program can do without, write `{ value: …, required: false }`, or take the secret by `use:`.
      - If there is a sensible substitute, name it: `$<<shared.NAME ?? "none">>`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        OPENAI_API_KEY: optional
      services:
        api:
          type: fastapi
          variables:
            LLM_KEY: $<<shared.OPENAI_API_KEY>>
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        OPENAI_API_KEY: optional
      services:
        api:
          type: fastapi
          variables:
            LLM_KEY: $<<shared.OPENAI_API_KEY ?? "">>
      """)
}

package import Diagnostics

extension DiagnosticKind {
  package static let nullValue = DiagnosticKind(
    "E0222", "null-value",
    summary: "a variable has no value",
    explanation: """
      Nothing stands behind the colon, or `~`, which means the same in YAML. It is not clear what is meant: an empty
      text, a value that is supplied later, or a line that somebody forgot to finish.

      Tools read it differently. For compose a name without a value is "take it from the shell that starts compose",
      so the service would get whatever happens to be set on that machine.

      - An empty text is `""`.
      - A value that an operator must supply is `{ source: external }`, one that an operator may supply `NAME?:`; if it is
        confidential, declare it under `secrets:`.

      In an environment, `null` is fine: there it removes the variable of the base.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            TABLE_PREFIX: ~
                          ^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            TABLE_PREFIX: ""
      """)
}

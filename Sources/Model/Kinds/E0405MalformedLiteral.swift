package import Diagnostics

extension DiagnosticKind {
  package static let malformedLiteral = DiagnosticKind(
    "E0405", "malformed-literal",
    summary: "a text is not a value of the expected type",
    explanation: """
      The variable has a type, from `type:` or from its name by convention, and the text that was written for it
      cannot be read as one. The program would find out when it starts, or worse, when it first needs the value.

      Correct the text, or set `type:` (for example `type: string`) when the name means something else in your
      program. `infracc conventions` prints which names expect what.

      The same holds for `image:`, which names an image as registries do: `ghcr.io/example/api:1.2`.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          variables:
            SMTP_PORT: 587x
                          ^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          variables:
            SMTP_PORT: 587

      """#)
}

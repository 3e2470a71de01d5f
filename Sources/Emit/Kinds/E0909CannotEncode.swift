package import Diagnostics

extension DiagnosticKind {
  package static let cannotEncode = DiagnosticKind(
    "E0909", "cannot-encode",
    summary: "a target cannot encode a value that it learns only at run time",
    explanation: """
      Inside a URL, characters such as `@`, `:` and `/` must be written as `%40`, `%3A`, `%2F`. The value of an
      external secret is not known here, and compose pastes it into the text as it is; it cannot encode.

      With a password such as `p@ss/word` the URL would be cut at the wrong place, and the program would look for a
      host called `ss`. It works for months, until somebody sets a new password.

      - Promise a safe alphabet: `{ source: external, charset: url }`: letters, digits, `-`, `.`, `_`, `~`.
      - Or pass the parts as separate variables, and let the program build the URL.
      - Or let the value be generated: `generate` uses only characters that are safe in URLs.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SMTP_PASSWORD: external
      services:
        api:
          type: fastapi
          variables:
            SMTP_LOGIN: $<<shared.SMTP_PASSWORD | urlencode>>
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SMTP_PASSWORD: { source: external, charset: url }
      services:
        api:
          type: fastapi
          variables:
            SMTP_LOGIN: $<<shared.SMTP_PASSWORD | urlencode>>
      """)
}

package import Diagnostics

extension DiagnosticKind {
  package static let secretInPlainText = DiagnosticKind(
    "W0506", "secret-in-plain-text", tunable: true,
    summary: "what sounds like a secret is written in plain text",
    explanation: """
      The name says that this is a secret, and its value stands in the file. Everybody who can read the repository can
      read it, today and in its history, and it is the same in every environment: whoever finds it in staging has
      production.

      This holds for defaults too: a secret with a value to fall back on works while the real one is missing. The
      password of a URL is E0501, unless the address is `localhost`. Reports do not show the value.

      Declare it under `secrets:` and name it under `use:`. `generate` makes a random value per environment,
      `external` asks an operator for it. If the value is no secret in spite of its name, allow the finding and say
      why.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            ADMIN_TOKEN: letmein42
                         ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        ADMIN_TOKEN: generate
      services:
        api:
          type: fastapi
          use: [ADMIN_TOKEN]
      """)
}

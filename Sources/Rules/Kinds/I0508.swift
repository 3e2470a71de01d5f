package import Diagnostics

extension DiagnosticKind {
  package static let secretsToSupply = DiagnosticKind(
    "I0508", "secrets-to-supply", tunable: true,
    summary: "an environment needs values that an operator supplies",
    explanation: """
      Secrets that are `external` have no value in any file: somebody must enter them once per environment, on the
      platform or in the `.env` file beside the compose project. This note counts those that an enabled service of the
      environment uses, and, apart, the optional ones, without which it can start.

      Nothing is wrong. The files that are written name each of them and fail early where one is missing.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        MAIL_PASSWORD: external
        ^^^^^^^^^^^^^
      services:
        api:
          type: fastapi
          use: [MAIL_PASSWORD]
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        MAIL_PASSWORD: generate
      services:
        api:
          type: fastapi
          use: [MAIL_PASSWORD]
      """)
}

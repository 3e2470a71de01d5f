package import Diagnostics

extension DiagnosticKind {
  package static let secretNotInPreviews = DiagnosticKind(
    "E0809", "secret-not-in-previews",
    summary: "a preview needs a secret that previews do not get",
    explanation: """
      Railway makes an environment for each pull request by copying another one, but sealed variables are not copied:
      nobody who opens a pull request shall be able to read them. A required external secret therefore has no value in
      a preview, and its services do not start.

      Say what holds there: let the secret be `optional` in the preview's overlay, `generate` it where any value does,
      or switch the service off that needs it.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      secrets:
        STRIPE_KEY: external
      services:
        api: { type: fastapi, use: [STRIPE_KEY] }
                                    ^^^^^^^^^^
      environments:
        production: {}
        preview: { kind: preview, ttl: 7d }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      secrets:
        STRIPE_KEY: external
      services:
        api: { type: fastapi, use: [STRIPE_KEY] }
      environments:
        production: {}
        preview:
          kind: preview
          ttl: 7d
          secrets: { STRIPE_KEY: optional }
      """)
}

package import Diagnostics

extension DiagnosticKind {
  package static let requiredKeyRemoved = DiagnosticKind(
    "E0813", "required-key-removed",
    summary: "`null` removes a key that must be there",
    explanation: """
      In an overlay `null` takes a key of the base away, so that its default holds again. This one has no default:
      without it nobody knows what the service is, or when it runs.

      Write another value instead. To leave the whole service out of the environment write `enabled: false`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi }
      environments:
        production: {}
        staging:
          services:
            api: { type: null }
                         ^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi }
      environments:
        production: {}
        staging:
          services:
            api: { enabled: false }
      """)
}

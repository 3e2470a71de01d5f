package import Diagnostics

extension DiagnosticKind {
  package static let overlayOfUnknownService = DiagnosticKind(
    "E0801", "overlay-of-unknown-service",
    summary: "an environment changes a service that the topology does not have",
    explanation: """
      Under `environments.<name>.services` stand changes to the services of the base. This name belongs to none of
      them, and without a `type` it is no new service either.

      Were it ignored, the environment would silently run with the values of the base: production with one replica,
      or a staging database with production's size and price.

      Correct the name. For a service that exists in this environment only, write its `type` and all that it needs.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        backend:
          type: fastapi
      environments:
        staging:
          services:
            backnd: { workers: 2 }
            ^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        backend:
          type: fastapi
      environments:
        staging:
          services:
            backend: { workers: 2 }
      """)
}

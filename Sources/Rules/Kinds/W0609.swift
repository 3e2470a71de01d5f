package import Diagnostics

extension DiagnosticKind {
  package static let publicWithoutHealth = DiagnosticKind(
    "W0609", "public-without-health", tunable: true,
    summary: "a public service has no health check",
    explanation: """
      A new version takes over as soon as its container runs, unless a health check says when it is ready. Without one
      the first requests after each deployment meet a process that is still starting, and a version that cannot serve
      at all replaces the one that could.

      Write a path that answers 2xx when the service works: `health: /health`. Let it ask nothing of other services:
      their outage would count as this one's. `health: none` says that there shall be none.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
        ^^^
          type: fastapi
          public: true
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          public: true
          health: /health
      """)
}

package import Diagnostics

extension DiagnosticKind {
  package static let environmentNotWritten = DiagnosticKind(
    "W0925", "environment-not-written", tunable: true,
    summary: "no listed target writes files for an environment of that kind",
    explanation: """
      A `preview` is made by a platform that deploys pull requests, and a `local` environment runs on a developer's
      machine. A target that does neither writes nothing for such an environment, and when no listed target does, the
      environment has no effect at all: what is declared for it is checked and then lost.

      List a target that writes this kind in the environment (`targets:`), or remove the environment.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi, health: /health }
      environments:
        production: {}
        review: { kind: preview, ttl: 3d }
        ^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi, health: /health }
      environments:
        production: {}
        review: { kind: preview, ttl: 3d, targets: [railway] }
      """)
}

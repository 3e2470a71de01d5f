package import Diagnostics

extension DiagnosticKind {
  package static let startupCycle = DiagnosticKind(
    "E0321", "startup-cycle",
    summary: "services wait for each other before they start",
    explanation: """
      A service starts after what it needs: after everything under `needs:`, and after each store that it refers to.
      Here the way leads back to where it began, so no service of the circle could ever start first. compose refuses
      such a file, and Kubernetes or a script would wait until the time is up.

      Remove the `needs:` that is the weaker one. A web service that only calls another one needs no entry: a
      reference to `private_url` makes nobody wait, and a client should retry anyway, since the other may restart at
      any time.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          needs: [reports]
                  ^^^^^^^
        reports:
          type: flask
          needs: [api]
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
        reports:
          type: flask
          needs: [api]
      """)
}

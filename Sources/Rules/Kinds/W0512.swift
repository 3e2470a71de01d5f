package import Diagnostics

extension DiagnosticKind {
  package static let secretOfPublicService = DiagnosticKind(
    "W0512", "secret-of-public-service", tunable: true,
    summary: "a service that browsers talk to has a secret of another service",
    explanation: """
      The frontend is what the whole world can send requests to, and its code is one prefix away from the browser: a
      variable renamed to `NEXT_PUBLIC_…`, or a server function that passes too much on, publishes what it holds. Keys
      that another service uses as well need not be there: the frontend can ask that service.

      Let the backend make the call and drop the name here. Where the server side of the frontend really needs the
      key, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets: { MAPS_KEY: external }
      services:
        api:
          type: fastapi
          use: [MAPS_KEY]
        shop:
          type: nextjs
          use: [MAPS_KEY]
                ^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets: { MAPS_KEY: external }
      services:
        api:
          type: fastapi
          use: [MAPS_KEY]
        shop:
          type: nextjs
      """)
}

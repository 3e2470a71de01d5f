package import Diagnostics

extension DiagnosticKind {
  package static let keepaliveTooShort = DiagnosticKind(
    "W0713", "keepalive-too-short", tunable: true,
    summary: "idle connections end before the proxy expects it",
    explanation: """
      The platform's edge keeps connections to a service open and reuses them; Railway's closes an idle one after 60
      seconds. A server that closes it earlier does so, now and then, in the very moment in which the edge sends the
      next request over it: that request fails with 502, and nothing is found in the service's log.

      Let the server wait longer than the edge: `keepalive: 75s`, which is also the default. uvicorn's own is 5
      seconds.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: fastapi
          public: true
          health: /health
          server: { keepalive: 5s }
                               ^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: fastapi
          public: true
          health: /health
          server: { keepalive: 75s }
      """)
}

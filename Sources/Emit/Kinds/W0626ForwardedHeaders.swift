package import Diagnostics

extension DiagnosticKind {
  package static let forwardedHeaders = DiagnosticKind(
    "W0626", "forwarded-headers", tunable: true,
    summary: "a server does not trust the headers of the proxy in front of it",
    explanation: """
      A proxy in front of a service ends TLS and passes the request on as plain HTTP, with `X-Forwarded-Proto: https`. A
      server that does not trust this header builds addresses with `http://`: redirects to a path with a slash at its
      end, links, and callbacks of OAuth, which browsers block on a page of https.

      uvicorn and gunicorn trust the addresses in `FORWARDED_ALLOW_IPS`. infracc sets it to `*` where nothing but the
      proxy reaches the port: behind Railway's edge, and with compose's ports on the loopback address. With
      `options.compose.bind` on another address anyone could send the header, so the value is yours to write: the
      address of the proxy, or its network.

      hypercorn and granian do not read the variable; wrap the application there.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      options: { compose: { bind: 0.0.0.0 } }
      services:
        api: { type: fastapi, public: true, health: /health }
        ^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      options: { compose: { bind: 0.0.0.0 } }
      services:
        api:
          type: fastapi
          public: true
          health: /health
          variables: { FORWARDED_ALLOW_IPS: 10.0.0.5 }
      """)
}

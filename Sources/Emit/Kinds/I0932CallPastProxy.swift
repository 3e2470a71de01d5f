package import Diagnostics

extension DiagnosticKind {
  package static let callPastProxy = DiagnosticKind(
    "I0932", "call-past-proxy", tunable: true,
    summary: "a service calls another one past the proxy that makes its updates seamless",
    explanation: """
      Behind a `type: proxy` the script `deploy.sh` of compose replaces a service without a gap: the proxy is told which
      replicas to send requests to. A service that calls it by its private name asks Docker's DNS instead, which names every
      container that runs. While old replicas stop, some of these calls fail.

      Call it through the proxy, or with a client that repeats a call that was refused.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose, scripts]
      services:
        edge:
          type: proxy
          public: shop.example.com
          routes: { shop.example.com/api: api, shop.example.com/: web }
        api:
          type: fastapi
          health: /health
        web:
          type: nextjs
          health: /api/health
          variables: { API_URL: $<<api.private_url>> }
                                ^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose, scripts]
      services:
        edge:
          type: proxy
          public: shop.example.com
          routes: { shop.example.com/api: api, shop.example.com/: web }
        api:
          type: fastapi
          health: /health
        web:
          type: nextjs
          health: /api/health
          variables: { API_URL: '$<<edge.private_url | path("/api")>>' }
      """)
}

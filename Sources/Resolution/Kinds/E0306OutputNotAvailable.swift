package import Diagnostics

extension DiagnosticKind {
  package static let outputNotAvailable = DiagnosticKind(
    "E0306", "output-not-available",
    summary: "an output exists, but not for this service in this environment",
    explanation: """
      Some outputs exist only under a condition: `public_url`, `public_domain` and `origins` need `public:`, a
      store's `public_url` needs `public: tcp`, `unpooled_url` needs a `pooler`. A worker or a cron job has no
      address at all, because nothing listens there.

      Without the condition there is nothing to put into the variable. An environment counts by itself: a service
      may be public in production and private in staging.

      From another service, use `private_url`: it stays in the private network, is faster and costs no traffic. If
      browsers must reach the service, set `public: true` or a domain. For a case that is meant, give an
      alternative: `$<<api.public_url ?? "">>`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
        reports:
          type: flask
          variables:
            API_URL: $<<api.public_url>>
                            ^^^^^^^^^^
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
          variables:
            API_URL: $<<api.private_url>>
      """)
}

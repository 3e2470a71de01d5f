package import Diagnostics

extension DiagnosticKind {
  package static let replacedWithGap = DiagnosticKind(
    "W0931", "replaced-with-gap", tunable: true,
    summary: "a service behind a proxy stops before its new version starts",
    explanation: """
      Behind a `type: proxy` the script `deploy.sh` of compose replaces a service without a gap: it starts the new replicas
      beside the old ones, sends requests to them once they are healthy, and then stops the old ones. For that, both must be
      able to run at the same time, and a health check must tell when the new ones serve.

      Two replicas cannot share a volume or a port of the machine, and a singleton runs once. Such a service is stopped
      first: until its new version answers, requests to it fail.

      Declare `health`, move the files into a store, or remove `publish`. Where the gap is acceptable, allow the finding with
      that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose, scripts]
      services:
        edge:
          type: proxy
          public: shop.example.com
          routes: { shop.example.com/: api }
        api:
        ^^^
          type: fastapi
          health: /health
          volumes: { /srv/data: 1GiB }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose, scripts]
      services:
        edge:
          type: proxy
          public: shop.example.com
          routes: { shop.example.com/: api }
        api:
          type: fastapi
          health: /health
      """)
}

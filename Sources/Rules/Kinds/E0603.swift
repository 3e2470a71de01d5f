package import Diagnostics

extension DiagnosticKind {
  package static let loopbackAddress = DiagnosticKind(
    "E0603", "loopback-address",
    summary: "`localhost` inside a container is the container itself",
    explanation: """
      On a developer's machine everything runs on `localhost`. In a container that word means the container, and
      nothing else listens there: the database runs in another one. Copied from a `.env` file, this address works on
      the laptop and refuses every connection once it is deployed.

      Refer to the service instead: `$<<postgres.DATABASE_URL>>`, `$<<api.private_url>>`. Each target writes what is
      right there, `localhost` in a Procfile included. For an environment that is never deployed write `kind: local`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        search:
          type: web
          image: getmeili/meilisearch:v1.10
          port: 7700
        api:
          type: fastapi
          variables:
            SEARCH_URL: http://localhost:7700
                        ^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        search:
          type: web
          image: getmeili/meilisearch:v1.10
          port: 7700
        api:
          type: fastapi
          variables:
            SEARCH_URL: $<<search.private_url>>
      """)
}

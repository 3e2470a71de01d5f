package import Diagnostics

extension DiagnosticKind {
  package static let originMissing = DiagnosticKind(
    "W0619", "origin-missing", tunable: true,
    summary: "browsers will be refused: an origin is not in the list",
    explanation: """
      The pages of one service call another one from the browser. The browser sends the origin of the page along and
      shows the answer to it only if the other service names that origin. Its list of origins is here, and the page's
      is not in it: every call fails with a CORS message, which only visitors see.

      Add the reference: `$<<frontend.origin>>`, or `$<<frontend.origins>>` for all of its domains. It is right in
      every environment.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          public: true
          health: /health
          variables:
            ALLOWED_ORIGINS: https://admin.example.com
                             ^^^^^^^^^^^^^^^^^^^^^^^^^
        shop:
          type: nextjs
          public: true
          health: /
          variables:
            NEXT_PUBLIC_API_URL: $<<api.public_url>>
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
          variables:
            ALLOWED_ORIGINS: https://admin.example.com,$<<shop.origin>>
        shop:
          type: nextjs
          public: true
          health: /
          variables:
            NEXT_PUBLIC_API_URL: $<<api.public_url>>
      """)
}

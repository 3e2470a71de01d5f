package import Diagnostics

extension DiagnosticKind {
  package static let addressCycle = DiagnosticKind(
    "I0322", "address-cycle", tunable: true,
    summary: "two services refer to each other's address",
    explanation: """
      The backend names the frontend's origin, the frontend the backend's address. That is normal and no cycle of
      values: both addresses are known before either of the two starts. Railway, which deploys what is referred to
      first, has no first here and deploys the two at the same time.

      Nothing is to be done, as long as each of them starts without asking the other.
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
          variables: { ALLOWED_ORIGINS: $<<shop.origin>> }
        shop:
          type: nextjs
          public: true
          health: /
          variables: { API_URL: $<<api.private_url>> }
                                ^^^^^^^^^^^^^^^^^^^^
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
        shop:
          type: nextjs
          public: true
          health: /
          variables: { API_URL: $<<api.private_url>> }
      """)
}

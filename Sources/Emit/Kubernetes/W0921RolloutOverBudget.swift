package import Diagnostics

extension DiagnosticKind {
  package static let rolloutOverBudget = DiagnosticKind(
    "W0921", "rollout-over-budget", tunable: true,
    summary: "a rollout of the only replica may open more connections than its store accepts",
    explanation: """
      Kubernetes starts a pod of the new version and stops the old one when the new one is ready. Both have connections
      open in between. Where a service has several replicas and one more does not fit, infracc lets Kubernetes stop one
      first. The only replica is not stopped first: the service would be away.

      The store refuses what is beyond its limit, so that the new pod does not become ready, or requests of the old one
      fail.

      Make the pool smaller, so that it fits twice, raise the limit of the store, or put a pooler in front of it.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [kubernetes]
      options: { kubernetes: { registry: registry.example.com } }
      services:
        postgres: { version: 17, tuning: { max_connections: 50 } }
        api:
        ^^^
          type: fastapi
          health: /health
          workers: 2
          pools: { postgres: { size: 10, overflow: 5 } }
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [kubernetes]
      options: { kubernetes: { registry: registry.example.com } }
      services:
        postgres: { version: 17, tuning: { max_connections: 100 } }
        api:
          type: fastapi
          health: /health
          workers: 2
          pools: { postgres: { size: 10, overflow: 5 } }
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """)
}

package import Diagnostics

extension DiagnosticKind {
  package static let redisClientsExceeded = DiagnosticKind(
    "W0716", "redis-clients-exceeded", tunable: true,
    summary: "services may open more connections than Redis accepts",
    explanation: """
      Redis refuses connections above `maxclients`, 10 000 unless it is set. Each process of a service may open as
      many as its pool allows: replicas × workers × size, over all services.

      The services that connect last get `max number of clients reached`, at the worst moment: under load, or while
      two versions run side by side.

      Make the pools smaller, or raise `maxclients`; every connection costs the server some 10 to 20 KiB.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          tuning: { maxclients: 100 }
        api:
          type: fastapi
          workers: 3
          pools:
            redis: { size: 50 }
                   ^^^^^^^^^^^^
          variables: { REDIS_URL: $<<redis.REDIS_URL>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          tuning: { maxclients: 1000 }
        api:
          type: fastapi
          workers: 3
          pools:
            redis: { size: 50 }
          variables: { REDIS_URL: $<<redis.REDIS_URL>> }
      """)
}

package import Diagnostics

extension DiagnosticKind {
  package static let unauthenticatedProbe = DiagnosticKind(
    "W0618", "unauthenticated-probe", tunable: true,
    summary: "the health check does not log in, so it is always content",
    explanation: """
      A Redis with `requirepass` answers `redis-cli ping` without a password by `NOAUTH Authentication required.`; and
      `redis-cli` ends with status 0 all the same. The check passes, whatever the server does, and services that wait
      for a healthy Redis wait for nothing.

      Let the check log in: set `REDISCLI_AUTH` for it and look at the answer: `redis-cli ping | grep PONG`. A service
      of `type: redis` has such a check by itself.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        broker:
          type: worker
          image: redis:7
          start: sh -c 'exec redis-server --requirepass "$PASSWORD"'
          health: { command: redis-cli ping }
                             ^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        broker:
          type: worker
          image: redis:7
          start: sh -c 'exec redis-server --requirepass "$PASSWORD"'
          health: { command: REDISCLI_AUTH="$PASSWORD" redis-cli ping | grep PONG }
      """)
}

package import Diagnostics

extension DiagnosticKind {
  package static let healthWithoutPassword = DiagnosticKind(
    "W1023", "health-without-password", tunable: true,
    summary: "a health check of Redis does not give the password",
    explanation: """
      With `requirepass` Redis answers `NOAUTH Authentication required.` to who did not log in. `redis-cli ping` prints
      that and ends with status 0, which a health check takes for well: it says "well" while the server loads its data,
      and it would say so with a wrong password.

      Give `redis-cli` the password in `REDISCLI_AUTH`, which keeps it out of the list of processes, and look at what it
      prints: `redis-cli ping | grep -q PONG`. A service of `type: redis` has all of that without being told.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        cache:
          type: worker
          image: redis:7.4
          start: redis-server /etc/redis/redis.conf
          files:
            /etc/redis/redis.conf: ./redis.conf
          health: { command: redis-cli ping }
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        REDISCLI_AUTH: external
      services:
        cache:
          type: worker
          image: redis:7.4
          start: redis-server /etc/redis/redis.conf
          files:
            /etc/redis/redis.conf: ./redis.conf
          health: { command: redis-cli ping | grep -q PONG }
          use: [REDISCLI_AUTH]
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "redis.conf",
          """
          maxmemory 200mb
          requirepass 8fJq2mVx
          """)
      ]))
}

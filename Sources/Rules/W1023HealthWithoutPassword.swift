package import Diagnostics
import Resolution
import IR
import Model

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

/// `redis-cli ping` without the password that the server demands.
package enum HealthWithoutPassword: Check {
  package static var kind: DiagnosticKind { .healthWithoutPassword }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let start = service.declaration.start, let command = service.declaration.health?.value.command,
        CommandWords(start).words.contains(where: { $0.text.contains("--requirepass") })
      else { continue }
      let words = CommandWords(command)
      guard let span = words.span(of: ["redis-cli", "ping"]) ?? words.span(of: ["valkey-cli", "ping"]),
        !words.words.contains(where: { $0.text.contains("REDISCLI_AUTH") }),
        service.variable("REDISCLI_AUTH") == nil, !words.has(["-a", "--pass", "-u"])
      else { continue }
      context.report(
        kind, at: span, path: "services.\(service.name).health.command",
        "the health check does not log in, and `start` asks for a password"
      ) {
        $0.notes = ["it prints NOAUTH and ends with status 0"]
        $0.help = ["set `REDISCLI_AUTH` and look at the answer: `redis-cli ping | grep PONG`"]
      }
    }
  }
}

import Resolution
package import Diagnostics
import IR
import Model

/// `redis-cli ping` without the password that the server demands.
package enum UnauthenticatedProbeCheck: Check {
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

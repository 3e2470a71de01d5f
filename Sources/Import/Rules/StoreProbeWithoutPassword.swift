package import Diagnostics
import Resolution
import Rules

/// W1023 for a compose file: the server asks for a password, and its health check gives none.
package enum StoreProbeWithoutPassword: StackRule {
  package static var kind: DiagnosticKind { HealthWithoutPassword.kind }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      guard let command = service.command, let test = service.health?.test, service.health?.isDisabled == false,
        command.words.words.contains(where: { $0.text.hasPrefix("--requirepass") })
      else { continue }
      let words = test.words
      guard let span = words.span(of: ["redis-cli", "ping"]) ?? words.span(of: ["valkey-cli", "ping"]),
        !words.words.contains(where: { $0.text.holds("REDISCLI_AUTH") }),
        !service.environment.contains(where: { $0.name == "REDISCLI_AUTH" }), !words.has(["-a", "--pass", "-u"]),
        !words.words.contains(where: { $0.text == "grep" })
      else { continue }
      context.report(kind, at: span, "the health check does not log in, and the server asks for a password") {
        $0.notes = ["it prints NOAUTH and ends with status 0"]
        $0.help = ["set `REDISCLI_AUTH` under `environment`, and look at the answer: `redis-cli ping | grep PONG`"]
      }
    }
  }
}

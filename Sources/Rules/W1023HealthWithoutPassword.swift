package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let healthWithoutPassword = DiagnosticKind(
    "W1023", "health-without-password", tunable: true,
    summary: "a health check cannot fail, or is content with a wrong password",
    explanation: """
      A health check that always succeeds, such as `echo ok`, `true` or one that ends in `|| exit 0`, says nothing:
      whatever waits for the service starts before it is ready.

      With `requirepass` Redis answers `NOAUTH Authentication required.` to a client that did not log in; `redis-cli ping`
      prints that and ends with status 0. `mysqladmin ping` ends with status 0 whenever a server answers, also when it
      refuses the login.

      Look at the answer, with the password in the environment: `redis-cli ping | grep -q PONG` with `REDISCLI_AUTH`,
      `mysql -h 127.0.0.1 -e 'SELECT 1'` with `MYSQL_PWD`. A store of `type: redis` or `mysql` has such a check by itself.
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

/// A health check that succeeds whatever happens, or without the login that the server demands.
package enum HealthWithoutPassword: Check {
  package static var kind: DiagnosticKind { .healthWithoutPassword }

  package static func run(in context: CheckContext) {
    for service in context.services {
      if let command = service.declaration.health?.value.command, reportsConstant(command, of: service, in: context) {
        continue
      }
      reportPing(of: service, in: context)
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

  /// Programs whose `ping` takes a refused login for an answer (MariaDB 10.11.19 and MySQL's manual, "mysqladmin").
  private static let pings: Set<String> = ["mysqladmin", "mariadb-admin"]

  private static func reportPing(of service: ServiceSymbol, in context: CheckContext) {
    guard let command = service.declaration.health?.value.command,
      case let words = CommandWords(command).words,
      let first = words.first(where: { pings.contains(String($0.tool)) }), let ping = words.first(where: { $0.text == "ping" })
    else { return }
    context.report(
      kind, at: first.span, path: "services.\(service.name).health.command",
      "`\(first.tool) ping` succeeds with a wrong password"
    ) {
      if ping.span != first.span { $0.secondary = [.init(ping.span, "any answer of a server will do")] }
      $0.notes = ["it ends with status 0 when the login is refused, and while the image sets the database up"]
      $0.help = [
        "log in and ask: `MYSQL_PWD=$PASSWORD mysql -h 127.0.0.1 -u USER -e 'SELECT 1'`",
        "or give the service the type of its server, which brings such a check",
      ]
    }
  }

  /// A probe that answers "well" whatever happens.
  private static func reportsConstant(
    _ command: Located<CommandDeclaration>, of service: ServiceSymbol, in context: CheckContext
  ) -> Bool {
    guard let span = ConstantCommand.span(in: CommandWords(command)) else { return false }
    context.report(
      kind, at: span, path: "services.\(service.name).health.command",
      "the health check of `\(service.name)` cannot fail", label: "always succeeds"
    ) {
      $0.notes = ["what waits for `\(service.name)` starts before it is ready"]
      $0.help = [
        "request something of the service: `health: /health`, or a command that fails when it does",
        "or write `health: none`",
      ]
    }
    return true
  }
}

/// Commands that end with status 0 whatever happens.
enum ConstantCommand {
  private static let always: Set<String> = ["echo", "true", ":", "printf"]
  /// What separates commands; only `&&` lets the failure of the one before it through.
  private static let separators: Set<String> = ["||", "&&", ";"]

  /// Where the part is written that makes the command succeed; nil where it can fail.
  static func span(in command: CommandWords) -> Span? {
    let words = command.words
    guard isConstant(words.map(\.text)[...]), let first = words.first, let last = words.last else { return nil }
    return Span(file: first.span.file, start: Int(first.span.start), end: Int(last.span.end))
  }

  private static func isConstant(_ words: ArraySlice<String>) -> Bool {
    let position = words.lastIndex { separators.contains($0) }
    let last = position.map { words[words.index(after: $0)...] } ?? words
    if let position, words[position] == "&&" {
      return isAlways(last) && isConstant(words[..<position])
    }
    return isAlways(last)
  }

  private static func isAlways(_ words: ArraySlice<String>) -> Bool {
    guard let first = words.first, !words.contains("|") else { return false }
    return always.contains(first) || (first == "exit" && words.dropFirst().first == "0")
  }
}

package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let healthWithoutPassword = DiagnosticKind(
    "W1023", "health-without-password", tunable: true,
    summary: "a health check cannot fail, or succeeds with a wrong password",
    explanation: """
      A health check that always succeeds, such as `echo ok`, `true` or one that ends in `|| exit 0`, checks nothing:
      services that wait for this one start before it is ready.

      With `requirepass` Redis answers `NOAUTH Authentication required.` to a client that did not log in; `redis-cli ping`
      prints that and ends with status 0. `mysqladmin ping` ends with status 0 whenever a server answers, even if it
      refuses the login.

      Give `redis-cli` the password in `REDISCLI_AUTH`, which keeps it out of the list of processes, and look at what it
      prints: `redis-cli ping | grep -q PONG`. Ask a MySQL server for a row. A service of `type: redis` or `type: mysql`
      has such a check by itself.
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
      if let command = service.declaration.health?.value.command,
        reportsConstant(command, of: service, in: context) || reportsAdmin(command, of: service, in: context)
      {
        continue
      }
      guard let written = service.writtenCommand, let command = service.declaration.health?.value.command,
        let flag = written.words.words.first(where: { $0.text.contains("--requirepass") })
      else { continue }
      let words = CommandWords(command)
      guard let span = words.span(of: ["redis-cli", "ping"]) ?? words.span(of: ["valkey-cli", "ping"]),
        !words.words.contains(where: { $0.text.contains("REDISCLI_AUTH") }),
        service.variable("REDISCLI_AUTH") == nil, !words.has(["-a", "--pass", "-u"])
      else { continue }
      context.report(
        kind, at: span, path: "services.\(service.name).health.command",
        "the health check does not log in, and `\(written.key(at: flag.span).rawValue)` asks for a password"
      ) {
        $0.notes = ["it prints NOAUTH and ends with status 0"]
        $0.help = ["set `REDISCLI_AUTH` and look at the answer: `redis-cli ping | grep PONG`"]
      }
    }
  }

  /// `mysqladmin ping`, which ends with status 0 when the server answers that the password is wrong (MariaDB 10.11.19,
  /// seen; "mysqladmin", MySQL 8.4 manual). Looking at what it prints does not help: it prints the same.
  private static func reportsAdmin(
    _ command: Located<CommandDeclaration>, of service: ServiceSymbol, in context: CheckContext
  ) -> Bool {
    let words = CommandWords(command)
    let tools = ["mysqladmin", "mariadb-admin"]
    let first = words.words.first { word in
      tools.contains(String(word.tool)) || word.text.split(separator: " ").contains { tools.contains(String($0)) }
    }
    guard let first, words.words.contains(where: { $0.text.split(separator: " ").contains("ping") }) else {
      return false
    }
    context.report(
      kind, at: first.span, path: "services.\(service.name).health.command",
      "the health check of `\(service.name)` succeeds with a wrong password"
    ) {
      $0.notes = [
        "`ping` ends with status 0 as soon as something answers, also while the image still sets the server up"
      ]
      $0.help = [
        "ask for a row: `mysql -h 127.0.0.1 -u\"$MYSQL_USER\" -e 'SELECT 1'` with the password in `MYSQL_PWD`",
        "in the image of MariaDB: `healthcheck.sh --connect --innodb_initialized`",
      ]
    }
    return true
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

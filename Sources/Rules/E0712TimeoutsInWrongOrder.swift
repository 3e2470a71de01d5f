package import Diagnostics
import IR
import Lowering
import Model
import Resolution
import Tuning

extension DiagnosticKind {
  package static let timeoutsInWrongOrder = DiagnosticKind(
    "E0712", "timeouts-in-wrong-order",
    summary: "a timeout ends before the one that it must outlast",
    explanation: """
      Timeouts stand inside each other. A query must give up before the worker that waits for it is killed; a worker
      must have finished its open requests before the platform kills the container; a new version must be allowed to
      start before it counts as failed, and one probe of its health takes seconds of that time.

      In the wrong order the outer one always wins, and it knows nothing: gunicorn kills the worker with all its other
      requests, the error names neither query nor table, and PostgreSQL goes on working for nobody.

      Make the inner one smaller, with a few seconds between them.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          tuning: { statement_timeout: 30s }
                                       ^^^
        api:
          type: fastapi
          server: { kind: gunicorn, timeout: 30s }
          pools: { postgres: { size: 5, overflow: 5 } }
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          tuning: { statement_timeout: 25s }
        api:
          type: fastapi
          server: { kind: gunicorn, timeout: 30s }
          pools: { postgres: { size: 5, overflow: 5 } }
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """)
}

/// Timeouts that stand inside each other, in the wrong order.
package enum TimeoutsInWrongOrder: Check {
  package static var kind: DiagnosticKind { .timeoutsInWrongOrder }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.code) {
      if service.traits.contains(.server) {
        checkStatements(of: service, in: context)
        checkPools(of: service, in: context)
        checkLatency(of: service, in: context)
        checkGrace(of: service, in: context)
      }
      checkHealth(of: service, in: context)
    }
  }

  /// Whether infracc writes the command that starts gunicorn: another one may have other limits.
  private static func startsGunicorn(_ service: ServiceSymbol, in context: CheckContext) -> Bool {
    guard !service.hasWrittenCommand, let server = context.program.service(service.name)?.server else {
      return false
    }
    return server.kind == "gunicorn" && !server.isAssumed
  }

  /// A query against gunicorn's patience with a worker.
  private static func checkStatements(of service: ServiceSymbol, in context: CheckContext) {
    guard startsGunicorn(service, in: context) else { return }
    let written = service.declaration.server?.value.timeout
    let timeout = written?.value ?? 30_000
    guard timeout > 0 else { return }
    var seen: Set<Int> = []
    for reference in context.analysis.references(from: service) where seen.insert(reference.to.position).inserted {
      guard let statement = context.derived.tuned[reference.to.name]?.statementTimeout, statement > 0,
        statement >= timeout, let node = reference.to.declaration.tuningNodes["statement_timeout"]
      else { continue }
      let inner = Interval(milliseconds: statement).description
      let outer = Interval(milliseconds: timeout).description
      context.report(
        kind, at: node.span, path: "services.\(reference.to.name).tuning.statement_timeout",
        "a query may run \(inner), a worker of `\(service.name)` is killed after \(outer)"
      ) {
        $0.secondary = [
          written.map { .init($0.span, "ends the worker with all its requests") }
            ?? .init(service.declaration.nameSpan, "gunicorn's default: 30 s")
        ]
        if timeout > 5_000 {
          let smaller = Interval(milliseconds: timeout - 5_000).canonical
          $0.help = ["write `\(smaller)`, so that the query fails first and says so"]
          $0.fixes = [FixIt("write `\(smaller)`", .safe, [.init(node.span, smaller)])]
        } else {
          $0.help = ["make the query's limit smaller than the worker's"]
        }
      }
    }
  }

  /// Waiting for a connection of a pool against gunicorn's patience with a worker.
  private static func checkPools(of service: ServiceSymbol, in context: CheckContext) {
    guard startsGunicorn(service, in: context) else { return }
    let written = service.declaration.server?.value.timeout
    let limit = written?.value ?? 30_000
    guard limit > 0 else { return }
    for pool in service.declaration.pools {
      guard let wait = pool.value.timeout, wait.value >= limit else { continue }
      context.report(
        kind, at: wait.span, path: "services.\(service.name).pools.\(pool.name).timeout",
        "a request may wait \(Interval(milliseconds: wait.value).description) for a connection, "
          + "a worker of `\(service.name)` is killed after \(Interval(milliseconds: limit).description)"
      ) {
        $0.secondary = [
          written.map { .init($0.span, "ends the worker with all its requests") }
            ?? .init(service.declaration.nameSpan, "gunicorn's default: 30 s")
        ]
        guard limit > 5_000 else {
          $0.help = ["make the wait for a connection shorter than the worker's limit"]
          return
        }
        let smaller = Interval(milliseconds: limit - 5_000).canonical
        $0.help = ["write `\(smaller)`, so that the request fails first and says so"]
        $0.fixes = [FixIt("write `\(smaller)`", .safe, [.init(wait.span, smaller)])]
      }
    }
  }

  /// The longest answer that is meant to be normal against gunicorn's patience with a worker.
  private static func checkLatency(of service: ServiceSymbol, in context: CheckContext) {
    guard startsGunicorn(service, in: context), let latency = service.declaration.objectives?.value.latency else {
      return
    }
    let written = service.declaration.server?.value.timeout
    let limit = written?.value ?? 30_000
    guard limit > 0, latency.value >= limit else { return }
    context.report(
      kind, at: latency.span, path: "services.\(service.name).objectives.latency",
      "an answer may take \(Interval(milliseconds: latency.value).description), "
        + "a worker of `\(service.name)` is killed after \(Interval(milliseconds: limit).description)"
    ) {
      $0.secondary = [
        written.map { .init($0.span, "ends the worker with all its requests") }
          ?? .init(service.declaration.nameSpan, "gunicorn's default: 30 s")
      ]
      $0.help = ["declare a shorter `latency`, or a longer `server.timeout`"]
    }
  }

  /// Open requests against SIGKILL.
  private static func checkGrace(of service: ServiceSymbol, in context: CheckContext) {
    guard let grace = service.declaration.stopGrace, let graceful = service.declaration.server?.value.gracefulTimeout,
      graceful.value >= grace.value
    else { return }
    context.report(
      kind, at: graceful.span, path: "services.\(service.name).server.graceful_timeout",
      "open requests get \(Interval(milliseconds: graceful.value).description), "
        + "the container is killed after \(Interval(milliseconds: grace.value).description)"
    ) {
      $0.secondary = [.init(grace.span, "SIGKILL comes after this")]
      guard grace.value > 5_000 else {
        $0.help = ["make `stop_grace` longer than `graceful_timeout`"]
        return
      }
      let smaller = Interval(milliseconds: grace.value - 5_000).canonical
      $0.help = ["write `\(smaller)`, or a longer `stop_grace`"]
      $0.fixes = [FixIt("write `\(smaller)`", .safe, [.init(graceful.span, smaller)])]
    }
  }

  /// A new version counts as failed before its failures count at all.
  private static func checkHealth(of service: ServiceSymbol, in context: CheckContext) {
    guard let health = service.declaration.health?.value else { return }
    checkProbe(health, of: service, in: context)
    guard let within = health.within, let period = health.startPeriod, within.value < period.value else { return }
    context.report(
      kind, at: within.span, path: "services.\(service.name).health.within",
      "a new version has failed after \(Interval(milliseconds: within.value).description), "
        + "but may take \(Interval(milliseconds: period.value).description) to start"
    ) {
      $0.secondary = [.init(period.span, "failures before this do not count")]
      let smaller = Interval(milliseconds: within.value).canonical
      $0.fixes = [FixIt("write `start_period: \(smaller)`", .safe, [.init(period.span, smaller)])]
      $0.help = ["make `within` longer than `start_period`"]
    }
  }

  /// Docker's and compose's probes are given seconds: 1,050 of 1,052 compose files in use write at most 30 s (counted
  /// 2026-11).
  private static let longestProbe = 60_000

  /// One probe against the time that all of them have. A minute and more was meant for all of them.
  private static func checkProbe(_ health: HealthDeclaration, of service: ServiceSymbol, in context: CheckContext) {
    // Beside an old spelling it has its old meaning, which E0203 reports.
    guard let timeout = health.timeout, let node = service.declaration.node["health"],
      !RenamedKey.isWritten(in: node, at: [ServiceKey.health.name])
    else { return }
    let within = health.within?.value ?? Health(.none).within
    guard timeout.value > min(longestProbe, within) else { return }
    let duration = Interval(milliseconds: timeout.value).description
    context.report(
      kind, at: timeout.span, path: "services.\(service.name).health.timeout",
      timeout.value > within
        ? "one probe may take \(duration), all of them together \(Interval(milliseconds: within).description)"
        : "one probe may take \(duration)"
    ) {
      $0.notes = ["`timeout` limits one probe; `within` is the time that a new version has to become healthy"]
      if let within = health.within {
        $0.secondary = [.init(within.span, "a new version has failed after this")]
        $0.help = ["make `timeout` shorter: seconds are usual, as in `timeout: 5s`"]
        return
      }
      $0.help = ["rename it to `within`", "or make `timeout` shorter: seconds are usual, as in `timeout: 5s`"]
      if let entry = node.entry(ServiceKey.healthTimeout.name), Edits.span(of: entry) != nil {
        $0.fixes = [FixIt("write `within`", .safe, [.init(entry.keySpan, ServiceKey.healthWithin.name)])]
      }
    }
  }
}

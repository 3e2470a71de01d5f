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
      start before it counts as failed.

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
        checkGrace(of: service, in: context)
      }
      checkHealth(of: service, in: context)
    }
  }

  /// A query against gunicorn's patience with a worker.
  private static func checkStatements(of service: ServiceSymbol, in context: CheckContext) {
    guard ServerLowering.kind(of: service) == "gunicorn", service.declaration.start == nil else { return }
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
    guard ServerLowering.kind(of: service) == "gunicorn", service.declaration.start == nil else { return }
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
    guard let health = service.declaration.health?.value, let timeout = health.timeout,
      let period = health.startPeriod, timeout.value < period.value
    else { return }
    context.report(
      kind, at: timeout.span, path: "services.\(service.name).health.timeout",
      "a new version has failed after \(Interval(milliseconds: timeout.value).description), "
        + "but may take \(Interval(milliseconds: period.value).description) to start"
    ) {
      $0.secondary = [.init(period.span, "failures before this do not count")]
      let smaller = Interval(milliseconds: timeout.value).canonical
      $0.fixes = [FixIt("write `start_period: \(smaller)`", .safe, [.init(period.span, smaller)])]
      $0.help = ["make `timeout` longer than `start_period`"]
    }
  }
}

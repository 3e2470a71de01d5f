import IR
package import Diagnostics
import Engines
import Probes

extension DiagnosticKind {
  package static let neverHealthy = DiagnosticKind(
    "E0630", "never-healthy",
    summary: "services wait for another one to be healthy, which never happens",
    explanation: """
      With `condition: service_healthy` compose starts a service when the health check of the other one succeeds. A
      check by a program that the image does not have fails every time, and a service without a check never becomes
      healthy: what waits for it is never started, and `docker compose up` ends with an error or hangs.

      Use a program of the image, such as Python or Node themselves, install the one that is missing, or wait with
      `condition: service_started`.
      """,
    failing: """
      services:
        api:
          build: .
          healthcheck:
            test: ["CMD", "curl", "--fail", "http://localhost:8000/health"]
                           ^^^^
        worker:
          image: registry.example.com/worker:1
          depends_on:
            api: { condition: service_healthy }
      """,
    passing: """
      services:
        api:
          build: .
          healthcheck:
            test: ["CMD", "python", "-m", "shop.healthy"]
        worker:
          image: registry.example.com/worker:1
          depends_on:
            api: { condition: service_healthy }
      """,
    options: ExampleOptions(
      files: [ExampleFile("Dockerfile", "FROM python:3.13-slim\nCMD [\"python\", \"main.py\"]\n")],
      path: "docker-compose.yml"), foreign: .whole)
}

/// A service that others wait for, and whose health check cannot succeed.
package enum NeverHealthy: StackRule {
  package static var kind: DiagnosticKind { .neverHealthy }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      let waits = context.stack.services.flatMap { other in
        other.dependencies.filter { $0.service == service.name && $0.condition == .healthy }.map { (other.name, $0) }
      }
      guard let first = waits.first, let reason = reason(service, first.1, context) else { continue }
      let names = waits.map(\.0)
      let verb = names.count == 1 ? "waits" : "wait"
      context.report(
        kind, at: reason.span,
        "\(Words.enumeration(names)) \(verb) for `\(service.name)` to be healthy, which never happens"
      ) {
        $0.secondary = waits.prefix(3).compactMap { wait in
          wait.1.conditionSpan.flatMap { $0 == reason.span ? nil : .init($0, "`\(wait.0)` waits here") }
        }
        if let base = reason.base { $0.secondary.append(.init(base, "the base of its image")) }
        $0.notes = [reason.note]
        $0.remedies = [reason.remedy]
      }
    }
  }

  private struct Reason {
    let span: Span
    var base: Span?
    let note: String
    let remedy: Remedy
  }

  private static func reason(
    _ service: StackService, _ wait: StackDependency, _ context: StackContext
  ) -> Reason? {
    guard let probe = context.probes.first(where: { $0.services.contains { $0.name == service.name } }) else {
      return unchecked(service, wait, context)
    }
    guard let missing = probe.missingTool(of: service, context) else { return nil }
    let port = probe.port ?? context.topology.port(of: service)
    return Reason(
      span: missing.word.span, base: missing.contents.base, note: "the image has no `\(missing.tool)`",
      remedy: .runnableProbe(service: service.name, path: probe.path, port: port))
  }

  /// Nothing checks its health: neither the file, nor its Dockerfile, nor the official image of an engine (docker-library,
  /// November 2026: those of servers have no `HEALTHCHECK`).
  private static func unchecked(
    _ service: StackService, _ wait: StackDependency, _ context: StackContext
  ) -> Reason? {
    guard let span = wait.conditionSpan, service.health == nil || service.health?.isDisabled == true else { return nil }
    let isKnown = service.engine != nil && service.engine?.images.first.map { !$0.repository.contains("/") } ?? false
    let isOwn = context.topology.contents[service.name] != nil && service.build?.target == nil
    guard isKnown || isOwn || service.health?.isDisabled == true else { return nil }
    return Reason(
      span: span, note: "`\(service.name)` has no health check", remedy: .addProbe(service: service.name))
  }
}

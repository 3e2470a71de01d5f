package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let schedulerReplicated = DiagnosticKind(
    "E0620", "scheduler-replicated",
    summary: "several replicas would each run the scheduler",
    explanation: """
      A scheduler decides when tasks run. Two of them decide twice: every reminder is sent, every invoice written once
      for each replica. `celery worker -B` starts such a scheduler inside the worker, so that adding replicas for more
      throughput adds schedulers too.

      Give the scheduler a service of its own, with one replica and `singleton: true`, and let the workers be as many
      as the work needs. `singleton: true` with more than one replica is this error for any service.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        worker:
          type: worker
          image: ghcr.io/example/shop:2.1
          start: celery -A tasks worker -B --concurrency 4
                                        ^^
          scale: { replicas: 3 }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        worker:
          type: worker
          image: ghcr.io/example/shop:2.1
          start: celery -A tasks worker --concurrency 4
          scale: { replicas: 3 }
        beat:
          type: worker
          image: ghcr.io/example/shop:2.1
          start: celery -A tasks beat
          singleton: true
      """)
}

/// A scheduler that would run more than once.
package enum SchedulerReplicated: Check {
  package static var kind: DiagnosticKind { .schedulerReplicated }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.code) && service.mostReplicas > 1 {
      let count = service.mostReplicas
      if let command = service.writtenCommand, let start = service.scheduler {
        report(
          start.word.span, key: command.key(at: start.word.span), service, context,
          start.isEmbedded
            ? "`\(start.name)` starts a scheduler in each of \(count) replicas: every task runs \(times(count))"
            : "\(count) replicas of `\(start.name)`: every task runs \(times(count))",
          help: start.isEmbedded
            ? "give the scheduler a service of its own: `start: celery … beat`, `singleton: true`"
            : "write `replicas: 1`, and `singleton: true` so that it stays so")
      } else if service.type.isSingleton {
        report(
          service.declaration.nameSpan, key: .scale, service, context,
          "a \(service.type.name) service may run once at most, and `\(service.name)` has \(count) replicas",
          help: "remove `replicas`, or set `replicas: 1`")
      } else if let singleton = service.declaration.singleton, singleton.value {
        report(
          singleton.span, key: .singleton, service, context,
          "`\(service.name)` may run once at most, and has \(count) replicas",
          help: "write `replicas: 1`, or delete `singleton`")
      }
    }
  }

  private static func report(
    _ span: Span, key: ServiceKey, _ service: ServiceSymbol, _ context: CheckContext, _ message: String, help: String
  ) {
    context.report(kind, at: span, path: "services.\(service.name).\(key.rawValue)", message) {
      let scale = service.declaration.scale?.value
      if let many = [scale?.replicas, scale?.autoscale?.value.max].compactMap({ $0 }).first(where: {
        $0.value == service.mostReplicas
      }) {
        $0.secondary = [.init(many.span, "each of them runs it")]
      }
      $0.help = [help]
    }
  }

  private static func times(_ count: Int) -> String { count == 2 ? "twice" : "\(count) times" }
}

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
      let start = service.declaration.start.flatMap { scheduler(in: CommandWords($0)) }
      if let start {
        report(
          start.span, key: .start, service, context,
          start.isEmbedded
            ? "`\(start.word)` starts a scheduler in each of \(count) replicas: every task runs \(times(count))"
            : "\(count) replicas of `\(start.word)`: every task runs \(times(count))",
          help: start.isEmbedded
            ? "give the scheduler a service of its own: `start: celery … beat`, `singleton: true`"
            : "write `replicas: 1`, and `singleton: true` so that it stays so")
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

  private struct Scheduler {
    let word: String
    let span: Span
    /// Beside the work of a worker, not instead of it.
    let isEmbedded: Bool
  }

  /// Celery's beat, alone or inside a worker (`-B`, `--beat`; its command-line reference), and tools that do nothing but
  /// schedule.
  private static func scheduler(in command: CommandWords) -> Scheduler? {
    let words = command.words
    if let celery = words.firstIndex(where: { $0.tool == "celery" }) {
      let rest = words[(celery + 1)...].prefix { !["&&", "||", "|", "&"].contains($0.text) }
      if let beat = rest.first(where: { $0.text == "beat" }), !rest.contains(where: { $0.text == "worker" }) {
        return Scheduler(word: "celery beat", span: beat.span, isEmbedded: false)
      }
      guard rest.contains(where: { $0.text == "worker" }) else { return nil }
      return rest.first { $0.text == "-B" || $0.text == "--beat" }.map {
        Scheduler(word: $0.text, span: $0.span, isEmbedded: true)
      }
    }
    return words.first { ["rqscheduler", "clockwork"].contains($0.tool) }.map {
      Scheduler(word: String($0.tool), span: $0.span, isEmbedded: false)
    }
  }
}

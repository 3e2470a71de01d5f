import Resolution
package import Diagnostics
import IR
import Model

/// A scheduler that would run more than once.
package enum SchedulerReplicatedCheck: Check {
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

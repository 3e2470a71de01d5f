package import Diagnostics
import IR
import Model
import Resolution

extension DiagnosticKind {
  package static let schedulerOverlaps = DiagnosticKind(
    "I0625", "scheduler-overlaps", tunable: true,
    summary: "a rollout runs the old and the new scheduler side by side for a while",
    explanation: """
      Compose stops a container before it starts the next one. Railway starts the new one first and stops the old one
      once the new one runs, so that a web service answers without a gap. During these seconds two schedulers run, and
      both may queue a task that is due then.

      Let tasks that must not run twice take a lock, or check whether their work is already done. Where all of them do,
      suppress the finding.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        redis: { version: 8, tuning: { profile: queue }, backup: { schedule: "0 3 * * *" } }
        clock:
          type: beat
                ^^^^
          variables: { CELERY_BROKER_URL: $<<redis.REDIS_URL>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis: { version: 8, tuning: { profile: queue }, backup: { schedule: "0 3 * * *" } }
        clock:
          type: beat
          variables: { CELERY_BROKER_URL: $<<redis.REDIS_URL>> }
      """)
}

/// A scheduler on a target that starts the new one before it stops the old one.
package enum SchedulerOverlaps: Check {
  package static var kind: DiagnosticKind { .schedulerOverlaps }

  package static func run(in context: CheckContext) {
    // Several replicas are E0620.
    let schedulers = context.services.filter { $0.mostReplicas == 1 }.compactMap { service in
      service.placeOfScheduler.map { (service, $0) }
    }
    if schedulers.isEmpty { return }
    let names = context.targets.filter { $0.capabilities.overlapsRollouts }.map(\.name)
    guard !names.isEmpty else { return }
    for (service, place) in schedulers {
      context.report(
        kind, at: place, path: "services.\(service.name)",
        "\(names.joined(separator: " and ")) run\(names.count == 1 ? "s" : "") the old and the new `\(service.name)` "
          + "together while the new one starts"
      ) { $0.notes = ["a task that is due in these seconds may be queued twice"] }
    }
  }
}

extension ServiceSymbol {
  /// Where it is written that the service is a scheduler: its type, its command, or `singleton`.
  fileprivate var placeOfScheduler: Span? {
    if type.isSingleton { return declaration.node["type"]?.span ?? declaration.nameSpan }
    if let scheduler = scheduler { return scheduler.word.span }
    guard traits.contains(.worker), let singleton = declaration.singleton, singleton.value else { return nil }
    return singleton.span
  }
}

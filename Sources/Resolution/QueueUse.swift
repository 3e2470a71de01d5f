import Engines
import IR
import Model

/// What the services of a topology do with a store where jobs can wait.
package struct QueueUse {
  private let store: ServiceSymbol
  private let references: [EnvironmentAnalysis.ServiceReference]

  package init(_ store: ServiceSymbol, in analysis: EnvironmentAnalysis) {
    self.store = store
    references = Array(analysis.references(to: store))
  }

  /// The first reference by which jobs may wait in it: of a worker or a scheduled service, or by a variable that
  /// says so.
  package var queue: EnvironmentAnalysis.ServiceReference? {
    references.first { reference in
      Self.isQueueName(reference.variable) || !reference.from.traits.isDisjoint(with: [.worker, .scheduler, .cron])
    }
  }

  /// The same, where nothing under `tuning` says whether its data may be lost: then it has the profile `queue`.
  package var assumedQueue: EnvironmentAnalysis.ServiceReference? {
    let deciding = store.type.engine?.settings.deciding ?? []
    return deciding.contains { store.declaration.tuningNodes[$0] != nil } ? nil : queue
  }

  /// `CELERY_BROKER_URL`, `QUEUE_REDIS_URL`.
  package static func isQueueName(_ name: String) -> Bool {
    name.holdsLetters("BROKER") || name.holdsLetters("QUEUE") || name.holdsLetters("CELERY")
  }
}

package import Diagnostics
import Engines
import IR
import Resolution
import Model

extension DiagnosticKind {
  package static let policyAgainstUse = DiagnosticKind(
    "W0715", "policy-against-use", tunable: true,
    summary: "the eviction policy does not fit what Redis is used for",
    explanation: """
      When Redis has reached `maxmemory` its policy decides: the `allkeys` and `volatile` policies drop keys,
      `noeviction` refuses writes.

      A queue must not lose jobs. With an evicting policy, jobs that nobody has worked on yet vanish without a trace,
      and with them locks and results; BullMQ and Celery warn of this. Redis is a queue here when a `worker` or `cron`
      service refers to it by itself, or when a variable such as `CELERY_BROKER_URL` names it.

      A cache, the other way round, must make room: with `noeviction` every write fails as soon as the memory is full.

      Choose the policy by the use, or run two Redis services where there are two uses.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          tuning: { policy: allkeys-lru }
                            ^^^^^^^^^^^
        worker:
          type: worker
          start: arq worker.Settings
          variables: { REDIS_URL: $<<redis.REDIS_URL>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          tuning: { policy: noeviction }
        worker:
          type: worker
          start: arq worker.Settings
          variables: { REDIS_URL: $<<redis.REDIS_URL>> }
      """, foreign: .speaks)
}

/// The eviction policy of a store against what it is used for.
package enum PolicyAgainstUse: Check {
  package static var kind: DiagnosticKind { .policyAgainstUse }

  package static func run(in context: CheckContext) {
    for service in context.services where service.type.engine?.abilities.contains(.queue) == true {
      guard let node = service.declaration.tuningNodes["policy"], let policy = node.text, policy != "auto" else {
        continue
      }
      let evicts = policy != "noeviction"
      let isQueueByProfile = service.declaration.tuningNodes["profile"]?.text == "queue"
      if evicts, let job = jobs(of: service, in: context) {
        report(service, node, "`\(policy)` lets `\(service.name)` drop jobs of `\(job.from.name)`", in: context) {
          $0.secondary = [.init(job.span, "waiting jobs are kept here")]
          $0.help = ["write `noeviction`, or give cache and queue a Redis each"]
        }
      } else if evicts, isQueueByProfile {
        report(service, node, "`\(policy)` lets `\(service.name)`, a queue by its profile, drop jobs", in: context) {
          $0.help = ["write `noeviction`"]
        }
      } else if !evicts, !isQueueByProfile, isCache(service, in: context) {
        report(service, node, "`noeviction` on a cache: writes fail as soon as it is full", in: context) {
          $0.help = ["write `allkeys-lru`, which makes room", "or `profile: queue` where nothing may be lost"]
        }
      }
    }
  }

  private static func report(
    _ service: ServiceSymbol, _ node: ConfigNode, _ message: String, in context: CheckContext,
    _ refine: (inout Diagnostic) -> Void
  ) {
    context.report(
      kind, at: node.span, path: "services.\(service.name).tuning.policy", message,
      label: node.text == "noeviction" ? "" : "any key may be removed when memory is full", refine)
  }

  /// The first reference by which it is a queue. What a worker merely inherits with the code of a web service says
  /// nothing about it.
  private static func jobs(
    of store: ServiceSymbol, in context: CheckContext
  ) -> EnvironmentAnalysis.ServiceReference? {
    context.analysis.references(to: store).first { reference in
      if QueueUse.isQueueName(reference.variable) { return true }
      guard !reference.from.traits.isDisjoint(with: [.worker, .scheduler, .cron]) else { return false }
      return reference.from.variable(reference.variable)?.inheritedFrom == nil
    }
  }

  private static func isCache(_ store: ServiceSymbol, in context: CheckContext) -> Bool {
    var isUsed = false
    for reference in context.analysis.references(to: store) {
      if QueueUse.isQueueName(reference.variable)
        || !reference.from.traits.isDisjoint(with: [.worker, .scheduler, .cron])
      {
        return false
      }
      isUsed = true
    }
    return isUsed
  }
}

import Resolution
package import Diagnostics
import Model

/// The eviction policy of a Redis against what it is used for.
package enum EvictionPolicyCheck: Check {
  package static var kind: DiagnosticKind { .policyAgainstUse }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.redis) {
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
      if RedisUse.isQueueName(reference.variable) { return true }
      guard !reference.from.traits.isDisjoint(with: [.worker, .cron]) else { return false }
      return reference.from.variable(reference.variable)?.inheritedFrom == nil
    }
  }

  private static func isCache(_ store: ServiceSymbol, in context: CheckContext) -> Bool {
    var isUsed = false
    for reference in context.analysis.references(to: store) {
      if RedisUse.isQueueName(reference.variable) || !reference.from.traits.isDisjoint(with: [.worker, .cron]) {
        return false
      }
      isUsed = true
    }
    return isUsed
  }
}

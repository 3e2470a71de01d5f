import IR
package import Diagnostics
import Engines
import Probes
import Resolution
import Rules

/// W0715 for a compose file: the server that keeps jobs may drop them when its memory is full.
package enum QueueEvicts: StackRule {
  package static var kind: DiagnosticKind { PolicyAgainstUse.kind }

  /// Libraries that keep jobs in Redis, by their names in the registries of npm and of Python.
  private static let queues = ["bullmq", "bull", "bee-queue", "rq", "arq", "dramatiq", "huey"]

  package static func run(in context: StackContext) {
    for store in context.stack.services where store.engine?.abilities.contains(.queue) == true {
      guard let policy = StoreSettings(store, context.stack, context.repository)?["maxmemory-policy"],
        policy.text.hasPrefix("allkeys-") || policy.text.hasPrefix("volatile-"),
        let job = jobs(in: store, context)
      else { continue }
      context.report(
        kind, at: policy.span, "`\(policy.text)` lets `\(store.name)` drop jobs of `\(job.service)`",
        label: "any key may be removed when memory is full"
      ) {
        $0.secondary = [.init(job.span, "waiting jobs are kept here")]
        $0.help = ["write `noeviction`, or give cache and queue a server each"]
      }
    }
  }

  private static func jobs(in store: StackService, _ context: StackContext) -> (service: String, span: Span)? {
    for service in context.stack.services where service.name != store.name {
      let survey = context.topology.surveys[service.name]
      let hasQueue = queues.contains { survey?.nodePackages.contains($0) == true || survey?.installs($0) == true }
      for pair in service.environment {
        guard let value = pair.value, let endpoint = Endpoint(value), !store.isOther(host: endpoint.host) else {
          continue
        }
        let isQueue = QueueUse.isQueueName(pair.name) && pair.name.firstRange(of: "RESULT") == nil
        if isQueue || hasQueue { return (service.name, value.span) }
      }
      for word in service.command?.words.words ?? [] where word.text.hasPrefix("redis://\(store.name)") {
        return (service.name, word.span)
      }
    }
    return nil
  }
}

import IR
package import Diagnostics
import Engines
import Model

/// E0402 for a compose file: an address whose scheme is that of another server than the one it leads to.
package enum EngineAsked: StackRule {
  package static var kind: DiagnosticKind { .urlKindMismatch }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      for pair in service.environment {
        guard let value = pair.value, let endpoint = Endpoint(value),
          let target = context.stack.service(host: endpoint.host),
          let engine = target.engine, let asked = StoreEngines.speaking(endpoint.baseScheme), asked.name != engine.name,
          engine.scheme?.all.contains(endpoint.baseScheme) == false
        else { continue }
        context.report(
          kind, at: value.span, "`\(pair.name)` is an address of \(asked.title); `\(target.name)` runs \(engine.title)"
        ) {
          if let image = target.image { $0.secondary = [.init(image.span, "the server")] }
          $0.help = ["write an address of the server that is meant"]
        }
      }
    }
  }
}

import IR
package import Diagnostics
import Engines
import Model
import Rules

/// E0603 for the services of a stack: a container asks itself for what another one serves, or nobody.
package enum LoopbackOfContainer: StackRule {
  package static var kind: DiagnosticKind { LoopbackAddress.kind }

  package static func run(in context: StackContext) {
    for service in context.stack.services where service.node["network_mode"] == nil {
      for pair in service.environment {
        guard let value = pair.value, value.only == nil, let endpoint = Endpoint(value),
          ["localhost", "127.0.0.1"].contains(endpoint.host),
          let engine = StoreEngines.speaking(endpoint.baseScheme), service.engine == nil
        else { continue }
        let stores = context.stack.services.filter { $0.engine?.name == engine.name }
        if stores.count == 1, let store = stores.first {
          context.report(
            kind, at: endpoint.hostSpan,
            "`localhost` is the container of `\(service.name)` itself; `\(store.name)` is another one"
          ) { $0.remedies = [.addressOf(store: store.name, port: engine.port)] }
        } else if stores.isEmpty, context.stack.dialect.isPlatform, service.isBuiltByPlatform {
          context.report(
            kind, at: endpoint.hostSpan,
            "`localhost` is the container of `\(service.name)` itself, in which no \(engine.title) runs"
          ) { $0.remedies = [.writeValue] }
        }
      }
    }
  }
}

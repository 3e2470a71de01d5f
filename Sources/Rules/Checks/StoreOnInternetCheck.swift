import Resolution
package import Diagnostics
import IR
import Model

/// A store with `public:`.
package enum StoreOnInternetCheck: Check {
  package static var kind: DiagnosticKind { .storeOnInternet }

  package static func run(in context: CheckContext) {
    guard context.environment.kind != .local else { return }
    for service in context.services where !service.traits.isDisjoint(with: .stores) {
      guard let exposure = service.declaration.exposure, exposure.value != .no else { continue }
      context.report(
        kind, at: exposure.span, path: "services.\(service.name).public",
        "`\(service.name)` is reachable from the internet"
      ) {
        $0.notes = ["services need no `public` to reach it: they use the private network"]
        $0.help = ["leave `public` out, and use the platform's tunnel for a console"]
      }
    }
  }
}

package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let storeOnInternet = DiagnosticKind(
    "W0607", "store-on-internet", tunable: true,
    summary: "a store can be reached from the internet",
    explanation: """
      `public: tcp` opens the store's port to everybody. From that moment on its password is all that stands before
      the data: open databases are found within hours and tried without pause, and a hole in the server is a hole in
      the project.

      Services reach the store through the private network without it. For a person with a console use the platform's
      tunnel (`railway connect`, `docker compose exec`), or open the port for the time it is needed.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 2GiB }
          public: tcp
                  ^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 2GiB }
          public: false
      """, foreign: .production)
}

/// A store with `public:`.
package enum StoreOnInternet: Check {
  package static var kind: DiagnosticKind { .storeOnInternet }

  package static func run(in context: CheckContext) {
    guard context.environment.kind != .local else { return }
    for service in context.services where service.traits.contains(.store) && !service.traits.contains(.buckets) {
      guard let exposure = service.declaration.exposure, exposure.value != .no else { continue }
      context.report(
        kind, at: exposure.span, path: "services.\(service.name).public",
        "`\(service.name)` is reachable from the internet"
      ) {
        $0.remedies = [.bindToHost(service: service.name)]
        $0.help = [
          "services need no `public` to reach it: they use the private network",
          "leave `public` out, and use the platform's tunnel for a console",
        ]
      }
    }
  }
}

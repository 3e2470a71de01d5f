package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let storeOnInternet = DiagnosticKind(
    "W0607", "store-on-internet", tunable: true,
    summary: "a store can be reached from the internet",
    explanation: """
      `public: tcp` opens the store's port to everybody, and so does a mapping under `options.compose.publish` for its
      further ports where `options.compose.bind` is no loopback address. Then the password alone protects the data: open
      databases are found within hours and tried without pause.

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
      """)
}

/// A store with `public:`.
package enum StoreOnInternet: Check {
  package static var kind: DiagnosticKind { .storeOnInternet }

  package static func run(in context: CheckContext) {
    guard context.environment.kind != .local else { return }
    for service in context.services where service.traits.contains(.store) && !service.traits.contains(.buckets) {
      for opened in openedPorts(of: service, in: context) {
        context.report(
          kind, at: opened.entry.keySpan, path: opened.path,
          "the port `\(opened.entry.key)` of `\(service.name)` is reachable from the internet"
        ) {
          $0.notes = ["ports of this machine are published on an address that others reach"]
          $0.help = ["delete it, or publish on the loopback address and open a tunnel for a console"]
        }
      }
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

  /// Ports beside the store's own that an option of a target opens; the own one follows `public`.
  private static func openedPorts(
    of service: ServiceSymbol, in context: CheckContext
  ) -> [(entry: ConfigNode.Entry, path: String)] {
    context.targets.flatMap { target -> [(entry: ConfigNode.Entry, path: String)] in
      guard let option = target.capabilities.openingOption,
        let node = service.declaration.options.first(where: { $0.name == target.name })?.value[option],
        case .mapping(let entries) = node.content
      else { return [] }
      let own = ServiceKey.port.name
      return entries.filter { $0.key != own && !$0.value.isRemoved && $0.value.text != "false" }
        .map { ($0, "services.\(service.name).options.\(target.name).\(option).\($0.key)") }
    }
  }
}

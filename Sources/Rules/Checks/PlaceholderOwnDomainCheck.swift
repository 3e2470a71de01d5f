import Resolution
package import Diagnostics
import IR
import Model

/// A domain under `public:` that was meant to be replaced.
package enum PlaceholderOwnDomainCheck: Check {
  package static var kind: DiagnosticKind { .placeholderDomain }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let exposure = service.declaration.exposure else { continue }
      for (index, domain) in exposure.value.domains.enumerated() {
        guard let problem = Placeholders.placeholderDomain(domain) else { continue }
        let span = exposure.node.items.indices.contains(index) ? exposure.node.items[index].span : exposure.span
        context.report(
          kind, at: span, path: "services.\(service.name).public", PlaceholderDomainCheck.message(domain, problem)
        ) { $0.help = ["write a domain of yours, or `true` for one of the platform's"] }
      }
    }
  }
}

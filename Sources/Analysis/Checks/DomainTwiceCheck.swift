package import Diagnostics
import IR
import Model

/// One domain in two environments.
package enum DomainTwiceCheck: ProjectCheck {
  package static var kind: DiagnosticKind { .domainTwice }

  package static func run(in contexts: [CheckContext], environments: Environments, into bag: DiagnosticBag) {
    var owners: [String: (environment: String, span: Span)] = [:]
    for context in contexts where context.environment.kind != .local {
      for service in context.services {
        guard let exposure = service.declaration.exposure else { continue }
        for (index, domain) in exposure.value.domains.enumerated() {
          let span = exposure.node.items.indices.contains(index) ? exposure.node.items[index].span : exposure.span
          guard let first = owners[domain], first.environment != context.environment.name else {
            owners[domain] = owners[domain] ?? (context.environment.name, span)
            continue
          }
          bag.report(
            kind, at: span, "`\(domain)` is used in \(first.environment) and \(context.environment.name)"
          ) {
            if first.span != span { $0.secondary = [.init(first.span, "in \(first.environment)")] }
            $0.path = "services.\(service.name).public"
            $0.help = ["give each environment a domain of its own, or `public: true` for one of the platform's"]
          }
        }
      }
    }
  }
}

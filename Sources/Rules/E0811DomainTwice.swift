package import Diagnostics
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let domainTwice = DiagnosticKind(
    "E0811", "domain-twice",
    summary: "one domain is used in two environments",
    explanation: """
      A domain leads to one place. Two environments that both claim it cannot be deployed side by side: the platform
      refuses the second one, or takes the domain away from the first, and visitors of production land in staging.

      It usually happens when an environment was copied, or when the domain stands in the base, where it is true for
      all of them.

      Give each environment a domain of its own. In the base write `public: true`, which takes the domain that the
      platform provides, and name the real one in `environments.production`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: nextjs
          public: true
          health: /health
      environments:
        production:
          services:
            site: { public: www.example.com }
        staging:
          services:
            site: { public: www.example.com }
                            ^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: nextjs
          public: true
          health: /health
      environments:
        production:
          services:
            site: { public: www.example.com }
        staging:
          services:
            site: { public: staging.example.com }
      """)
}

/// One domain in two environments.
package enum DomainTwice: ProjectCheck {
  package static var kind: DiagnosticKind { .domainTwice }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    var owners: [String: Owner] = [:]
    var again: [(domain: String, span: Span, service: String, environments: [String])] = []
    for context in contexts where context.environment.kind != .local {
      for service in context.services {
        guard let exposure = service.declaration.exposure else { continue }
        for (index, domain) in exposure.value.domains.enumerated() {
          let span = exposure.node.items.indices.contains(index) ? exposure.node.items[index].span : exposure.span
          guard let first = owners[domain], first.environment != context.environment.name else {
            owners[domain] = owners[domain] ?? Owner(environment: context.environment.name, span: span)
            continue
          }
          if let known = again.firstIndex(where: { $0.domain == domain && $0.span == span }) {
            again[known].environments.append(context.environment.name)
          } else {
            again.append((domain, span, service.name, [context.environment.name]))
          }
        }
      }
    }
    for found in again {
      guard let first = owners[found.domain] else { continue }
      let names = ([first.environment] + found.environments).joined(separator: " and ")
      bag.report(kind, at: found.span, "`\(found.domain)` is used in \(names)") {
        if first.span != found.span { $0.secondary = [.init(first.span, "in \(first.environment)")] }
        $0.path = "services.\(found.service).public"
        $0.notes = ["a domain leads to one place: whoever deploys last takes it from the other"]
        $0.help = [
          "give \(found.environments[0]) another domain, under `environments:`, `\(found.environments[0]):`, `services:`",
          "or one of the platform's: `public: true`",
        ]
      }
    }
  }

  private struct Owner {
    let environment: String
    let span: Span
  }
}

package import Diagnostics
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let placeholderDomain = DiagnosticKind(
    "W0614", "placeholder-domain", tunable: true,
    summary: "the domain is a placeholder",
    explanation: """
      A domain such as `your-frontend-domain.railway.app` was meant to be replaced, and nobody noticed that it was
      not: it is a well-formed address. In a list of origins it keeps out the real frontend; in a link it leads people
      to whoever registers that name. Railway's own domains end in `.up.railway.app`; a name without `.up.` exists
      only by accident.

      Refer to the service: `$<<frontend.origin>>` and `$<<frontend.public_url>>` are right in every environment.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            ALLOWED_ORIGINS: https://your-frontend-domain.railway.app
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        frontend: { type: nextjs, public: true, health: / }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            ALLOWED_ORIGINS: $<<frontend.origin>>
        frontend: { type: nextjs, public: true, health: / }
      """, foreign: .production)
}

/// A domain that was meant to be replaced.
package enum PlaceholderDomain: VariableCheck {
  package static var kind: DiagnosticKind { .placeholderDomain }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    let value = variable.resolved
    guard variable.inheritedFrom == nil, let declaration = variable.declaration, let node = declaration.value,
      !value.isPoisoned
    else { return }
    if let items = value.items {
      for item in items {
        if let literal = item.literal { check(literal, at: item.span, variable, service, whole: nil, context) }
      }
      return
    }
    guard let text = value.literal, text.utf8.count < 2000, text.utf8.contains(UInt8(ascii: ".")), !variable.isUnsaid
    else { return }
    guard case .list = Expectation.of(variable, in: service).type else {
      if URLText(text) != nil { check(text, at: node.span, variable, service, whole: nil, context) }
      return
    }
    let ranges = ListText.items(of: text, separator: declaration.separator?.value ?? ",")
    let bytes = Array(text.utf8)
    for range in ranges {
      check(
        String(decoding: bytes[range], as: UTF8.self), at: node.span(of: range), variable, service,
        whole: ranges.count == 1 ? node : nil, context)
    }
  }

  private static func check(
    _ text: String, at span: Span, _ variable: VariableSymbol, _ service: ServiceSymbol, whole: ConfigNode?,
    _ context: CheckContext
  ) {
    let host = URLText(text)?.host ?? text
    guard let problem = Placeholders.placeholderDomain(host) else { return }
    // A sibling's name is more than a placeholder.
    if context.analysis.addresses.service(at: host.lowercased(), besides: service) != nil { return }
    context.report(kind, at: span, path: context.path(service, variable), message(host, problem)) {
      $0.notes = ["it is the name of nobody here: browsers and services would be sent elsewhere, or nowhere"]
      $0.remedies = [.writeValue]
      let fronts = context.services.lazy.filter { $0.traits.contains(.browserFacing) && $0.isPublic && $0 !== service }
        .prefix(2)
      if let front = fronts.first, fronts.count == 1 {
        $0.help = ["write `$<<\(front.name).origin>>`"]
        if let whole {
          let text = "$<<\(front.name).origin>>"
          $0.fixes = [FixIt("write `\(text)`", .safe, [.init(whole.span, text)])]
        }
      } else {
        $0.help = ["refer to the service whose domain it is: `$<<service.origin>>`, `$<<service.public_url>>`"]
      }
    }
  }

  static func message(_ host: String, _ problem: Placeholders.DomainProblem) -> String {
    switch problem {
    case .placeholder: "`\(host)` is a placeholder domain"
    case .outsideOfZone(let platform, let zone): "`\(host)` is no domain of \(platform)'s, which end in `\(zone)`"
    }
  }
}

/// A domain under `public:` that was meant to be replaced.
package enum PlaceholderOwnDomain: Check {
  package static var kind: DiagnosticKind { .placeholderDomain }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let exposure = service.declaration.exposure else { continue }
      for (index, domain) in exposure.value.domains.enumerated() {
        guard let problem = Placeholders.placeholderDomain(domain) else { continue }
        let span = exposure.node.items.indices.contains(index) ? exposure.node.items[index].span : exposure.span
        context.report(
          kind, at: span, path: "services.\(service.name).public", PlaceholderDomain.message(domain, problem)
        ) { $0.help = ["write a domain of yours, or `true` for one of the platform's"] }
      }
    }
  }
}

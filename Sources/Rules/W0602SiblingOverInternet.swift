package import Diagnostics
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let siblingOverInternet = DiagnosticKind(
    "W0602", "sibling-over-internet", tunable: true,
    summary: "a service calls another one over the public internet",
    explanation: """
      The public address of a service leads out to the internet and in again: with TLS, counted as traffic that costs
      money, and slower. It also keeps the other service public, even if only services of this topology need it.

      On the server side write `private_url`. The public address is right in browsers, in mails, in redirects and in
      lists of origins. So a variable is reported only where its name says a call: the words before `_URL`, `_URI`,
      `_HOST` or `_ENDPOINT` are the name or the type of the other service, or `API`, `BACKEND`, `SERVICE`, `SERVER` or
      `INTERNAL`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi, public: true, health: /health }
        shop:
          type: nextjs
          variables:
            API_URL: $<<api.public_url>>
                     ^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi, public: true, health: /health }
        shop:
          type: nextjs
          variables:
            API_URL: $<<api.private_url>>
      """)
}

/// The public address of a sibling where the private one would do.
package enum SiblingOverInternet: VariableCheck {
  package static var kind: DiagnosticKind { .siblingOverInternet }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    let value = variable.resolved
    guard let words = variable.named.callee, variable.inheritedFrom == nil,
      value.value.marks.reach == .public, !value.dependencies.isEmpty, !value.isPoisoned, value.items == nil,
      context.kind != .local,
      let node = variable.declaration?.value, let text = node.text, let name = Self.written(in: text),
      !BrowserVisibility.isVisible(variable, of: service), !variable.named.isPeoples
    else { return }
    let expected = Expectation.of(variable, in: service).type
    if case .list = expected { return }
    // A domain alone is a name: it goes into certificates, cookies and mails.
    guard expected != .origin, value.value.type.isURL,
      let sibling = sibling(value.value.expression, service).flatMap(context.analysis.symbols.service),
      AddressNames.sayCall(words, isService: { $0 == sibling.folded || $0 == sibling.type.name })
    else { return }
    context.report(
      kind, at: node.span, path: context.path(service, variable),
      "`\(service.name)` calls `\(sibling.name)` over the public internet", label: "a public address"
    ) {
      $0.notes = ["out to the internet and in again: slower, and paid for as traffic"]
      $0.help = ["write `$<<\(sibling.name).private_url>>`"]
      guard name == "public_url" else { return }
      let place = node.span(of: text.utf8Range(of: name) ?? 0..<0)
      // A program may hand the address on, which its name does not tell.
      $0.fixes = [FixIt("write `private_url`", .unsafe, [.init(place, "private_url")])]
    }
  }

  /// The output that the text names, for nothing is said about what another variable leads to.
  private static func written(in text: String) -> String? {
    (["public_url", "public_domain"] + Platforms.all.map(\.publicDomain)).first { text.utf8Range(of: $0) != nil }
  }

  private static func sibling(_ expression: Expression, _ service: ServiceSymbol) -> String? {
    var found: String?
    expression.walk { node in
      guard case .output(let name, let output) = node, name != service.name else { return }
      if ["public_url", "public_websocket_url", "public_domain"].contains(output) { found = found ?? name }
    }
    return found
  }
}

package import Diagnostics
package import Resolution
import IR
import Model
import Syntax

extension DiagnosticKind {
  package static let privateAddressInBrowser = DiagnosticKind(
    "E0601", "private-address-in-browser",
    summary: "a browser would be given an address of the private network",
    explanation: """
      The variable is read in the browser (its name begins with `NEXT_PUBLIC_` or `VITE_`, or it is marked
      `visible: browser`), and its value is an address that exists only between the services. A visitor's computer
      cannot resolve that name.

      It is easy to overlook, because the server side of the same application can use the address: pages are
      rendered, and every request made from the page fails.

      Use `public_url`, for which the service needs `public: true` or a domain. For calls that the server makes,
      keep `private_url` in a second variable without the prefix.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          public: true
          health: /health
        site:
          type: nextjs
          variables:
            NEXT_PUBLIC_API_URL: $<<api.private_url>>
                                 ^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          public: true
          health: /health
        site:
          type: nextjs
          variables:
            NEXT_PUBLIC_API_URL: $<<api.public_url>>
      """,
    foreign: .speaks)
}

/// A private or loopback address where a browser reads it.
package enum PrivateAddressInBrowser: VariableCheck {
  package static var kind: DiagnosticKind { .privateAddressInBrowser }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    let value = variable.resolved
    guard BrowserVisibility.isVisible(variable, of: service), !value.isPoisoned, !value.value.marks.isSecret else {
      return
    }
    let span = variable.declaration?.valueSpan ?? variable.span
    let isLoopback = value.value.marks.reach == .loopback
    guard value.value.marks.reach == .private || isLoopback && context.kind != .local else { return }
    let network = isLoopback ? "`localhost`, which there is the visitor's own machine" : "the private network"
    context.report(
      kind, at: span, path: context.path(service, variable),
      isLoopback
        ? "`\(variable.name)` is read in the browser, where `localhost` is the visitor's machine"
        : "`\(variable.name)` is read in the browser, which cannot reach \(network)",
      label: isLoopback ? "a loopback address" : "a private address"
    ) {
      if let prefix = BrowserVisibility.prefix(variable.name, of: service), let name = nameSpan(variable, service) {
        $0.secondary = [.init(name, "browser-side: `\(prefix)` prefix")]
      }
      $0.remedies = [
        .publicAddress(
          service: target(of: value, service, context)?.name, variable: variable.name, consumer: service.name)
      ]
      remedy(variable, value, service, context, in: &$0)
    }
  }

  /// The way out: a public service first, then its public address; for what speaks no HTTP a server in between.
  private static func remedy(
    _ variable: VariableSymbol, _ value: ResolvedValue, _ service: ServiceSymbol, _ context: CheckContext,
    in finding: inout Diagnostic
  ) {
    guard let target = target(of: value, service, context) else {
      finding.help = ["write the public address of the service: `$<<service.public_url>>`"]
      return
    }
    let schemes = value.value.type.schemes.map(\.name)
    let isHTTP = schemes.allSatisfy { ["http", "https", "ws", "wss"].contains($0) }
    guard isHTTP, target.type.output("public_url") != nil else {
      let prefix = BrowserVisibility.prefix(variable.name, of: service)
      let name = prefix.map { String(variable.name.dropFirst($0.utf8.count)) } ?? variable.name
      finding.help = [
        "keep `\(target.name)` private, and let a server use it: rename the variable, for example `\(name)`",
        "or give the browser the address of a public service that passes requests on",
      ]
      if prefix == nil { finding.help[0] = "keep `\(target.name)` private: write `visible: server`" }
      return
    }
    let change = variable.declaration?.value.map { PublicAddress(of: target, insteadOf: $0, in: service) }
    let address = change?.text ?? "$<<\(target.name).public_url>>"
    if target.isPublic {
      finding.help = ["write `\(address)`"]
      finding.fixes = change?.fix.map { [$0] } ?? []
      return
    }
    finding.help = ["give `\(target.name)` a public address: `public: true`", "and write `\(address)`"]
    let node = target.declaration.node
    guard node["public"] == nil, let fix = change?.fix,
      let opening = Edits.add("public: true", to: node, order: ServiceDeclaration.shape.fields.map(\.name))
    else { return }
    finding.fixes = [FixIt("make `\(target.name)` public, and \(fix.title)", .unsafe, fix.edits + [opening])]
  }

  /// The service whose address it is: referred to, or named by hand.
  private static func target(
    of value: ResolvedValue, _ service: ServiceSymbol, _ context: CheckContext
  ) -> ServiceSymbol? {
    if let name = value.dependencies.first?.service { return context.analysis.symbols.service(name) }
    return PublicAddress.named(in: value.literal, besides: service, in: context)
  }

  private static func nameSpan(_ variable: VariableSymbol, _ service: ServiceSymbol) -> Span? {
    service.declaredVariable(variable.name)?.nameSpan
  }
}

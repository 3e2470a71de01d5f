package import Diagnostics
package import Resolution
import IR
import Model
import Syntax

extension DiagnosticKind {
  package static let announcedPrivate = DiagnosticKind(
    "W0631", "announced-private", tunable: true,
    summary: "an address that is sent to users is private",
    explanation: """
      By its name the variable holds an address that the service sends to people or to other companies: the link in a
      mail, the target of a redirect, the address of a webhook. Names that end in `EXTERNAL_URL`, `PUBLIC_URL`,
      `WEBHOOK_URL`, `SITE_URL`, `BASE_URL`, `CALLBACK_URL`, `DOMAIN` and similar words do.

      Its value is reachable only between the services. Everything works in a test from inside, and every link that a
      user receives is dead.

      Use `public_url`. Where the service itself calls the address, give the variable a name that says so:
      `API_INTERNAL_URL`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        shop: { type: nextjs, public: true, health: / }
        api:
          type: fastapi
          variables:
            MAIL_SITE_URL: $<<shop.private_url>>
                           ^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        shop: { type: nextjs, public: true, health: / }
        api:
          type: fastapi
          variables:
            MAIL_SITE_URL: $<<shop.public_url>>
      """)
}

/// A private or loopback address in a variable whose value is sent to people.
package enum AnnouncedPrivate: VariableCheck {
  package static var kind: DiagnosticKind { .announcedPrivate }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard variable.inheritedFrom == nil, let node = variable.declaration?.value,
      let target = target(variable, of: service, in: context)
    else { return }
    let isLoopback = variable.resolved.value.marks.reach == .loopback
    context.report(
      kind, at: node.span, path: context.path(service, variable),
      isLoopback
        ? "`\(variable.name)` is sent to users, whose `localhost` is their own machine"
        : "`\(variable.name)` is sent to users, who cannot reach `\(target.name)` on the private network",
      label: isLoopback ? "a loopback address" : "a private address"
    ) {
      let change = PublicAddress(of: target, insteadOf: node, in: service)
      $0.help = ["write `\(change.text)`"]
      $0.fixes = change.fix.map { [$0] } ?? []
    }
  }

  /// The public service whose private or loopback address is announced; nil: none is.
  static func target(
    _ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext
  ) -> ServiceSymbol? {
    guard let words = variable.named.announcer, context.kind != .local else { return nil }
    let value = variable.resolved
    guard !value.isPoisoned, !value.value.marks.isSecret, let reach = value.value.marks.reach, reach != .public,
      value.items == nil, !BrowserVisibility.isVisible(variable, of: service)
    else { return nil }
    // What is of a wrong type is reported as that.
    let type = value.value.type
    guard
      value.literal != nil || type == .string
        || Expectation.of(variable, in: service).types.contains(where: type.isSubtype)
    else {
      return nil
    }
    let symbols = context.analysis.symbols
    let target: ServiceSymbol?
    if let name = value.dependencies.first?.service {
      target = symbols.service(name)
    } else if reach == .private {
      target = PublicAddress.named(in: value.literal, besides: service, in: context)
    } else {
      target = listener(value.literal, service, context)
    }
    guard let target, target.isPublic, target.type.output("public_url") != nil else { return nil }
    let isCalled = AddressNames.sayCall(words) { name in
      name == target.type.name || symbols.service(name).map { $0.folded == name } ?? false
    }
    return isCalled ? nil : target
  }

  /// Who listens at an address of `localhost`: the service itself, or the only one on that port.
  private static func listener(
    _ text: String?, _ service: ServiceSymbol, _ context: CheckContext
  ) -> ServiceSymbol? {
    guard let port = text.flatMap({ URLText($0) })?.port.flatMap({ Int($0) }) else { return nil }
    if service.port == port { return service }
    let listeners = context.services.filter { $0.port == port }
    return listeners.count == 1 ? listeners[0] : nil
  }
}

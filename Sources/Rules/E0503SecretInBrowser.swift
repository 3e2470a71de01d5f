package import Diagnostics
package import Resolution
import Model

extension DiagnosticKind {
  package static let secretInBrowser = DiagnosticKind(
    "E0503", "secret-in-browser",
    summary: "a secret would be readable in every browser",
    explanation: """
      Variables that begin with `NEXT_PUBLIC_` or `VITE_` are not settings of a server: the build copies their
      values into the JavaScript that every visitor downloads. A secret in one of them is published, and it stays in
      caches after it has been taken out.

      The mark follows the value: a database URL, a text that contains the password, or a copy of the variable in
      another one is as secret as the secret itself.

      Give the value to a server under a name without the prefix, and let the page ask that server. If the key was
      deployed this way before, replace it. A key that its provider means for browsers is no secret: declare it
      under `variables:`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SIGNING_KEY: generate
      services:
        site:
          type: nextjs
          variables:
            NEXT_PUBLIC_SIGNING_KEY: $<<shared.SIGNING_KEY>>
                                     ^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SIGNING_KEY: generate
      services:
        site:
          type: nextjs
          use: [SIGNING_KEY]
      """,
    foreign: .safety)
}

/// A secret in a variable that ends in the bundle.
package enum SecretInBrowser: VariableCheck {
  package static var kind: DiagnosticKind { .secretInBrowser }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard BrowserVisibility.isVisible(variable, of: service), variable.resolved.value.marks.isSecret,
      !variable.resolved.isPoisoned,
      // A credential that is written down is refused where it stands.
      variable.resolved.literal == nil
    else { return }
    let span = variable.declaration?.valueSpan ?? variable.span
    context.report(
      kind, at: span, path: context.path(service, variable), "a secret would be readable in every browser",
      label: "a secret"
    ) {
      let declared = service.declaredVariable(variable.name)
      var help = "give it another name and read it on the server only"
      if let prefix = BrowserVisibility.prefix(variable.name, of: service) {
        if let declared { $0.secondary = [.init(declared.nameSpan, "browser-side: `\(prefix)` prefix")] }
        let rest = String(variable.name.dropFirst(prefix.count))
        if !rest.isEmpty { help = "call it `\(rest)`, and read it on the server only" }
        $0.notes = ["`\(prefix)*` variables are copied into the JavaScript that every visitor downloads"]
      }
      $0.help = [help]
      $0.remedies = [.serverSide(variable: variable.name, consumer: service.name)]
    }
  }
}

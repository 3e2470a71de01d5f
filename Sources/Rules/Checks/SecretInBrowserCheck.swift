package import Resolution
package import Diagnostics
import Model

/// A secret in a variable that ends in the bundle.
package enum SecretInBrowserCheck: VariableCheck {
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
    }
  }
}

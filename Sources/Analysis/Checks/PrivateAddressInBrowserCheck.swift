package import Diagnostics
import IR
import Model

/// A private or loopback address where a browser reads it.
package enum PrivateAddressInBrowserCheck: VariableCheck {
  package static var kind: DiagnosticKind { .privateAddressInBrowser }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    let value = variable.resolved
    guard BrowserVisibility.isVisible(variable, of: service), !value.isPoisoned, !value.value.marks.isSecret else {
      return
    }
    let span = variable.declaration?.valueSpan ?? variable.span
    let isLoopback = value.literal.map(HostOfText.isLoopback) == true && context.environment.kind != .local
    guard value.value.marks.reach == .private || isLoopback else { return }
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
      if let target = value.dependencies.first?.service {
        $0.help = ["write `$<<\(target).public_url>>`"]
      } else {
        $0.help = ["write the public address of the service: `$<<service.public_url>>`"]
      }
    }
  }

  private static func nameSpan(_ variable: VariableSymbol, _ service: ServiceSymbol) -> Span? {
    service.declaredVariable(variable.name)?.nameSpan
  }
}

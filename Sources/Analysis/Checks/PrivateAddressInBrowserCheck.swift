package import Diagnostics
import IR
import Model
import Syntax

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
        if let place = member("private_url", in: variable.declaration?.value) {
          $0.fixes = [FixIt("write `public_url`", .safe, [.init(place, "public_url")])]
        }
      } else {
        $0.help = ["write the public address of the service: `$<<service.public_url>>`"]
      }
    }
  }

  /// Where the last name of a reference that is the whole value stands, if it is this one.
  private static func member(_ name: String, in value: ConfigNode?) -> Span? {
    guard let scalar = value?.scalar,
      case .path(let names)? = ReferenceText.parse(scalar.text).0.soleReference?
        .alternatives.first?.primary, let last = names.last, names.count > 1, last.text == name
    else { return nil }
    return scalar.span(of: last.range)
  }

  private static func nameSpan(_ variable: VariableSymbol, _ service: ServiceSymbol) -> Span? {
    service.declaredVariable(variable.name)?.nameSpan
  }
}

package import Diagnostics
import Model
import Syntax

/// A reference in the syntax of a shell, compose, Kubernetes or a template engine: it would stay as it is.
package enum ForeignReferenceCheck: VariableCheck {
  package static var kind: DiagnosticKind { .foreignReference }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard let (text, node) = variable.writtenText, let found = ForeignReferences.find(in: text).first else { return }
    if found.name == variable.name, found.range == 0..<text.utf8.count { return }
    if Placeholders.isPlaceholder(text, isSecretName: Conventions.soundsSecret(variable.name)) { return }
    let span = node.span(of: found.range)
    let written = String(decoding: Array(text.utf8)[found.range], as: UTF8.self)
    if let fallback = found.fallback, !fallback.isEmpty, Conventions.soundsSecret(found.name) {
      context.report(
        .secretInPlainText, at: span, path: context.path(service, variable),
        "`\(found.name)` has a default that everybody can read"
      ) {
        $0.notes = ["nobody notices when the real value is missing; and nothing replaces this text here"]
        $0.help = [
          "declare it under `secrets:` (`\(found.name): external`), without a default, and name it under `use:`"
        ]
      }
      return
    }
    context.report(
      kind, at: span, path: context.path(service, variable), "`\(written)` looks like a reference in another syntax",
      label: "passed on as this very text"
    ) {
      $0.notes = ["nothing runs a shell over variables: only `$<<…>>` is replaced"]
      guard let meant = meant(found.name, by: service, in: context) else {
        $0.help = [
          found.name.contains(".")
            ? "write `\(found.translation)`, if that is a service and one of its values"
            : "write `\(found.translation)` for a variable of this service, `$<<service.\(found.name)>>` for one of another"
        ]
        return
      }
      // What the service has itself is always there: no other value is needed for it.
      let reference =
        meant == found.name
        ? "$<<\(meant)>>" : found.translation.replacing(found.name, with: meant, maxReplacements: 1)
      let text = node.scalar?.spelled(reference) ?? reference
      $0.help = ["write `\(reference)`"]
      $0.fixes = [FixIt("write `\(reference)`", .unsafe, [.init(span, text)])]
    }
  }

  /// What the name is called in a reference of this service: its own variable, a shared one, or what one store offers.
  private static func meant(_ name: String, by service: ServiceSymbol, in context: CheckContext) -> String? {
    let symbols = context.analysis.symbols
    if service.variable(name) != nil { return name }
    // `${postgres.DATABASE_URL}`
    if let dot = name.firstIndex(of: "."), symbols.service(String(name[..<dot])) != nil { return name }
    if symbols.secret(name) != nil || symbols.sharedVariable(name) != nil { return "shared.\(name)" }
    let offering = symbols.servicesByType.filter { $0[0].type.output(name) != nil }
      .flatMap { $0.lazy.filter(\.isEnabled).prefix(2) }
    return offering.count == 1 ? "\(offering[0].name).\(name)" : nil
  }
}

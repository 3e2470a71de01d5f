package import Resolution
package import Diagnostics
import Model

/// A value that somebody meant to replace.
package enum PlaceholderCheck: VariableCheck {
  package static var kind: DiagnosticKind { .placeholderValue }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard let (text, node) = variable.writtenText(of: service, in: context),
      Placeholders.isPlaceholder(text, isSecretName: variable.soundsSecret)
    else { return }
    context.report(
      kind, at: node.span, path: context.path(service, variable), "`\(variable.name)` holds a placeholder, not a value"
    ) {
      $0.notes = ["the program would run with this very text"]
      if variable.soundsSecret {
        $0.help = [
          "declare it under `secrets:` (`\(variable.name): external`, or `generate`) and name it under `use:`"
        ]
        if let fix = SecretDeclaration.fix(variable.name, node, of: service, in: context) { $0.fixes = [fix] }
      } else {
        $0.help = ["write the value, or `{ source: external }` where an operator supplies it"]
      }
    }
  }
}

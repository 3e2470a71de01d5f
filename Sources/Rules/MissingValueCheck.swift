package import Resolution
package import Diagnostics
import IR
import Model

/// A required variable whose value may be absent.
package enum MissingValueCheck: VariableCheck {
  package static var kind: DiagnosticKind { .missingValue }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard let declaration = variable.declaration, variable.resolved.value.marks.presence == .maybe,
      declaration.required?.value != false, declaration.source == nil, !variable.resolved.isPoisoned
    else { return }
    context.report(
      kind, at: declaration.valueSpan, path: context.path(service, variable),
      "`\(variable.name)` may have no value in `\(context.environment.name)`"
    ) {
      $0.notes = ["it rests on a secret that is `optional`"]
      $0.help = [
        "say what holds without it: `?? \"\"` inside the reference",
        "or let the variable be absent too: `{ value: …, required: false }`",
      ]
    }
  }
}

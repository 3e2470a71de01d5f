package import Resolution
package import Diagnostics
import IR
import Model

/// A value that exists only in the running container, read by a build.
package enum RunValueAtBuildCheck: VariableCheck {
  package static var kind: DiagnosticKind { .runValueAtBuild }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard BrowserVisibility.phase(variable, of: service) != .run, variable.resolved.value.marks.phase == .run,
      !variable.resolved.isPoisoned
    else { return }
    context.report(
      kind, at: variable.declaration?.valueSpan ?? variable.span, path: context.path(service, variable),
      "this value exists only at run time; a build cannot use it",
      label: "made when a process starts"
    ) { $0.help = ["read it when the process starts: `when: run`"] }
  }
}

package import Resolution
package import Diagnostics

/// Runs the checks of `RulesRegistry`. None depends on what another one found, so that their order is only that of the
/// list: two that could speak of one mistake each ask the value (`isUnsaid`, `isPoisoned`, `WrittenCredential`).
package enum Checks {
  /// Everything that looks at one environment.
  package static func run(in context: CheckContext) {
    let (ground, tracer) = (context.ground, context.analysis.symbols.tracer)
    for service in context.services {
      for variable in service.variables {
        // Nothing was found in the first environment, and nothing that was looked at differs here.
        if let ground, let clean = variable.clean, ground.holds(clean) {
          for name in clean.used { context.analysis.resolver.markUsed(name) }
          continue
        }
        let trace = tracer.record(findings: { context.analysis.bag.reported }) {
          for check in RulesRegistry.variableChecks { check.run(variable, of: service, in: context) }
        }.trace
        if ground == nil { variable.clean = trace }
      }
    }
    for check in RulesRegistry.checks { check.run(in: context) }
  }

  /// Everything that looks at all environments together.
  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    for check in RulesRegistry.projectChecks { check.run(in: contexts, project: project, into: bag) }
  }
}

package import Resolution
package import Diagnostics

/// Runs the checks of `RulesRegistry`. None depends on what another one found, so that their order is only that of the
/// list: two that could speak of one mistake each ask the value (`isUnsaid`, `isPoisoned`, `WrittenCredential`).
package enum Checks {
  /// Everything that looks at one environment.
  package static func run(in context: CheckContext) {
    let (ground, tracer) = (context.ground, context.analysis.symbols.tracer)
    let checks = RulesRegistry.variableChecks
    for service in context.services {
      for variable in service.variables {
        // What was judged in the first environment is judged again by rules that asked for what differs here.
        if let ground, let known = variable.judgement, let open = known.open(in: ground) {
          for name in known.used { context.analysis.resolver.markUsed(name) }
          if open.isEmpty { continue }
          for (rule, check) in checks.enumerated() where open.contains(rule) {
            check.run(variable, of: service, in: context)
          }
          continue
        }
        let judgement = tracer.judge(rules: checks.count, findings: { context.analysis.bag.reported }) { rule in
          checks[rule].run(variable, of: service, in: context)
        }
        if ground == nil { variable.judgement = judgement }
      }
    }
    for check in RulesRegistry.checks { check.run(in: context) }
  }

  /// Everything that looks at all environments together.
  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    for check in RulesRegistry.projectChecks { check.run(in: contexts, project: project, into: bag) }
  }
}

import Resolution
import Tuning
package import Diagnostics
import Model

/// Settings that a web server's command line does not have: they would be omitted.
package enum UnsettableKeyCheck: Check {
  package static var kind: DiagnosticKind { .keyHasNoMeaning }

  package static func run(in context: CheckContext) {
    for service in context.services {
      if service.traits.contains(.postgres) { checkPgTune(of: service, in: context) }
      for setting in service.declaration.server?.value.extra ?? []
      where GunicornFlags.withoutFlag.contains(setting.name) {
        context.report(
          kind, at: setting.nameSpan, path: "services.\(service.name).server.extra.\(setting.name)",
          "`\(setting.name)` cannot be set on gunicorn's command line"
        ) { $0.help = ["keep it in a gunicorn.conf.py of the repository and name that file in `start`"] }
      }
    }
  }

  /// What only pgtune's form asks for.
  private static func checkPgTune(of service: ServiceSymbol, in context: CheckContext) {
    for option in PgTuneOptions(service.declaration, in: context.analysis.topology).idle {
      context.report(
        kind, at: option.keySpan, path: "options.postgres.\(option.key)", "`\(option.key)` has no effect here"
      ) { $0.help = ["add `tuner: pgtune`, whose arithmetic asks for it, or delete `\(option.key)`"] }
    }
  }
}

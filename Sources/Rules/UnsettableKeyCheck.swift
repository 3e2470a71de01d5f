import IR
import Lowering
import Resolution
import Tuning
package import Diagnostics
import Engines
import Model

/// Settings that a web server's command line does not have: they would be omitted.
package enum UnsettableKeyCheck: Check {
  package static var kind: DiagnosticKind { .keyHasNoMeaning }

  package static func run(in context: CheckContext) {
    for service in context.services {
      if let engine = service.type.engine { checkOptions(of: service, engine, in: context) }
      for setting in service.declaration.server?.value.extra ?? []
      where GunicornFlags.withoutFlag.contains(setting.name) {
        context.report(
          kind, at: setting.nameSpan, path: "services.\(service.name).server.extra.\(setting.name)",
          "`\(setting.name)` cannot be set on gunicorn's command line"
        ) { $0.help = ["keep it in a gunicorn.conf.py of the repository and name that file in `start`"] }
      }
    }
  }

  /// Options of the engine that only others give an effect.
  private static func checkOptions(of service: ServiceSymbol, _ engine: StoreEngine, in context: CheckContext) {
    for idle in EngineOptions(engine, of: service, in: context.analysis.topology).idle {
      context.report(
        kind, at: idle.option.keySpan, path: "options.\(engine.name).\(idle.option.key)",
        "`\(idle.option.key)` has no effect here"
      ) { $0.help = [idle.help] }
    }
  }
}

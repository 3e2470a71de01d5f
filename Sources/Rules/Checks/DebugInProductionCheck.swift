package import Resolution
package import Diagnostics
import IR
import Model

/// `DEBUG: true` in production.
package enum DebugInProductionCheck: VariableCheck {
  package static var kind: DiagnosticKind { .debugInProduction }

  private static let names: Set<String> = ["DEBUG", "FLASK_DEBUG", "DJANGO_DEBUG", "APP_DEBUG"]

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard names.contains(variable.name), context.isProduction,
      let (text, node) = variable.writtenText(of: service, in: context),
      ["true", "1", "yes", "on"].contains(text.lowercased())
    else { return }
    context.report(
      kind, at: node.span, path: context.path(service, variable),
      "`\(variable.name)` is on in `\(context.environment.name)`"
    ) {
      $0.notes = ["debug pages show source code, variables and secrets to whoever causes a failure"]
      $0.help = ["write `false`, and switch it on in the environment that needs it"]
      $0.fixes = [FixIt("write `false`", .safe, [.init(node.span, "false")])]
    }
  }
}

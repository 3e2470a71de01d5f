package import Diagnostics
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let debugInProduction = DiagnosticKind(
    "W0814", "debug-in-production", tunable: true,
    summary: "`DEBUG` is on in production",
    explanation: """
      In debug mode a web framework shows what it knows: Flask and Django answer a failing request with source code,
      local variables and settings, and Flask's debugger runs Python code for whoever reaches it. It also costs
      memory and speed.

      Set `DEBUG: false` in the base, and turn it on in the environments where people look at it. For more detail in
      production raise `LOG_LEVEL` instead: logs are read by you, pages by everybody.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            DEBUG: true
                   ^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            DEBUG: false
      """, foreign: .production)
}

/// `DEBUG: true` in production.
package enum DebugInProduction: VariableCheck {
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
      $0.remedies = [.writeWord("false", variable: variable.name, service: service.name)]
      $0.help = ["write `false`, and switch it on in the environment that needs it"]
      $0.fixes = [FixIt("write `false`", .safe, [.init(node.span, "false")])]
    }
  }
}

package import Resolution
package import Diagnostics
import IR
import Model

/// `ENVIRONMENT: production` in staging.
package enum EnvironmentNameCheck: VariableCheck {
  package static var kind: DiagnosticKind { .environmentNameMismatch }

  private static let names: Set<String> = ["ENVIRONMENT", "APP_ENV", "RAILS_ENV"]
  private static let spellings = [
    "prod": "production", "live": "production", "stage": "staging", "dev": "development", "local": "development",
  ]

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard names.contains(variable.name), let (text, node) = variable.writtenText(of: service, in: context),
      !text.isEmpty
    else { return }
    let written = spellings[text.lowercased()] ?? text.lowercased()
    let actual = spellings[context.environment.name.lowercased()] ?? context.environment.name.lowercased()
    guard written != actual else { return }
    // An overlay that says so on purpose for its own environment names no other one.
    guard
      context.environments.contains(where: { (spellings[$0.name.lowercased()] ?? $0.name.lowercased()) == written })
        || spellings.values.contains(written)
    else { return }
    context.report(
      kind, at: node.span, path: context.path(service, variable),
      "`\(variable.name)` is `\(text)` in environment `\(context.environment.name)`"
    ) {
      $0.notes = ["by it programs and error trackers choose keys, logs and whom to call"]
      $0.help = ["write `$<<environment.name>>`"]
      $0.fixes = [FixIt("write `$<<environment.name>>`", .safe, [.init(node.span, "$<<environment.name>>")])]
    }
  }
}

package import Diagnostics
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let environmentNameMismatch = DiagnosticKind(
    "W0808", "environment-name-mismatch", tunable: true,
    summary: "a variable names another environment than the one it is in",
    explanation: """
      `ENVIRONMENT`, `APP_ENV` and `RAILS_ENV` tell the code where it runs: which settings it loads, whether mails
      are really sent, what reports to Sentry are labelled with. A fixed text is the same in every environment, so
      all but one are told a wrong name. `NODE_ENV`, `DJANGO_ENV`, `SENTRY_ENVIRONMENT` and similar ones are modes: a
      value for development is wrong in every environment that is not of `kind: local`.

      Write `$<<environment.name>>`, which is right everywhere; for `NODE_ENV` write `production`. If the word really
      means a mode of the code and not the environment, suppress the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            ENVIRONMENT: production
                         ^^^^^^^^^^
      environments:
        production: {}
        staging: {}
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            ENVIRONMENT: $<<environment.name>>
      environments:
        production: {}
        staging: {}
      """, foreign: .production)
}

/// `ENVIRONMENT: production` in staging.
package enum EnvironmentNameMismatch: VariableCheck {
  package static var kind: DiagnosticKind { .environmentNameMismatch }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    let isName = variable.named.isEnvironment
    guard isName || variable.named.isMode,
      let (text, node) = variable.writtenText(of: service, in: context),
      !text.isEmpty
    else { return }
    let written = EnvironmentWords.full(text)
    let actual = EnvironmentWords.full(context.environment.name)
    guard written != actual else { return }
    if isName {
      // An overlay that names its own environment on purpose is right.
      guard
        context.environments.contains(where: { EnvironmentWords.full($0.name) == written })
          || EnvironmentWords.isUsual(written)
      else { return }
    } else {
      guard written == "development", context.kind != .local else { return }
    }
    let meant = EnvironmentWords.value(of: variable.name)
    context.report(
      kind, at: node.span, path: context.path(service, variable),
      "`\(variable.name)` is `\(text)` in `\(context.environment.name)`"
    ) {
      $0.notes = ["by it programs and error trackers choose keys, logs and whom to call"]
      $0.help = ["write `\(meant)`"]
      // In files of other tools nothing else tells what an environment is called.
      if written == "development" {
        $0.remedies = [.writeWord("production", variable: variable.name, service: service.name)]
      }
      $0.fixes = [FixIt("write `\(meant)`", .safe, [.init(node.span, meant)])]
    }
  }
}

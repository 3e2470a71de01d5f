package import Diagnostics
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let secretsToSupply = DiagnosticKind(
    "I0508", "secrets-to-supply", tunable: true,
    summary: "an environment needs values that an operator supplies",
    explanation: """
      Secrets that are `external` have no value in any file: somebody must enter them once per environment, on the
      platform or in the `.env` file beside the compose project. This note counts those that an enabled service of the
      environment uses, and, apart, the optional ones, without which it can start.

      Nothing is wrong. The files that are written name each of them and fail early where one is missing.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        MAIL_PASSWORD: external
        ^^^^^^^^^^^^^
      services:
        api:
          type: fastapi
          use: [MAIL_PASSWORD]
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        MAIL_PASSWORD: generate
      services:
        api:
          type: fastapi
          use: [MAIL_PASSWORD]
      """)
}

/// How many values an operator must enter for each environment.
package enum SecretsToSupply: ProjectCheck {
  package static var kind: DiagnosticKind { .secretsToSupply }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    for context in contexts {
      var required = 0
      var optional = 0
      var first: Span?
      let supplied = Set(context.program.secrets.filter { $0.source == .external && !$0.usedBy.isEmpty }.map(\.id))
      guard !supplied.isEmpty else { continue }
      for secret in context.analysis.symbols.secrets where supplied.contains(secret.id) {
        if secret.isOptional { optional += 1 } else { required += 1 }
        first = first ?? secret.nameSpan
      }
      let name = context.environment.name
      guard required > 0, let first else { continue }
      // Where nobody wrote the environment there is no place to point at.
      let declared = project.environments.declaration(name).flatMap {
        $0.nameSpan == project.environments.base.span ? nil : $0.nameSpan
      }
      let rest = optional == 0 ? "" : ", \(optional) may be"
      bag.report(
        kind, at: declared ?? first, "\(Words.count(required, "secret")) must be supplied for `\(name)`\(rest)"
      ) {
        $0.environments = [name]
        $0.notes = [
          "`external` means that no file holds the value: whoever deploys enters it once for each environment"
        ]
        $0.path = "environments.\(name)"
      }
    }
  }
}

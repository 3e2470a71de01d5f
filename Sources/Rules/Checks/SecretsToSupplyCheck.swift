package import Resolution
package import Diagnostics
import IR
import Model

/// How many values an operator must enter for each environment.
package enum SecretsToSupplyCheck: ProjectCheck {
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

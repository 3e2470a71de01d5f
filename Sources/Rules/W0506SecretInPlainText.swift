package import Diagnostics
package import Resolution
import IR
import Model
import Syntax

extension DiagnosticKind {
  package static let secretInPlainText = DiagnosticKind(
    "W0506", "secret-in-plain-text", tunable: true,
    summary: "what sounds like a secret is written in plain text",
    explanation: """
      The name says that this is a secret, and its value stands in the file. Everybody who can read the repository can
      read it, today and in its history, and it is the same in every environment: whoever finds it in staging has
      production.

      This holds for defaults too: a secret with a value to fall back on works while the real one is missing. The
      password of a URL is E0501, unless the address is `localhost`. Reports do not show the value.

      Declare it under `secrets:` of the service. `generate` makes a random value per environment, `external` asks an
      operator for it. If the value is no secret in spite of its name, allow the finding and say
      why.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            ADMIN_TOKEN: letmein42
                         ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          secrets:
            ADMIN_TOKEN: generate
      """, foreign: .production)
}

/// What sounds like a secret and stands in the file, as a value, inside of a URL, or as something to fall back on.
package enum SecretInPlainText: VariableCheck {
  package static var kind: DiagnosticKind { .secretInPlainText }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    let value = variable.resolved
    guard !value.isPoisoned, let node = variable.writtenValue(of: service, in: context) else { return }
    if case .alternative(let parts) = value.value.expression {
      return fallback(parts, node, variable, service, context)
    }
    guard let text = value.literal, value.items == nil, text.utf8.count > 1, text.utf8.count < 1000,
      !variable.isUnsaid
    else { return }
    // What is refused needs no warning beside.
    let found = WrittenCredential.all(in: node, of: variable.name)
    guard let first = found.first, !found.contains(where: \.isRefused) else { return }
    let path = context.path(service, variable)
    if first.ground != .name {
      context.report(kind, at: first.span, path: path, "`\(variable.name)` holds \(first.what) in plain text") {
        $0.masked = [first.span]
        $0.remedies = [.requireVariable(variable.name), .written(variable.name, service: service.name)]
        $0.help = ["build the URL from references: `$<<postgres.DATABASE_URL>>`, or make the whole a secret"]
      }
      return
    }
    guard isNamedSecret(variable, node, of: service, in: context) else { return }
    context.report(
      kind, at: node.span, path: path, "`\(variable.name)` looks like a secret but is written in plain text"
    ) {
      $0.masked = [node.span]
      $0.notes = ["everybody who has this file, or its history, knows it"]
      $0.remedies = [.requireVariable(variable.name), .written(variable.name, service: service.name)]
      $0.help = [
        "declare it under `secrets:` of the service: `\(variable.name): generate`, or `external`"
      ]
      if let fix = SecretDeclaration.fix(variable.name, node, of: service, in: context) { $0.fixes = [fix] }
    }
  }

  /// Whether the name alone makes a secret of what is written: any text, but neither for browsers nor of another type.
  static func isNamedSecret(
    _ variable: VariableSymbol, _ node: ConfigNode, of service: ServiceSymbol, in context: CheckContext
  ) -> Bool {
    guard let text = node.text, text.utf8.count > 1, !variable.isUnsaid,
      WrittenCredential.all(in: node, of: variable.name).first?.ground == .name
    else { return false }
    // Of `!secret name` E0110 has said it.
    return !BrowserVisibility.isVisible(variable, of: service) && !node.isTagged
      && Expectation.of(variable, in: service).type == .string
  }

  /// `shared.SECRET_KEY ?? "development"`.
  private static func fallback(
    _ parts: [Expression], _ node: ConfigNode, _ variable: VariableSymbol, _ service: ServiceSymbol,
    _ context: CheckContext
  ) {
    guard let first = parts.first, case .secret = first, case .literal(let text)? = parts.last, !text.isEmpty else {
      return
    }
    context.report(
      kind, at: node.span, path: context.path(service, variable),
      "`\(variable.name)` falls back on a value that everybody can read"
    ) {
      $0.notes = ["nobody notices when the real one is missing"]
      $0.help = ["let the secret be required: `external` or `generate`, without `??`"]
    }
  }
}

package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let secretsMustDiffer = DiagnosticKind(
    "E0507", "secrets-must-differ",
    summary: "two keys that must differ have the same value",
    explanation: """
      Keys that sign different things must differ. With one value for both, a token that was made for one purpose
      passes for the other: a password-reset link signed with `SECRET_KEY` is accepted where a login signed with
      `JWT_SECRET_KEY` is asked for.

      Declare a secret for each: `generate` makes different ones. For values that an operator supplies write
      `differs_from: [OTHER]`, which is verified when they are.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SECRET_KEY: generate
      services:
        api:
          type: fastapi
          use: [SECRET_KEY]
          variables:
            JWT_SECRET_KEY: $<<shared.SECRET_KEY>>
                            ^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SECRET_KEY: generate
        JWT_SECRET_KEY: generate
      services:
        api:
          type: fastapi
          use: [SECRET_KEY, JWT_SECRET_KEY]
      """)
}

/// Signing keys of one service with one value.
package enum SecretsMustDiffer: Check {
  package static var kind: DiagnosticKind { .secretsMustDiffer }

  package static func run(in context: CheckContext) {
    for secret in context.analysis.symbols.secrets {
      for other in secret.declaration.differsFrom where other.value == secret.name {
        context.report(
          kind, at: other.span, path: secret.path, "`\(secret.name)` cannot differ from itself"
        ) { $0.help = ["name the other secret"] }
      }
    }
    for service in context.services {
      var owners: [String: VariableSymbol] = [:]
      for variable in service.variables where variable.named.isSigningKey {
        guard let value = identity(of: variable) else { continue }
        guard let first = owners[value] else {
          owners[value] = variable
          continue
        }
        if SigningKeys.areOneKey(first.name, variable.name) { continue }
        report(first, variable, of: service, in: context)
      }
    }
  }

  /// What the value is: a secret, or a text.
  private static func identity(of variable: VariableSymbol) -> String? {
    guard !variable.resolved.isPoisoned, !variable.isUnsaid else { return nil }
    switch variable.resolved.value.expression {
    case .secret(let id): return "secret " + id
    case .literal(let text): return text.isEmpty ? nil : "text " + text
    default: return nil
    }
  }

  private static func report(
    _ a: VariableSymbol, _ b: VariableSymbol, of service: ServiceSymbol, in context: CheckContext
  ) {
    // The one that says by itself that it is the same stands behind `variables:`.
    let (first, second) = a.declaration != nil && b.declaration == nil ? (b, a) : (a, b)
    let span = second.declaration?.valueSpan ?? second.span
    context.report(
      kind, at: span, path: context.path(service, second), "`\(first.name)` and `\(second.name)` must differ"
    ) {
      $0.secondary = [.init(first.declaration?.valueSpan ?? first.span, "has the same value")]
      $0.notes = ["what one key signs passes where the other is asked for"]
      $0.help = ["declare a secret of its own under `secrets:` of the service: `\(second.name): generate`"]
      if second.inheritedFrom == nil, let node = second.declaration?.value,
        let fix = SecretDeclaration.fix(second.name, node, of: service, in: context)
      {
        $0.fixes = [fix]
      }
    }
  }
}

package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let keyPerProcess = DiagnosticKind(
    "E0510", "key-per-process",
    summary: "without the key each process would invent its own",
    explanation: """
      Frameworks that miss their signing key make a random one and go on. With one process that works until the next
      restart; here several processes serve the same users, each with a key of its own: a session that one of them
      began is unknown to the others, and people are logged out at random.

      Make the key certain: `generate` gives each environment one, `external` demands it from an operator.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SECRET_KEY: optional
      services:
        api:
          type: fastapi
          workers: 4
          use: [SECRET_KEY]
                ^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SECRET_KEY: generate
      services:
        api:
          type: fastapi
          workers: 4
          use: [SECRET_KEY]
      """)
}

/// A signing key that may be absent while several processes serve the same users.
package enum KeyPerProcess: Check {
  package static var kind: DiagnosticKind { .keyPerProcess }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.code) {
      for variable in service.variables where variable.named.isSigningKey {
        let value = variable.resolved
        let mayBeAbsent =
          value.value.marks.presence == .maybe
          || variable.declaration.map { $0.value == nil && $0.required?.value == false } == true
        guard mayBeAbsent, !value.isPoisoned else { continue }
        let processes = service.mostReplicas * WorkerArithmetic.workers(of: service)
        guard processes > 1 else { continue }
        context.report(
          kind, at: variable.declaration?.valueSpan ?? variable.span, path: context.path(service, variable),
          "without `\(variable.name)` each of \(processes) processes would invent its own"
        ) {
          $0.notes = ["what one process signs, the next one refuses: people are logged out at random"]
          guard case .secret(let id) = value.value.expression, let secret = secret(id, in: context) else {
            $0.help = ["let it always be there: declare it under `secrets:`"]
            return
          }
          $0.help = ["write `\(secret.name): generate`, or `external` where an operator must supply it"]
          if let source = secret.declaration.source {
            $0.secondary = [.init(source.span, "may be absent")]
            $0.fixes = [FixIt("write `generate`", .unsafe, [.init(source.span, "generate")])]
          }
        }
      }
    }
  }

  private static func secret(_ id: String, in context: CheckContext) -> SecretSymbol? {
    context.analysis.symbols.secrets.first { $0.id == id }
  }
}

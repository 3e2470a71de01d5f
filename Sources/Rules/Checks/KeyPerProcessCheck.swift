import Resolution
package import Diagnostics
import IR
import Model

/// A signing key that may be absent while several processes serve the same users.
package enum KeyPerProcessCheck: Check {
  package static var kind: DiagnosticKind { .keyPerProcess }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.code) {
      for variable in service.variables where SigningKeys.contains(variable.name) {
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

import IR
package import Diagnostics
import Engines
import Rules

/// W0506 for a compose file: the password that a database is made with is written out. The address that repeats it is the
/// same mistake.
package enum StorePasswordInPlainText: StackRule {
  package static var kind: DiagnosticKind { SecretInPlainText.kind }

  package static func run(in context: StackContext) {
    for store in context.stack.services {
      for account in store.engine?.initialization?.accounts ?? [] {
        guard let pair = store.environment.first(where: { $0.name == account.password }), let value = pair.value,
          value.holes.isEmpty, let password = value.known, password.utf8.count > 1
        else { continue }
        context.report(kind, at: value.span, "`\(pair.name)` looks like a secret but is written in plain text") {
          $0.masked = [value.span]
          for service in context.stack.services where service.name != store.name {
            for other in service.environment {
              guard let endpoint = other.value.flatMap({ Endpoint($0) }), endpoint.password == password,
                let span = endpoint.passwordSpan
              else { continue }
              $0.secondary.append(.init(span, "the same password"))
              $0.masked.append(span)
            }
          }
          $0.notes = ["anyone with access to this file, or to its history, can read it"]
          $0.remedies = [.requireVariable(pair.name)]
        }
      }
    }
  }
}

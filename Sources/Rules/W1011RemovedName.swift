package import Diagnostics
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let removedName = DiagnosticKind(
    "W1011", "removed-name", tunable: true,
    summary: "a variable that nothing reads any more",
    explanation: """
      `FLASK_ENV` was removed in Flask 2.3 (April 2023): what it switched is read from `FLASK_DEBUG` or `--debug`. A
      `production` written there protects nothing, and a `development` switches nothing on.

      `NIXPACKS_…` variables steer Nixpacks, the builder that Railway replaced by Railpack; Railpack has variables of its
      own, `RAILPACK_…`.

      Leave the variable out, or write its successor.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: flask
          variables:
            FLASK_ENV: production
            ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: flask
      """, foreign: .speaks)
}

/// Variables that were read once.
package enum RemovedName: VariableCheck {
  package static var kind: DiagnosticKind { .removedName }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard variable.origin == .variables, variable.inheritedFrom == nil, variable.name.utf8.count >= 9 else { return }
    let message: String
    let help: String
    var since: LibraryVersion?
    if variable.name == "FLASK_ENV" {
      message = "`FLASK_ENV` was removed in Flask 2.3"
      since = LibraryVersion("flask", 2, 3)
      help = "leave it out; in an environment for debugging write `FLASK_DEBUG: true`"
    } else if variable.name.hasPrefix("NIXPACKS_") {
      message = "`\(variable.name)` is read by Nixpacks, which Railway replaced by Railpack"
      help = "leave it out, or write what Railpack reads: `RAILPACK_…`"
    } else {
      return
    }
    context.report(
      kind, at: service.declaredVariable(variable.name)?.nameSpan ?? variable.span,
      path: context.path(service, variable), message
    ) {
      $0.notes = ["nothing reads it any more"]
      $0.help = [help]
      $0.remedies = [.leaveOut(service: service.name, since: since)]
      if let edit = Edits.removeVariable(variable.name, of: service.declaration.node) {
        $0.fixes = [FixIt("delete `\(variable.name)`", .safe, [edit])]
      }
    }
  }
}

import IR
import Model
import Resolution
package import Diagnostics

/// E0312 for a variable of a store under a name that its server's container gets from a key or a secret: one target would
/// ignore it, and another would start the server with it.
package enum ContainerVariableCheck: Check {
  package static var kind: DiagnosticKind { .emittedVariableRedefined }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.data) && !service.declaration.variables.isEmpty {
      guard let container = context.program.service(service.name)?.store?.container else { continue }
      let own = Set(container.environment.flatMap { [$0.name, $0.initialFile].compactMap { $0 } })
      for variable in service.declaration.variables where own.contains(variable.name) {
        context.report(
          kind, at: variable.nameSpan, path: "services.\(service.name).variables.\(variable.name)",
          "`\(variable.name)` is set for the server of `\(service.name)` already"
        ) {
          $0.notes = ["it is made of the keys and secrets of the service, which addresses and backups use as well"]
          if let edit = Edits.removeVariable(variable.name, of: service.declaration.node) {
            $0.fixes = [FixIt("delete `\(variable.name)`", .unsafe, [edit])]
          }
          $0.help = ["delete this line, and set the service's own key where there is one"]
        }
      }
    }
  }
}

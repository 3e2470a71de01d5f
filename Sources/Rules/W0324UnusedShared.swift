package import Diagnostics
package import Resolution
import Model

extension DiagnosticKind {
  package static let unusedShared = DiagnosticKind(
    "W0324", "unused-shared", tunable: true,
    summary: "no service uses a shared variable, a secret or a store",
    explanation: """
      A shared variable or secret reaches a service only by `use: [NAME]` or by a reference `$<<shared.NAME>>`. No
      service of any environment has one of the two, so the value goes nowhere.

      Either the entry is left over, and somebody still has to supply and rotate a secret that nothing reads; or a
      service should get it and does not, which shows only when the code asks for it.

      Add the name to `use:` of the services that need it, or delete the entry. A store is used by a reference to it:
      code that falls back to an address of its own has no password for it.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SESSION_KEY: generate
        ^^^^^^^^^^^
      services:
        api:
          type: fastapi
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SESSION_KEY: generate
      services:
        api:
          type: fastapi
          use: [SESSION_KEY]
      """)
}

/// A shared variable or secret that no service uses in any environment.
package enum UnusedShared: ProjectCheck {
  package static var kind: DiagnosticKind { .unusedShared }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    // What recovery took out of the file may have used it.
    if project.environments.isIncomplete || project.environments.base["services"] == nil { return }
    var used: Set<String> = []
    for context in contexts {
      used.formUnion(context.analysis.resolver.usedShared)
      for service in context.analysis.symbols.services {
        for secret in service.declaration.build?.value.allSecrets ?? [] { used.insert(secret.value) }
        for secret in service.declaration.external?.value.secrets ?? [] { used.insert(secret.value.value) }
        for file in service.declaration.files { if case .secret(let name) = file.value { used.insert(name) } }
        if let secret = service.declaration.backup?.value.destination?.value.secret { used.insert(secret.value) }
        // A disabled service is no reason to delete what it uses.
        if !service.isEnabled { used.formUnion(service.declaration.use.map(\.value)) }
      }
      for secret in context.analysis.symbols.secrets where used.contains(secret.name) {
        used.formUnion(secret.declaration.differsFrom.map(\.value))
      }
    }
    var seen: Set<String> = []
    for context in contexts {
      for secret in context.analysis.symbols.secrets
      where secret.declaration.service == nil && !used.contains(secret.name) && seen.insert(secret.name).inserted {
        bag.report(kind, at: secret.nameSpan, "nothing uses the secret `\(secret.name)`") {
          $0.path = secret.path
          $0.help = ["delete it, or hand it to the service that reads it: `use: [\(secret.name)]`"]
        }
      }
      for shared in context.analysis.symbols.shared
      where !used.contains(shared.name) && seen.insert(shared.name).inserted {
        bag.report(kind, at: shared.nameSpan, "nothing uses the shared variable `\(shared.name)`") {
          $0.path = "variables.\(shared.name)"
          $0.help = ["delete it, or hand it to the service that reads it: `use: [\(shared.name)]`"]
        }
      }
    }
  }
}

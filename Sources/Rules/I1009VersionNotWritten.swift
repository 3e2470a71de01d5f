package import Diagnostics
import Resolution
import Model

extension DiagnosticKind {
  package static let versionNotWritten = DiagnosticKind(
    "I1009", "version-not-written", tunable: true,
    summary: "a database has no version of its own",
    explanation: """
      Without `version` a store gets the default of this version of the language. That default is frozen, so an
      upgrade of infracc never upgrades a database by itself. But a reader of the topology cannot see which server
      runs, and a data directory of one major version of PostgreSQL cannot be read by another.

      Write the version down, at best the one that runs now. The fix writes the default.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
        ^^^^^^^^
          database: shop
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          version: 18
          database: shop
      """)
}

/// A store whose version is nowhere written.
package enum VersionNotWritten: Check {
  package static var kind: DiagnosticKind { .versionNotWritten }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.data) {
      let version = service.serverVersion
      // An image that does not tell it is said by itself.
      guard !version.isWritten, version.isOfficial, let text = version.text,
        service.declaration.node["version"] == nil
      else { continue }
      let name = service.declaration.name
      context.report(
        kind, at: service.declaration.nameSpan, path: "services.\(name).version",
        "`\(name)` names no version: it is \(service.type.summary) \(text)"
      ) {
        $0.help = ["write `version: \(text)`, or what runs now"]
        let node = service.declaration.node
        if !node.isOverlay, let edit = edit(text, node) {
          $0.fixes = [FixIt("write `version: \(text)`", .safe, [edit])]
        }
      }
    }
  }

  private static func edit(_ version: String, _ node: ConfigNode) -> FixIt.Edit? {
    if case .mapping(let entries) = node.content, entries.isEmpty {
      return FixIt.Edit(node.span, "{ version: \(version) }")
    }
    return Edits.add("version: \(version)", to: node, order: CanonicalForm.serviceOrder)
  }
}

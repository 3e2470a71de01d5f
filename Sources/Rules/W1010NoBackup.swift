package import Diagnostics
import Engines
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let noBackup = DiagnosticKind(
    "W1010", "no-backup", tunable: true,
    summary: "a PostgreSQL in production has no backup",
    explanation: """
      A volume survives a restart; it does not survive a wrong `DELETE`, a migration that dropped a column, or the loss of
      the machine. `backup:` writes a dump on a schedule and keeps each one for a while:

          backup: { schedule: "0 3 * * *", keep: 14d }

      Where the platform or somebody else makes the backups, allow the finding with that reason, so that the next reader
      knows where they are.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
        ^^^^^^^^
          version: 16
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          version: 16
          backup: { schedule: "0 3 * * *", keep: 14d }
      """)
}

/// A database in production that nobody copies.
package enum NoBackup: ProjectCheck {
  package static var kind: DiagnosticKind { .noBackup }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    for context in contexts where context.isProduction {
      for service in context.services
      where service.type.engine?.abilities.contains(.authoritative) == true && service.traits.contains(.data) {
        let entry = service.declaration.node.entry("backup")
        guard service.declaration.backup == nil, entry == nil || entry?.value.isRemoved == true else { continue }
        context.report(
          kind, at: entry?.keySpan ?? service.declaration.nameSpan, path: "services.\(service.name).backup",
          "`\(service.name)` has no `backup` in `\(context.environment.name)`"
        ) {
          $0.notes = ["a volume survives a restart, but no wrong `DELETE` and no lost machine"]
          let backup = "backup: { schedule: \"0 3 * * *\", keep: 14d }"
          $0.help = ["add `\(backup)`, or allow this with who makes the backups"]
          let node = service.declaration.node
          if entry == nil, let edit = Edits.add(backup, to: node, order: CanonicalForm.serviceOrder) {
            $0.fixes = [FixIt("add a daily backup", .unsafe, [edit])]
          }
        }
      }
    }
  }
}

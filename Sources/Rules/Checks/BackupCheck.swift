package import Resolution
package import Diagnostics
import IR
import Model

/// A database in production that nobody copies.
package enum BackupCheck: ProjectCheck {
  package static var kind: DiagnosticKind { .noBackup }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    // Without `environments:` nobody has said that this one is production.
    guard project.environments.isDeclared else { return }
    for context in contexts where context.isProduction {
      for service in context.services where service.traits.contains(.postgres) {
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

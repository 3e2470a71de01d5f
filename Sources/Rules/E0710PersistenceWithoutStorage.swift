package import Diagnostics
import Lowering
import Model
import Resolution
import Tuning

extension DiagnosticKind {
  package static let persistenceWithoutStorage = DiagnosticKind(
    "E0710", "persistence-without-storage",
    summary: "Redis writes snapshots but has no storage",
    explanation: """
      `save` and `appendonly` write the data to the disk of the container. Without a volume that disk goes with the
      container: at the next deployment, restart or move to another machine the files are gone, although everything
      looked as if the data were safe.

      Give the service a volume: `resources: { storage: 1GiB }`. If it is only a cache, switch persistence off:
      `save: []`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          tuning:
            save: ["900 1"]
                  ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          resources: { storage: 1GiB }
          tuning:
            save: ["900 1"]
      """)
}

/// A Redis that writes to a disk which goes with its container.
package enum PersistenceWithoutStorage: Check {
  package static var kind: DiagnosticKind { .persistenceWithoutStorage }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let tuned = context.derived.tuned[service.name], tuned.isPersistent,
        service.declaration.node["resources"]?["storage"] == nil
      else { continue }
      let nodes = service.declaration.tuningNodes
      // A profile that persists brings its volume along.
      guard let node = nodes["save"].flatMap({ $0.items.isEmpty ? nil : $0 }) ?? nodes["appendonly"] else { continue }
      let isSnapshot = node === nodes["save"]
      context.report(
        kind, at: node.span, path: "services.\(service.name).tuning",
        "`\(service.name)` writes \(isSnapshot ? "snapshots" : "an append-only file") but has no storage"
      ) {
        $0.notes = ["the file would lie in the container, and go with it at the next deploy"]
        $0.help = ["give it a volume: `resources: { storage: 1GiB }`", "or switch persistence off: `save: []`"]
        if let fix = fix(service) { $0.fixes = [FixIt("give it 1 GiB of storage", .unsafe, [fix])] }
      }
    }
  }

  private static func fix(_ service: ServiceSymbol) -> FixIt.Edit? {
    let node = service.declaration.node
    if let resources = node["resources"] {
      return Edits.add("storage: 1GiB", to: resources, order: ResourcesDeclaration.shape.fields.map(\.name))
    }
    return Edits.add("resources: { storage: 1GiB }", to: node, order: CanonicalForm.serviceOrder)
  }
}

import Tuning
import Lowering
import Resolution
package import Diagnostics
import Model

/// A Redis that writes to a disk which goes with its container.
package enum PersistenceStorageCheck: Check {
  package static var kind: DiagnosticKind { .persistenceWithoutStorage }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.redis) {
      guard let tuned = context.derived.redis[service.name], tuned.isPersistent,
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

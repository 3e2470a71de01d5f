package import Diagnostics
import Emit
import Engines

/// E0711 for a compose file: several servers of one database on one volume.
package enum OneDataDirectory: StackRule {
  package static var kind: DiagnosticKind { .replicasShareVolume }

  package static func run(in context: StackContext) {
    for store in context.stack.services where store.engine != nil {
      guard let replicas = store.replicas, replicas.count > 1,
        let mount = store.mounts.first(where: { $0.kind == .volume && $0.source != nil && !$0.isReadOnly })
      else { continue }
      context.report(kind, at: replicas.span, "\(replicas.count) replicas of `\(store.name)` would share one volume") {
        $0.secondary = [.init(mount.span, "the data of all of them")]
        $0.notes = ["two servers that write one data directory destroy it"]
        $0.help = ["run one: `replicas: 1`"]
      }
    }
  }
}

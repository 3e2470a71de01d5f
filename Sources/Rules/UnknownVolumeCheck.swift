import Resolution
package import Diagnostics
import Model

/// A volume named by a service that the top level does not declare.
package enum UnknownVolumeCheck: Check {
  package static var kind: DiagnosticKind { .missingKey }

  package static func run(in context: CheckContext) {
    let names = context.analysis.topology.volumes.map(\.name)
    for service in context.services {
      for volume in service.declaration.volumes {
        guard case .shared(let name, _) = volume.value, !names.contains(name) else { continue }
        context.report(
          kind, at: volume.nameSpan, path: "services.\(service.name).volumes",
          "volume `\(name)` is not declared at the top level"
        ) {
          let nearest = Suggestion.nearest(to: name, among: names)
          $0.help =
            nearest.isEmpty
            ? ["declare it: `volumes: { \(name): 1GiB }`, or write a size for a volume of this service alone"]
            : ["did you mean \(Words.alternatives(nearest))?"]
        }
      }
    }
  }
}

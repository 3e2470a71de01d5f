import Analysis
import Diagnostics
import Emit
import IR
import Model

/// The names under `raw:` of services: each must be a target that merges it into what it writes.
enum RawNames {
  /// - Parameter contexts: of all environments.
  static func check(_ contexts: [CheckContext], bag: DiagnosticBag) {
    let topologies = contexts.map(\.analysis.topology)
    // Plugins that were not found are among them: what is wrong with those is reported already.
    let written = topologies.flatMap { $0.targets?.value.map(\.value) ?? [] }
    let listed = Set(contexts.flatMap(\.program.targets) + written)
    let decoder = Decoder(bag: bag)
    let builtIn = DeployTarget.builtIn.filter(\.capabilities.takesRaw).map(\.name)
    let others = listed.subtracting(DeployTarget.builtIn.map(\.name)).sorted()
    // What an environment does not change is the same node in all of them.
    var seen: Set<Span> = []
    for service in topologies.flatMap(\.services) {
      decoder.path = ["services", service.name, "raw"]
      for raw in service.raw where seen.insert(raw.nameSpan).inserted {
        let entry = ConfigNode.Entry(key: raw.name, keySpan: raw.nameSpan, value: raw.value)
        if !(builtIn + others).contains(raw.name) {
          decoder.unknownKey(entry, among: builtIn + others, owner: "`raw` of service `\(service.name)`")
        } else if !listed.contains(raw.name) {
          decoder.report(
            .targetNotListed, at: raw.nameSpan, "`raw.\(raw.name)` is not used: no environment lists `\(raw.name)`"
          ) { $0.help = ["add `\(raw.name)` under `targets:`, or delete this"] }
        }
      }
    }
  }
}

import Resolution
import Rules
import Diagnostics
import Emit
import IR
import Model

/// The names under `raw:` of services, each of which must be a target that merges it into what it writes, and options of
/// targets that no environment lists.
enum UnlistedTargets {
  /// - Parameter contexts: of all environments.
  static func check(_ contexts: [CheckContext], bag: DiagnosticBag) {
    let topologies = contexts.map(\.analysis.topology)
    // Plugins that were not found are among them: what is wrong with those is reported already.
    let written = topologies.flatMap { $0.targets?.value.map(\.value) ?? [] }
    let listed = Set(contexts.flatMap(\.program.targets) + written)
    let decoder = Decoder(bag: bag)
    let builtIn = DeployTarget.builtIn.filter(\.capabilities.takesRaw).map(\.name)
    let others = listed.subtracting(Emitters.all.map { $0.name }).sorted()
    // What an environment does not change is the same node in all of them.
    var seen: Set<Span> = []
    for service in topologies.flatMap(\.services) {
      decoder.path = ["services", service.name, "raw"]
      for raw in service.raw where seen.insert(raw.nameSpan).inserted {
        let entry = ConfigNode.Entry(key: raw.name, keySpan: raw.nameSpan, value: raw.value)
        if !(builtIn + others).contains(raw.name) {
          decoder.unknownKey(entry, among: builtIn + others, owner: "`raw` of service `\(service.name)`")
        } else if !listed.contains(raw.name) {
          reportUnlisted("raw", raw.name, at: raw.nameSpan, decoder)
        }
      }
      decoder.path = ["services", service.name, "options"]
      checkOptions(service.options, listed, &seen, decoder)
    }
    decoder.path = ["raw"]
    for raw in topologies.flatMap(\.raw) where seen.insert(raw.nameSpan).inserted {
      checkDocument(raw, known: builtIn + others, listed, decoder)
    }
    decoder.path = ["options"]
    for topology in topologies { checkOptions(topology.options, listed, &seen, decoder) }
  }

  /// `raw` of the top level: only what writes one document can merge it.
  private static func checkDocument(
    _ raw: Named<ConfigNode>, known: [String], _ listed: Set<String>, _ decoder: Decoder
  ) {
    let target = DeployTarget.builtIn.first { $0.name == raw.name }
    guard let target else {
      if !known.contains(raw.name) {
        let entry = ConfigNode.Entry(key: raw.name, keySpan: raw.nameSpan, value: raw.value)
        decoder.unknownKey(entry, among: known, owner: "`raw`")
      }
      return
    }
    if !target.capabilities.takesDocumentRaw {
      decoder.report(
        .cannotExpress, at: raw.nameSpan, "\(raw.name) has no document that `raw` could be merged into"
      ) {
        $0.help = [
          target.capabilities.takesRaw
            ? "write it below a service: `services: { NAME: { raw: { \(raw.name): … } } }`" : "delete it"
        ]
      }
    } else if !listed.contains(raw.name) {
      reportUnlisted("raw", raw.name, at: raw.nameSpan, decoder)
    }
  }

  /// Options of a deploy target that no environment lists. Emitters that support others need not be listed.
  private static func checkOptions(
    _ options: [Named<ConfigNode>], _ listed: Set<String>, _ seen: inout Set<Span>, _ decoder: Decoder
  ) {
    for option in options where seen.insert(option.nameSpan).inserted {
      guard Emitters.named(option.name)?.role.isListed == true, !listed.contains(option.name) else { continue }
      reportUnlisted("options", option.name, at: option.nameSpan, decoder)
    }
  }

  private static func reportUnlisted(_ key: String, _ target: String, at span: Span, _ decoder: Decoder) {
    decoder.report(.targetNotListed, at: span, "`\(key).\(target)` is not used: no environment lists `\(target)`") {
      $0.help = ["add `\(target)` under `targets:`, or delete this"]
    }
  }
}

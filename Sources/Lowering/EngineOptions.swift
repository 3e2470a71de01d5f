package import Engines
import IR
package import Model
package import Resolution

/// What is written under `options.<engine>`, of the service or of the topology.
package struct EngineOptions {
  private let nodes: [ConfigNode]
  private let engine: StoreEngine

  package init(_ engine: StoreEngine, of service: ServiceSymbol, in topology: Topology) {
    self.engine = engine
    nodes = [service.declaration.options, topology.options].compactMap { options in
      options.first { $0.name == engine.name }?.value
    }
  }

  /// By name; what the service says wins.
  package var texts: [String: String] {
    var texts: [String: String] = [:]
    for node in nodes.reversed() {
      for entry in node.entries { if let text = entry.value.text { texts[entry.key] = text } }
    }
    return texts
  }

  /// Options without effect, with what would give them one.
  package var idle: [(option: ConfigNode.Entry, help: String)] {
    guard !nodes.isEmpty else { return [] }
    let reasons = engine.idleOptions(texts)
    return nodes.flatMap(\.entries).compactMap { entry in
      entry.value.isRemoved ? nil : reasons[entry.key].map { (entry, $0) }
    }
  }
}

package import Model

/// `tuner: pgtune` under `options.postgres`, of the service or of the topology, and what goes with it.
package struct PgTuneOptions {
  /// Options that mean something to pgtune alone.
  static let dependent = ["workload", "disk", "data_size", "os"]

  private let nodes: [ConfigNode]

  package init(_ service: ServiceDeclaration, in topology: Topology) {
    nodes = [service.options, topology.options].compactMap { options in
      options.first { $0.name == "postgres" }?.value
    }
  }

  /// Nil: infracc's own arithmetic.
  package var choices: PgTuneChoices? {
    guard text("tuner") == "pgtune" else { return nil }
    var choices = PgTuneChoices()
    choices.workload = text("workload").flatMap(PgTuneChoices.Workload.init)
    choices.disk = text("disk").flatMap(PgTuneChoices.Disk.init) ?? .ssd
    choices.dataSize = text("data_size").flatMap(PgTuneChoices.DataSize.init) ?? .middle
    choices.system = text("os").flatMap(PgTuneChoices.System.init) ?? .linux
    return choices
  }

  /// Options without effect, because nothing asks for pgtune.
  package var idle: [ConfigNode.Entry] {
    choices != nil ? [] : nodes.flatMap(\.entries).filter { Self.dependent.contains($0.key) && !$0.value.isRemoved }
  }

  /// That of the service wins.
  private func text(_ name: String) -> String? { nodes.lazy.compactMap { $0[name]?.text }.first }
}

import IR

/// Chooses the settings of one MongoDB.
///
///     need = wiredTigerCacheSizeGB + connections x 1 + 200
///
/// In MiB. The cache is WiredTiger's own rule, which honors the limit of the container: half of the memory above 1 GiB,
/// at least 256 MiB (MongoDB manual 8.0, "storage.wiredTiger.engineConfig.cacheSizeGB"). It is written out so that it is
/// part of the sum. No server was run for these figures.
package struct MongodbTuner {
  private let input: TuningInput

  package init(_ input: TuningInput) { self.input = input }

  private static let server = 200.0
  private static let perConnection = 1.0
  /// Connections where no number is known.
  private static let usualConnections = 100

  /// The settings of a server, with the memory that they need, in MiB.
  package static func tuned(_ input: TuningInput) -> TunedStore {
    let tuner = MongodbTuner(input)
    let connections = min(tuner.connections, tuner.maxConnections)
    let need = tuner.cache + Double(connections) * perConnection + server
    var tuned = TunedStore()
    tuned.settings = tuner.settings
    tuned.need = need
    tuned.limit = tuner.memory
    tuned.refusedAbovePercent = 100
    tuned.scarceFromPercent = 90
    tuned.leastMemoryBytes = 1 << 30
    tuned.memoryKeys = ["wiredTigerCacheSizeGB", "maxConns"]
    tuned.memory = MemoryBudget(
      store: input.store,
      lines: [
        .init("cache of WiredTiger", Quantities.rounded(tuner.cache)),
        .init("connections", connections, formula: "\(connections) x 1"),
        .init("server itself", Quantities.rounded(server), isIdle: true),
      ],
      need: Quantities.rounded(need), limit: input.memoryBytes / Quantities.mebibyte)
    return tuned
  }

  /// The declared number, else what fits into the memory beside cache and server.
  package var maxConnections: Int {
    if case .integer(let number)? = input.declared["maxConns"] { return number }
    return max(10, Int((0.89 * memory - cache - Self.server) / Self.perConnection))
  }

  private var connections: Int {
    input.isLeastInUse || input.connectionsInUse == nil
      ? max(Self.usualConnections, (input.connectionsInUse ?? 0) + input.connectionsBeside)
      : (input.connectionsInUse ?? 0) + input.connectionsBeside
  }

  private var memory: Double { Double(input.memoryBytes) / Double(Quantities.mebibyte) }

  /// MiB.
  private var cache: Double {
    if case .real(let text)? = input.declared["wiredTigerCacheSizeGB"], let size = Double(text) { return size * 1024 }
    return max(256, (memory - 1024) / 2)
  }

  private var settings: [Setting] {
    let isDeclared = input.declared["wiredTigerCacheSizeGB"].map { $0 != .auto } ?? false
    var settings = [
      Setting(
        "wiredTigerCacheSizeGB", .real(Quantities.decimal(cache / 1024, places: 3)), group: .memory, needsRestart: true,
        reason: isDeclared
          ? "declared" : "half of what is above 1 GiB of \(Quantities.size(input.memoryBytes)), at least 0.25",
        isDeclared: isDeclared)
    ]
    if case .integer(let number)? = input.declared["maxConns"] {
      settings.append(
        Setting(
          "maxConns", .integer(number), group: .connections, needsRestart: true, reason: "declared", isDeclared: true))
    }
    settings.add(input.extra)
    return settings
  }
}

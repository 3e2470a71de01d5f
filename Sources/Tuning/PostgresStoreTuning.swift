import IR

/// The tuning of a PostgreSQL in the terms of every store.
package enum PostgresStoreTuning {
  /// - Parameter input: of a service with this engine.
  package static func tuned(_ input: TuningInput) -> TunedStore {
    let result = tunePostgres(own(input))
    var tuned = TunedStore()
    tuned.settings = result.settings
    tuned.memory = result.memory
    tuned.need = result.need
    tuned.limit = result.limit
    tuned.memoryKeys = ["max_connections", "work_mem", "shared_buffers", "maintenance_work_mem"]
    tuned.leftAtDefault = result.leftAtDefault
    tuned.sharedMemoryBytes = result.sharedMemoryBytes
    tuned.statementTimeout = result.statementTimeout
    tuned.idleInTransactionSessionTimeout = result.idleInTransactionSessionTimeout
    tuned.figures = [
      .bufferPoolBytes: result.sharedBuffersBytes, .plannerCacheBytes: result.effectiveCacheSizeBytes,
      .maxConnections: result.maxConnections,
    ]
    return tuned
  }

  /// As declared, else what tuning chooses for that number of connections.
  package static func maxConnections(_ input: TuningInput) -> Int { PostgresTuner(own(input)).maxConnections }

  private static func own(_ input: TuningInput) -> PostgresTuningInput {
    PostgresTuningInput(
      store: input.store, version: input.version, memoryBytes: input.memoryBytes, cpuMilli: input.cpuMilli,
      storageBytes: input.storageBytes ?? 0, profile: input.profile ?? "web", declared: input.declared,
      extra: input.extra, connectionsInUse: input.connectionsInUse, isLeastInUse: input.isLeastInUse,
      connectionsBeside: input.connectionsBeside,
      pgtune: PgTuneChoices(input.options), isOfficialImage: input.isOfficialImage)
  }
}

extension PgTuneChoices {
  /// Options that mean something to pgtune alone.
  private static let dependent: Set<String> = ["workload", "disk", "data_size", "os"]

  /// Nil: infracc's own arithmetic is asked for.
  init?(_ options: [String: String]) {
    guard options["tuner"] == "pgtune" else { return nil }
    self.init()
    workload = options["workload"].flatMap(Workload.init)
    disk = options["disk"].flatMap(Disk.init) ?? .ssd
    dataSize = options["data_size"].flatMap(DataSize.init) ?? .middle
    system = options["os"].flatMap(System.init) ?? .linux
  }

  /// Why options have no effect beside the others.
  ///
  /// - Returns: by option, what would give it one.
  package static func idle(_ options: [String: String]) -> [String: String] {
    guard PgTuneChoices(options) == nil else { return [:] }
    var idle: [String: String] = [:]
    for name in options.keys where dependent.contains(name) {
      idle[name] = "add `tuner: pgtune`, whose arithmetic asks for it, or delete `\(name)`"
    }
    return idle
  }
}

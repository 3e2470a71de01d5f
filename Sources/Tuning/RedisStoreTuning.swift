import IR

/// The tuning of a Redis in the terms of every store.
package enum RedisStoreTuning {
  /// What says whether its data may be lost. Where none of them is written, the use decides.
  package static let deciding: Set<String> = ["profile", "policy", "save", "appendonly"]

  /// - Parameter input: of a service with this engine.
  package static func tuned(_ input: TuningInput) -> TunedStore {
    let isDecided = input.profile != nil || input.declared.keys.contains(where: deciding.contains)
    let result = tuneRedis(
      RedisTuningInput(
        store: input.store, version: input.version, memoryBytes: input.memoryBytes, storageBytes: input.storageBytes,
        profile: input.profile ?? (input.queueOf != nil && !isDecided ? "queue" : "cache"), queueOf: input.queueOf,
        declared: input.declared, extra: input.extra))
    var tuned = TunedStore()
    tuned.settings = result.settings
    tuned.memory = result.memory
    tuned.leftAtDefault = result.leftAtDefault
    tuned.isPersistent = result.isPersistent
    tuned.wantedStorageBytes = result.isPersistent ? 1 << 30 : nil
    tuned.evictionPolicy = result.policy
    tuned.figures = [.dataBytes: result.maxmemoryBytes, .maxClients: result.maxclients]
    return tuned
  }
}

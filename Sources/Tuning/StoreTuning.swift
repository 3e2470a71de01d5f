package import IR

/// What the tuning of one store depends on.
package struct TuningInput: Hashable, Sendable {
  /// The service's name.
  package var store: String
  /// As written: `15`, `7.2`. Nil: not known, and what is chosen fits every version.
  package var version: String?
  package var memoryBytes: Int
  package var cpuMilli: Int
  /// Nil: no volume.
  package var storageBytes: Int?
  /// `tuning.profile`; nil: not written.
  package var profile: String?
  /// Declared settings by name.
  package var declared: [String: DeclaredSetting] = [:]
  /// In the order in which they were written.
  package var extra: [UncheckedSetting] = []
  /// What services may open at once, old and new replicas of a rollout together; nil: a client's pool is unknown.
  package var connectionsInUse: Int?
  /// Some clients may open more than that: memory is counted for all connections that the server accepts.
  package var isLeastInUse = false
  /// What connects in addition: release commands, backups, people.
  package var connectionsBeside = 0
  /// The service whose jobs may wait in it: they must not be lost. Nil: none.
  package var queueOf: String?
  /// The options of the engine's own target, by name.
  package var options: [String: String] = [:]
  /// The image is the one that infracc chooses.
  package var isOfficialImage = true

  package init(store: String, version: String?, memoryBytes: Int, cpuMilli: Int, storageBytes: Int?) {
    self.store = store
    self.version = version
    self.memoryBytes = memoryBytes
    self.cpuMilli = cpuMilli
    self.storageBytes = storageBytes
  }
}

extension [Setting] {
  /// Adds the settings of `tuning.extra`, each in place of one with the same name.
  /// - Parameter needsRestart: whether a setting of that name takes effect at a restart only.
  package mutating func add(_ extra: [UncheckedSetting], needsRestart: (String) -> Bool = { _ in true }) {
    for pair in extra {
      removeAll { $0.name == pair.name }
      append(
        Setting(
          pair.name, .text(pair.value), group: .other, needsRestart: needsRestart(pair.name),
          reason: "tuning.extra, not checked", isDeclared: true))
    }
  }
}

/// What tuning chose for one store: the settings, and the figures that rules compare. A figure is nil where the engine
/// has no such thing.
package struct TunedStore: Hashable, Sendable {
  /// In the order in which files list them.
  package var settings: [Setting] = []
  /// Nil: nothing is known about its memory.
  package var memory: MemoryBudget?
  /// The need before rounding, in MiB, and the limit: `exceeds(percent:)` compares these.
  package var need = 0.0
  package var limit = 0.0
  /// Percent of the limit that the need may not be above.
  package var refusedAbovePercent = 95
  /// Percent of the limit from which on memory is scarce; nil: nothing is reported below the refusal.
  package var scarceFromPercent: Int?
  /// The documented minimum of the server; nil: not known.
  package var leastMemoryBytes: Int?
  /// Settings under `tuning` that determine the memory, the largest first.
  package var memoryKeys: [String] = []
  package var leftAtDefault: [String] = []
  /// It writes what it keeps to a disk only where it is told to, and it is.
  package var isPersistent = false
  /// The size of the volume that this needs, where none is written; nil: none is needed.
  package var wantedStorageBytes: Int?
  /// Bytes of /dev/shm that the settings can need.
  package var sharedMemoryBytes: Int?
  /// Set on the role that services log in as; nil: not set.
  package var statementTimeout: Milliseconds?
  package var idleInTransactionSessionTimeout: Milliseconds?
  package var figures: [Figure: Int] = [:]
  /// What happens to keys when memory is full, as the server calls it; nil: it keeps all of them.
  package var evictionPolicy: String?

  /// A number that a rule compares with another one.
  package enum Figure: Hashable, Sendable {
    /// Bytes of the cache that belongs to the server alone.
    case bufferPoolBytes
    /// Bytes that the planner takes for cached.
    case plannerCacheBytes
    /// Bytes of all keys together, at most.
    case dataBytes
    case maxClients
    /// Connections that the server accepts, those of administrators included.
    case maxConnections
  }

  package init() {}

  /// Whether the need is above that share of the limit.
  package func exceeds(percent: Int) -> Bool { need * 100 > limit * Double(percent) }
}

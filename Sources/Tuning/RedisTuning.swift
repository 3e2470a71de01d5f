package import IR

/// What the tuning of one Redis depends on.
package struct RedisTuningInput: Hashable, Sendable {
  /// The service's name.
  package var store: String
  /// As written: `7`, `7.2`. Nil: not known.
  package var version: String?
  package var memoryBytes: Int
  /// Nil: no volume.
  package var storageBytes: Int?
  /// `cache` or `queue`.
  package var profile: String
  /// The service whose jobs may wait in it: they must not be evicted. Nil: none.
  package var queueOf: String?
  /// `maxmemory`, `policy`, `save`, `appendonly`, `maxclients`, `timeout`, `databases`.
  package var declared: [String: DeclaredSetting]
  /// In the order in which they were written.
  package var extra: [UncheckedSetting]

  package init(
    store: String, version: String?, memoryBytes: Int, storageBytes: Int? = nil, profile: String = "cache",
    queueOf: String? = nil, declared: [String: DeclaredSetting] = [:], extra: [UncheckedSetting] = []
  ) {
    self.store = store
    self.version = version
    self.memoryBytes = memoryBytes
    self.storageBytes = storageBytes
    self.profile = profile
    self.queueOf = queueOf
    self.declared = declared
    self.extra = extra
  }
}

package struct RedisTuningResult: Hashable, Sendable {
  /// In the order in which files list them.
  package var settings: [Setting]
  package var memory: MemoryBudget
  package var maxmemoryBytes: Int
  package var policy: String
  package var maxclients: Int
  /// It writes snapshots or an append-only file.
  package var isPersistent: Bool
  package var leftAtDefault: [String]
}

/// Chooses the directives of one Redis. Reports nothing: the caller compares maxmemory and memory.
///
/// The share of memory follows measurements on 7.0.15 (2026-11-21): while a child writes a snapshot, every page that
/// changes exists twice, and the allocator holds about a tenth more than the keys.
package func tuneRedis(_ input: RedisTuningInput) -> RedisTuningResult { RedisTuner(input).run() }

/// One run of `tuneRedis`.
struct RedisTuner {
  let input: RedisTuningInput
  let isProfileQueue: Bool
  package let save: [String]
  let appendOnly: Bool
  let policy: String

  init(_ input: RedisTuningInput) {
    self.input = input
    self.isProfileQueue = input.profile == "queue"
    if case .list(let pairs)? = input.declared["save"] { self.save = pairs } else { self.save = [] }
    if case .boolean(let flag)? = input.declared["appendonly"] {
      self.appendOnly = flag
    } else {
      self.appendOnly = isProfileQueue
    }
    if case .text(let text)? = input.declared["policy"] {
      self.policy = text
    } else {
      self.policy = isProfileQueue || input.queueOf != nil ? "noeviction" : "allkeys-lru"
    }
  }

  /// Nil: not known.
  var major: Int? { input.version.flatMap { Int($0.prefix { $0.isASCII && $0.isNumber }) } }
  var isPersistent: Bool { !save.isEmpty || appendOnly }
  package var evicts: Bool { policy != "noeviction" }

  func run() -> RedisTuningResult {
    let (maxmemory, reason) = maxmemory()
    var settings = memorySettings(maxmemory, reason)
    settings += connectionSettings()
    settings += persistenceSettings()
    settings.add(input.extra)
    var left: [String] = []
    for (name, value) in [("maxclients", 10_000), ("timeout", 0), ("databases", 16)]
    where integer(name) == nil {
      left.append("\(name) (\(value))")
    }
    if !appendOnly { left.append("appendonly (no)") }
    return RedisTuningResult(
      settings: settings, memory: budget(maxmemory), maxmemoryBytes: maxmemory, policy: policy,
      maxclients: integer("maxclients") ?? 10_000, isPersistent: isPersistent, leftAtDefault: left)
  }

  private func integer(_ name: String) -> Int? {
    switch input.declared[name] {
    case .integer(let number)?, .milliseconds(let number)?: number
    default: nil
    }
  }
}

// MARK: - Memory

extension RedisTuner {
  /// Bytes of maxmemory and where they come from.
  private func maxmemory() -> (Int, String) {
    let memory = input.memoryBytes
    switch input.declared["maxmemory"] {
    case .bytes(let bytes)?: return (bytes, "declared")
    case .percent(let percent)?:
      return (share(percent), "declared \(percent)% of \(Quantities.size(memory))")
    default: break
    }
    let percent = isPersistent ? 60 : 75
    let byShare = share(percent)
    let copied = isPersistent ? 1.3 : 1.0
    let byFit = Int((0.95 * Double(memory) - Double(16 << 20)) / (1.1 * copied) + 0.5)
    // 0 would mean "no limit" to the server.
    if byFit < byShare {
      let bytes = wholeMebibytes(byFit)
      return (bytes, "(0.95 x \(Quantities.size(memory)) - 16 MiB) / (1.1 x \(Quantities.decimal(copied)))")
    }
    let why =
      isPersistent
      ? "\(appendOnly ? "a rewrite of the append-only file" : "a snapshot") copies every page written meanwhile"
      : "nothing is written to disk"
    return (byShare, "\(percent)% of \(Quantities.size(memory)): \(why)")
  }

  private func share(_ percent: Int) -> Int {
    wholeMebibytes(input.memoryBytes * percent / 100)
  }

  /// Down to a whole MiB, but not to nothing.
  private func wholeMebibytes(_ bytes: Int) -> Int { max(1, bytes >> 20) << 20 }

  private var reasonOfPolicy: String {
    if !evicts {
      let whose = input.queueOf.map { " of \($0)" } ?? ""
      return "jobs\(whose) must not be evicted: writes fail when memory is full"
    }
    return policy.hasPrefix("volatile-")
      ? "keys with a time to live give way, others stay" : "a cache: old keys give way"
  }

  private func memorySettings(_ maxmemory: Int, _ reason: String) -> [Setting] {
    let isDeclared = input.declared["maxmemory"] != nil
    var settings = [
      Setting("maxmemory", .bytes(maxmemory), group: .memory, reason: reason, isDeclared: isDeclared),
      Setting(
        "maxmemory-policy", .word(policy), group: .memory,
        reason: reasonOfPolicy,
        isDeclared: input.declared["policy"] != nil, key: "policy"),
    ]
    if let major, major >= 7 {
      settings.append(
        Setting(
          "maxmemory-clients", .word("5%"), group: .memory,
          reason: "slow or flooding clients are cut off before they eat the keys' memory"))
    }
    if evicts {
      settings.append(
        Setting(
          "lazyfree-lazy-eviction", .boolean(true), group: .memory,
          reason: "evicting big keys must not block the single thread"))
    }
    return settings
  }

  /// 30 % of the pages change during a snapshot: the light load of the rule for `auto`.
  private func budget(_ maxmemory: Int) -> MemoryBudget {
    let keys = Double(maxmemory) / Double(Quantities.mebibyte)
    let fragmentation = 0.1 * keys
    let copies = isPersistent ? 0.3 * (keys + fragmentation) : 0
    var lines = [
      MemoryBudget.Line("keys", Quantities.rounded(keys), formula: "maxmemory"),
      MemoryBudget.Line("fragmentation", Quantities.rounded(fragmentation), formula: "10 %"),
    ]
    if isPersistent {
      lines.append(.init("pages copied while saving", Quantities.rounded(copies), formula: "30 %"))
    }
    lines.append(.init("server itself", 16, isIdle: true))
    return MemoryBudget(
      store: input.store, lines: lines, need: Quantities.rounded(keys + fragmentation + copies + 16),
      limit: input.memoryBytes / Quantities.mebibyte)
  }
}

// MARK: - The rest

extension RedisTuner {
  private func connectionSettings() -> [Setting] {
    var settings: [Setting] = []
    if let maxclients = integer("maxclients") {
      settings.append(
        Setting("maxclients", .integer(maxclients), group: .connections, reason: "declared", isDeclared: true))
    }
    if let timeout = integer("timeout") {
      settings.append(
        Setting(
          "timeout", .milliseconds(timeout), group: .connections, reason: "declared; idle clients are disconnected",
          isDeclared: true))
    }
    if let databases = integer("databases") {
      settings.append(
        Setting(
          "databases", .integer(databases), group: .connections, needsRestart: true, reason: "declared",
          isDeclared: true))
    }
    return settings
  }

  private func persistenceSettings() -> [Setting] {
    let isDeclared = input.declared["save"] != nil
    var settings = [
      Setting(
        "save", .list(save), group: .persistence,
        reason: save.isEmpty
          ? "no snapshots; written out, because the server's own default would save"
          : "declared: after so many seconds, when so many keys have changed", isDeclared: isDeclared)
    ]
    if appendOnly {
      settings.append(
        Setting(
          "appendonly", .boolean(true), group: .persistence,
          reason: isProfileQueue ? "profile queue: jobs survive a restart" : "declared",
          isDeclared: input.declared["appendonly"] != nil))
    }
    if evicts, !save.isEmpty {
      settings.append(
        Setting(
          "stop-writes-on-bgsave-error", .boolean(false), group: .persistence,
          reason: "an evicting policy means a cache: a failed snapshot (full volume) must not stop writes"))
    }
    if isPersistent {
      settings.append(
        Setting("dir", .text("/data"), group: .persistence, reason: "the volume is mounted here", isFileOnly: true))
    }
    return settings
  }
}

package import IR

/// What the tuning of one PostgreSQL depends on.
package struct PostgresTuningInput: Hashable, Sendable {
  /// The service's name.
  package var store: String
  /// As written: `15`, `15.4`. Nil: not known.
  package var version: String?
  package var memoryBytes: Int
  package var cpuMilli: Int
  package var storageBytes: Int
  /// `web`, `oltp`, `dw` or `mixed`.
  package var profile: String
  /// Declared parameters by name; `statement_timeout` and `idle_in_transaction_session_timeout` among them.
  package var declared: [String: DeclaredSetting]
  /// In the order in which they were written.
  package var extra: [UncheckedSetting]
  /// What services may open at once, old and new replicas of a rollout together; nil: a client's pool is unknown.
  package var connectionsInUse: Int?
  /// Some clients may open more than that: memory is counted for all connections.
  package var isLeastInUse: Bool
  /// What connects beside them: release commands, backups, people.
  package var connectionsBeside: Int
  /// `options.postgres.tuner: pgtune`: what the form of pgtune asks for beside memory, vCPU, version and connections.
  package var pgtune: PgTuneChoices?
  /// The image is Docker's official one (or Railway's, which is built from it): it has lz4 from 15 on.
  package var isOfficialImage: Bool

  package init(
    store: String, version: String?, memoryBytes: Int, cpuMilli: Int, storageBytes: Int, profile: String = "web",
    declared: [String: DeclaredSetting] = [:], extra: [UncheckedSetting] = [], connectionsInUse: Int?,
    isLeastInUse: Bool = false, connectionsBeside: Int = 3, pgtune: PgTuneChoices? = nil, isOfficialImage: Bool = true
  ) {
    self.store = store
    self.version = version
    self.memoryBytes = memoryBytes
    self.cpuMilli = cpuMilli
    self.storageBytes = storageBytes
    self.profile = profile
    self.declared = declared
    self.extra = extra
    self.connectionsInUse = connectionsInUse
    self.isLeastInUse = isLeastInUse
    self.connectionsBeside = connectionsBeside
    self.pgtune = pgtune
    self.isOfficialImage = isOfficialImage
  }
}

package struct PostgresTuningResult: Hashable, Sendable {
  /// In the order in which files list them.
  package var settings: [Setting]
  package var memory: MemoryBudget
  /// The need before rounding, in MiB, and the limit: `exceeds(percent:)` compares these.
  package var need: Double
  package var limit: Double
  package var leftAtDefault: [String]
  /// Bytes of /dev/shm that the settings can need, at least Docker's own 64 MiB.
  package var sharedMemoryBytes: Int
  package var maxConnections: Int
  package var sharedBuffersBytes: Int
  package var effectiveCacheSizeBytes: Int
  package var workMemBytes: Int
  /// Milliseconds, set on the role; nil: not set.
  package var statementTimeout: Milliseconds?
  package var idleInTransactionSessionTimeout: Milliseconds?

  /// Whether the need is above that share of the limit.
  package func exceeds(percent: Int) -> Bool { need * 100 > limit * Double(percent) }
}

/// Chooses the settings of one PostgreSQL. Reports nothing: the caller compares need and limit.
///
/// The `auto` values follow pgtune's arithmetic (le0pard/pgtune 830d3bb, 2026-06-09), corrected for containers: no
/// io_uring (blocked by Docker's seccomp profile), lz4 only where the image has it, no parallel query below 2 vCPU,
/// max_wal_size at most a quarter of the volume, work_mem from what the memory really leaves.
package func tunePostgres(_ input: PostgresTuningInput) -> PostgresTuningResult {
  var tuner = PostgresTuner(input)
  return tuner.run()
}

/// One run of `tunePostgres`.
package struct PostgresTuner {
  let input: PostgresTuningInput
  /// The versions that the server may be of: one, or all whose parameters are known.
  let versions: ClosedRange<Int>
  package let profile: PostgresProfile
  /// What pgtune gives, where its arithmetic was asked for.
  package let pgtune: [String: Setting.Value]?
  var settings: [Setting] = []
  package var leftAtDefault: [String] = []

  package init(_ input: PostgresTuningInput) {
    self.input = input
    let known = PostgresParameter.versions
    if let version = input.version {
      let written = Int(version.prefix { $0.isASCII && $0.isNumber }) ?? known.upperBound
      let nearest = min(max(written, known.lowerBound), known.upperBound)
      self.versions = nearest...nearest
    } else {
      self.versions = known
    }
    let version = versions.lowerBound
    self.profile = PostgresProfile(rawValue: input.profile) ?? .web
    self.pgtune = input.pgtune.map { choices in
      var form = PgTuneInput(
        version: version, kilobytes: input.memoryBytes / 1024,
        cores: input.cpuMilli >= 1000 ? input.cpuMilli / 1000 : nil,
        connections: input.declared["max_connections"].flatMap { value in
          if case .integer(let number) = value { number } else { nil }
        })
      form.choices = choices
      if choices.workload == nil { form.choices.workload = .init(rawValue: input.profile) }
      return Dictionary(PgTune.settings(form).map { ($0.name, $0.value) }) { first, _ in first }
    }
  }

  /// Decides about what an older version lacks.
  var version: Int { versions.lowerBound }

  /// Decides about what a newer version takes more of.
  var newest: Int { versions.upperBound }

  mutating func run() -> PostgresTuningResult {
    let maxConnections = maxConnections
    let sharedBuffers = bytes("shared_buffers") ?? automaticSharedBuffers
    let effectiveCache =
      bytes("effective_cache_size") ?? limited("effective_cache_size", wholeMebibytes(input.memoryBytes / 4 * 3))
    let parallel = parallelism()
    let memory = memoryModel(maxConnections: maxConnections, sharedBuffers: sharedBuffers, parallel: parallel)
    let workMem = bytes("work_mem") ?? automaticWorkMem(memory)
    let workMemMiB = mebibytes(workMem)

    connections(maxConnections)
    memorySettings(memory, sharedBuffers: sharedBuffers, effectiveCache: effectiveCache, workMem: workMem)
    processes(parallel)
    writeAheadLog()
    planner()
    observability(workMem: workMem)
    others()

    return PostgresTuningResult(
      settings: settings,
      memory: memory.budget(store: input.store, workMem: workMemMiB, limitBytes: input.memoryBytes),
      need: memory.need(workMem: workMemMiB), limit: mebibytes(input.memoryBytes),
      leftAtDefault: leftAtDefault,
      sharedMemoryBytes: sharedMemory(memory, parallel: parallel, workMem: workMemMiB, maxConnections: maxConnections),
      maxConnections: maxConnections, sharedBuffersBytes: sharedBuffers, effectiveCacheSizeBytes: effectiveCache,
      workMemBytes: workMem, statementTimeout: statementTimeout,
      idleInTransactionSessionTimeout: timeout("idle_in_transaction_session_timeout", default: 60_000))
  }

  package var maxConnections: Int { integer("max_connections") ?? automaticMaxConnections() }

  package var statementTimeout: Milliseconds? { timeout("statement_timeout", default: 0) }

  private func timeout(_ name: String, default value: Milliseconds) -> Milliseconds? {
    var value = value
    if case .milliseconds(let declared)? = input.declared[name] { value = declared }
    return value == 0 ? nil : value
  }
}

// MARK: - Memory

extension PostgresTuner {
  /// 100, the server's default, where the memory bears it with 4 MiB for each sort; else as many as it bears, but what
  /// the services open while a rollout lasts, and at least 20.
  func automaticMaxConnections() -> Int {
    if case .integer(let number)? = pgtune?["max_connections"] { return number }
    let wanted = (input.connectionsInUse ?? 0) + input.connectionsBeside + 3
    let least = min(100, max(20, wanted))
    let sharedBuffers = bytes("shared_buffers") ?? automaticSharedBuffers
    let workMem = mebibytes(bytes("work_mem") ?? 4 << 20)
    var count = 100
    while count > least {
      var memory = memoryModel(maxConnections: count, sharedBuffers: sharedBuffers, parallel: parallelism())
      memory.connections = count
      if memory.need(workMem: workMem) <= 0.9 * mebibytes(input.memoryBytes) { break }
      count -= 5
    }
    return max(least, count)
  }

  var automaticSharedBuffers: Int { limited("shared_buffers", wholeMebibytes(input.memoryBytes / 4)) }

  /// The sessions that `work_mem: auto` must have room for: what services open while a rollout runs old and new replicas
  /// side by side, and three for people; all of them where nothing in the topology says who connects, or how often.
  private func counted(_ maxConnections: Int) -> Int {
    guard let used = input.connectionsInUse, used > 0, !input.isLeastInUse else { return maxConnections }
    return max(1, min(maxConnections - 3, used + 3))
  }

  private func memoryModel(maxConnections: Int, sharedBuffers: Int, parallel: Parallelism) -> PostgresMemory {
    let maintenance = bytes("maintenance_work_mem") ?? automaticMaintenanceWorkMem
    return PostgresMemory(
      version: newest, sharedBuffers: mebibytes(sharedBuffers), walBuffers: bytes("wal_buffers").map(mebibytes),
      maxConnections: maxConnections,
      connections: counted(maxConnections),
      parallelWorkers: parallel.perGather == 0 ? 0 : parallel.workers,
      hashMultiplier: max(1, real("hash_mem_multiplier") ?? (newest >= 15 && !isSmall ? 2 : 1)),
      maintenanceWorkMem: mebibytes(maintenance),
      autovacuumWorkMem: (bytes("autovacuum_work_mem") ?? automaticAutovacuumWorkMem).map(mebibytes),
      autovacuumWorkers: integer("autovacuum_max_workers") ?? automaticAutovacuumWorkers ?? 3)
  }

  /// pgtune: memory / 16, at most 2 GiB; at least the 1 MiB that servers before 17 demand.
  private var automaticMaintenanceWorkMem: Int {
    min(2 << 30, max(1 << 20, wholeMebibytes(input.memoryBytes / 16)))
  }

  /// Below 2 GiB a hash table gets no more than a sort, and autovacuum half of what maintenance by hand gets: there the
  /// server's own defaults can take a third of all memory.
  var isSmall: Bool { input.memoryBytes < 2 << 30 }

  private var automaticAutovacuumWorkMem: Int? {
    isSmall && pgtune == nil ? max(1 << 20, wholeMebibytes(input.memoryBytes / 32)) : nil
  }

  /// What makes the need 90 % of memory, within the limits of the profile; whole MiB from 4 MiB on, else 256 kB steps.
  private func automaticWorkMem(_ memory: PostgresMemory) -> Int {
    let exact = memory.workMem(forNeed: 0.9 * mebibytes(input.memoryBytes))
    let limited = min(max(exact, 1), Double(profile.maximumWorkMem >> 20))
    let step = limited >= 4 ? Quantities.mebibyte : 256 << 10
    return Int(limited * Double(Quantities.mebibyte)) / step * step
  }

  private mutating func memorySettings(
    _ memory: PostgresMemory, sharedBuffers: Int, effectiveCache: Int, workMem: Int
  ) {
    let limit = Quantities.size(input.memoryBytes)
    put("shared_buffers", .bytes(sharedBuffers), "\(percentOfMemory(sharedBuffers)) % of \(limit)")
    let perOperation = "per sort or hash, not per connection"
    let exact = memory.workMem(forNeed: 0.9 * mebibytes(input.memoryBytes))
    put(
      "work_mem", .bytes(workMem),
      isAutomatic("work_mem") && exact >= 1
        ? "what keeps the need within 90 % of \(limit); \(perOperation)" : perOperation)
    if isSmall {
      put("hash_mem_multiplier", .real("1.0"), "below 2 GiB a hash table gets no more memory than a sort")
    } else {
      putDeclared("hash_mem_multiplier", default: newest >= 15 ? "2.0; the sum above counts with it" : "1.0")
    }
    let maintenance = Int(memory.maintenanceWorkMem * Double(Quantities.mebibyte))
    put(
      "maintenance_work_mem", .bytes(maintenance),
      maintenance == input.memoryBytes / 16 ? "\(limit) / 16" : "VACUUM, CREATE INDEX")
    if let bytes = automaticAutovacuumWorkMem {
      put("autovacuum_work_mem", .bytes(bytes), "\(limit) / 32 for each of the workers of autovacuum")
    } else {
      putDeclared("autovacuum_work_mem", default: "as maintenance_work_mem")
    }
    putDeclared("temp_buffers")
    putDeclared("logical_decoding_work_mem")
    putDeclared("min_dynamic_shared_memory")
    put(
      "effective_cache_size", .bytes(effectiveCache),
      "\(percentOfMemory(effectiveCache)) % of \(limit); an estimate for the planner, allocates nothing")
    put("huge_pages", .word("off"), "the container has no huge page budget; 'try' can end in SIGBUS")
  }

  /// /dev/shm holds the hash tables of parallel queries and, for parallel VACUUM, the list of dead rows (tuning facts
  /// §2.4, measured 2026-11-21): 2 MiB + g x work_mem x h x (workers per gather + 1).
  private func sharedMemory(_ memory: PostgresMemory, parallel: Parallelism, workMem: Double, maxConnections: Int)
    -> Int
  {
    var need = 2.0
    if parallel.perGather > 0 {
      let active = min(maxConnections, max(4, 3 * input.cpuMilli / 1000))
      let gathers = max(1, min((active + 3) / 4, parallel.workers / max(1, parallel.perGather)))
      need += Double(gathers) * workMem * memory.hashMultiplier * Double(parallel.perGather + 1)
    }
    if parallel.maintenance > 0 { need += memory.maintenanceWorkMem }
    return max(64, Quantities.ceiling(need)) << 20
  }

  private func percentOfMemory(_ bytes: Int) -> Int {
    Quantities.rounded(Double(bytes) * 100 / Double(max(1, input.memoryBytes)))
  }

  private func wholeMebibytes(_ bytes: Int) -> Int { max(1, bytes >> 20) << 20 }
}

// MARK: - Reading what was declared

extension PostgresTuner {
  func mebibytes(_ bytes: Int) -> Double { Double(bytes) / Double(Quantities.mebibyte) }

  /// The declared size in bytes; nil where nothing, `auto` or a special number (-1) stands.
  func bytes(_ name: String) -> Int? {
    switch input.declared[name] {
    case .bytes(let bytes)?: bytes
    case .percent(let percent)?: limited(name, shareOfMemory(percent))
    default: pgtune.flatMap { if case .bytes(let bytes)? = $0[name] { bytes } else { nil } }
    }
  }

  /// The nearest size that the server takes: a share of a very large or a very small memory may be none.
  func limited(_ name: String, _ bytes: Int) -> Int {
    PostgresCatalog.setting(name, in: version)?.clamped(base: bytes) ?? bytes
  }

  /// That share of the container's memory, in whole MiB.
  func shareOfMemory(_ percent: Int) -> Int {
    wholeMebibytes(input.memoryBytes / 100 * percent + input.memoryBytes % 100 * percent / 100)
  }

  func integer(_ name: String) -> Int? {
    if case .integer(let number)? = input.declared[name] { return number }
    guard case .integer(let number)? = pgtune?[name] else { return nil }
    return number
  }

  func real(_ name: String) -> Double? {
    switch input.declared[name] {
    case .real(let text)?, .text(let text)?: Double(text)
    case .integer(let number)?: Double(number)
    default: nil
    }
  }

  func isAutomatic(_ name: String) -> Bool {
    switch input.declared[name] {
    case nil, .auto?: true
    default: false
    }
  }
}

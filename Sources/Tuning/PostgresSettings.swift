import IR

/// What sort of load a PostgreSQL carries; the figures are pgtune's (le0pard/pgtune 830d3bb, 2026-06-09).
package enum PostgresProfile: String {
  case web
  case oltp
  case dw
  case mixed

  /// Upper limit of `work_mem: auto`.
  var maximumWorkMem: Int { (self == .dw ? 256 : 64) << 20 }

  var maximumWALSize: Int {
    switch self {
    case .web, .mixed: 4 << 30
    case .oltp: 8 << 30
    case .dw: 16 << 30
    }
  }

  var minimumWALSize: Int { maximumWALSize / 4 }
}

/// The parallel settings that hold in the end, declared, computed or the server's own.
struct Parallelism {
  var workers: Int
  var perGather: Int
  var maintenance: Int
}

// MARK: - Writing settings

extension PostgresTuner {
  /// Adds a setting that was declared, or whose computed value differs from the default of this version.
  mutating func put(_ name: String, _ computed: Setting.Value, _ reason: String, isFileOnly: Bool = false) {
    guard let parameter = PostgresParameter.named(name) else { return }
    let declared = input.declared[name]
    if isAutomatic(name), putByPgTune(name, parameter) { return }
    if declared == nil, versions.allSatisfy({ parameter.defaultValue(in: $0) == computed }) {
      leftAtDefault.append("\(name) (\(text(computed))\(reason.isEmpty ? "" : ": " + reason))")
      return
    }
    let prefix =
      switch declared {
      case nil: ""
      case .auto?: "auto"
      default: "declared"
      }
    settings.append(
      Setting(
        name, declared.flatMap { value(name, $0) } ?? computed, group: parameter.group,
        needsRestart: needsRestart(parameter),
        reason: [prefix, reason].filter { !$0.isEmpty }.joined(separator: "; "),
        isDeclared: declared != nil, isFileOnly: isFileOnly))
  }

  /// Adds a setting only where somebody declared a value; otherwise the server's default stays, which `default`
  /// describes for the list of what was left out on purpose.
  mutating func putDeclared(_ name: String, default description: String? = nil) {
    // A parameter that this version lacks would stop the server; the caller reports it.
    guard let parameter = PostgresParameter.named(name), versions.contains(where: parameter.exists) else { return }
    if isAutomatic(name), putByPgTune(name, parameter) { return }
    guard let declared = input.declared[name].flatMap({ value(name, $0) }) else {
      if let description { leftAtDefault.append("\(name) (\(description))") }
      return
    }
    settings.append(
      Setting(
        name, declared, group: parameter.group, needsRestart: needsRestart(parameter), reason: "declared",
        isDeclared: true))
  }

  /// Adds what pgtune gives, the server's defaults included, and nothing where pgtune leaves a parameter alone.
  /// - Returns: false where its arithmetic was not asked for, or does not know the parameter.
  private mutating func putByPgTune(_ name: String, _ parameter: PostgresParameter) -> Bool {
    guard let pgtune, PgTune.names.contains(name) else { return false }
    guard var value = pgtune[name] else { return true }
    var reason = "pgtune"
    switch (name, value) {
    case ("io_method", .word("io_uring")):
      leftAtDefault.append("io_method (worker: Docker's seccomp profile blocks the io_uring that pgtune gives)")
      return true
    case ("wal_compression", .word("lz4")) where !input.isOfficialImage:
      (value, reason) = (.word("on"), "pgtune gives lz4, which is not certain in this image")
    default: break
    }
    settings.append(
      Setting(
        name, value, group: parameter.group, needsRestart: needsRestart(parameter), reason: reason,
        isDeclared: input.declared[name] != nil))
    return true
  }

  private func needsRestart(_ parameter: PostgresParameter) -> Bool {
    versions.contains(where: parameter.needsRestart)
  }

  private func value(_ name: String, _ declared: DeclaredSetting) -> Setting.Value? {
    switch declared {
    case .auto: nil
    case .bytes(let bytes): .bytes(bytes)
    case .percent(let percent): .bytes(limited(name, shareOfMemory(percent)))
    case .integer(let number): .integer(number)
    case .real(let text): .real(text)
    case .boolean(let flag): .boolean(flag)
    case .milliseconds(let duration): .milliseconds(duration)
    case .text(let text): Self.isWord(text) ? .word(text) : .text(text)
    case .list(let items): .text(items.joined(separator: ","))
    }
  }

  /// Whether the server takes the text without quotes.
  private static func isWord(_ text: String) -> Bool {
    guard let first = text.utf8.first, first != UInt8(ascii: "-") else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
  }

  private func text(_ value: Setting.Value) -> String {
    switch value {
    case .bytes(let bytes): Quantities.size(bytes)
    case .milliseconds(let duration): Quantities.duration(milliseconds: duration)
    case .integer(let number): "\(number)"
    case .real(let text), .word(let text), .text(let text): text
    case .boolean(let flag): flag ? "on" : "off"
    case .list(let items): items.joined(separator: ", ")
    }
  }
}

// MARK: - Groups

extension PostgresTuner {
  mutating func connections(_ maxConnections: Int) {
    put(
      "listen_addresses", .text("*"), "a mounted file replaces the image's own '*'", isFileOnly: true)
    let reserved = (integer("superuser_reserved_connections") ?? 3) + (integer("reserved_connections") ?? 0)
    put("max_connections", .integer(maxConnections), "\(maxConnections - reserved) after \(reserved) for superusers")
    for name in ["superuser_reserved_connections", "reserved_connections"] { putDeclared(name) }
    put("password_encryption", .word("scram-sha-256"), version < 14 ? "md5 is the default before 14" : "")
    for name in [
      "lock_timeout", "idle_session_timeout", "deadlock_timeout", "max_locks_per_transaction", "ssl", "ssl_cert_file",
      "ssl_key_file",
    ] {
      putDeclared(name)
    }
  }

  /// pgtune's block from 4 vCPU on; nothing below 2 vCPU, where a second process only costs memory; between them as many
  /// workers as vCPU, one for each query, so that a larger machine never gets fewer.
  func parallelism() -> Parallelism {
    let cores = usableCores
    let half = (cores + 1) / 2
    let automatic =
      if pgtune != nil {
        Parallelism(workers: 8, perGather: 2, maintenance: 2)
      } else if cores < 2 {
        Parallelism(workers: 8, perGather: 0, maintenance: 0)
      } else if cores < 4 {
        Parallelism(workers: cores, perGather: 1, maintenance: 1)
      } else {
        Parallelism(workers: cores, perGather: profile == .dw ? half : min(4, half), maintenance: min(4, half))
      }
    return Parallelism(
      workers: integer("max_parallel_workers") ?? automatic.workers,
      perGather: integer("max_parallel_workers_per_gather") ?? automatic.perGather,
      maintenance: integer("max_parallel_maintenance_workers") ?? automatic.maintenance)
  }

  /// vCPU that the memory can feed: each process that works has a working set of its own, 512 MiB here.
  private var usableCores: Int { min(input.cpuMilli / 1000, input.memoryBytes >> 29) }

  /// pgtune: 4 from 16 vCPU on, 5 from 32.
  var automaticAutovacuumWorkers: Int? {
    switch usableCores {
    case ..<16: nil
    case ..<32: 4
    default: 5
    }
  }

  mutating func processes(_ parallel: Parallelism) {
    let cores = usableCores
    let fewCores = input.cpuMilli < 2000 ? "fewer than 2 vCPU" : "less than 1 GiB"
    // Fewer than the default 8 would take slots from logical replication and extensions.
    put("max_worker_processes", .integer(max(8, cores)), cores > 8 ? "one per vCPU" : "")
    put(
      "max_parallel_workers", .integer(parallel.workers),
      parallel.perGather == 0 ? "no query runs in parallel" : "one per vCPU, for all queries together")
    put(
      "max_parallel_workers_per_gather", .integer(parallel.perGather),
      cores < 2
        ? fewCores + ": a parallel plan only adds memory and /dev/shm"
        : cores < 4 ? "one beside the session itself" : "half of the vCPU")
    put(
      "max_parallel_maintenance_workers", .integer(parallel.maintenance),
      cores < 2
        ? "same, for CREATE INDEX and VACUUM"
        : cores < 4 ? "same, for CREATE INDEX and VACUUM" : "half of the vCPU, at most 4")
    put("autovacuum_max_workers", .integer(automaticAutovacuumWorkers ?? 3), cores < 16 ? "" : "\(cores) vCPU")
    for name in [
      "autovacuum_naptime", "autovacuum_vacuum_scale_factor", "autovacuum_analyze_scale_factor",
      "autovacuum_vacuum_cost_limit", "autovacuum_vacuum_cost_delay",
    ] {
      putDeclared(name)
    }
    if profile == .dw {
      putDeclared("jit")
    } else {
      put(
        "jit", .boolean(false),
        profile == .mixed
          ? "most queries of a mixed load are short, and compiling those costs more than it saves in the long ones"
          : "\(profile.rawValue) queries are short: compiling costs more than it saves")
    }
    putDeclared("io_method")
    putDeclared("io_workers")
  }

  mutating func writeAheadLog() {
    let mebibyte = Quantities.mebibyte
    // Two segments of 16 MiB are the least that the server starts with.
    let quarter = max(32 * mebibyte, input.storageBytes / 4 / mebibyte * mebibyte)
    let byMemory =
      input.memoryBytes < 1 << 30 ? max(32 * mebibyte, 4 * input.memoryBytes / mebibyte * mebibyte) : Int.max
    let maximum = bytes("max_wal_size") ?? min(profile.maximumWALSize, quarter, byMemory)
    let minimum = max(32 * mebibyte, min(profile.minimumWALSize, maximum / 2 / mebibyte * mebibyte))
    let name = profile.rawValue
    putDeclared("wal_level", default: "replica")
    putDeclared("wal_buffers", default: "automatic: shared_buffers / 32, at most 16MB")
    put(
      "max_wal_size", .bytes(maximum),
      isAutomatic("max_wal_size")
        ? "min(\(Quantities.size(profile.maximumWALSize)) for profile \(name), 25 % of "
          + Quantities.size(input.storageBytes)
          + (byMemory < Int.max ? ", 4 x memory: a crash replays it" : "") + ")"
        : "\(Quantities.size(input.storageBytes)) hold data and WAL")
    put(
      "min_wal_size", .bytes(minimum),
      isAutomatic("min_wal_size")
        ? "min(\(Quantities.size(profile.minimumWALSize)) for profile \(name), max_wal_size / 2)"
        : "WAL kept for reuse")
    putDeclared("checkpoint_timeout")
    put("checkpoint_completion_target", .real("0.9"), version < 14 ? "0.5 is the default before 14" : "")
    if version >= 15, input.isOfficialImage {
      put("wal_compression", .word("lz4"), "the official image has lz4 since 15")
    } else {
      put("wal_compression", .word("on"), version < 15 ? "lz4 came with 15" : "lz4 is not certain in this image")
    }
    for name in [
      "synchronous_commit", "max_wal_senders", "max_replication_slots", "wal_keep_size", "max_slot_wal_keep_size",
    ] {
      putDeclared(name)
    }
  }

  mutating func planner() {
    if profile == .dw {
      // Long scans: the server's own 4.0 and a finer histogram, as pgtune has it.
      putDeclared("random_page_cost")
    } else {
      put("random_page_cost", .real("1.1"), "SSD or network volume, no seek")
    }
    putDeclared("seq_page_cost")
    put(
      "effective_io_concurrency", .integer(64),
      "kind of disk unknown: between \(version >= 18 ? 16 : 1) (default) and 200 (local SSD)")
    putDeclared("maintenance_io_concurrency")
    if profile == .dw {
      put("default_statistics_target", .integer(500), "profile dw: long queries repay a finer sample")
    } else {
      putDeclared("default_statistics_target")
    }
  }

  mutating func observability(workMem: Int) {
    put("shared_preload_libraries", .text("pg_stat_statements"), "which statements cost most", isFileOnly: true)
    put("track_io_timing", .boolean(true), "EXPLAIN (BUFFERS) and pg_stat_statements tell the time spent on reads")
    putDeclared("track_activity_query_size")
    let slow = statementTimeout.map { max(1, $0 / 10) } ?? 1000
    put(
      "log_min_duration_statement", .milliseconds(slow),
      statementTimeout.map { "statement_timeout \(Quantities.duration(milliseconds: $0)) / 10" } ?? "slower than 1 s")
    put("log_autovacuum_min_duration", .milliseconds(600_000), version < 15 ? "off by default before 15" : "")
    put("log_checkpoints", .boolean(true), version < 15 ? "off by default before 15" : "")
    putDeclared("log_disconnections")
    put("log_lock_waits", .boolean(true), "who waited for whom for longer than deadlock_timeout")
    putDeclared("log_statement")
    put("log_temp_files", .bytes(workMem), "work_mem: says which statement spilled")
    put("log_line_prefix", .text("%m [%p] %q%u@%d %a "), "time, process, user@database, application")
  }

  /// Declared parameters that the table does not know, by name, then `extra` as written.
  mutating func others() {
    let roleSettings = ["statement_timeout", "idle_in_transaction_session_timeout"]
    let unknown = input.declared.keys.filter { PostgresParameter.named($0) == nil && !roleSettings.contains($0) }
    for name in unknown.sorted() {
      guard let value = input.declared[name].flatMap({ value(name, $0) }) else { continue }
      settings.append(Setting(name, value, group: .other, needsRestart: true, reason: "declared", isDeclared: true))
    }
    let tuner = self
    settings.add(input.extra) { PostgresParameter.named($0).map(tuner.needsRestart) ?? true }
  }
}

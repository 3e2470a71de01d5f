import IR

/// The differences between the settings of the two servers.
package struct MysqlVariant: Hashable, Sendable {
  /// The setting for the size of the redo log. MySQL has `innodb_redo_log_capacity` since 8.0.30, for all its files
  /// together; MariaDB has one file of `innodb_log_file_size`.
  package let redoLog: String
  /// The part of the buffer pool that the redo log is made as large as.
  package let redoShare: Int
  /// The default of `collation_server`.
  package let collation: String
  /// Aria holds its temporary tables, with a cache of its own.
  package let hasAria: Bool

  package static let mysql = MysqlVariant(
    redoLog: "innodb_redo_log_capacity", redoShare: 2, collation: "utf8mb4_0900_ai_ci", hasAria: false)
  package static let mariadb = MysqlVariant(
    redoLog: "innodb_log_file_size", redoShare: 4, collation: "utf8mb4_unicode_ci", hasAria: true)
}

/// Chooses the settings of one MySQL or MariaDB. Reports nothing: the caller compares need and limit.
///
///     need = innodb_buffer_pool_size x 1.1 + key_buffer_size + aria_pagecache_buffer_size + 16 (log buffer)
///            + max_connections x 1.2 + 100
///
/// All in MiB. The 1.2 of a connection are 0.3 for its stack, 0.02 for the network and 0.9 for a sort, a join and a read
/// at their defaults. MariaDB 10.11.19 with 512 MiB of buffer pool and 103 connections held 83 MiB idle and 226 while 100
/// connections sorted at once (Debian 12, 2026-11-29): the rule, 843, is an upper bound with a pool that is not filled.
package struct MysqlTuner {
  private let input: TuningInput
  private let variant: MysqlVariant
  private var settings: [Setting] = []

  package init(_ input: TuningInput, _ variant: MysqlVariant) {
    self.input = input
    self.variant = variant
  }

  /// Settings under `tuning` that determine the memory, the largest first.
  private static let memoryKeys = [
    "innodb_buffer_pool_size", "max_connections", "key_buffer_size", "aria_pagecache_buffer_size",
  ]

  /// The settings of a server, with the memory that they need, in MiB.
  package static func tuned(_ input: TuningInput, _ variant: MysqlVariant) -> TunedStore {
    var tuner = MysqlTuner(input, variant)
    tuner.choose()
    let need = tuner.need(pool: tuner.bufferPool, connections: tuner.maxConnections)
    var tuned = TunedStore()
    tuned.settings = tuner.settings
    tuned.need = need
    tuned.limit = mebibytes(input.memoryBytes)
    tuned.refusedAbovePercent = 100
    tuned.scarceFromPercent = 90
    tuned.memoryKeys = memoryKeys
    tuned.memory = tuner.budget(need)
    return tuned
  }

  /// All of them are for services: the server accepts one more, for the administrator. With `max_connections` 103 the
  /// 104th connection of an application was refused with error 1040 and root still came in (MariaDB 10.11.19).
  package var maxConnections: Int {
    if let declared = integer("max_connections") { return declared }
    let least = min(100, max(20, (input.connectionsInUse ?? 100) + input.connectionsBeside))
    var count = 100
    while count > least, need(pool: Self.smallestPool, connections: count) > Self.aim * memory { count -= 5 }
    return max(count, least)
  }

  // MARK: Memory

  /// The part of the memory that may be used; the rest is for the page cache.
  private static let aim = 0.89
  /// MiB; InnoDB starts with 5.
  private static let smallestPool = 32.0
  /// MiB. The pool consists of chunks of that size; any other size is rounded up.
  private static let chunk = 128
  private static let logBuffer = 16.0
  private static let perConnection = 1.2
  private static let server = 100.0

  private var memory: Double { Self.mebibytes(input.memoryBytes) }
  private var keyBuffer: Int { bytes("key_buffer_size") ?? 8 << 20 }
  private var ariaCache: Int { variant.hasAria ? bytes("aria_pagecache_buffer_size") ?? 32 << 20 : 0 }

  private func need(pool: Double, connections: Int) -> Double {
    pool * 1.1 + Self.mebibytes(keyBuffer + ariaCache) + Self.logBuffer + Double(connections) * Self.perConnection
      + Self.server
  }

  /// MiB.
  private var bufferPool: Double { Self.mebibytes(bufferPoolBytes) }

  /// Half of the memory, or what the rest leaves of it, in whole chunks.
  private var bufferPoolBytes: Int {
    if let declared = bytes("innodb_buffer_pool_size") { return declared }
    let free = (Self.aim * memory - need(pool: 0, connections: maxConnections)) / 1.1
    let most = Int(max(Self.smallestPool, min(memory / 2, free)))
    return (most >= Self.chunk ? most / Self.chunk * Self.chunk : most) << 20
  }

  private func budget(_ need: Double) -> MemoryBudget {
    let number = { (value: Double) in Quantities.decimal(value) }
    let caches =
      "key_buffer \(number(Self.mebibytes(keyBuffer)))"
      + (variant.hasAria ? " + aria_pagecache \(number(Self.mebibytes(ariaCache)))" : "")
      + " + log buffer \(number(Self.logBuffer))"
    return MemoryBudget(
      store: input.store,
      lines: [
        .init("buffer pool", Quantities.rounded(bufferPool * 1.1), formula: "\(number(bufferPool)) x 1.1"),
        .init(caches, Quantities.rounded(Self.mebibytes(keyBuffer + ariaCache) + Self.logBuffer)),
        .init(
          "connections", Quantities.rounded(Double(maxConnections) * Self.perConnection),
          formula: "\(maxConnections) x \(number(Self.perConnection)) (stack, network, one sort)"),
        .init("server itself", Quantities.rounded(Self.server), isIdle: true),
      ],
      need: Quantities.rounded(need), limit: input.memoryBytes / Quantities.mebibyte)
  }

  // MARK: Settings

  private mutating func choose() {
    let pool = bufferPoolBytes
    put(
      "max_connections", .integer(maxConnections), .connections,
      "all for services; one more is always kept for the administrator")
    put("skip_name_resolve", .boolean(true), .connections, "no DNS query for each client")
    put("innodb_buffer_pool_size", .bytes(pool), .memory, poolReason)
    put("key_buffer_size", .bytes(keyBuffer), .memory, "MyISAM is not used; the default reserves 128 MiB")
    if variant.hasAria {
      put("aria_pagecache_buffer_size", .bytes(ariaCache), .memory, "for temporary tables; the default is 128 MiB")
    }
    let temporary = bytes("tmp_table_size") ?? 16 << 20
    put("tmp_table_size", .bytes(temporary), .memory, "a temporary table goes to disk above this")
    put(
      "max_heap_table_size", .bytes(bytes("max_heap_table_size") ?? temporary), .memory, "the smaller of the two holds")
    put(
      variant.redoLog, .bytes(redoLog(pool)), .wal, "1/\(variant.redoShare) of the buffer pool: writes pile up that far"
    )
    let isLarge = input.memoryBytes >= 4 << 30
    put(
      "performance_schema", .boolean(isLarge), .observability,
      isLarge ? "from 4 GiB of memory on" : "takes 100 MiB and more; on from 4 GiB of memory")
    put("character_set_server", .word("utf8mb4"), .other, "all of Unicode, four-byte characters included")
    put("collation_server", .word(variant.collation), .other, "of new databases and tables")
    put("local_infile", .boolean(false), .other, "a client must not send files of its machine")
    settings.add(input.extra)
  }

  private var poolReason: String {
    bufferPoolBytes == input.memoryBytes / 2
      ? "50% of \(Quantities.size(input.memoryBytes)); the rest: connections, dictionary, system"
      : "what the connections and the server leave of \(Quantities.size(input.memoryBytes))"
  }

  /// Not below the servers' default, nor above what a restart replays in a minute or two.
  private func redoLog(_ pool: Int) -> Int {
    bytes(variant.redoLog) ?? min(2 << 30, max(32 << 20, Self.whole(pool / variant.redoShare)))
  }

  /// What is declared wins, with its own reason.
  private mutating func put(_ name: String, _ value: Setting.Value, _ group: Setting.Group, _ reason: String) {
    let declared = input.declared[name]
    var setting = Setting(name, value, group: group, needsRestart: true, reason: reason)
    switch declared {
    case .auto?, nil: break
    case .text(let word)?: setting.value = .word(word)
    case .boolean(let flag)?: setting.value = .boolean(flag)
    case .bytes?, .percent?, .integer?, .real?, .milliseconds?, .list?: break
    }
    if let declared, declared != .auto {
      setting.isDeclared = true
      setting.reason = "declared"
      if case .percent(let percent) = declared {
        setting.reason = "declared \(percent)% of \(Quantities.size(input.memoryBytes))"
      }
    }
    settings.append(setting)
  }

  private func bytes(_ name: String) -> Int? {
    switch input.declared[name] {
    case .bytes(let bytes)?: bytes
    case .percent(let percent)?: Self.whole(input.memoryBytes / 100 * percent)
    default: nil
    }
  }

  private func integer(_ name: String) -> Int? {
    if case .integer(let number)? = input.declared[name] { number } else { nil }
  }

  /// Down to a whole MiB.
  private static func whole(_ bytes: Int) -> Int { (bytes >> 20) << 20 }

  private static func mebibytes(_ bytes: Int) -> Double { Double(bytes) / Double(Quantities.mebibyte) }
}

package import IR

/// What the tuner must know about a parameter of PostgreSQL 13 to 18: where it is listed, its built-in default and
/// whether a reload applies it.
///
/// Defaults and contexts of 15 to 18 were dumped from `pg_settings` of 15.18, 16.2, 17.10 and 18.6 (2026-11-21) and are
/// compared with a running server by the oracle tests; those of 13 and 14 follow the release notes of 14 and 15.
package struct PostgresParameter: Sendable {
  package var name: String
  package var group: Setting.Group
  /// By the major version since which it holds, ascending; nil: the parameter does not exist.
  package var defaults: [(since: Int, value: Setting.Value?)]
  /// The major versions in which a reload is not enough.
  package var restart: ClosedRange<Int>?

  package func defaultValue(in version: Int) -> Setting.Value? {
    defaults.last { $0.since <= version }?.value
  }

  /// Whether that version knows it; an unknown name in postgresql.conf stops the server.
  package func exists(in version: Int) -> Bool { defaultValue(in: version) != nil }

  package func needsRestart(in version: Int) -> Bool { restart?.contains(version) ?? false }

  private init(
    _ name: String, _ group: Setting.Group, _ defaults: [(since: Int, value: Setting.Value?)],
    restart: ClosedRange<Int>? = nil
  ) {
    self.name = name
    self.group = group
    self.defaults = defaults
    self.restart = restart
  }

  private init(_ name: String, _ group: Setting.Group, _ value: Setting.Value?, restart: Bool = false) {
    self.init(name, group, [(13, value)], restart: restart ? 13...18 : nil)
  }

  /// The versions whose parameters are known; others are treated as the nearest of these.
  package static let versions = 13...18

  package static func named(_ name: String) -> PostgresParameter? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// In the order in which files list them.
  package static let all: [PostgresParameter] = connections + memory + processes + wal + planner + observability

  private static let connections = [
    PostgresParameter("listen_addresses", .connections, .text("localhost"), restart: true),
    PostgresParameter("max_connections", .connections, .integer(100), restart: true),
    PostgresParameter("superuser_reserved_connections", .connections, .integer(3), restart: true),
    PostgresParameter("reserved_connections", .connections, [(13, nil), (16, .integer(0))], restart: 16...18),
    PostgresParameter("password_encryption", .connections, [(13, .word("md5")), (14, .word("scram-sha-256"))]),
    PostgresParameter("ssl", .connections, .boolean(false)),
    PostgresParameter("ssl_cert_file", .connections, .text("server.crt")),
    PostgresParameter("ssl_key_file", .connections, .text("server.key")),
    PostgresParameter("lock_timeout", .connections, .milliseconds(0)),
    PostgresParameter("idle_session_timeout", .connections, [(13, nil), (14, .milliseconds(0))]),
    PostgresParameter("deadlock_timeout", .connections, .milliseconds(1000)),
    PostgresParameter("max_locks_per_transaction", .connections, .integer(64), restart: true),
  ]

  private static let memory = [
    PostgresParameter("shared_buffers", .memory, .bytes(128 << 20), restart: true),
    PostgresParameter("work_mem", .memory, .bytes(4 << 20)),
    PostgresParameter("hash_mem_multiplier", .memory, [(13, .real("1.0")), (15, .real("2.0"))]),
    PostgresParameter("maintenance_work_mem", .memory, .bytes(64 << 20)),
    PostgresParameter("autovacuum_work_mem", .memory, .integer(-1)),
    PostgresParameter("temp_buffers", .memory, .bytes(8 << 20)),
    PostgresParameter("logical_decoding_work_mem", .memory, .bytes(64 << 20)),
    PostgresParameter("min_dynamic_shared_memory", .memory, [(13, nil), (14, .bytes(0))], restart: 14...18),
    PostgresParameter("effective_cache_size", .memory, .bytes(4 << 30)),
    PostgresParameter("huge_pages", .memory, .word("try"), restart: true),
  ]

  private static let processes = [
    PostgresParameter("max_worker_processes", .processes, .integer(8), restart: true),
    PostgresParameter("max_parallel_workers", .processes, .integer(8)),
    PostgresParameter("max_parallel_workers_per_gather", .processes, .integer(2)),
    PostgresParameter("max_parallel_maintenance_workers", .processes, .integer(2)),
    PostgresParameter("autovacuum_max_workers", .processes, [(13, .integer(3))], restart: 13...17),
    PostgresParameter("autovacuum_naptime", .processes, .milliseconds(60_000)),
    PostgresParameter("autovacuum_vacuum_scale_factor", .processes, .real("0.2")),
    PostgresParameter("autovacuum_analyze_scale_factor", .processes, .real("0.1")),
    PostgresParameter("autovacuum_vacuum_cost_limit", .processes, .integer(-1)),
    PostgresParameter("autovacuum_vacuum_cost_delay", .processes, .milliseconds(2)),
    PostgresParameter("jit", .processes, .boolean(true)),
    PostgresParameter("io_method", .processes, [(13, nil), (18, .word("worker"))], restart: 18...18),
    PostgresParameter("io_workers", .processes, [(13, nil), (18, .integer(3))]),
  ]

  private static let wal = [
    PostgresParameter("wal_level", .wal, .word("replica"), restart: true),
    PostgresParameter("wal_buffers", .wal, .integer(-1), restart: true),
    PostgresParameter("max_wal_size", .wal, .bytes(1 << 30)),
    PostgresParameter("min_wal_size", .wal, .bytes(80 << 20)),
    PostgresParameter("checkpoint_timeout", .wal, .milliseconds(300_000)),
    PostgresParameter("checkpoint_completion_target", .wal, [(13, .real("0.5")), (14, .real("0.9"))]),
    PostgresParameter("wal_compression", .wal, .word("off")),
    PostgresParameter("synchronous_commit", .wal, .word("on")),
    PostgresParameter("max_wal_senders", .wal, .integer(10), restart: true),
    PostgresParameter("max_replication_slots", .wal, .integer(10), restart: true),
    PostgresParameter("wal_keep_size", .wal, .bytes(0)),
    PostgresParameter("max_slot_wal_keep_size", .wal, .integer(-1)),
  ]

  private static let planner = [
    PostgresParameter("random_page_cost", .planner, .real("4.0")),
    PostgresParameter("seq_page_cost", .planner, .real("1.0")),
    PostgresParameter("effective_io_concurrency", .planner, [(13, .integer(1)), (18, .integer(16))]),
    PostgresParameter("maintenance_io_concurrency", .planner, [(13, .integer(10)), (18, .integer(16))]),
    PostgresParameter("default_statistics_target", .planner, .integer(100)),
  ]

  private static let observability = [
    PostgresParameter("shared_preload_libraries", .observability, .text(""), restart: true),
    PostgresParameter("track_io_timing", .observability, .boolean(false)),
    PostgresParameter("track_activity_query_size", .observability, .bytes(1024), restart: true),
    PostgresParameter("log_min_duration_statement", .observability, .integer(-1)),
    PostgresParameter(
      "log_autovacuum_min_duration", .observability, [(13, .integer(-1)), (15, .milliseconds(600_000))]),
    PostgresParameter("log_checkpoints", .observability, [(13, .boolean(false)), (15, .boolean(true))]),
    PostgresParameter("log_disconnections", .observability, .boolean(false)),
    PostgresParameter("log_lock_waits", .observability, .boolean(false)),
    PostgresParameter("log_statement", .observability, .word("none")),
    PostgresParameter("log_temp_files", .observability, .integer(-1)),
    PostgresParameter("log_line_prefix", .observability, .text("%m [%p] ")),
  ]
}

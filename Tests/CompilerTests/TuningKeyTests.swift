import Compiler
import Diagnostics
import Emit
import Engines
import Foundation
import IR
import Testing

/// Every setting that `tuning` takes is in the files of every target: a server is tuned with them, or a person is told.
@Suite("Settings of servers")
struct TuningKeyTests {
  /// A value for each key that no default has.
  private static let values: [String: [String: String]] = [
    "postgres": postgres, "redis": redis, "valkey": redis,
    "mysql": mysql.merging(["innodb_redo_log_capacity": "99MiB"]) { own, _ in own },
    "mariadb": mysql.merging(["innodb_log_file_size": "99MiB", "aria_pagecache_buffer_size": "33MiB"]) { own, _ in own
    },
    "rabbitmq": [
      "vm_memory_high_watermark.absolute": "333MiB", "disk_free_limit.absolute": "77MiB", "channel_max": "77",
      "heartbeat": "17s", "extra": "{ frame_max: 65536 }",
    ],
    "meilisearch": [
      "max_indexing_memory": "333MiB", "max_indexing_threads": "3", "extra": "{ log_level: DEBUG }",
    ],
    "clickhouse": [
      "max_connections": "77", "max_concurrent_queries": "33", "max_server_memory_usage": "3333MiB",
      "mark_cache_size": "111MiB", "extra": "{ max_thread_pool_size: \"777\" }",
    ],
    "mongodb": ["wiredTigerCacheSizeGB": "0.7", "maxConns": "333", "extra": "{ oplogSize: \"77\" }"],
  ]

  private static let mysql: [String: String] = [
    "max_connections": "77", "innodb_buffer_pool_size": "333MiB", "key_buffer_size": "9MiB", "tmp_table_size": "17MiB",
    "max_heap_table_size": "18MiB", "performance_schema": "false", "character_set_server": "latin1",
    "collation_server": "latin1_swedish_ci", "skip_name_resolve": "false", "local_infile": "true",
    "extra": "{ wait_timeout: \"77\" }",
  ]

  private static let postgres: [String: String] = [
    "profile": "dw", "max_connections": "77", "shared_buffers": "333MiB", "effective_cache_size": "1111MiB",
    "maintenance_work_mem": "99MiB", "work_mem": "3MiB", "statement_timeout": "17s",
    "idle_in_transaction_session_timeout": "19s", "wal_buffers": "9MiB", "min_wal_size": "336MiB",
    "max_wal_size": "3344MiB", "checkpoint_completion_target": "0.7", "checkpoint_timeout": "7m",
    "random_page_cost": "1.7", "effective_io_concurrency": "77", "max_worker_processes": "11",
    "max_parallel_workers": "3", "max_parallel_workers_per_gather": "1", "max_parallel_maintenance_workers": "1",
    "autovacuum_max_workers": "5", "autovacuum_work_mem": "55MiB", "hash_mem_multiplier": "1.3",
    "default_statistics_target": "222", "jit": "true", "huge_pages": "\"off\"",
    "log_min_duration_statement": "777ms", "temp_buffers": "11MiB", "max_locks_per_transaction": "99",
    "wal_compression": "zstd", "extra": "{ log_connections: \"on\" }",
  ]

  private static let redis: [String: String] = [
    "profile": "queue", "maxmemory": "111MiB", "policy": "volatile-ttl", "save": "[\"77 7\"]", "appendonly": "true",
    "maxclients": "777", "timeout": "77s", "databases": "7", "extra": "{ lazyfree-lazy-eviction: \"yes\" }",
  ]

  private static func files(_ engine: StoreEngine, _ tuning: String, _ target: String) -> [String: String] {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [\(target)]
      services:
        store:
          type: \(engine.flavor)
          version: \(engine.defaultVersion)
          resources: { cpu: 4, memory: 8GiB, storage: 10GiB }
          tuning: { \(tuning) }
        api:
          type: web
          root: ./api
          build: { dockerfile: api/Dockerfile }
          port: 8000
          health: none
          start: serve
          variables: { STORE_URL: $<<store.url>> }
      """)
    let errors = checked.diagnostics.filter { $0.severity == .error }.map(\.message)
    #expect(errors.isEmpty, "\(target) \(tuning): \(errors)")
    let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files
    return Dictionary(
      files.map { built in
        // The checksum of the topology itself changes with every key.
        let lines = built.file.content.split(separator: "\n", omittingEmptySubsequences: false)
        return (built.file.path, lines.filter { !$0.contains("infracc:sha256") }.joined(separator: "\n"))
      }
    ) { first, _ in first }
  }

  @Test("a setting is in the files of each target", arguments: DeployTarget.builtIn.map(\.name))
  func settings(target: String) {
    for engine in StoreEngines.servers where !engine.settings.keys.isEmpty {
      let values = Self.values[engine.flavor] ?? [:]
      #expect(Set(engine.settings.keys.map(\.name) + ["extra"]) == Set(values.keys), "\(engine.flavor)")
      let before = Self.files(engine, "", target)
      for (name, value) in values.sorted(by: { $0.key < $1.key }) {
        #expect(before != Self.files(engine, "\(name): \(value)", target), "\(target): \(engine.flavor), \(name)")
      }
    }
  }

  /// A sign of YAML in a setting would otherwise change the file around it, or make it unreadable.
  @Test(arguments: [("*", "\"*\""), ("{a: b}", "\"{a: b}\""), ("plain_word", "plain_word"), ("a b", "\"a b\"")])
  func textsOfYAMLAreQuoted(text: String, written: String) throws {
    let engine = try #require(StoreEngines.servers.first { $0.flavor == "clickhouse" })
    let files = Self.files(engine, "extra: { some_setting: \"\(text)\" }", "compose")
    #expect(files.values.contains { $0.contains("\nsome_setting: \(written)\n") })
  }

  @Test("the name of a setting is a word, for every server", arguments: StoreEngines.servers.map(\.flavor))
  func namesAreWords(flavor: String) throws {
    let engine = try #require(StoreEngines.servers.first { $0.flavor == flavor })
    guard !engine.settings.keys.isEmpty else { return }
    for name in ["a b", "$(id)", "*", "a: b", "a=b", "{x}", "-x", "\u{e9}"] {
      let checked = Checked(
        "infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n  store: { type: \(flavor), "
          + "version: \(engine.defaultVersion), tuning: { extra: { \"\(name)\": 1 } } }\n")
      let codes = checked.diagnostics.filter { $0.severity == .error }.map(\.code)
      // Where a server may have settings that are not known, the file that would hold the name refuses it.
      #expect(codes == ["E0215"] || codes == ["E0916"], "\(name): \(checked.report)")
    }
  }

  private static let tunedNames = [
    ("rabbitmq", "channel_max"), ("meilisearch", "max_indexing_threads"), ("clickhouse", "max_concurrent_queries"),
    ("mongodb", "maxConns"),
  ]

  /// The server would take the last of two values, and a budget is made of the first.
  @Test("a setting of `extra` replaces the tuned one", arguments: tunedNames)
  func extraReplaces(flavor: String, name: String) throws {
    let engine = try #require(StoreEngines.servers.first { $0.flavor == flavor })
    let tuned = Self.files(engine, "\(name): 7654", "compose")
    let extra = Self.files(engine, "extra: { \(name): \"7654\" }", "compose")
    // A page for people has the budget, which is made of the tuned one alone.
    let written = { (files: [String: String]) in
      files.filter { !$0.key.hasSuffix(".md") }.mapValues { $0.components(separatedBy: "7654").count - 1 }.filter {
        $0.value > 0
      }
    }
    #expect(!written(tuned).isEmpty)
    let names = { (files: [String: String]) in
      files.values.reduce(0) { $0 + $1.components(separatedBy: name).count - 1 }
    }
    #expect(written(extra) == written(tuned))
    #expect(names(extra) == names(tuned))
  }
}

import Compiler
import Diagnostics
import Model
import Testing
import Tuning

/// Settings against the catalogue of the server's version, and numbers against their ranges.
@Suite struct ServerSettingTests {
  private static func postgres(_ tuning: String, version: String = "version: 17") -> String {
    "services:\n  postgres: { \(version), tuning: { \(tuning) } }"
  }

  private static func redis(_ tuning: String) -> String {
    "services:\n  redis: { version: 8, tuning: { \(tuning) } }"
  }

  static let cases: [RuleCase] = [
    .init("an unknown setting", postgres("extra: { work_mme: 4MB }"), "E0215", marked: "work_mme"),
    .init("a setting of a later version", postgres("extra: { io_method: worker }"), "E0215"),
    .init("a removed setting", postgres("extra: { vacuum_defer_cleanup_age: 0 }"), "E0215"),
    .init("a setting that the server computes", postgres("extra: { server_version: x }"), "E0215"),
    .init("a setting of an extension", postgres("extra: { pg_stat_statements.max: 500 }")),
    .init("a name in capitals", postgres("extra: { Work_Mem: 4MB }")),
    .init("a unit in small letters", postgres("extra: { work_mem: 4mb }"), "E0213", marked: "4mb"),
    .init("a unit where there is none", postgres("extra: { max_wal_senders: 4kB }"), "E0213"),
    .init("a number in the server's own unit", postgres("extra: { work_mem: '4096' }")),
    .init("a fraction with a unit and a blank", postgres("extra: { work_mem: '1.5 MB' }")),
    .init("a hexadecimal number", postgres("extra: { max_wal_senders: '0x10' }")),
    .init("too small after rounding", postgres("extra: { shared_buffers: 64kB }"), "E0224"),
    .init("above the largest", postgres("extra: { max_wal_senders: 300000 }"), "E0224"),
    .init("a word that is none of its words", postgres("extra: { log_statement: some }"), "E0206"),
    .init("a word in capitals", postgres("extra: { log_statement: ALL }")),
    .init("a switch spelled as a number", postgres("extra: { synchronous_commit: '1' }")),
    .init("a switch with a word", postgres("extra: { fsync: maybe }"), "E0205"),
    .init("the beginning of a switch's word", postgres("extra: { fsync: tr }")),
    .init("not a number", postgres("random_page_cost: nan"), "E0205"),
    .init("infinity", postgres("random_page_cost: inf"), "E0205"),
    .init("a multiplier that no server takes", postgres("hash_mem_multiplier: 1e18"), "E0224", marked: "1e18"),
    .init("a share above one", postgres("checkpoint_completion_target: 1.5"), "E0224"),
    .init("a size below the smallest", postgres("work_mem: 1KiB"), "E0224"),
    .init("a method that 14 has not", postgres("wal_compression: lz4", version: "version: 14"), "W1013", "E0205"),
    .init(
      "1 MiB is the least of maintenance_work_mem before 17",
      postgres("maintenance_work_mem: 64KiB", version: "version: 16"), "E0224"),
    .init("from 17 on it may be less", postgres("maintenance_work_mem: 64KiB")),
    .init(
      "an image whose versions are not known",
      "services:\n  postgres: { image: 'x/pg:1', tuning: { extra: { a: b } } }", "W1008"),
    .init("Redis: an unknown directive", redis("extra: { maxmemory-client: 5 }"), "E0215"),
    .init("Redis: a removed directive", redis("extra: { gopher-enabled: 'no' }"), "E0215"),
    .init("Redis: too many threads", redis("extra: { io-threads: 500 }"), "E0224"),
    .init("Redis: a word that is none of its words", redis("extra: { appendfsync: never }"), "E0206"),
    .init("Redis: a directive of a module", redis("extra: { search-timeout: 500 }")),
    .init("Redis: no databases", redis("databases: 0"), "E0224"),
  ]

  @Test(arguments: cases) func settings(_ example: RuleCase) { example.run() }

  static let numbers: [RuleCase] = [
    .init("a pool as a variable", .variables("DB_POOL_SIZE: 9223372036854775807"), "E0224"),
    .init("an overflow", .variables("DB_POOL_SIZE: 5, DB_MAX_OVERFLOW: 9223372036854775807"), "E0224"),
    .init("no limit", .variables("DB_POOL_SIZE: 5, DB_MAX_OVERFLOW: -1"), "E0224"),
    .init("processes", .variables("WEB_CONCURRENCY: 9223372036854775807"), "E0224"),
    .init("no processes", .variables("WEB_CONCURRENCY: 0"), "E0224"),
    .init("a colon in the path of a volume", .api("volumes: { '/data:ro': 1GiB }"), "E0213", marked: "'/data:ro'"),
    .init("an option as a package", .api("build: { packages: ['-oAPT::x=id'] }"), "E0213"),
    .init("a package with an architecture and a version", .api("build: { packages: ['libc6:amd64=2.36-9+deb12u9'] }")),
    .init("NUL in a value", .variables("V: \"a\\0b\""), "E0102"),
    .init("NUL in a command", .api("start: [run, \"a\\x00b\"]"), "E0102"),
    .init("a backslash and a zero", .variables("V: 'a\\0b'")),
  ]

  @Test(arguments: numbers) func ranges(_ example: RuleCase) { example.run() }

  static let names: [RuleCase] = [
    .init("a role that every role has", "services:\n  postgres: { version: 17, user: public }", "E0209"),
    .init("no role", "services:\n  postgres: { version: 17, user: none }", "E0209"),
    .init("a role of the server", "services:\n  postgres: { version: 17, user: pg_app }", "E0209"),
    .init("the role has the database's name", "services:\n  postgres: { version: 17, database: public }", "E0209"),
    .init("another role for it", "services:\n  postgres: { version: 17, database: public, user: app }"),
    .init("a template", "services:\n  postgres: { version: 17, database: template0 }", "E0209"),
    .init(
      "the pooler's console", "services:\n  postgres: { version: 17, database: pgbouncer, pooler: transaction }",
      "E0209"),
    .init("its name without a pooler", "services:\n  postgres: { version: 17, database: pgbouncer }"),
    .init("a word of SQL", "services:\n  postgres: { version: 17, database: user, user: select }"),
  ]

  @Test(arguments: names) func reserved(_ example: RuleCase) { example.run() }

  @Test func everyRowIsFoundByItsName() {
    for row in PostgresCatalog.all { #expect(PostgresCatalog.settings(named: row.name).contains(row), "\(row.name)") }
    for row in RedisCatalog.all { #expect(RedisCatalog.settings(named: row.name).contains(row), "\(row.name)") }
    #expect(PostgresCatalog.all.count > 400)
    #expect(RedisCatalog.all.count > 200)
    #expect(PostgresCatalog.settings(named: "").isEmpty)
    #expect(PostgresCatalog.settings(named: "zzz").isEmpty)
    #expect(PostgresCatalog.settings(named: "a").isEmpty)
  }
}

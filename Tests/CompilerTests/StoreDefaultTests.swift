import Compiler
import Diagnostics
import IR
import Testing

/// What a store gets where the topology says little about it.
@Suite struct StoreDefaultTests {
  private static func checked(_ services: String, targets: String = "compose", options: String = "") -> Checked {
    Checked("infracc: 1\nproject: shop\ntargets: [\(targets)]\n\(options)services:\n\(services)\n")
  }

  private static func setting(_ name: String, of service: String, in checked: Checked) -> Setting.Value? {
    checked.program()?.service(service)?.store?.settings.first { $0.name == name }?.value
  }

  @Test(arguments: [
    ("postgres: {}", "18", "postgres:18-trixie"), ("postgres: { version: 15 }", "15", "postgres:15-trixie"),
    ("postgres: { version: 12 }", "12", "postgres:12-bookworm"), ("redis: {}", "8", "redis:8-trixie"),
    ("redis: { version: 7 }", "7", "redis:7-bookworm"), ("redis: { version: 8.2 }", "8.2", "redis:8.2-bookworm"),
    ("postgres: { image: 'postgres:17.2-alpine' }", "17.2", "postgres:17.2-alpine"),
    ("postgres: { image: 'docker.io/library/postgres:16' }", "16", "docker.io/library/postgres:16"),
    ("postgres: { image: 'pgvector/pgvector:pg17-trixie' }", "17", "pgvector/pgvector:pg17-trixie"),
    ("postgres: { image: 'postgis/postgis:17-3.5' }", "17", "postgis/postgis:17-3.5"),
    ("postgres: { image: 'timescale/timescaledb:2-pg16' }", "16", "timescale/timescaledb:2-pg16"),
    ("postgres: { image: 'postgres:18', version: 17 }", "17", "postgres:18"),
  ])
  func versions(service: String, version: String, image: String) throws {
    let found = try #require(Self.checked("  " + service).program()?.services.first)
    #expect(found.store?.version == version)
    #expect(found.image == image)
  }

  @Test(arguments: [
    ("postgres: {}", true), ("postgres: { version: 17 }", false), ("postgres: { image: 'postgres:17' }", false),
    ("redis: {}", true), ("postgres: { image: 'me/pg' }", false), ("postgres: { image: 'mongo:7' }", false),
  ])
  func aMissingVersionIsSaid(service: String, isReported: Bool) {
    #expect(Self.checked("  " + service).diagnostics.contains { $0.code == "I1009" } == isReported)
  }

  /// Any memory, any processor, alone or on the internet: what is chosen for it fits.
  @Test func whatIsChosenFits() {
    for memory in ["256MiB", "512MiB", "1GiB", "2GiB", "8GiB", "64GiB"] {
      for cpu in ["0.25", "1", "2", "4", "16"] {
        for keys in ["", "public: tcp, ", "version: 13, ", "pooler: transaction, "] {
          let checked = Self.checked("  postgres: { \(keys)resources: { cpu: \(cpu), memory: \(memory) } }")
          #expect(!checked.diagnostics.contains { $0.code.dropFirst().hasPrefix("07") }, "\(memory) \(cpu) \(keys)")
        }
        let redis = Self.checked("  redis: { resources: { cpu: \(cpu), memory: \(memory) } }")
        #expect(!redis.diagnostics.contains { $0.code.dropFirst().hasPrefix("07") }, "\(memory) \(cpu)")
      }
    }
  }

  @Test(arguments: [
    ("redis: {}", "R: $<<redis.url>>", "worker", true), ("redis: {}", "CELERY_BROKER_URL: $<<redis.url>>", "web", true),
    ("redis: {}", "R: $<<redis.url>>", "web", false),
    ("redis: {}", "R: $<<redis.url>>", "cron, schedule: '0 3 * * *', start: run", true),
    ("redis: { tuning: { profile: cache } }", "R: $<<redis.url>>", "worker", false),
    ("redis: { tuning: { policy: allkeys-lru } }", "R: $<<redis.url>>", "web", false),
    ("redis: { tuning: { maxmemory: auto } }", "R: $<<redis.url>>", "worker", true),
  ])
  func queuesKeepTheirData(redis: String, variable: String, type: String, isQueue: Bool) throws {
    let health = type == "web" ? ", health: /" : ""
    let checked = Self.checked(
      "  \(redis)\n  api: { type: \(type), image: 'a:1'\(health), variables: { \(variable) } }")
    let store = try #require(checked.program()?.service("redis"))
    #expect((Self.setting("appendonly", of: "redis", in: checked) == .boolean(true)) == isQueue)
    #expect((store.resources.storageBytes == 1 << 30) == isQueue)
    #expect(checked.diagnostics.contains { $0.code == "I0725" } == isQueue)
    if isQueue { #expect(Self.setting("maxmemory-policy", of: "redis", in: checked) == .word("noeviction")) }
  }

  private static func rollout(targets: String, workers: Int, type: String = "fastapi, health: /") -> Checked {
    checked(
      "  postgres: { version: 17, tuning: { max_connections: 100 } }\n"
        + "  api: { type: \(type), workers: \(workers), pools: { postgres: { size: 5, overflow: 5 } } }",
      targets: targets)
  }

  @Test func aRolloutThatDoesNotFit() throws {
    let found = try #require(Self.rollout(targets: "compose, railway", workers: 5).first("W0722"))
    #expect(found.message == "a rollout may open 100 connections to `postgres`, which accepts 97")
    #expect(found.help.first?.contains("at most 9") == true)
    #expect(Self.rollout(targets: "railway", workers: 4).first("W0722") == nil)
    #expect(Self.rollout(targets: "compose", workers: 5).first("W0722") == nil)
    // More than four fifths: the rollout is what does not fit, and nothing says it twice.
    #expect(Self.rollout(targets: "railway", workers: 9).codes == ["W0722"])
    // All that is there is E0701 alone.
    #expect(Self.rollout(targets: "railway", workers: 10).codes == ["E0701"])
  }

  @Test func pgtuneDecidesWhatNobodyDeclared() {
    let text = "  postgres: { version: 18, resources: { cpu: 8, memory: 8GiB }, tuning: { work_mem: 8MiB } }"
    let checked = Self.checked(text, options: "options: { postgres: { tuner: pgtune, disk: nvme, workload: mixed } }\n")
    #expect(Self.setting("effective_io_concurrency", of: "postgres", in: checked) == .integer(1000))
    #expect(Self.setting("max_worker_processes", of: "postgres", in: checked) == .integer(8))
    #expect(Self.setting("work_mem", of: "postgres", in: checked) == .bytes(8 << 20))
    #expect(Self.setting("io_method", of: "postgres", in: checked) == nil)
    #expect(checked.program()?.connectionBudgets.first?.maxConnections == 100)
    let web = Self.checked(text, options: "options: { postgres: { tuner: pgtune } }\n")
    #expect(web.program()?.connectionBudgets.first?.maxConnections == 200)
  }
}

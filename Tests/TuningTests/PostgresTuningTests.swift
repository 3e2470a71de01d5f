import Tuning
import IR
import Testing

private let mebibyte = 1 << 20
private let gibibyte = 1 << 30

/// The stores of the two example topologies, by the name of their environment.
private enum Example {
  static let gayedProduction = PostgresTuningInput(
    store: "postgres", version: "15", memoryBytes: gibibyte, cpuMilli: 1000, storageBytes: 10 * gibibyte,
    declared: [
      "max_connections": .integer(100), "shared_buffers": .bytes(256 * mebibyte), "effective_cache_size": .percent(75),
      "maintenance_work_mem": .bytes(64 * mebibyte), "work_mem": .bytes(2 * mebibyte),
      "statement_timeout": .milliseconds(25_000),
    ], connectionsInUse: 84)

  static let gayedStaging = PostgresTuningInput(
    store: "postgres", version: "15", memoryBytes: 512 * mebibyte, cpuMilli: 500, storageBytes: 2 * gibibyte,
    declared: [
      "max_connections": .integer(50), "shared_buffers": .auto, "effective_cache_size": .percent(75),
      "maintenance_work_mem": .bytes(32 * mebibyte), "work_mem": .bytes(2 * mebibyte),
      "statement_timeout": .milliseconds(25_000),
    ], connectionsInUse: 28)

  static func tradeSense(memory: Int, storage: Int, maxConnections: Int, inUse: Int) -> PostgresTuningInput {
    PostgresTuningInput(
      store: "postgres", version: "16", memoryBytes: memory, cpuMilli: 1000, storageBytes: storage,
      declared: [
        "max_connections": .integer(maxConnections), "work_mem": .bytes(2 * mebibyte),
        "statement_timeout": .milliseconds(25_000),
      ], connectionsInUse: inUse)
  }
}

extension PostgresTuningResult {
  fileprivate func value(_ name: String) -> Setting.Value? { settings.first { $0.name == name }?.value }
  fileprivate func reason(_ name: String) -> String? { settings.first { $0.name == name }?.reason }
}

@Suite("Memory that a PostgreSQL may need")
struct PostgresMemoryFigures {
  @Test("the figures of the examples")
  func examples() {
    let cases: [(PostgresTuningInput, need: Int, limit: Int, percent: Int)] = [
      (Example.gayedProduction, 878, 1024, 86),
      (Example.gayedStaging, 385, 512, 75),
      (Example.tradeSense(memory: gibibyte, storage: 10 * gibibyte, maxConnections: 100, inUse: 71), 806, 1024, 79),
      (Example.tradeSense(memory: 512 * mebibyte, storage: 2 * gibibyte, maxConnections: 50, inUse: 42), 458, 512, 89),
    ]
    for (input, need, limit, percent) in cases {
      let memory = tunePostgres(input).memory
      #expect(memory.need == need)
      #expect(memory.limit == limit)
      #expect(memory.percent == percent)
    }
  }

  @Test("every line can be redone, and the lines add up")
  func lines() {
    let memory = tunePostgres(Example.gayedProduction).memory
    #expect(
      memory.lines == [
        .init("shared memory", 279, formula: "256 x 1.0225 + 8 wal_buffers + 5 + 100 x 0.045"),
        .init("server processes", 40, isIdle: true),
        .init("connections", 479, formula: "87 x 5.5 (3 + page tables 0.5 + 1 x work_mem 2)"),
        .init("autovacuum and maintenance", 80, formula: "(3 x 32 + 64) / 2"),
      ])
    #expect(memory.store == "postgres")
  }

  @Test("two hundred connections on 1 GiB with the smallest work_mem need 1304 MiB, over the limit of 95 %")
  func tooMany() {
    var input = Example.gayedProduction
    input.connectionsInUse = nil
    input.declared["max_connections"] = .integer(200)
    input.declared["work_mem"] = .auto
    let result = tunePostgres(input)
    #expect(result.workMemBytes == mebibyte)
    #expect(result.memory.need == 1304)
    #expect(result.exceeds(percent: 95))
    #expect(!tunePostgres(Example.gayedProduction).exceeds(percent: 95))
    input.declared["work_mem"] = .bytes(4 * mebibyte)
    #expect(tunePostgres(input).memory.need == 1904)
  }

  @Test("what nobody declared fits, whoever connects and however large the machine is", arguments: [13, 15, 17, 18])
  func defaultsFit(version: Int) {
    for memory in [256, 384, 512, 768, 1024, 1536, 2048, 4096, 16_384, 65_536] {
      for cpu in [250, 1000, 2000, 3000, 4000, 16_000] {
        for used in [nil, 0, 10, 20] as [Int?] {
          let result = tunePostgres(
            PostgresTuningInput(
              store: "db", version: "\(version)", memoryBytes: memory * mebibyte, cpuMilli: cpu,
              storageBytes: 10 * gibibyte, connectionsInUse: used))
          #expect(!result.exceeds(percent: 95), "\(memory) MiB, \(cpu), \(used ?? -1): \(result.memory.need)")
          #expect((20...100).contains(result.maxConnections))
          #expect(result.maxConnections >= (used ?? 0) + 6)
        }
      }
    }
  }

  @Test("a larger machine never gets fewer workers, connections or bytes")
  func monotone() {
    func tuned(memory: Int, cpu: Int) -> PostgresTuningResult {
      tunePostgres(
        PostgresTuningInput(
          store: "db", version: "17", memoryBytes: memory * mebibyte, cpuMilli: cpu, storageBytes: 100 * gibibyte,
          connectionsInUse: 0))
    }
    for memory in [512, 1024, 2048, 8192, 32_768] {
      var last = (workers: 0, gather: 0)
      for cpu in [2000, 3000, 4000, 6000, 8000, 16_000, 32_000] {
        let result = tuned(memory: memory, cpu: cpu)
        guard case .integer(let workers)? = result.value("max_parallel_workers") ?? .integer(8),
          case .integer(let gather)? = result.value("max_parallel_workers_per_gather") ?? .integer(2)
        else { continue }
        #expect(workers >= last.workers && gather >= last.gather)
        last = (workers, gather)
      }
    }
    var connections = 0
    for memory in [256, 512, 1024, 1536, 2047, 4096, 8192] {
      let result = tuned(memory: memory, cpu: 1000)
      #expect(result.maxConnections >= connections)
      connections = result.maxConnections
    }
    #expect(connections == 100)
  }

  @Test("`work_mem: auto` takes what 90 % of memory leave, and no step more", arguments: [13, 14, 15, 16, 17, 18])
  func automaticWorkMem(version: Int) {
    for memory in [1, 2, 4, 8, 64] {
      for cpu in [500, 1000, 2000, 8000] {
        let input = PostgresTuningInput(
          store: "db", version: "\(version)", memoryBytes: memory * gibibyte, cpuMilli: cpu,
          storageBytes: 20 * gibibyte, declared: ["max_connections": .integer(100)], connectionsInUse: 80)
        let result = tunePostgres(input)
        let goal = Double(memory) * 1024 * 0.9
        #expect(result.need <= goal || result.workMemBytes == mebibyte)
        var more = input
        more.declared["work_mem"] = .bytes(
          result.workMemBytes + (result.workMemBytes < 4 * mebibyte ? 256 << 10 : mebibyte))
        #expect(tunePostgres(more).need > goal || result.workMemBytes == 64 * mebibyte)
      }
    }
  }

  @Test("the share of hash tables, shared memory and parallel workers follow the version and the vCPU")
  func versions() {
    func need(_ version: String, cpu: Int = 1000) -> Double {
      var input = Example.gayedProduction
      input.version = version
      input.cpuMilli = cpu
      input.memoryBytes = 2 * gibibyte
      return tunePostgres(input).need
    }
    #expect(need("15") - need("14") == 87 * 2)
    #expect(need("16") == need("15"))
    #expect(abs(need("17") - need("16") - 256 * 0.0045) < 1e-9)
    #expect(abs(need("18") - need("17") - 7) < 1e-9)
    #expect(need("15", cpu: 2000) - need("15") == 2 * 7.5)
  }

  @Test("/dev/shm: Docker's 64 MiB do where nothing runs in parallel, else hash tables and parallel VACUUM count")
  func sharedMemory() {
    #expect(tunePostgres(Example.gayedProduction).sharedMemoryBytes == 64 * mebibyte)
    var input = Example.gayedProduction
    input.cpuMilli = 4000
    input.declared["work_mem"] = .bytes(16 * mebibyte)
    // 12 active sessions, at most 2 gathers of 1 worker, hash tables of 16 MiB in 2 processes; 64 MiB for VACUUM. The
    // memory feeds two of the four vCPU.
    #expect(tunePostgres(input).sharedMemoryBytes == (2 + 2 * 16 * 2 + 64) * mebibyte)
  }
}

@Suite("Settings of a PostgreSQL")
struct PostgresSettingsTests {
  @Test("what is declared or differs from the server's default is written, nothing else")
  func production() {
    let result = tunePostgres(Example.gayedProduction)
    #expect(
      result.settings.map(\.name) == [
        "listen_addresses", "max_connections", "shared_buffers", "work_mem", "hash_mem_multiplier",
        "maintenance_work_mem", "autovacuum_work_mem", "effective_cache_size", "huge_pages",
        "max_parallel_workers_per_gather", "max_parallel_maintenance_workers",
        "jit", "max_wal_size", "min_wal_size", "wal_compression", "random_page_cost", "effective_io_concurrency",
        "shared_preload_libraries", "track_io_timing", "log_min_duration_statement", "log_lock_waits",
        "log_temp_files", "log_line_prefix",
      ])
    #expect(result.value("max_wal_size") == .bytes(2560 * mebibyte))
    #expect(result.value("min_wal_size") == .bytes(gibibyte))
    #expect(result.value("log_min_duration_statement") == .milliseconds(2500))
    #expect(result.value("effective_cache_size") == .bytes(768 * mebibyte))
    #expect(result.reason("shared_buffers") == "declared; 25 % of 1 GiB")
    #expect(result.reason("maintenance_work_mem") == "declared; 1 GiB / 16")
    #expect(result.statementTimeout == 25_000)
    #expect(result.idleInTransactionSessionTimeout == 60_000)
    #expect(result.settings.filter(\.isFileOnly).map(\.name) == ["listen_addresses", "shared_preload_libraries"])
    #expect(
      result.settings.filter(\.needsRestart).map(\.name) == [
        "listen_addresses", "max_connections", "shared_buffers", "huge_pages", "shared_preload_libraries",
      ])
    #expect(result.leftAtDefault.contains("log_checkpoints (on)"))
  }

  @Test("a written `auto` is emitted even where it equals the default, an unwritten one is not")
  func writtenAuto() {
    let staging = tunePostgres(Example.gayedStaging)
    #expect(staging.value("shared_buffers") == .bytes(128 * mebibyte))
    #expect(staging.reason("shared_buffers") == "auto; 25 % of 512 MiB")
    #expect(staging.value("max_wal_size") == .bytes(512 * mebibyte))
    #expect(staging.value("min_wal_size") == .bytes(256 * mebibyte))
    let other = tunePostgres(
      Example.tradeSense(memory: 512 * mebibyte, storage: 2 * gibibyte, maxConnections: 50, inUse: 42))
    #expect(other.value("shared_buffers") == nil)
    #expect(other.leftAtDefault.contains("shared_buffers (128 MiB: 25 % of 512 MiB)"))
  }

  @Test("versions differ where the servers do")
  func versions() {
    func tuned(_ version: String) -> PostgresTuningResult {
      var input = Example.gayedProduction
      input.version = version
      return tunePostgres(input)
    }
    #expect(tuned("13").value("wal_compression") == .word("on"))
    #expect(tuned("14.2").value("wal_compression") == .word("on"))
    #expect(tuned("15").value("wal_compression") == .word("lz4"))
    #expect(tuned("13").value("checkpoint_completion_target") == .real("0.9"))
    #expect(tuned("14").value("checkpoint_completion_target") == nil)
    #expect(tuned("14").value("log_checkpoints") == .boolean(true))
    #expect(tuned("13").value("log_autovacuum_min_duration") == .milliseconds(600_000))
    #expect(tuned("15").value("log_checkpoints") == nil)
    #expect(tuned("13").value("password_encryption") == .word("scram-sha-256"))
    #expect(tuned("18").value("io_method") == nil)
    var custom = Example.gayedProduction
    custom.isOfficialImage = false
    #expect(tunePostgres(custom).value("wal_compression") == .word("on"))
  }

  @Test("from 2 vCPU on parallel workers follow the cores")
  func parallel() {
    func tuned(_ cpu: Int, profile: String = "web") -> PostgresTuningResult {
      var input = Example.gayedProduction
      input.cpuMilli = cpu
      input.profile = profile
      input.memoryBytes = 64 * gibibyte
      input.storageBytes = 500 * gibibyte
      return tunePostgres(input)
    }
    #expect(tuned(1999).value("max_parallel_workers_per_gather") == .integer(0))
    #expect(tuned(2000).value("max_parallel_workers_per_gather") == .integer(1))
    #expect(tuned(2000).value("max_parallel_workers") == .integer(2))
    #expect(tuned(6000).value("max_parallel_workers") == .integer(6))
    #expect(tuned(6000).value("max_parallel_workers_per_gather") == .integer(3))
    #expect(tuned(6000).value("max_worker_processes") == nil)
    #expect(tuned(32_000).value("max_worker_processes") == .integer(32))
    #expect(tuned(32_000).value("autovacuum_max_workers") == .integer(5))
    #expect(tuned(32_000).value("max_parallel_workers_per_gather") == .integer(4))
    #expect(tuned(32_000, profile: "dw").value("max_parallel_workers_per_gather") == .integer(16))
    #expect(tuned(32_000, profile: "dw").value("default_statistics_target") == .integer(500))
    #expect(tuned(32_000, profile: "dw").value("jit") == nil)
    #expect(tuned(32_000, profile: "dw").value("random_page_cost") == nil)
    #expect(tuned(32_000, profile: "dw").value("max_wal_size") == .bytes(16 * gibibyte))
  }

  @Test("a parameter of another version is left out, an unchecked one replaces ours")
  func declaredElsewhere() {
    var input = Example.gayedProduction
    input.declared["io_method"] = .text("sync")
    input.declared["checkpoint_timeout"] = .milliseconds(900_000)
    input.extra = [UncheckedSetting("random_page_cost", "1.5"), UncheckedSetting("pg_stat_statements.max", "1000")]
    let result = tunePostgres(input)
    #expect(result.value("io_method") == nil)
    #expect(result.value("checkpoint_timeout") == .milliseconds(900_000))
    #expect(result.settings.filter { $0.name == "random_page_cost" }.map(\.value) == [.text("1.5")])
    #expect(result.settings.last?.name == "pg_stat_statements.max")
    input.version = "18"
    #expect(tunePostgres(input).value("io_method") == .word("sync"))
  }
}

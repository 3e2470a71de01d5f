import Tuning
import IR
import TestSupport

/// The sample programs with the stores that the tuner really gives, so that the servers see what users will.
enum TunedPrograms {
  static let gayedProduction = tuned(
    SamplePrograms.gayedProduction,
    postgres: [
      "max_connections": .integer(100), "shared_buffers": .bytes(256 << 20), "effective_cache_size": .percent(75),
      "maintenance_work_mem": .bytes(64 << 20), "work_mem": .bytes(2 << 20),
      "statement_timeout": .milliseconds(25_000),
    ], redis: gayedRedis)

  static let gayedStaging = tuned(
    SamplePrograms.gayedStaging,
    postgres: [
      "max_connections": .integer(50), "shared_buffers": .auto, "effective_cache_size": .percent(75),
      "maintenance_work_mem": .bytes(32 << 20), "work_mem": .bytes(2 << 20),
      "statement_timeout": .milliseconds(25_000),
    ], redis: gayedRedis)

  static let tradesenseProduction = tuned(
    SamplePrograms.tradesenseProduction, postgres: tradesense(connections: 100), redis: tradesenseRedis)

  static let tradesenseStaging = tuned(
    SamplePrograms.tradesenseStaging, postgres: tradesense(connections: 50), redis: tradesenseRedis)

  static let all = [gayedProduction, gayedStaging, tradesenseProduction, tradesenseStaging]

  private static let gayedRedis: [String: DeclaredSetting] = [
    "maxmemory": .auto, "policy": .text("allkeys-lru"), "save": .list(["900 1", "300 10", "60 10000"]),
  ]

  private static let tradesenseRedis: [String: DeclaredSetting] = [
    "maxmemory": .auto, "policy": .text("allkeys-lru"), "save": .list([]),
  ]

  private static func tradesense(connections: Int) -> [String: DeclaredSetting] {
    [
      "max_connections": .integer(connections), "work_mem": .bytes(2 << 20),
      "statement_timeout": .milliseconds(25_000),
    ]
  }

  /// The same with servers of that version.
  static func onPostgres(_ major: Int?, _ program: Program) -> Program {
    var program = program
    for index in program.services.indices where program.services[index].store?.engine == "postgres" {
      program.services[index].store?.version = major.map { String($0) }
    }
    return tuned(program, postgres: tradesense(connections: 100), redis: gayedRedis)
  }

  static func tuned(
    _ program: Program, postgres: [String: DeclaredSetting], redis: [String: DeclaredSetting],
    extra: [UncheckedSetting] = []
  ) -> Program {
    var program = program
    program.memoryBudgets = []
    for index in program.services.indices {
      let service = program.services[index]
      guard var store = service.store else { continue }
      switch store.engine {
      case "postgres":
        let result = tunePostgres(
          PostgresTuningInput(
            store: service.name, version: store.version, memoryBytes: service.resources.memoryBytes,
            cpuMilli: service.resources.cpuMilli, storageBytes: service.resources.storageBytes ?? 0,
            declared: postgres, extra: extra, connectionsInUse: program.connectionBudgets.first?.overlap))
        store.settings = result.settings
        store.leftAtDefault = result.leftAtDefault
        store.sharedMemoryBytes = result.sharedMemoryBytes
        store.statementTimeout = result.statementTimeout
        store.idleInTransactionSessionTimeout = result.idleInTransactionSessionTimeout
        program.memoryBudgets.append(result.memory)
      case "redis":
        let result = tuneRedis(
          RedisTuningInput(
            store: service.name, version: store.version, memoryBytes: service.resources.memoryBytes,
            storageBytes: service.resources.storageBytes, declared: redis))
        store.settings = result.settings
        store.leftAtDefault = result.leftAtDefault
        store.isPersistent = result.isPersistent
        program.memoryBudgets.append(result.memory)
      default: continue
      }
      program.services[index].store = store.described(of: service)
    }
    return program
  }
}

package import IR

/// The choices of pgtune's form.
package struct PgTuneChoices: Hashable, Sendable {
  package enum Workload: String, Sendable, CaseIterable {
    case web, oltp, dw, desktop, mixed
  }

  package enum Disk: String, Sendable, CaseIterable {
    case ssd, hdd, san, nvme
  }

  /// How large the data is beside the memory.
  package enum DataSize: String, Sendable, CaseIterable {
    case less = "less_ram"
    case middle = "mid_ram"
    case greater = "greater_ram"
  }

  package enum System: String, Sendable, CaseIterable {
    case linux, windows, mac
  }

  /// nil: `web`.
  package var workload: Workload?
  package var disk = Disk.ssd
  package var dataSize = DataSize.middle
  package var system = System.linux

  package init() {}
}

/// What pgtune computes with. Whole numbers, as its form has them.
package struct PgTuneInput: Hashable, Sendable {
  /// Major version, 10 to 18.
  package var version: Int
  /// Of memory, 1024 bytes each.
  package var kilobytes: Int
  /// vCPU; nil: unknown.
  package var cores: Int?
  /// nil: what pgtune gives the workload.
  package var connections: Int?
  package var choices = PgTuneChoices()

  package init(version: Int, kilobytes: Int, cores: Int?, connections: Int?) {
    self.version = version
    self.kilobytes = kilobytes
    self.cores = cores
    self.connections = connections
  }

  fileprivate var workload: PgTuneChoices.Workload { choices.workload ?? .web }
  fileprivate var disk: PgTuneChoices.Disk { choices.disk }
  fileprivate var dataSize: PgTuneChoices.DataSize { choices.dataSize }
  fileprivate var system: PgTuneChoices.System { choices.system }
}

/// pgtune's arithmetic, generation 2026 (le0pard/pgtune 830d3bb, 2026-06-09,
/// `src/features/configuration/configurationSlice.js`), name by name in its order. Sizes are whole kB; every division is
/// rounded down. Compared by tests with vectors of the original.
package enum PgTune {
  private static let megabyte = 1024
  private static let gigabyte = 1024 * 1024
  /// What fits a 32-bit `long` on Windows, before 18.
  private static let windowsLimit = 2 * gigabyte - megabyte

  /// Every parameter that it can give.
  package static let names: Set<String> = [
    "max_connections", "shared_buffers", "effective_cache_size", "maintenance_work_mem",
    "checkpoint_completion_target", "wal_buffers", "default_statistics_target", "random_page_cost",
    "effective_io_concurrency", "work_mem", "huge_pages", "jit", "wal_compression", "autovacuum_max_workers",
    "autovacuum_work_mem", "io_method", "io_workers", "min_wal_size", "max_wal_size", "max_worker_processes",
    "max_parallel_workers_per_gather", "max_parallel_workers", "max_parallel_maintenance_workers", "wal_level",
    "max_wal_senders",
  ]

  /// - Returns: parameters and values; sizes as bytes.
  package static func settings(_ input: PgTuneInput) -> [(name: String, value: Setting.Value)] {
    var result: [(name: String, value: Setting.Value)] = []
    func add(_ name: String, _ value: Setting.Value?) { if let value { result.append((name, value)) } }
    func size(_ kilobytes: Int) -> Setting.Value { .bytes(kilobytes * 1024) }
    let memory = input.kilobytes
    let buffers = memory / (input.workload == .desktop ? 16 : 4)
    let maintenance = maintenanceWorkMem(input)
    add("max_connections", .integer(connections(input)))
    add("shared_buffers", size(buffers))
    add("effective_cache_size", size(input.workload == .desktop ? memory / 4 : memory * 3 / 4))
    add("maintenance_work_mem", size(maintenance))
    add("checkpoint_completion_target", .real("0.9"))
    let wal = 3 * buffers / 100
    add("wal_buffers", size(wal > 14 * megabyte ? 16 * megabyte : max(wal, 32)))
    add("default_statistics_target", .integer(input.workload == .dw ? 500 : 100))
    add("random_page_cost", .real(randomPageCost(input)))
    add("effective_io_concurrency", ioConcurrency(input))
    add("work_mem", size(workMem(input, buffers: buffers)))
    add("huge_pages", .word(input.system != .mac && buffers >= 2 * gigabyte ? "try" : "off"))
    if input.version >= 12, [.web, .oltp, .mixed].contains(input.workload) { add("jit", .boolean(false)) }
    add("wal_compression", .word(input.version >= 15 ? "lz4" : "on"))
    add("autovacuum_max_workers", input.cores.flatMap { $0 >= 32 ? .integer(5) : $0 >= 16 ? .integer(4) : nil })
    if maintenance >= 2 * gigabyte {
      let isLimited = input.system == .windows && input.version <= 17
      add("autovacuum_work_mem", size(isLimited ? windowsLimit : 2 * gigabyte))
    }
    if input.version >= 18 {
      add("io_method", .word(input.system == .linux ? "io_uring" : "worker"))
      if input.system != .linux, let cores = input.cores, cores / 4 > 3 {
        add("io_workers", .integer(min(32, cores / 4)))
      }
    }
    let (minimum, maximum) = walSizes(input.workload)
    add("min_wal_size", size(minimum * megabyte))
    add("max_wal_size", size(maximum * megabyte))
    result += parallel(input)
    if input.workload == .desktop {
      add("wal_level", .word("minimal"))
      add("max_wal_senders", .integer(0))
    }
    return result
  }

  /// The connections that pgtune counts with.
  package static func connections(_ input: PgTuneInput) -> Int {
    if let given = input.connections { return given }
    return switch input.workload {
    case .web: 200
    case .oltp: 300
    case .dw: 40
    case .desktop: 20
    case .mixed: 100
    }
  }

  private static func maintenanceWorkMem(_ input: PgTuneInput) -> Int {
    let wanted = input.kilobytes / (input.workload == .dw ? 8 : 16)
    let isLimited = input.system == .windows && input.version <= 17
    let cap = (isLimited ? 2 : 8) * gigabyte
    return wanted < cap ? wanted : isLimited ? windowsLimit : cap
  }

  private static func randomPageCost(_ input: PgTuneInput) -> String {
    if input.dataSize == .less { return "1.1" }
    return input.disk == .hdd || input.workload == .dw ? "4" : "1.1"
  }

  private static func ioConcurrency(_ input: PgTuneInput) -> Setting.Value? {
    guard input.system == .linux else { return nil }
    return switch input.disk {
    case .hdd: .integer(2)
    case .ssd: .integer(200)
    case .san: .integer(300)
    case .nvme: .integer(1000)
    }
  }

  private static func workMem(_ input: PgTuneInput, buffers: Int) -> Int {
    let processes = input.cores.flatMap { $0 >= 4 ? $0 : nil } ?? 8
    let share = [.dw, .mixed].contains(input.workload) ? 2 : input.workload == .desktop ? 6 : 1
    var result = (input.kilobytes - buffers) / ((connections(input) + processes) * 3 * share)
    // The original multiplies the whole number by a double and rounds down again.
    switch input.dataSize {
    case .less: result = Int(Double(result) * 1.3)
    case .middle: break
    case .greater: result = Int(Double(result) * 0.9)
    }
    result = max(result, 4 * megabyte)
    return input.system == .windows && input.version <= 17 ? min(result, windowsLimit) : result
  }

  /// MB.
  private static func walSizes(_ workload: PgTuneChoices.Workload) -> (minimum: Int, maximum: Int) {
    switch workload {
    case .web, .mixed: (1024, 4096)
    case .oltp: (2048, 8192)
    case .dw: (4096, 16384)
    case .desktop: (100, 2048)
    }
  }

  private static func parallel(_ input: PgTuneInput) -> [(name: String, value: Setting.Value)] {
    guard let cores = input.cores, cores >= 4 else { return [] }
    let half = (cores + 1) / 2
    var result: [(name: String, value: Setting.Value)] = [
      ("max_worker_processes", .integer(cores)),
      ("max_parallel_workers_per_gather", .integer(input.workload == .dw ? half : min(4, half))),
      ("max_parallel_workers", .integer(cores)),
    ]
    if input.version >= 11 { result.append(("max_parallel_maintenance_workers", .integer(min(4, half)))) }
    return result
  }
}

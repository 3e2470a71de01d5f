import IR

/// Which forms of a store's configuration the targets of a topology need. Looks at what the topology lists, not at what
/// this run writes, so that a narrowed build gives the same bytes.
struct StoreTargets {
  /// A server that is started with a file of ours: compose, Kubernetes, one's own machine.
  let haveFiles: Bool
  /// Railway's images take no mounted file: SQL and start commands instead (its documentation, 2026-08).
  let includeRailway: Bool

  init(_ program: Program) {
    includeRailway = program.targets.contains("railway")
    haveFiles = program.targets.isEmpty || program.targets.contains { $0 != "railway" }
  }
}

extension Setting.Group {
  /// The title of the section that holds the group.
  var title: String {
    switch self {
    case .connections: "Connections"
    case .memory: "Memory"
    case .processes: "Processes"
    case .wal: "Write-ahead log"
    case .planner: "Planner"
    case .observability: "Observability"
    case .persistence: "Persistence"
    case .other: "Other"
    }
  }
}

extension Resources {
  /// `1 vCPU, 1 GiB memory, 10 GiB storage`.
  var summary: String {
    let storage = storageBytes.map { ", \(Quantities.size($0)) storage" } ?? ""
    return "\(Quantities.cpu(milli: cpuMilli)), \(Quantities.size(memoryBytes)) memory\(storage)"
  }
}

import IR

/// Which forms of a store's configuration the targets of a topology need. Looks at what the topology lists, not at what
/// this run writes, so that a narrowed build gives the same bytes.
struct StoreTargets {
  /// A server that is started with a file of ours: in a container, or on one's own machine.
  let haveFiles: Bool
  /// Targets that mount no files: other forms of the settings, or start commands.
  let withoutFiles: [any Emitter.Type]
  /// Of these, the ones where a start command is entered by hand.
  let commandsByHand: [any Emitter.Type]

  init(_ program: Program) {
    let listed = program.targets.map { Emitters.named($0) }
    withoutFiles = listed.compactMap { $0 }.filter { !$0.capabilities.mountsFiles }
    commandsByHand = withoutFiles.filter { $0.capabilities(for: program).startCommandsByHand }
    haveFiles = program.targets.isEmpty || listed.contains { $0?.capabilities.mountsFiles ?? true }
  }

  /// `Railway`, or nil where every target mounts files.
  var titlesWithoutFiles: String? {
    withoutFiles.isEmpty ? nil : withoutFiles.map { $0.title }.joined(separator: ", ")
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

extension Store.Container {
  /// The variables of a container without a fixed host name.
  var environmentOfPlainContainer: [Store.Variable] { environment + [hostNameVariable].compactMap { $0 } }
}

extension Resources {
  /// `1 vCPU, 1 GiB memory, 10 GiB storage`.
  var summary: String {
    let storage = storageBytes.map { ", \(Quantities.size($0)) storage" } ?? ""
    return "\(Quantities.cpu(milli: cpuMilli)), \(Quantities.size(memoryBytes)) memory\(storage)"
  }
}

extension Service {
  /// Whether its containers are held to `resources`: those that the topology declares, those of a store, whose settings
  /// are computed from them, and those of an image that is generated, whose processes are counted with them. An image
  /// that infracc does not make has none unless one is written: a guess must not kill it.
  var hasLimits: Bool {
    store != nil || isProxy || build?.isGenerated == true || declared.contains(.resourcesMemory)
      || declared.contains(.resourcesCPU)
  }
}

extension ConnectionBudget {
  /// What the pooler opens and for whom: `10, for 240 of api`. Its name is that of no service.
  var poolerRow: (name: String, connections: String)? {
    pool.map { size in
      let services = consumers.filter(\.isPooled).map(\.service)
      return ("pooler", "\(size)" + (services.isEmpty ? "" : ", for \(pooled) of \(services.joined(separator: ", "))"))
    }
  }

  /// Nobody but the pooler connects all the time.
  var isPooledOnly: Bool { pool != nil && consumers.allSatisfy(\.isPooled) }

  /// `release 1, backup 1, people 3`; nil: nothing connects in addition.
  var auxiliaries: String? {
    besides.isEmpty ? nil : besides.map { "\($0.name) \($0.connections)" }.joined(separator: ", ")
  }

  /// A table for a comment: the connections of each client, and their sum.
  var commentLines: [String] {
    let limit =
      "of \(available)" + (reserved == 0 ? "" : " (\(maxConnections) - \(reserved) for superusers)")
    var rows = consumers.filter { !$0.isPooled }.map { consumer in
      (consumer.name, consumer.arithmetic + (consumer.isAssumed ? " (assumed)" : ""))
    }
    if let pooler = poolerRow { rows.append(pooler) }
    if rows.count == 1 {
      rows[0].1 += " " + limit
    } else {
      rows.append(("in use", "\(isLowerBound ? ">= " : "")\(used) \(limit)"))
    }
    let width = rows.map(\.0.count).max() ?? 0
    var lines = rows.map { $0.0 + String(UInt8(ascii: " "), times: width - $0.0.count) + "  " + $0.1 }
    if let auxiliaries {
      let overlap = isPooledOnly ? "" : " While a rollout overlaps: \(self.overlap)."
      lines.append("Not in the sum: \(auxiliaries).\(overlap)")
    }
    return lines
  }
}

extension MemoryBudget {
  /// A table for a comment: what, how many MiB, and the sum.
  var commentLines: [String] {
    let rows =
      lines.map { (what: $0.what, figure: "\($0.mebibytes)", rest: "") }
      + [(what: "need", figure: "\(need)", rest: " of \(limit) (\(percent) %)")]
    let width = rows.map { $0.what.count + $0.figure.count }.max() ?? 0
    return ["MiB"]
      + rows.map { row in
        let gap = width + 2 - row.what.count - row.figure.count
        return row.what + String(UInt8(ascii: " "), times: gap) + row.figure + row.rest
      }
  }
}

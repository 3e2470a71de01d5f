package import IR

/// How much memory a PostgreSQL can need inside one container: what `work_mem: auto`, the budget table, the comments of
/// generated files and E0705 all rest on.
///
///     need        = shared + 40 + (c + p) x (3 + S/512 + h x work_mem) + maintenance
///     shared      = S x 1.0225 (17 and later: 1.027) + wal_buffers + 5 (18: 12) + 0.045 x max_connections
///     maintenance = (autovacuum_max_workers x autovacuum_work_mem + maintenance_work_mem) / 2
///
/// All in MiB. Constants measured on 15.18, 16.2, 17.10 and 18.6, Debian 12, 2026-11-21: `shared` by
/// `postgres -C shared_memory_size`, the 3 MiB of a connection and the page tables (S/512: 8 bytes for each 4 kB page)
/// from /proc/PID/smaps_rollup after the catalogues were touched.
package struct PostgresMemory: Hashable, Sendable {
  /// Major version.
  package var version: Int
  /// S, MiB.
  package var sharedBuffers: Double
  /// MiB; nil: automatic, S/32 and at most 16.
  package var walBuffers: Double?
  package var maxConnections: Int
  /// c: connections that are counted.
  package var connections: Int
  /// p: parallel workers, 0 where no query runs in parallel.
  package var parallelWorkers: Int
  /// h.
  package var hashMultiplier: Double
  package var maintenanceWorkMem: Double
  /// MiB; nil: as `maintenanceWorkMem`.
  package var autovacuumWorkMem: Double?
  package var autovacuumWorkers: Int

  package var shared: Double {
    sharedBuffers * (version >= 17 ? 1.027 : 1.0225) + effectiveWALBuffers + (version >= 18 ? 12 : 5)
      + 0.045 * Double(maxConnections)
  }

  package var maintenance: Double {
    (Double(autovacuumWorkers) * (autovacuumWorkMem ?? maintenanceWorkMem) + maintenanceWorkMem) / 2
  }

  /// The postmaster and the background processes.
  package static let server = 40.0

  private var backends: Double { Double(connections + parallelWorkers) }
  private var effectiveWALBuffers: Double { walBuffers ?? min(16, sharedBuffers / 32) }

  /// MiB of one connection that sorts or hashes once.
  package func perConnection(workMem: Double) -> Double { 3 + sharedBuffers / 512 + hashMultiplier * workMem }

  package func need(workMem: Double) -> Double {
    shared + Self.server + backends * perConnection(workMem: workMem) + maintenance
  }

  /// The `work_mem` with which `need` is exactly `target`; may be negative.
  package func workMem(forNeed target: Double) -> Double {
    (target - need(workMem: 0)) / (backends * hashMultiplier)
  }

  /// The lines that comments and tables show.
  package func budget(store: String, workMem: Double, limitBytes: Int) -> MemoryBudget {
    let who = parallelWorkers == 0 ? "\(connections)" : "(\(connections) + \(parallelWorkers) parallel workers)"
    let each = perConnection(workMem: workMem)
    var all = self
    all.connections = maxConnections
    let worst = maxConnections > connections ? Quantities.rounded(all.need(workMem: workMem)) : nil
    let number = { (value: Double) in Quantities.decimal(value, places: 3) }
    return MemoryBudget(
      store: store,
      lines: [
        .init(
          "shared memory", Quantities.rounded(shared),
          formula: "\(number(sharedBuffers)) x \(version >= 17 ? "1.027" : "1.0225")"
            + " + \(number(effectiveWALBuffers)) wal_buffers + \(version >= 18 ? 12 : 5) + \(maxConnections) x 0.045"),
        .init("server processes", Quantities.rounded(Self.server), isIdle: true),
        .init(
          "connections", Quantities.rounded(backends * each),
          formula: "\(who) x \(number(each)) (3 + page tables \(number(sharedBuffers / 512))"
            + " + \(number(hashMultiplier)) x work_mem \(number(workMem)))"),
        .init(
          "autovacuum and maintenance", Quantities.rounded(maintenance),
          formula: "(\(autovacuumWorkers) x \(number(autovacuumWorkMem ?? maintenanceWorkMem))"
            + " + \(number(maintenanceWorkMem))) / 2"),
      ],
      need: Quantities.rounded(need(workMem: workMem)), limit: limitBytes / Quantities.mebibyte,
      worst: worst)
  }
}

import Resolution
import Tuning
import IR
import Model
import TestSupport
import Testing

/// What the tuner believes about PostgreSQL, asked of the servers themselves.
@Suite("PostgreSQL: what the tuner believes", .waiting)
struct PostgresFactsOracle {
  @Test("defaults, contexts and existence of every parameter", arguments: PostgresCluster.Version.majors)
  func parameters(_ version: Int) throws {
    let cluster = try PostgresCluster(.major(version))
    try cluster.start()
    var known: [String: [String]] = [:]
    for row in try cluster.query("SELECT name, boot_val, coalesce(unit, ''), context FROM pg_settings")
    where row.count == 4 {
      known[row[0]] = row
    }
    #expect(PostgresParameter.all.count > 50)
    for parameter in PostgresParameter.all {
      guard let value = parameter.defaultValue(in: version) else {
        #expect(known[parameter.name] == nil, "\(parameter.name) exists in \(version)")
        continue
      }
      guard let row = known[parameter.name] else {
        #expect(Bool(false), "\(parameter.name) does not exist in \(version)")
        continue
      }
      #expect(ServerValue.holds(value, row[1], unit: row[2]), "\(parameter.name) is \(row[1]) \(row[2]) by default")
      #expect(parameter.needsRestart(in: version) == (row[3] == "postmaster"), "\(parameter.name): \(row[3])")
    }
  }

  @Test("the catalogue of settings: names, ranges, units, words", arguments: PostgresCluster.Version.majors)
  func catalogue(_ version: Int) throws {
    let cluster = try PostgresCluster(.major(version))
    try cluster.start()
    var seen: Set<String> = []
    let columns = "name, coalesce(min_val, ''), coalesce(max_val, ''), coalesce(unit, ''), context, vartype, "
    for row in try cluster.query(
      "SELECT \(columns) coalesce(array_to_string(enumvals, ','), '') FROM pg_settings WHERE name NOT LIKE '%.%'")
    where row.count == 7 {
      seen.insert(row[0])
      guard let setting = PostgresCatalog.setting(row[0], in: version) else {
        #expect(Bool(false), "\(row[0]) of \(version) is not in the catalogue")
        continue
      }
      #expect(setting.name == row[0])
      #expect((setting.context == .fixed) == (row[4] == "internal"), "\(row[0]): \(row[4])")
      #expect((setting.context == .restart) == (row[4] == "postmaster"), "\(row[0]): \(row[4])")
      if setting.context == .fixed { continue }
      switch setting.kind {
      case .boolean: #expect(row[5] == "bool", "\(row[0])")
      case .text: #expect(row[5] == "string", "\(row[0])")
      case .words(let words):
        // How the server was built decides about methods of compression and of reading.
        let extra = Set(words).subtracting(["lz4", "zstd", "io_uring"])
        let real = row[6].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        #expect(extra.subtracting(real).isEmpty && Set(real).subtracting(words).isEmpty, "\(row[0]): \(real)")
      case .integer(let range), .real(let range):
        #expect(row[5] == (setting.isWhole ? "integer" : "real"), "\(row[0])")
        #expect(Double(row[1]) == range.lowerBound && Double(row[2]) == range.upperBound, "\(row[0]): \(row)")
        #expect((setting.unit?.rawValue ?? "") == row[3], "\(row[0]): \(row[3])")
      }
    }
    #expect(seen.count > 300)
    // What the build decides about is there or not; 13 and 14 have no server here.
    let expected = PostgresCatalog.all.filter { $0.versions.contains(version) }.map(\.name)
    #expect(Set(expected).subtracting(seen).subtracting(Self.builtIn).isEmpty)
  }

  /// Settings that only some builds or minor versions have.
  private static let builtIn: Set = [
    "restrict_nonsystem_relation_kind", "debug_discard_caches", "trace_sort", "ssl_renegotiation_limit",
  ]

  @Test("the estimate of shared memory is within 2 % of what the server reserves")
  func sharedMemory() throws {
    let cluster = try PostgresCluster(.major(15))
    for (buffers, connections) in [(128, 50), (256, 100), (1024, 100), (4096, 300)] {
      let output = try cluster.server(
        "postgres",
        [
          "-C", "shared_memory_size", "-D", cluster.data, "-c", "shared_buffers=\(buffers)MB", "-c",
          "max_connections=\(connections)", "-c", "huge_pages=off",
        ])
      let real = try #require(Double(output.stdout.split(separator: "\n").first ?? ""))
      let budget = tunePostgres(
        PostgresTuningInput(
          store: "db", version: "15", memoryBytes: 16 << 30, cpuMilli: 1000, storageBytes: 10 << 30,
          declared: [
            "shared_buffers": .bytes(buffers << 20), "max_connections": .integer(connections),
          ], connectionsInUse: 10)
      ).memory
      let estimate = Double(budget.lines[0].mebibytes)
      #expect(abs(estimate - real) <= 0.02 * real, "\(buffers) MB, \(connections): \(estimate), really \(real)")
    }
  }
}

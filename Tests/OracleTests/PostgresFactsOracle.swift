import Analysis
import IR
import TestSupport
import Testing

/// What the tuner believes about PostgreSQL, asked of the servers themselves.
@Suite("PostgreSQL: what the tuner believes")
struct PostgresFactsOracle {
  @Test("defaults, contexts and existence of every parameter", arguments: [15, 16])
  func parameters(_ version: Int) throws {
    let cluster = try PostgresCluster(version == 16 ? .package16() : .debian15())
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

  @Test("the estimate of shared memory is within 2 % of what the server reserves")
  func sharedMemory() throws {
    let cluster = try PostgresCluster(.debian15())
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

import Tuning
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// Real PostgreSQL servers take what the emitter writes, and hold the values that were meant.
@Suite("PostgreSQL takes its files", .waiting)
struct PostgresOracle {
  /// A program whose PostgreSQL runs on that server.
  struct Case: CustomTestStringConvertible, Sendable {
    let program: Program
    let major: Int

    var testDescription: String { "\(program.project) \(program.environment.name), PostgreSQL \(major)" }

    var service: Service { program.services.first { $0.store?.engine == "postgres" } ?? program.services[0] }
    var store: Store { service.store ?? Store(engine: "", version: "") }

    /// The file of that name, without the lines that this server's build cannot take.
    func file(_ name: String) throws -> String {
      let emission = PostgresEmitter.emit(
        EmitRequest(programs: [program], layout: OutputLayout(), targets: program.targets))
      guard let file = emission.files.first(where: { $0.path.hasSuffix("/\(name)") }) else {
        throw TestSupportError("no \(name) was emitted")
      }
      return try PostgresCluster.Version.major(major).readable(file.content)
    }

    /// What the server must hold afterwards.
    func settings() throws -> [Setting] {
      let version = try PostgresCluster.Version.major(major)
      return store.settings.filter(version.has)
    }

    func cluster() throws -> PostgresCluster { try PostgresCluster(.major(major)) }
  }

  static let cases =
    [
      Case(program: TunedPrograms.gayedProduction, major: 15), Case(program: TunedPrograms.gayedStaging, major: 15),
      Case(program: TunedPrograms.tradesenseProduction, major: 16),
      Case(program: TunedPrograms.tradesenseStaging, major: 16), Case(program: hostile, major: 15),
    ] + CompiledTopologies.gayed.standard.map { Case(program: $0, major: 15) }
    + CompiledTopologies.tradesense.standard.map { Case(program: $0, major: 16) }
    + PostgresCluster.Version.majors.map { Case(program: unknownVersion, major: $0) }
    + [17, 18].flatMap { major in
      [TunedPrograms.gayedProduction, TunedPrograms.gayedStaging].map { program in
        Case(program: TunedPrograms.onPostgres(major, program), major: major)
      }
    }

  /// The image does not tell its version: what is written must fit every one.
  static let unknownVersion = TunedPrograms.onPostgres(nil, TunedPrograms.gayedProduction)

  /// Names and values with everything in them that a syntax could trip over.
  static let hostile: Program = {
    var program = TunedPrograms.tuned(
      SamplePrograms.gayedStaging, postgres: ["work_mem": .bytes(1 << 20), "random_page_cost": .text("1.5")],
      redis: [:],
      extra: [
        UncheckedSetting("cluster_name", "it's a \\ 'test' # -- $$ %"), UncheckedSetting("log_timezone", "UTC"),
        UncheckedSetting("session_preload_libraries", "auto_explain, pg_prewarm"),
        UncheckedSetting("auto_explain.log_min_duration", "5000"),
      ])
    for index in program.services.indices where program.services[index].store?.engine == "postgres" {
      program.services[index].store?.database = "my \"db'; \\ $1 :x"
      program.services[index].store?.user = "Some\"one's \\ :'role"
      program.services[index].store?.extensions = ["pg_trgm", "uuid-ossp"]
    }
    return program
  }()

  @Test("postgresql.conf: the server starts, complains about nothing and holds every value", arguments: cases)
  func configuration(_ example: Case) throws {
    let cluster = try example.cluster()
    let file = try cluster.write(try example.file("postgresql.conf"), to: "mounted/postgresql.conf")
    try cluster.give("mounted")
    let names = try cluster.server(
      "postgres", ["-C", "max_connections", "-D", cluster.data, "-c", "config_file=\(file)"])
    #expect(names.status == 0, "\(names.stderr)")
    try cluster.start(file: file)
    // listen_addresses is set to nothing on the command line of this test.
    let complaints = try cluster.query(
      "SELECT name, error FROM pg_file_settings WHERE error IS NOT NULL AND name <> 'listen_addresses'")
    #expect(complaints.isEmpty, "\(complaints)")
    try expectValues(try example.settings().filter { $0.name != "listen_addresses" }, cluster)
    #expect(try cluster.query("SELECT name FROM pg_settings WHERE pending_restart").isEmpty)
  }

  @Test("what initdb chose stays in force beside a mounted file", arguments: [15, 18])
  func choicesOfInitdb(_ major: Int) throws {
    let program = TunedPrograms.onPostgres(major, TunedPrograms.gayedProduction)
    let example = Case(program: program, major: major)
    let cluster = try example.cluster()
    // As on a cluster of the official image, whose locale is en_US.utf8.
    let chosen = "default_text_search_config = 'pg_catalog.english'\nlc_monetary = 'C.UTF-8'\ntimezone = 'Asia/Tokyo'\n"
    _ = try cluster.write(
      try String(contentsOfFile: cluster.data + "/postgresql.conf", encoding: .utf8) + chosen,
      to: "data/postgresql.conf")
    let text = try example.file("postgresql.conf").replacingOccurrences(
      of: example.store.clusterFolder, with: cluster.data)
    #expect(text.contains("include_if_exists = '\(cluster.data)/postgresql.conf'"))
    let file = try cluster.write(text, to: "mounted/postgresql.conf")
    try cluster.give("mounted")
    try cluster.start(file: file)
    #expect(try cluster.query("SHOW default_text_search_config") == [["pg_catalog.english"]])
    #expect(try cluster.query("SHOW lc_monetary") == [["C.UTF-8"]])
    #expect(try cluster.query("SHOW timezone") == [["Asia/Tokyo"]])
    try expectValues(try example.settings().filter { $0.name != "listen_addresses" }, cluster)
  }

  @Test("tuning.sql: twice in a row, then a restart, and every value holds", arguments: cases)
  func tuning(_ example: Case) throws {
    let cluster = try example.cluster()
    // Parameters of a library are refused until it is loaded; only the hostile case, on 15, has such.
    let libraries = example.major == 15 ? ["-c shared_preload_libraries=auto_explain"] : []
    try cluster.start(options: libraries)
    let file = try cluster.write(try example.file("tuning.sql"), to: "tuning.sql")
    for _ in 1...2 {
      let output = try cluster.psql(["-f", file])
      #expect(output.status == 0, "\(output.stderr)")
      let report = output.stdout.components(separatedBy: "restart-only settings aside):\n")
      #expect(report.count == 2 && ["", "t\n"].contains(report.last), "\(output.stdout)")
    }
    try cluster.stop()
    try cluster.start(options: libraries)
    try expectValues(try example.settings().filter { !$0.isFileOnly }, cluster)
    let timeout = try cluster.query("SHOW statement_timeout")
    let meant = example.store.statementTimeout.map { "\($0 / 1000)s" } ?? "0"
    #expect(timeout == [[meant]])
    let extensions = Set(try cluster.query("SELECT extname FROM pg_extension").flatMap(\.self))
    #expect(extensions.isSuperset(of: example.store.extensions))
  }

  @Test("tuning.sql refuses a server of another major version and changes nothing there")
  func otherVersion() throws {
    let cluster = try PostgresCluster(.major(16))
    try cluster.start()
    let script = try Case(program: TunedPrograms.gayedProduction, major: 15).file("tuning.sql")
    let output = try cluster.psql(["-f", try cluster.write(script, to: "tuning.sql")])
    #expect(output.status == 3)
    #expect(output.stderr.contains("these settings are for PostgreSQL 15"))
    #expect(try cluster.query("SELECT name FROM pg_settings WHERE sourcefile LIKE '%auto.conf'").isEmpty)
  }

  private func expectValues(
    _ settings: [Setting], _ cluster: PostgresCluster, sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    #expect(settings.count >= 10, sourceLocation: sourceLocation)
    var held: [String: (value: String, unit: String)] = [:]
    for row in try cluster.query("SELECT name, setting, coalesce(unit, '') FROM pg_settings") where row.count == 3 {
      held[row[0]] = (row[1], row[2])
    }
    for setting in settings {
      // Parameters of libraries that are loaded with each session are known to sessions only.
      guard let (value, unit) = held[setting.name] else {
        #expect(setting.name.contains("."), "\(setting.name) is unknown", sourceLocation: sourceLocation)
        continue
      }
      #expect(
        ServerValue.holds(setting.value, value, unit: unit), "\(setting.name) is \(value) \(unit)",
        sourceLocation: sourceLocation)
    }
  }
}

/// Compares what a server reports with what was meant, without the spelling that the emitter chose.
enum ServerValue {
  static func holds(_ meant: Setting.Value, _ value: String, unit: String) -> Bool {
    switch meant {
    case .bytes(let bytes): Int(value).map { $0 * bytesOf(unit) } == bytes
    case .milliseconds(let duration): Double(value).map { $0 * millisecondsOf(unit) } == Double(duration)
    case .integer(let number): Int(value) == number
    case .real(let text): Double(value) == Double(text)
    case .boolean(let flag): value == (flag ? "on" : "off")
    // From 15 on `wal_compression = on` is shown as the method that it means.
    case .word("on"): value == "on" || value == "pglz"
    case .word(let text): value == text
    case .text(let text): value == text || Double(value) != nil && Double(value) == Double(text)
    case .list(let items): value == items.joined(separator: ", ")
    }
  }

  static func bytesOf(_ unit: String) -> Int {
    ["B": 1, "kB": 1 << 10, "8kB": 8 << 10, "MB": 1 << 20, "16MB": 16 << 20][unit] ?? 1
  }

  static func millisecondsOf(_ unit: String) -> Double { ["ms": 1, "s": 1000, "min": 60_000][unit] ?? 1 }
}

import Emit
import Foundation
import IR
import TestSupport
import Testing

/// The roles that init.sql makes, seen from the sessions of those roles.
@Suite("PostgreSQL: roles, rights and TLS", .waiting)
struct PostgresRolesOracle {
  private typealias Case = PostgresOracle.Case

  private static let password = "it's a \"pass\\word\" $(id) `id` :x %"

  @Test(
    "init.sql: twice in a row, and the services' role may what it should and nothing more",
    arguments: PostgresOracle.cases)
  func roles(_ example: PostgresOracle.Case) throws {
    let cluster = try prepared(example)
    let (database, role) = (example.store.database ?? "", example.store.user ?? "")
    func asRole(_ sql: String, in database: String) throws -> Output {
      try cluster.psql(["-v", "ON_ERROR_STOP=1", "-c", sql], database: database, user: role, password: Self.password)
    }
    let table = try asRole("CREATE TABLE items (id int); INSERT INTO items VALUES (7)", in: database)
    #expect(table.status == 0, "\(table.stderr)")
    let facts = try asRole(
      "SELECT current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout'), "
        + "rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user", in: database)
    let timeout = example.store.statementTimeout.map { "\($0 / 1000)s" } ?? "0"
    #expect(facts.stdout == "\(timeout)\t1min\tf\tf\tf\n")
    #expect(try asRole("CREATE EXTENSION file_fdw", in: database).status != 0)
    for other in ["postgres", "template1"] where other != database {
      #expect(try asRole("SELECT 1", in: other).stderr.contains("permission denied for database"), "\(other)")
    }
    let wrong = try cluster.psql(["-c", "SELECT 1"], database: database, user: role, password: "wrong")
    #expect(wrong.stderr.contains("password authentication failed"))

    // A role of somebody else comes in only as a reader, and then reads.
    _ = try cluster.query("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    func asGuest(_ sql: String) throws -> Output {
      try cluster.psql(["-c", sql], database: database, user: "guest", password: "guest")
    }
    #expect(try asGuest("SELECT 1").stderr.contains("permission denied for database"))
    let reader = try #require(SQLScript.identifier(role + "_readonly"))
    _ = try cluster.query("GRANT \(reader) TO guest")
    #expect(try asGuest("SELECT id FROM items").stdout == "7\n")
    #expect(try asGuest("INSERT INTO items VALUES (8)").stderr.contains("permission denied for table"))
    #expect(try asGuest("CREATE TABLE own (id int)").stderr.contains("permission denied for schema"))

    let counted = try cluster.query("SELECT extname FROM pg_extension WHERE extname = 'pg_stat_statements'")
    #expect(counted.count == (example.major == 16 ? 0 : 1))
    let wanted = try cluster.query("SELECT extname FROM pg_extension", database: database).flatMap(\.self)
    #expect(Set(wanted).isSuperset(of: example.store.extensions))
    #expect(!wanted.contains("pg_stat_statements"))
    try renames(example, cluster)
  }

  @Test("the exporter's role reads the numbers of all databases, and no table")
  func monitor() throws {
    let program = try #require(CompiledTopologies.gayed.program("production"))
    let example = Case(program: program, major: 15)
    let cluster = try prepared(example)
    let (database, monitor) = (example.store.database ?? "", example.store.monitor?.user ?? "")
    func ask(_ sql: String, as user: String, in database: String) throws -> Output {
      try cluster.psql(["-v", "ON_ERROR_STOP=1", "-c", sql], database: database, user: user, password: Self.password)
    }
    let table = try ask("CREATE TABLE items (id int)", as: example.store.user ?? "", in: database)
    #expect(table.status == 0, "\(table.stderr)")
    let numbers = try ask(
      "SELECT count(*) > 0, bool_and(pg_database_size(datname) > 0) FROM pg_stat_database WHERE datname IS NOT NULL",
      as: monitor, in: database)
    #expect(numbers.stdout == "t\tt\n", "\(numbers.stderr)")
    let queries = try ask(
      "SELECT bool_or(query = '<insufficient privilege>') FROM pg_stat_activity", as: monitor, in: database)
    #expect(queries.stdout == "f\n", "\(queries.stderr)")
    #expect(try ask("SELECT * FROM items", as: monitor, in: database).stderr.contains("permission denied"))
    #expect(try ask("CREATE TABLE own (id int)", as: monitor, in: database).stderr.contains("permission denied"))
    #expect(try ask("SELECT 1", as: monitor, in: "postgres").stderr.contains("permission denied for database"))
  }

  /// What `diff` says about another name of the database and of its role: the login goes on under it, with its password.
  private func renames(_ example: PostgresOracle.Case, _ cluster: PostgresCluster) throws {
    var service = example.service
    service.store?.database = "select \"it\""
    service.store?.user = "Table"
    let remedy = try #require(Emitters.configuration(of: service, in: example.program)?.renaming(from: example.store))
    let statements = try #require(remedy.split(separator: "`").first)
    let file = try cluster.write(String(statements), to: "rename.sql")
    let output = try cluster.psql(["-v", "ON_ERROR_STOP=1", "-f", file])
    #expect(output.status == 0, "\(output.stderr)")
    let login = try cluster.psql(
      ["-c", "SELECT id FROM items"], database: "select \"it\"", user: "Table", password: Self.password)
    #expect(login.stdout == "7\n", "\(login.stderr)")
  }

  @Test("init.sql ends with one sentence when the password is missing or empty")
  func noPassword() throws {
    let example = Case(program: TunedPrograms.gayedProduction, major: 15)
    let cluster = try prepared(example, runs: 0)
    let none = cluster.folder.path("none")
    let empty = try cluster.write("", to: "empty")
    let environments = [
      [:], ["POSTGRES_APP_PASSWORD": ""], ["POSTGRES_APP_PASSWORD_FILE": empty], ["POSTGRES_APP_PASSWORD_FILE": none],
    ]
    for (version, environment) in [13, 16].flatMap({ version in environments.map { (version, $0) } }) {
      let script = try cluster.write(Self.versioned(version).file("init.sql"), to: "init.sql")
      let output = try cluster.psql(["-f", script], database: "gayed_signals", environment: environment)
      #expect(output.status == 3)
      #expect(output.stderr.contains("POSTGRES_APP_PASSWORD is not set"))
    }
    #expect(try cluster.query("SELECT rolname FROM pg_roles WHERE rolname LIKE 'gayed%'").isEmpty)
  }

  @Test("init.sql reads the password from the file that a variable names", arguments: [13, 14, 16])
  func passwordFile(_ version: Int) throws {
    let example = Self.versioned(version)
    let cluster = try prepared(example, runs: 0)
    let file = try cluster.write(Self.password, to: "a secret")
    let output = try cluster.psql(
      ["-f", cluster.folder.path("init.sql")], database: "gayed_signals",
      environment: ["POSTGRES_APP_PASSWORD_FILE": file, "POSTGRES_APP_PASSWORD": "another one"])
    #expect(output.status == 0, "\(output.stderr)")
    let session = try cluster.psql(
      ["-c", "SELECT current_user"], database: "gayed_signals", user: "gayed_signals", password: Self.password)
    #expect(session.stdout == "gayed_signals\n", "\(session.stderr)")
  }

  /// The scripts for a version, on the server that is there.
  private static func versioned(_ version: Int) -> Case {
    var program = TunedPrograms.gayedProduction
    for index in program.services.indices where program.services[index].store?.engine == "postgres" {
      program.services[index].store?.version = "\(version)"
    }
    return Case(program: program, major: 15)
  }

  @Test(
    "the scripts for 13 and 14 do the same: no `\\getenv` in 13, schema public closed by hand", arguments: [13, 14])
  func olderVersions(_ version: Int) throws {
    let example = Self.versioned(version)
    let script = try example.file("init.sql")
    #expect(script.contains("\\getenv") == (version == 14))
    #expect(script.contains("REVOKE CREATE ON SCHEMA public FROM PUBLIC;"))
    let cluster = try prepared(example)
    let made = try cluster.psql(
      ["-c", "CREATE TABLE items (id int)"], database: "gayed_signals", user: "gayed_signals",
      password: Self.password)
    #expect(made.status == 0, "\(made.stderr)")
  }

  @Test("without a role of its own the database is closed to others all the same")
  func superuserOnly() throws {
    var program = TunedPrograms.gayedProduction
    for index in program.services.indices where program.services[index].store?.engine == "postgres" {
      program.services[index].store?.user = "postgres"
    }
    let example = Case(program: program, major: 15)
    #expect(!(try example.file("init.sql")).contains("CREATE ROLE"))
    let cluster = try prepared(example)
    _ = try cluster.query("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    let guest = try cluster.psql(["-c", "SELECT 1"], database: "gayed_signals", user: "guest", password: "guest")
    #expect(guest.stderr.contains("permission denied for database"))
    #expect(try cluster.query("SHOW statement_timeout", database: "gayed_signals") == [["25s"]])
    #expect(try cluster.query("SHOW statement_timeout") == [["0"]])
  }

  @Test("sslmode=require: a real connection is encrypted")
  func encryption() throws {
    var program = TunedPrograms.gayedStaging
    for index in program.services.indices where program.services[index].store?.engine == "postgres" {
      program.services[index].store?.requiresTLS = true
    }
    let example = Case(program: program, major: 15)
    let cluster = try example.cluster()
    let (certificate, key) = (cluster.folder.path("tls/server.crt"), cluster.folder.path("tls/server.key"))
    try FileManager.default.createDirectory(atPath: cluster.folder.path("tls"), withIntermediateDirectories: true)
    let made = try run(
      "openssl",
      [
        "req", "-new", "-x509", "-nodes", "-days", "2", "-subj", "/CN=postgres", "-out", certificate, "-keyout", key,
      ])
    #expect(made.status == 0, "\(made.stderr)")
    chmod(key, 0o600)
    try cluster.give("tls")
    let text = try example.file("postgresql.conf")
      .replacingOccurrences(of: "/etc/postgresql/tls/", with: cluster.folder.path("tls/"))
    let port = try freePort()
    try cluster.start(
      file: try cluster.write(text, to: "postgresql.conf"),
      options: ["-c listen_addresses=127.0.0.1", "-c port=\(port)"])
    let session = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    let output = try run(
      "psql",
      ["-XAt", "-c", session, "host=127.0.0.1 port=\(port) user=postgres dbname=postgres sslmode=require"],
      environment: ["PGPASSWORD": PostgresCluster.superuserPassword])
    #expect(output.stdout == "t\n", "\(output.stderr)")
  }

  @Test("settings.sql: another limit counts in the next session, and none is none")
  func limits() throws {
    var program = TunedPrograms.gayedProduction
    let cluster = try prepared(Case(program: program, major: 15))
    func limit() throws -> String {
      try cluster.psql(
        ["-c", "SHOW statement_timeout"], database: "gayed_signals", user: "gayed_signals", password: Self.password
      ).stdout
    }
    #expect(try limit() == "25s\n")
    for (value, shown) in [(20_000, "20s\n"), (nil, "0\n")] as [(Int?, String)] {
      for index in program.services.indices where program.services[index].store?.engine == "postgres" {
        program.services[index].store?.statementTimeout = value
      }
      let script = try Case(program: program, major: 15).file("settings.sql")
      let file = try cluster.write(script, to: "settings.sql")
      #expect(try cluster.psql(["-f", file], database: "gayed_signals").status == 0)
      #expect(try limit() == shown)
    }
  }

  @Test("settings.sql: a reload is judged; what waits for a restart and what is refused are named")
  func reload() throws {
    let example = Case(program: TunedPrograms.gayedProduction, major: 15)
    let cluster = try prepared(example, runs: 0)
    let settings = try cluster.write(try example.file("settings.sql"), to: "settings.sql")
    _ = try cluster.query("CREATE ROLE gayed_signals")
    func put(_ line: String) throws -> Output {
      let file = cluster.folder.path("data/postgresql.conf")
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try (text + line + "\n").write(toFile: file, atomically: false, encoding: .utf8)
      return try cluster.psql(["-v", "reload=1", "-f", settings], database: "gayed_signals")
    }
    let taken = try put("work_mem = 3MB")
    #expect(taken.status == 0, "\(taken.stderr)")
    #expect(try cluster.query("SHOW work_mem") == [["3MB"]])
    let waiting = try put("max_connections = 77")
    #expect(waiting.status == 3)
    #expect(waiting.stderr.contains("waits for a restart: max_connections"), "\(waiting.stderr)")
    let refused = try put("no_such_setting = 1")
    #expect(refused.status == 3)
    #expect(refused.stderr.contains("postgresql.conf is not accepted: no_such_setting"), "\(refused.stderr)")
  }

  /// A running cluster with the database of the example, on which init.sql and settings.sql were run.
  private func prepared(_ example: Case, runs: Int = 2) throws -> PostgresCluster {
    let cluster = try example.cluster()
    try cluster.start()
    let database = try #require(SQLScript.identifier(example.store.database ?? ""))
    _ = try cluster.query("CREATE DATABASE \(database)")
    let files = try ["init.sql", "settings.sql"].map { try cluster.write(try example.file($0), to: $0) }
    for file in Array(repeating: files, count: runs).joined() {
      let output = try cluster.psql(
        ["-f", file], database: example.store.database ?? "",
        environment: ["POSTGRES_APP_PASSWORD": Self.password, "POSTGRES_MONITOR_PASSWORD": Self.password])
      #expect(output.status == 0, "\(output.stderr)")
    }
    return cluster
  }
}

import Emit
import Foundation
import IR
import TestSupport
import Testing

/// The databases of other services in one server, on real servers, and in the file that the real `docker compose` reads.
@Suite("PostgreSQL: databases of other services", .waiting)
struct PostgresDatabasesOracle {
  private typealias Case = PostgresOracle.Case

  private static let passwords = [
    "BILLING_DB_APP_PASSWORD": "it's a \"pass\\word\" $(id) `id` :x %", "REPORTS_APP_PASSWORD": "a'b\"c\\",
  ]

  private static func example(_ major: Int) throws -> Case {
    var program = try #require(CompiledTopologies.databases.program("production"))
    for index in program.services.indices where program.services[index].store != nil {
      program.services[index].store?.version = String(major)
    }
    return Case(program: program, major: major)
  }

  private static func prepared(_ example: Case, runs: Int) throws -> PostgresCluster {
    let cluster = try example.cluster()
    try cluster.start()
    _ = try cluster.query("CREATE DATABASE app")
    let file = try cluster.write(try example.file("databases.sql"), to: "databases.sql")
    for _ in 0..<runs {
      let output = try cluster.psql(["-f", file], environment: Self.passwords)
      #expect(output.status == 0 && output.stderr.isEmpty, "\(output.stderr)")
    }
    return cluster
  }

  @Test("twice in a row: each role owns its own database and enters no other one", arguments: [15, 17])
  func isolated(major: Int) throws {
    let cluster = try Self.prepared(try Self.example(major), runs: 2)
    for (role, database, variable, other) in [
      ("billing_db", "billing_db", "BILLING_DB_APP_PASSWORD", "rep"),
      ("rep_owner", "rep", "REPORTS_APP_PASSWORD", "billing_db"),
    ] {
      func asRole(_ sql: String, in database: String) throws -> Output {
        try cluster.psql(
          ["-v", "ON_ERROR_STOP=1", "-c", sql], database: database, user: role,
          password: Self.passwords[variable] ?? "")
      }
      let made = try asRole("CREATE TABLE items (id int); INSERT INTO items VALUES (7)", in: database)
      #expect(made.status == 0, "\(made.stderr)")
      #expect(try asRole("SELECT 1", in: other).stderr.contains("permission denied for database"))
      let rights = try asRole(
        "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user", in: database)
      #expect(rights.stdout == "f\tf\tf\n")
    }
    #expect(try cluster.query("SELECT extname FROM pg_extension", database: "billing_db").joined().contains("pg_trgm"))
    #expect(!(try cluster.query("SELECT extname FROM pg_extension", database: "rep").joined().contains("pg_trgm")))
  }

  /// What an `up` does after a password was changed, with data in the volume.
  @Test("a changed password is in force after the next run, and data stays")
  func newPassword() throws {
    let cluster = try Self.prepared(try Self.example(17), runs: 1)
    _ = try cluster.query("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)", database: "rep")
    let file = cluster.folder.path("databases.sql")
    let output = try cluster.psql(
      ["-f", file], environment: Self.passwords.merging(["REPORTS_APP_PASSWORD": "n'ew"]) { _, new in new })
    #expect(output.status == 0, "\(output.stderr)")
    func login(_ password: String) throws -> Output {
      try cluster.psql(["-c", "SELECT 1"], database: "rep", user: "rep_owner", password: password)
    }
    #expect(try login("n'ew").stdout == "1\n")
    #expect(try login("a'b\"c\\").stderr.contains("password authentication failed"))
    #expect(try cluster.query("SELECT id FROM kept", database: "rep") == [["1"]])
  }

  @Test("a missing password ends it with one sentence")
  func noPassword() throws {
    let cluster = try Self.prepared(try Self.example(17), runs: 0)
    let output = try cluster.psql(
      ["-f", cluster.folder.path("databases.sql")], environment: ["BILLING_DB_APP_PASSWORD": "x"])
    #expect(output.status == 3)
    #expect(output.stderr.contains("REPORTS_APP_PASSWORD is not set"))
  }

  /// The emitted script, with the programs and the server of a real PostgreSQL.
  @Test("every database is dumped, and one that cannot be does not keep the others from it")
  func dumps() throws {
    let example = try Self.example(17)
    let cluster = try Self.prepared(example, runs: 1)
    let request = EmitRequest(programs: [example.program], layout: OutputLayout(), targets: ["compose"])
    let script = try #require(ComposeEmitter.emit(request).files.first { $0.path.hasSuffix("backup.sh") })
    let path = try cluster.folder.write(script.content, to: "backup.sh")
    let dump = try #require(example.store.dump)
    let named = dump.environment.first { $0.name == Store.Dump.databases }?.value
    #expect(named == .literal("app billing_db rep"))
    func backup(_ word: String, _ databases: String, into folder: String) throws -> Output {
      try FileManager.default.createDirectory(
        atPath: cluster.folder.path(folder), withIntermediateDirectories: true)
      return try run(
        "sh", [path, word],
        environment: [
          "PATH": cluster.version.programs + ":/usr/bin:/bin", "PGHOST": cluster.folder.path, "PGUSER": "postgres",
          "PGPASSWORD": PostgresCluster.superuserPassword, "PGDATABASE": "app", Store.Dump.databases: databases,
          "BACKUP_DIR": cluster.folder.path(folder), "BACKUP_KEEP_DAYS": "3",
        ], inheriting: false, limit: 60)
    }
    func names(_ folder: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: cluster.folder.path(folder))
        .map { String($0.prefix { $0 != "-" }) }.sorted()
    }
    let all = try backup("once", "app billing_db rep", into: "all")
    #expect(all.status == 0, "\(all.stderr)")
    #expect(try names("all") == ["app", "billing_db", "rep"])
    #expect(try backup("check", "app billing_db rep", into: "all").status == 0)
    let some = try backup("once", "app gone rep", into: "some")
    #expect(some.status == 1)
    #expect(try names("some") == ["app", "rep"])
    #expect(try backup("check", "app gone rep", into: "some").status != 0)
  }

  @Test("docker compose: the job runs before what refers to the server")
  func compose() throws {
    let checkout = try ComposeOracle.Checkout(try #require(CompiledTopologies.databases.program("production")), .tree)
    try checkout.fill()
    let services = try #require(try checkout.model()["services"] as? [String: [String: Any]])
    #expect(services["billing-db"] == nil && services["reports"] == nil)
    let job = try #require(services["main-db-databases"])
    #expect(job["entrypoint"] as? [String] == ["psql", "-X", "-q", "-f", "/etc/infracc/databases.sql"])
    #expect((job["environment"] as? [String: String])?["PGPORT"] == "5440")
    for name in ["api", "billing"] {
      let waits = try #require(services[name]?["depends_on"] as? [String: [String: Any]])
      #expect(waits["main-db-databases"]?["condition"] as? String == "service_completed_successfully")
    }
    let environment = try #require(services["billing"]?["environment"] as? [String: String])
    let url = try #require(environment["DATABASE_URL"])
    #expect(url.hasPrefix("postgresql://billing_db:") && url.hasSuffix("@main-db:5440/billing_db"), "\(url)")
  }
}

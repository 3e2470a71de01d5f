import Diagnostics
import IR
import Testing

/// MySQL, MariaDB and MongoDB: what others refer to, what is counted, and what is refused.
@Suite struct DatabaseEngineTests {
  private static let worker = "\n  w: { type: worker, image: \"a/b:1\", "

  static let cases: [RuleCase] = [
    RuleCase(
      "a URL of the engine",
      "services:\n  db: { type: mysql, backup: { schedule: \"0 3 * * *\" } }" + worker
        + "variables: { DATABASE_URL: $<<db.url>>, MYSQL_URL: $<<db.MYSQL_URL>>, LEGACY_URL: $<<db.DATABASE_URL>> } }"),
    RuleCase(
      "MongoDB by any of its names",
      "services:\n  mongodb: { backup: { schedule: \"0 3 * * *\" } }" + worker
        + "variables: { MONGO_URL: $<<mongodb.MONGODB_URI>>, DATABASE_URL: $<<mongodb.url>> } }"),
    RuleCase(
      "the URL of another engine",
      "services:\n  db: { type: mysql, backup: { schedule: \"0 3 * * *\" } }" + worker
        + "variables: { POSTGRES_URL: $<<db.url>>, MONGO_URL: $<<db.url>> } }", "E0402", "E0402", marked: "$<<db.url>>"),
    RuleCase(
      "a driver of another database",
      "services:\n  db: { type: mysql, backup: { schedule: \"0 3 * * *\" } }" + worker
        + "variables: { DATABASE_URL: '$<<db.url | driver(\"asyncpg\")>>' } }", "E0310", marked: "\"asyncpg\""),
    RuleCase(
      "a database that the server has already",
      "services:\n  db: { type: mysql, database: mysql, user: app, backup: { schedule: \"0 3 * * *\" } }" + worker
        + "variables: { DATABASE_URL: $<<db.url>> } }", "E0209", marked: "mysql"),
    RuleCase(
      "a user that is too long",
      "services:\n  db: { type: mariadb, user: a_user_of_more_than_thirty_two_characters, "
        + "backup: { schedule: \"0 3 * * *\" } }" + worker + "variables: { DATABASE_URL: $<<db.url>> } }", "E0208",
      marked: "a_user_of_more_than_thirty_two_characters"),
    RuleCase(
      "extensions are PostgreSQL's",
      "services:\n  db: { type: mysql, backup: { schedule: \"0 3 * * *\" } }\n"
        + "  other: { type: mysql, database_of: db, extensions: [vector] }" + worker
        + "variables: { A: $<<other.url>> } }", "E0215", marked: "extensions"),
    RuleCase(
      "more connections than there are",
      "services:\n  db: { type: mysql, tuning: { max_connections: 20 }, backup: { schedule: \"0 3 * * *\" } }" + worker
        + "pools: { db: { size: 20, overflow: 1 } }, variables: { DATABASE_URL: $<<db.url>> } }", "E0701"),
    RuleCase(
      "all connections are for services",
      "services:\n  db: { type: mysql, tuning: { max_connections: 20 }, backup: { schedule: \"0 3 * * *\" } }" + worker
        + "pools: { db: { size: 16, overflow: 0 } }, variables: { DATABASE_URL: $<<db.url>> } }"),
    RuleCase(
      "memory beyond the limit",
      "services:\n  db: { type: mariadb, tuning: { innodb_buffer_pool_size: 80% }, backup: { schedule: \"0 3 * * *\" } }"
        + worker + "pools: { db: { size: 2, overflow: 0 } }, variables: { DATABASE_URL: $<<db.url>> } }", "E0705",
      marked: "80%"),
    RuleCase(
      "memory near the limit",
      "services:\n  db: { type: mysql, tuning: { innodb_buffer_pool_size: 65% }, backup: { schedule: \"0 3 * * *\" } }"
        + worker + "pools: { db: { size: 2, overflow: 0 } }, variables: { DATABASE_URL: $<<db.url>> } }", "W0735",
      marked: "65%"),
    RuleCase(
      "less memory than the server is meant for",
      "services:\n  db: { type: mongodb, resources: { memory: 768MiB }, backup: { schedule: \"0 3 * * *\" } }"
        + worker + "pools: { db: { size: 2 } }, variables: { MONGO_URL: $<<db.url>> } }", "W0735", marked: "768MiB"),
    RuleCase(
      "a check of the health that any password passes",
      "services:\n  db:\n    type: worker\n    image: mysql:8.4\n    health: { command: mysqladmin ping }", "W1023",
      marked: "mysqladmin"),
    RuleCase(
      "the same with its arguments, and as a list",
      "services:\n  db:\n    type: worker\n    image: mariadb:11\n"
        + "    health: { command: [mariadb-admin, ping, -h, localhost] }", "W1023", marked: "mariadb-admin"),
    RuleCase(
      "a check that logs in",
      "services:\n  db:\n    type: worker\n    image: mysql:8.4\n    health: { command: \"mysql -e 'SELECT 1'\" }"),
  ]

  @Test(arguments: cases)
  func findings(_ sample: RuleCase) { sample.run() }

  private static func sets(_ keys: String, targets: String = "compose") -> Checked {
    Checked(
      "infracc: 1\nproject: shop\ntargets: [\(targets)]\nservices:\n"
        + "  db: { type: mongodb, version: \"8.0\", \(keys) }\(worker)pools: { db: { size: 3 } }, "
        + "variables: { M: $<<db.url>> } }\n")
  }

  /// The one member of a set: clients are told its name, members trust each other by a key that no client has, and the
  /// check of the health initiates the set.
  @Test(arguments: [("", "app", "app"), ("user: root, ", "root", "admin")])
  func replicaSets(keys: String, user: String, source: String) throws {
    let checked = Self.sets("\(keys)replica_set: rs0")
    #expect(checked.codes == [], "\(checked.report)")
    let program = try #require(checked.program())
    guard case .url(let url)? = program.service("w")?.variable("M")?.value else {
      Issue.record("no URL")
      return
    }
    #expect(url.query.map(\.name) == ["authSource", "replicaSet", "maxPoolSize"])
    #expect(url.query[1].value == .literal("rs0"))
    let store = try #require(program.service("db")?.store)
    #expect(store.login == user)
    #expect(store.secrets.last?.name == (user == "root" ? "root_password" : "password"))
    #expect(store.secrets.contains { $0.name == "replica_key" })
    #expect(url.password == .secret(id: "db/\(store.loginSecret)"))
    #expect(store.container.command.suffix(4) == ["--replSet", "rs0", "--keyFile", "/data/configdb/replica.key"])
    #expect(!store.container.environment.contains { $0.name.hasPrefix("MONGO_INITDB_ROOT_P") && $0.initialFile != nil })
    let probe = "\(try #require(store.probe?.command))"
    #expect(probe.contains("rs.initiate({_id: \\\"rs0\\\""), "\(probe)")
    let alone = try #require(Self.sets(keys + "port: 27017").program()?.service("db")?.store)
    #expect(!alone.secrets.contains { $0.name == "replica_key" })
    #expect(alone.container.command.first == "mongod")
  }

  @Test func replicaSetsElsewhere() {
    let refused = Self.sets("replica_set: rs0", targets: "railway")
    #expect(refused.first("E0902")?.message == "railway runs `db` without a replica set", "\(refused.report)")
    #expect(Self.sets("replica_set: rs0", targets: "procfile").first("E0902") == nil)
    #expect(Self.sets("replica_set: \"rs 0\"").codes.first == "E0208")
    #expect(
      Checked("infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n  db: { type: mysql, replica_set: rs0 }\n")
        .codes.contains("E0215"))
  }

  /// Findings about connections name the setting of the server that they are about.
  @Test(arguments: [
    ("mysql", "max_connections", "`max_connections` is 100 by default"),
    ("mongodb", "maxConns", "`maxConns` is"), ("postgres", "max_connections", "are kept for superusers"),
  ])
  func wordsOfTheServer(type: String, setting: String, note: String) throws {
    func found(_ tuning: String, _ size: Int) throws -> Diagnostic {
      let checked = Checked(
        "infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n  db: { type: \(type), \(tuning)"
          + "backup: { schedule: \"0 3 * * *\" } }\(Self.worker)pools: { db: { size: \(size), overflow: 0 } }, "
          + "variables: { M: $<<db.url>> } }\n")
      return try #require(checked.first("E0701"), "\(checked.report)")
    }
    let usual = try found("", 5000)
    #expect(usual.notes.contains { $0.contains(note) }, "\(usual.notes)")
    #expect(type == "postgres" || !usual.notes.joined().contains("superuser"))
    let written = try found("tuning: { \(setting): 20 }, ", 30)
    #expect(written.secondary.first?.text.hasPrefix("20 connections") == true, "\(written.secondary)")
  }

  /// A file of SQLite in a container, with the volumes of the service.
  @Test(arguments: [
    ("sqlite:////data/app.db", "", true), ("sqlite:////data/app.db", "/data", false),
    ("sqlite:////data/app.db", "/dat", true), ("sqlite:////data/app.db", "/data/deeper", true),
    ("sqlite+aiosqlite:////srv/a/b.db", "/srv", false), ("sqlite+aiosqlite:////srv/a/b.db", "/var", true),
    ("sqlite:///app.db", "", true), ("sqlite:///app.db", "/app", false),
    ("sqlite:///./data/app.db", "/app/data", false),
    ("sqlite:///data/app.db", "/cache", true), ("sqlite://", "", false), ("sqlite:///:memory:", "", false),
    ("file:./dev.db", "", true), ("file:/data/dev.db", "/data", false), ("file:/data/dev.db?mode=ro", "/dat", true),
    ("postgresql://db.example.com/x", "", false),
  ])
  func fileDatabases(url: String, volume: String, isLost: Bool) {
    let volumes = volume.isEmpty ? "" : "volumes: { \(volume): 1GiB }, "
    let service = "  w: { type: worker, image: \"a/b:1\", \(volumes)variables: { DATABASE_URL: \"\(url)\" } }"
    let checked = Checked("infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n\(service)\n")
    #expect(checked.codes == (isLost ? ["W0733"] : []), "\(checked.report)")
    let local = Checked("infracc: 1\nproject: shop\ntargets: [procfile]\nservices:\n\(service)\n")
    #expect(!local.codes.contains("W0733"))
  }

  /// A file is read as a database only where its name ends like one.
  @Test func otherFilesAreNone() {
    let service = "  w: { type: worker, image: \"a/b:1\", variables: { SCHEMA_URL: \"file:///etc/schema.json\" } }"
    #expect(Checked("infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n\(service)\n").codes == [])
  }

  private static func variable(_ name: String, _ services: String, environment: String = "production") -> Expression? {
    Checked("infracc: 1\nproject: shop\ntargets: [compose]\n\(services)\n").program(environment)?.service("w")?
      .variable(name)?.value
  }

  /// The size of a pool reaches the driver in the URL, in each environment that of its own.
  @Test func sizesOfPoolsInURLs() throws {
    let services = """
      environments:
        production: { services: { w: { pools: { db: { size: 7 } } } } }
        staging: {}
      services:
        db: { type: mongodb, database: shop }
        w: { type: worker, image: "a/b:1", pools: { db: { size: 3 } }, variables: { MONGO_URL: $<<db.url>> } }
      """
    for (environment, size) in [("production", "7"), ("staging", "3")] {
      guard case .url(let url)? = Self.variable("MONGO_URL", services, environment: environment) else {
        Issue.record("no URL")
        continue
      }
      #expect(url.query.map(\.name) == ["authSource", "maxPoolSize"])
      #expect(url.query.last?.value == .literal(size))
      #expect(url.scheme == "mongodb")
    }
    let checked = Checked("infracc: 1\nproject: shop\ntargets: [compose]\n\(services)\n")
    #expect(checked.program()?.service("w")?.variable("MONGO_POOL_SIZE") == nil)
    #expect(checked.program()?.connectionBudget(of: "db")?.used == 7)
  }

  /// The administrator's account is in a database of its own.
  @Test(arguments: [("", "shop", "shop"), (", user: root", "root", "admin")])
  func accountsOfMongoDB(keys: String, user: String, source: String) throws {
    let services =
      "services:\n  db: { type: mongodb, database: shop\(keys) }\(Self.worker)variables: { M: $<<db.url>> } }"
    let checked = Checked("infracc: 1\nproject: shop\ntargets: [compose]\n\(services)\n")
    let store = try #require(checked.program()?.service("db")?.store)
    #expect(store.login == user)
    #expect(store.outputs == ["auth_source": source])
    #expect((store.container.configurationMounts.isEmpty) == (user == "root"))
  }

  /// Any memory: what is chosen for it fits, or it is said what is missing.
  @Test(arguments: ["mysql", "mariadb", "mongodb"])
  func whatIsChosenFits(type: String) {
    for memory in ["512MiB", "768MiB", "1GiB", "2GiB", "8GiB", "64GiB"] {
      let checked = Checked(
        "infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n"
          + "  db: { type: \(type), resources: { memory: \(memory) } }\(Self.worker)variables: { M: $<<db.url>> } }\n")
      let found = Set(checked.codes.filter { $0.dropFirst().hasPrefix("070") || $0 == "W0735" }).subtracting(["W0702"])
      #expect(found.isEmpty || type == "mongodb" && memory.hasSuffix("MiB") && found == ["W0735"], "\(memory) \(found)")
    }
  }
}

import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// A real MariaDB takes what the emitter writes, and what is written about its connections, its rights and its dumps is
/// so. MySQL itself has no package here: what is its own is in the recorded files alone.
@Suite("MariaDB takes its configuration", .serialized, .waitingAlone)
struct MysqlOracle {
  private static let password = "aB3xZ9"

  /// A MariaDB of a topology, as it is lowered, with the files that are emitted for it.
  struct Sample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let program: Program
    let service: Service
    let files: [String: String]

    var store: Store { service.store ?? Store(engine: "", version: "") }

    init(_ name: String, _ keys: String, besides: String = "") throws {
      let text = """
        infracc: 1
        project: shop
        targets: [compose, railway]
        options: { railway: { format: json } }
        services:
          db: { type: mariadb, version: 11.4\(keys.isEmpty ? "" : ", " + keys) }
        \(besides)
        """
      let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8))
      guard let program = compilation.programs.first, let service = program.service("db"), service.store != nil,
        !compilation.diagnostics.contains(where: { $0.severity == .error && $0.code != "E0902" })
      else {
        throw TestSupportError("\(name): \(compilation.diagnostics.map { "\($0.code) \($0.message)" })")
      }
      testDescription = name
      self.program = program
      self.service = service
      let request = EmissionRequest(layout: OutputLayout())
      files = Dictionary(
        compilation.emit(request).files.map { (($0.file.path as NSString).lastPathComponent, $0.file.content) }
      ) { first, _ in first }
    }

    func file(_ name: String) throws -> String {
      guard let file = files[name] else { throw TestSupportError("no \(name): \(files.keys.sorted())") }
      return file
    }
  }

  static let samples: [Result<Sample, any Error>] = [
    ("defaults", ""),
    ("a number of connections", "tuning: { max_connections: 103 }"),
    ("little memory", "resources: { memory: 256MiB }"),
    ("much memory", "resources: { memory: 6GiB }"),
    (
      "declared",
      "port: 3311, tuning: { innodb_buffer_pool_size: 20%, innodb_log_file_size: 64MiB, key_buffer_size: 4MiB, "
        + "aria_pagecache_buffer_size: 16MiB, tmp_table_size: 24MiB, max_heap_table_size: 48MiB, "
        + "performance_schema: true, character_set_server: latin1, collation_server: latin1_swedish_ci, "
        + "skip_name_resolve: false, local_infile: true }"
    ),
    (
      "unchecked",
      "tuning: { extra: { init_connect: \"SET @a = 'it''s \\\"b\\\" # no ; comment \\\\ x'\", wait_timeout: \"600\" } }"
    ),
  ].map { name, keys in Result { try Sample(name, keys) } }

  @Test("the option file: the server starts, and every value reads back", arguments: 0..<samples.count)
  func configuration(_ index: Int) throws {
    let sample = try Self.samples[index].get()
    let server = try MariadbServer()
    try server.start(try sample.file("infracc.cnf"))
    try Self.expectValues(sample, server)
  }

  @Test("the start command gives the same server", arguments: 0..<samples.count)
  func startCommand(_ index: Int) throws {
    let sample = try Self.samples[index].get()
    let command = try sample.file("railway-start-command.txt")
    let folder = try TemporaryFolder()
    // The words as a shell splits them, after the entrypoint and the server's name.
    let split = try run("/bin/sh", [try folder.write("print() { printf '%s\\n' \"$@\"; }\nprint \(command)", to: "s")])
    let words = split.stdout.split(separator: "\n").map(String.init)
    #expect(words.prefix(2) == ["docker-entrypoint.sh", "mariadbd"])
    let server = try MariadbServer()
    try server.start(options: Array(words.dropFirst(2)))
    try Self.expectValues(sample, server)
  }

  private static func expectValues(_ sample: Sample, _ server: MariadbServer) throws {
    let held = try server.client(["-e", "SHOW GLOBAL VARIABLES"], password: "").stdout
    let values = Dictionary(
      held.split(separator: "\n").map { line in
        let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts[0], parts.count > 1 ? parts[1] : "")
      }
    ) { first, _ in first }
    #expect(sample.store.settings.count >= 12)
    for setting in sample.store.settings {
      let meant =
        switch setting.value {
        case .bytes(let bytes): String(bytes)
        case .integer(let number): String(number)
        case .boolean(let flag): flag ? "ON" : "OFF"
        case .word(let text), .text(let text), .real(let text): text
        case .milliseconds, .list: ""
        }
      // The client escapes what it prints.
      let found = values[setting.name]?.replacingOccurrences(of: "\\\\", with: "\\")
      #expect(found == meant, "\(setting.name)")
    }
  }

  @Test("as many connections fit as the budget has, no more, and the administrator still comes in")
  func connections() throws {
    let sample = try Sample("few", "tuning: { max_connections: 12 }")
    let budget = try #require(sample.program.connectionBudget(of: "db"))
    #expect((budget.available, budget.reserved) == (12, 0))
    let server = try MariadbServer()
    try server.start(try sample.file("infracc.cnf"))
    try server.prepare(database: "app", user: "app", password: Self.password)
    let client = try Tools.path("mariadb")
    let script = """
      export MYSQL_PWD=\(Self.password)
      ask() { \(client) --no-defaults -S '\(server.socket)' -u app -N -e "$1"; }
      i=0
      # The question below may be in the way of one of them, which then asks again.
      hold() { while ask 'SELECT SLEEP(60)' 2>&1 | grep -q 'ERROR 1040'; do sleep 0.1; done; }
      while [ "$i" -lt \(budget.available) ]; do hold & i=$((i + 1)); done
      # Refused: all are taken.
      until ask 'SELECT 1' 2>&1 | grep 'ERROR 1040'; do sleep 0.1; done
      MYSQL_PWD="$ROOT" \(client) --no-defaults -S '\(server.socket)' -u root -N -e \\
        "SHOW STATUS LIKE 'Threads_connected'; SHUTDOWN"
      wait
      """
    let output = try run(
      "/bin/sh", ["-c", script], environment: ["ROOT": MariadbServer.rootPassword], limit: 120)
    #expect(output.stdout.contains("ERROR 1040"), "\(output.stdout)\(output.stderr)")
    #expect(output.stdout.contains("Threads_connected\t\(budget.available + 1)"), "\(output.stdout)\(output.stderr)")
  }

  @Test("the role of the services may do everything in its database, and nothing of what root may")
  func rights() throws {
    let sample = try Sample("rights", "")
    let server = try MariadbServer()
    try server.start(try sample.file("infracc.cnf"))
    try server.prepare(database: "app", user: sample.store.login, password: Self.password)
    func app(_ sql: String) throws -> Output {
      try server.client(["-e", sql, "app"], user: sample.store.login, password: Self.password)
    }
    let own = try app(
      "CREATE TABLE t (id int); INSERT INTO t VALUES (1); CREATE VIEW v AS SELECT * FROM t; DROP VIEW v")
    #expect(own.status == 0, "\(own.stderr)")
    for statement in [
      "CREATE DATABASE other", "CREATE USER x", "SELECT * FROM mysql.global_priv", "SET GLOBAL max_connections = 50",
      "GRANT ALL ON *.* TO CURRENT_USER()", "SELECT 1 INTO OUTFILE '\(server.folder.path("out"))'", "SHUTDOWN",
      "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t",
    ] {
      #expect(try app(statement).status != 0, "\(statement)")
    }
    #expect(try server.query("CREATE DATABASE other; SELECT COUNT(*) > 0 FROM mysql.global_priv") == "1")
  }

  @Test("a dump by the emitted script comes back by the emitted command, with everything in it")
  func dumpAndRestore() throws {
    let sample = try Sample("dump", "backup: { schedule: \"0 3 * * *\" }")
    let server = try MariadbServer()
    try server.start(try sample.file("infracc.cnf"))
    try server.prepare(database: "app", user: "app", password: Self.password)
    func app(_ sql: String) throws -> Output {
      try server.client(["-e", sql, "app"], user: "app", password: Self.password)
    }
    let made = try app(
      """
      CREATE TABLE t (id int PRIMARY KEY, s varchar(50), b blob);
      INSERT INTO t VALUES (1, 'four bytes: 😀 𝔘, and ä', x'00ff27'), (2, NULL, '');
      CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.s = COALESCE(NEW.s, 'by trigger');
      CREATE FUNCTION seven() RETURNS int DETERMINISTIC RETURN 7;
      CREATE EVENT ev ON SCHEDULE EVERY 1 DAY DO DELETE FROM t WHERE id = 0
      """)
    #expect(made.status == 0, "\(made.stderr)")
    let script = try server.folder.write(try sample.file("backup.sh"), to: "backup.sh")
    let dump = try #require(sample.store.dump)
    func backup(_ word: String, password: String) throws -> Output {
      try run(
        "/bin/sh", [script, word],
        environment: server.place.merging(
          [
            "MARIADB_HOST": "127.0.0.1", "MARIADB_PORT": String(server.port), "MARIADB_USER": "app",
            "MARIADB_DATABASE": "app", "MYSQL_PWD": password, "BACKUP_DIR": server.folder.path,
            "BACKUP_KEEP_DAYS": "14",
          ]
        ) { _, new in new }, limit: 60)
    }
    #expect(Set(dump.environment.map(\.name)) == ["MARIADB_HOST", "MARIADB_USER", "MARIADB_DATABASE", "MYSQL_PWD"])
    #expect(try backup("once", password: "wrong").status != 0)
    let once = try backup("once", password: Self.password)
    #expect(once.status == 0, "\(once.stdout)\(once.stderr)")
    let dumps = try FileManager.default.contentsOfDirectory(atPath: server.folder.path).filter {
      $0.hasSuffix(".dump")
    }
    #expect(dumps.count == 1 && dumps.allSatisfy { $0.hasPrefix("app-") })
    #expect(try app("DROP TABLE t; DROP FUNCTION seven; DROP EVENT ev").status == 0)

    guard case .command(let words)? = sample.store.restore else { throw TestSupportError("no command restores") }
    let file = server.folder.path(try #require(dumps.first))
    // In its container the client finds the socket by itself.
    let client = "#!/bin/sh\nexec '\(try Tools.path("mariadb"))' -S '\(server.socket)' \"$@\"\n"
    let copied = try run(
      "install", ["-D", "-m", "755", try server.folder.write(client, to: "client"), server.folder.path("bin/mariadb")])
    #expect(copied.status == 0, "\(copied.stderr)")
    let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let restored = try run(
      "/bin/sh", ["-c", "\(words) < '\(file)'"],
      environment: ["MARIADB_PASSWORD": Self.password, "PATH": server.folder.path("bin") + ":" + search], limit: 60)
    #expect(restored.status == 0, "\(restored.stderr)")
    #expect(
      try server.query("SELECT id, HEX(CONVERT(s USING utf8mb4)), HEX(b) FROM t ORDER BY id", database: "app")
        == "1\t"
        + "four bytes: 😀 𝔘, and ä".utf8.map { String(format: "%02X", $0) }.joined() + "\t00FF27\n2\tNULL\t")
    #expect(try server.query("SELECT seven()", database: "app") == "7")
    #expect(try app("INSERT INTO t VALUES (3, NULL, NULL); SELECT s FROM t WHERE id = 3").stdout == "by trigger\n")
    #expect(try server.query("SELECT EVENT_NAME FROM information_schema.EVENTS") == "ev")
  }

  @Test("the probe that logs in fails with a wrong password; `mysqladmin ping` does not")
  func probe() throws {
    let program = try Sample("probe", "").program
    var mysql = Store(engine: "mysql", version: "8.4")
    (mysql.database, mysql.user) = ("app", "app")
    let probe = try #require(mysql.described(of: program.services[0]).probe)
    guard case .shell(let text) = probe.command else { throw TestSupportError("the probe is no shell command") }
    let server = try MariadbServer()
    try server.start()
    try server.prepare(database: "app", user: "app", password: Self.password)
    func ask(_ command: String, password: String) throws -> Int32 {
      try run(
        "/bin/sh", ["-c", command],
        environment: server.place.merging(["MYSQL_PASSWORD": password, "MYSQL_PWD": password]) { _, new in new },
        limit: 60
      ).status
    }
    #expect(try ask(text, password: Self.password) == 0)
    #expect(try ask(text, password: "wrong") != 0)
    let ping = "mariadb-admin ping -h 127.0.0.1 -u app"
    #expect(try ask(ping, password: "wrong") == 0)
    server.stop()
    #expect(try ask(text, password: Self.password) != 0)
  }

  /// What compose runs at every `up`.
  @Test("databases of other services: made, made again, each closed to the others, with passwords of any characters")
  func databases() throws {
    let sample = try Sample(
      "databases", "",
      besides: """
          billing-db: { type: mysql, database_of: db }
          billingxdb: { type: mysql, database_of: db, user: other }
        """)
    let server = try MariadbServer()
    try server.start(try sample.file("infracc.cnf"))
    try server.prepare(database: "app", user: "app", password: Self.password)
    let script = try server.folder.write(try sample.file("databases.sh"), to: "databases.sh")
    func make(_ billing: String) throws -> Output {
      try run(
        "/bin/sh", [script],
        environment: server.place.merging(
          [
            "MARIADB_HOST": "127.0.0.1", "MARIADB_PORT": String(server.port), "MYSQL_PWD": MariadbServer.rootPassword,
            "BILLING_DB_PASSWORD": billing, "BILLINGXDB_PASSWORD": "x",
          ]
        ) { _, new in new }, limit: 60)
    }
    for password in ["a'b\"c\\ `d` 😀", "n'ew"] {
      let output = try make(password)
      #expect(output.status == 0, "\(output.stderr)")
      func billing(_ sql: String) throws -> Output {
        try server.client(["-e", sql], user: "billing_db", password: password)
      }
      let own = try billing(
        "CREATE TABLE IF NOT EXISTS billing_db.kept (id int); INSERT INTO billing_db.kept VALUES (1)")
      #expect(own.status == 0, "\(own.stderr)")
      // `_` in a grant would match any character.
      #expect(try billing("CREATE TABLE billingxdb.t (id int)").status != 0)
      #expect(try billing("CREATE TABLE app.t (id int)").status != 0)
      #expect(try billing("CREATE DATABASE more").status != 0)
    }
    #expect(try server.query("SELECT COUNT(*) FROM billing_db.kept") == "2")
    let missing = try make("")
    #expect(missing.status != 0 && missing.stderr.contains("BILLING_DB_PASSWORD"))
    let checked = try run("shellcheck", ["-s", "sh", script])
    #expect(checked.status == 0, "\(checked.stdout)")
  }
}

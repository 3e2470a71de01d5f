import Emit
import Foundation
import IR
import TestSupport
import Testing

/// `restore.sh` against a real server: nothing that exists is lost, whatever the dump is.
@Suite("scripts: restore.sh", .waiting)
struct RestoreOracle {
  private static let password = "pass'word"

  /// A server with the roles, limits and extensions of the example, some rows, and a dump of them.
  private final class Server {
    let cluster: PostgresCluster
    let script: String
    let dump: String

    init() throws {
      let example = PostgresOracle.Case(program: TunedPrograms.gayedProduction, major: 15)
      cluster = try example.cluster()
      try cluster.start()
      _ = try cluster.query("CREATE DATABASE gayed_signals")
      for name in ["init.sql", "settings.sql"] {
        let file = try cluster.write(try example.file(name), to: name)
        let output = try cluster.psql(
          ["-f", file], database: "gayed_signals",
          environment: [
            "POSTGRES_APP_PASSWORD": RestoreOracle.password, "POSTGRES_MONITOR_PASSWORD": RestoreOracle.password,
          ])
        guard output.status == 0 else { throw TestSupportError(output.stderr) }
      }
      let configuration = Emitters.configuration(of: example.service, in: example.program)
      var writer = TextWriter()
      configuration?.restoreScript?().write(to: &writer)
      script = try cluster.folder.write(writer.text, to: "restore.sh")
      dump = cluster.folder.path("dump")
      _ = try cluster.query("CREATE EXTENSION IF NOT EXISTS pg_trgm", database: "gayed_signals")
      try owner(
        "CREATE TABLE prices (id int PRIMARY KEY, name text NOT NULL); "
          + "INSERT INTO prices SELECT i, md5(i::text) FROM generate_series(1, 5000) i; "
          + "CREATE INDEX ON prices USING gin (name gin_trgm_ops); CREATE VIEW dear AS SELECT * FROM prices WHERE id > 9"
      )
      let made = try program("pg_dump", ["-Fc", "-f", dump, "-d", "gayed_signals"])
      guard made.status == 0 else { throw TestSupportError(made.stderr) }
    }

    func owner(_ sql: String) throws {
      let output = try cluster.psql(
        ["-v", "ON_ERROR_STOP=1", "-c", sql], database: "gayed_signals", user: "gayed_signals",
        password: RestoreOracle.password)
      guard output.status == 0 else { throw TestSupportError(output.stderr) }
    }

    func program(_ name: String, _ arguments: [String], _ more: [String: String] = [:]) throws -> Output {
      let path = cluster.version.programs + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
      let own = [
        "PATH": path, "PGHOST": cluster.folder.path, "PGPASSWORD": PostgresCluster.superuserPassword,
        "PGUSER": "postgres",
      ]
      return try run(name, arguments, environment: own.merging(more) { _, new in new }, limit: 60)
    }

    func restore(_ arguments: [String]) throws -> Output { try program("dash", [script] + arguments) }

    func databases() throws -> [String] {
      try cluster.query("SELECT datname FROM pg_database ORDER BY 1").map { $0[0] }
    }

    func checksum(_ database: String = "gayed_signals") throws -> [[String]] {
      try cluster.query("SELECT count(*), md5(string_agg(id || name, ',' ORDER BY id)) FROM dear", database: database)
    }
  }

  @Test("into the live database, with sessions open; the former one stays") func live() throws {
    let server = try Server()
    let before = try server.checksum()
    try server.owner("DELETE FROM prices WHERE id > 100")
    // 20 sessions in a transaction, and one client that comes back as often as it is ended.
    let command = """
      for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        { echo 'BEGIN; SELECT 1 FROM prices LIMIT 1;'; sleep 20; } | psql -X -q -d gayed_signals > /dev/null 2>&1 &
      done
      while [ ! -e "$2" ]; do psql -X -q -d gayed_signals -c 'SELECT pg_sleep(5)' > /dev/null 2>&1 || sleep 0.02; done &
      until [ "$(psql -XAtq -d postgres -c "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'")" -ge 20 ]; do
        sleep 0.1
      done
      dash "$1" "$3" --into gayed_signals --yes
      code=$?
      : > "$2"
      kill $(jobs -p) 2> /dev/null
      exit "$code"
      """
    let output = try server.program(
      "bash", ["-c", command, "sh", server.script, server.cluster.folder.path("done"), server.dump])
    #expect(output.status == 0, "\(output)")
    let former = try #require(
      output.stdout.wholeMatch(of: /restore: 1 tables in \d+ s, database gayed_signals; the former one is (\w+)\n/)
    ).1
    #expect(try server.checksum() == before)
    #expect(try server.checksum(String(former)) != before)
    #expect(try server.databases().filter { $0.contains("restor") } == [])
    // What no dump holds is as before: limits of the owner, the extensions, and who may connect.
    let facts = try server.cluster.psql(
      ["-c", "SELECT current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout')"],
      database: "gayed_signals", user: "gayed_signals", password: Self.password)
    #expect(facts.stdout == "25s\t1min\n", "\(facts)")
    let extensions = try server.cluster.query("SELECT extname FROM pg_extension", database: "gayed_signals")
    #expect(extensions.contains(["pg_trgm"]))
    let rights = try server.cluster.query(
      "SELECT tableowner, has_table_privilege('gayed_signals_readonly', 'prices', 'SELECT'), "
        + "has_database_privilege('gayed_signals_readonly', 'gayed_signals', 'CONNECT'), "
        + "has_database_privilege('pg_monitor', 'gayed_signals', 'CONNECT') FROM pg_tables WHERE tablename = 'prices'",
      database: "gayed_signals")
    #expect(rights == [["gayed_signals", "t", "t", "f"]])
    try server.owner("CREATE TABLE later (id int)")
    #expect(
      try server.cluster.query(
        "SELECT has_table_privilege('gayed_signals_readonly', 'later', 'SELECT')", database: "gayed_signals") == [["t"]]
    )
  }

  @Test("a drill leaves nothing behind, a copy has a name of its own") func drill() throws {
    let server = try Server()
    let databases = try server.databases()
    let output = try server.restore([server.dump, "--drill"])
    #expect(output.status == 0 && output.stdout.hasPrefix("restore: drill passed, 1 tables in "), "\(output)")
    #expect(try server.databases() == databases)
    #expect(try server.restore([server.dump, "--into", "copy_1"]).status == 0)
    #expect(try server.checksum("copy_1") == server.checksum())
    // The name is taken: the live database and the copy stay as they are.
    let again = try server.restore([server.dump, "--into", "copy_1"])
    #expect(again.status != 0)
    #expect(try server.databases() == (databases + ["copy_1"]).sorted())
  }

  @Test("a damaged dump changes nothing", arguments: [3_000, 90])
  func damaged(_ amount: Int) throws {
    let server = try Server()
    let (databases, rows) = (try server.databases(), try server.checksum())
    let data = try Data(contentsOf: URL(fileURLWithPath: server.dump))
    let cut = server.cluster.folder.path("cut")
    try data.prefix(amount > 100 ? amount : data.count * amount / 100).write(to: URL(fileURLWithPath: cut))
    for words in [["--into", "gayed_signals", "--yes"], ["--drill"], []] {
      let output = try server.restore([cut] + words)
      #expect(output.status == 1 && output.stderr.contains("restore: "), "\(output)")
    }
    #expect(try server.databases() == databases)
    #expect(try server.checksum() == rows)
  }

  @Test("--dry-run prints the statements and changes nothing") func harmless() throws {
    let server = try Server()
    let databases = try server.databases()
    let output = try server.restore([server.dump, "--into", "gayed_signals", "--dry-run"])
    #expect(output.status == 0, "\(output)")
    #expect(output.stdout.contains("+ psql postgres: ALTER DATABASE :\"live\" RENAME TO :\"former\";"))
    #expect(try server.databases() == databases)
  }
}

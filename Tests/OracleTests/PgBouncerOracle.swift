import Emit
import Foundation
import IR
import JSON
import TestSupport
import Testing

/// A real PgBouncer, started by the emitted command with the emitted file, in front of a real PostgreSQL.
@Suite("PgBouncer takes its configuration", .waiting)
struct PgBouncerOracle {
  private static let password = "it's a \"pass word\" $(id) \\ %"

  struct Case: Sendable, CustomTestStringConvertible {
    let program: Program
    let service: Service
    let pooler: Pooler
    /// How Railway starts it; nil: compose does.
    var onRailway: RailwayStart?

    var testDescription: String {
      "\(program.environment.name): \(service.name)\(onRailway == nil ? "" : " on Railway")"
    }
    /// Railway's image of PostgreSQL has one user.
    var user: String { onRailway == nil ? service.store?.user ?? "postgres" : "postgres" }
    var port: Int { onRailway == nil ? service.port ?? 5432 : 5432 }
    var database: String { service.store?.database ?? "" }
  }

  /// The service that Railway's project file makes: its start command in words, and its variables.
  struct RailwayStart: Sendable {
    let words: [String]
    let variables: [String: String]
  }

  static let cases = composeCases + railwayCases

  private static let composeCases = CompiledTopologies.pooler.programs.flatMap { program in
    program.services.compactMap { service in
      service.store?.pooler.map { Case(program: program, service: service, pooler: $0) }
    }
  }

  private static let railwayCases = CompiledTopologies.railwayPooler.programs.flatMap { program in
    program.services.compactMap { service in
      service.store?.pooler.map { pooler in
        Case(
          program: program, service: service, pooler: pooler,
          onRailway: try? railwayStart(CompiledTopologies.railwayPooler.programs, program))
      }
    }
  }

  /// What Railway's own package makes of the project file, split into words as Docker's exec form is.
  private static func railwayStart(_ programs: [Program], _ program: Program) throws -> RailwayStart {
    let programs = programs.map { program in
      var program = program
      program.options["railway"] = ["format": "iac-python"]
      return program
    }
    let files = EmittedSamples.files(RailwayEmitter.self, programs)
    let folder = try TemporaryFolder()
    let file = try folder.write(try #require(files["infra/railway/.railway/railway.py"]), to: "railway.py")
    let evaluate = Repository.path("Tests/Fixtures/oracles/railway-iac/evaluate.py")
    let context = "{\"environment\": \"\(program.environment.name)\"}"
    let output = try run("python3", ["-B", evaluate, file, context])
    let graph = try #require(try JSONReader.parse(Array(output.stdout.utf8)).get().array?.first)
    let node = try #require(graph["resources"]?.array?.first { $0["name"] == "postgres-pooler-2" })
    let start = try #require(node["deploy"]?["startCommand"]?.string)
    let split = try run(
      "python3", ["-c", "import json, shlex, sys; print(json.dumps(shlex.split(sys.argv[1])))", start])
    let words = try #require(try JSONReader.parse(Array(split.stdout.utf8)).get().array).compactMap(\.string)
    let variables = (node["variables"]?.object ?? [:]).compactMapValues { $0["value"]?.string }
    return RailwayStart(words: words, variables: variables)
  }

  /// Every case of the fixture that Railway starts is among the cases.
  @Test("Railway's start command is one of the cases")
  func railwayIsThere() {
    #expect(
      Self.cases.filter { $0.onRailway?.words.count == 3 }.map(\.program.environment.name) == ["production", "staging"])
  }

  @Test("the server and the pooler start, queries get through, and no more connections than meant", arguments: cases)
  func runs(_ example: Case) throws {
    let cluster = try prepared(example)
    let pooler = try PoolerProcess(example, in: cluster, password: Self.password)
    defer { pooler.stop() }
    #expect(
      try pooler.psql("SELECT current_user, current_database()").stdout == "\(example.user)\t\(example.database)\n")
    // Twice as many clients as there are connections to the server: all are served, none gets one more.
    let script = """
      \\set ON_ERROR_STOP on
      SELECT count(*) FROM pg_stat_activity WHERE usename = '\(example.user)' AND application_name = 'load';
      SELECT pg_sleep(0.2);
      """
    let clients = example.pooler.size * 2
    let file = try cluster.write(script, to: "load.sql")
    let load = (0..<clients).map { _ in "psql -X -q -A -t -f '\(file)' &" } + ["wait"]
    let output = try run(
      "/bin/sh", ["-c", load.joined(separator: "\n")],
      environment: pooler.environment(["PGAPPNAME": "load"]), limit: 120)
    let counts = output.stdout.split(separator: "\n").compactMap { Int($0) }
    #expect(counts.count == clients, "\(output.stdout)\(output.stderr)")
    #expect(counts.max() ?? 0 <= example.pooler.size)
    #expect(counts.max() ?? 0 > 1)

    let settings = try pooler.psql("SHOW CONFIG", database: "pgbouncer").stdout
    for (name, value) in [
      ("pool_mode", example.pooler.mode.rawValue),
      ("default_pool_size", "\(example.pooler.size - example.pooler.reserve)"),
      ("reserve_pool_size", "\(example.pooler.reserve)"),
      ("max_db_connections", "\(example.pooler.size)"), ("max_client_conn", "\(example.pooler.clients)"),
      ("max_prepared_statements", "200"), ("auth_type", "scram-sha-256"), ("query_wait_timeout", "60"),
    ] {
      #expect(settings.contains("\(name)\t\(value)\t"), "\(name) is not \(value): \(settings)")
    }
    let log = try cluster.folder.text("pooler.log").split(separator: "\n")
    let troubles = log.filter { line in ["ERROR", "FATAL", "WARNING"].contains { line.contains(" \($0) ") } }
    #expect(!log.isEmpty && troubles.isEmpty, "\(troubles)")

    #expect(try pooler.psql("SELECT 1", password: "wrong").stderr.contains("authentication failed"))
    #expect(try pooler.psql("SELECT 1", user: "stranger").status != 0)
    #expect(try pooler.psql("SHUTDOWN", database: "pgbouncer").stderr.contains("admin access needed"))
  }

  @Test("asyncpg's prepared statements get through in transaction mode")
  func preparedStatements() throws {
    let example = try #require(Self.cases.first { $0.pooler.mode == .transaction })
    let cluster = try prepared(example)
    let pooler = try PoolerProcess(example, in: cluster, password: Self.password)
    defer { pooler.stop() }
    let script = """
      import asyncio, asyncpg, os
      async def main():
          pool = await asyncpg.create_pool(host=os.environ["PGHOST"], port=int(os.environ["PGPORT"]), min_size=8, max_size=8)
          async def one(i):
              for _ in range(5):
                  assert await pool.fetchval("SELECT $1::int + 1", i) == i + 1
          await asyncio.gather(*(one(i) for i in range(64)))
          print("all right")
      asyncio.run(main())
      """
    let output = try run(
      "python", ["-c", script], environment: pooler.environment([:]), limit: 120)
    #expect(output.stdout == "all right\n", "\(output.stderr)")
  }

  @Test("the stop signal lets a transaction end")
  func stops() throws {
    let example = try #require(Self.cases.first { $0.pooler.mode == .transaction })
    let cluster = try prepared(example)
    let pooler = try PoolerProcess(example, in: cluster, password: Self.password)
    let words = "psql -X -q -A -t -c 'SELECT pg_sleep(2), 7' & query=$!; sleep 0.7; kill -INT $0; wait $query"
    let output = try run(
      "/bin/sh", ["-c", words, "\(try pooler.process())"], environment: pooler.environment([:]), limit: 60)
    #expect(output.stdout.hasSuffix("7\n"), "\(output.stdout)\(output.stderr)")
    #expect(pooler.hasEnded())
  }

  /// A running cluster with the database and the role that the pooler logs in as.
  private func prepared(_ example: Case) throws -> PostgresCluster {
    let cluster = try PostgresCluster(.major(15))
    try cluster.start()
    let quoted = Self.password.replacingOccurrences(of: "'", with: "''")
    let isSuperuser = example.user == "postgres"
    let role = isSuperuser ? "ALTER ROLE postgres" : "CREATE ROLE \(example.user) LOGIN"
    _ = try cluster.query("\(role) PASSWORD '\(quoted)'")
    let output = try cluster.psql(
      ["-c", "CREATE DATABASE \(example.database)"],
      password: isSuperuser ? Self.password : PostgresCluster.superuserPassword)
    #expect(output.status == 0, "\(output.stderr)")
    return cluster
  }
}

/// A PgBouncer in the folder of a cluster, on a socket instead of the network.
private struct PoolerProcess {
  private let example: PgBouncerOracle.Case
  private let cluster: PostgresCluster
  private let password: String

  init(_ example: PgBouncerOracle.Case, in cluster: PostgresCluster, password: String) throws {
    self.example = example
    self.cluster = cluster
    self.password = password
    let folder = cluster.folder
    for name in ["run", "etc", "bin"] {
      try FileManager.default.createDirectory(atPath: folder.path(name), withIntermediateDirectories: true)
    }
    // Where the tools lie may be closed to the server's user.
    let program = (try Tools.path("pgbouncer") as NSString).deletingLastPathComponent
    _ = try run("cp", ["-rL", program + "/.", folder.path("bin")])
    let port = example.port
    func moved(_ text: String) -> String {
      text.replacingOccurrences(of: "/tmp/", with: folder.path("run/"))
        .replacingOccurrences(of: "host=\(example.service.dns) port=\(port)", with: "host=\(folder.path) port=5432")
        .replacingOccurrences(of: "listen_addr = *", with: "listen_addr =")
        .replacingOccurrences(of: "unix_socket_dir =", with: "unix_socket_dir = \(folder.path("run"))")
        .replacingOccurrences(of: "/etc/infracc/", with: folder.path("etc/"))
    }
    var variables = ["POOLER_USER": example.user, "POOLER_PASSWORD": password]
    var script = ""
    if let start = example.onRailway {
      #expect(start.words.prefix(2) == ["/bin/sh", "-c"])
      script = moved(start.words.last ?? "")
      variables["POOLER_HOST"] = folder.path
      variables.merge(start.variables) { own, _ in own }
    } else {
      _ = try cluster.write(moved(try Self.file("pgbouncer.ini", example)), to: "etc/pgbouncer.ini")
      script = moved(try Self.command(example))
    }
    try folder.write(script, to: "etc/start")
    for name in ["run", "etc", "bin"] { try cluster.give(name) }
    let prefix = getuid() == 0 ? "setpriv --reuid=postgres --regid=postgres --init-groups " : ""
    let output = try run(
      "/bin/sh",
      [
        "-c",
        "\(prefix)/bin/sh \(example.onRailway == nil ? "-euc" : "-c") \"$(cat etc/start)\" > pooler.log 2>&1 & echo $! > pid; "
          + "for i in $(seq 100); do [ -S run/.s.PGSQL.\(port) ] && exit 0; sleep 0.1; done; cat pooler.log >&2; exit 1",
      ],
      environment: variables.merging(["PATH": folder.path("bin") + ":/usr/sbin:/usr/bin:/bin"]) { $1 },
      directory: folder.path, limit: 60)
    guard output.status == 0 else { throw TestSupportError("pgbouncer did not start: \(output.stderr)") }
  }

  func environment(_ more: [String: String]) -> [String: String] {
    [
      "PGHOST": cluster.folder.path("run"), "PGPORT": "\(example.port)", "PGUSER": example.user,
      "PGDATABASE": example.database, "PGPASSWORD": password,
    ].merging(more) { _, new in new }
  }

  func psql(
    _ sql: String, user: String? = nil, password: String? = nil, database: String? = nil
  ) throws -> Output {
    var more: [String: String] = [:]
    more["PGUSER"] = user
    more["PGPASSWORD"] = password
    more["PGDATABASE"] = database
    return try run(
      "psql", ["-X", "-q", "-A", "-t", "-F", "\t", "-c", sql], environment: environment(more), limit: 60)
  }

  func process() throws -> pid_t {
    let text = try cluster.folder.text("pid")
    return try #require(pid_t(text.filter(\.isNumber)))
  }

  func hasEnded() -> Bool {
    guard let process = try? process() else { return false }
    for _ in 0..<100 where kill(process, 0) == 0 { usleep(50_000) }
    return kill(process, 0) != 0
  }

  func stop() {
    if let process = try? process() { kill(process, SIGQUIT) }
    _ = hasEnded()
  }

  private static func file(_ name: String, _ example: PgBouncerOracle.Case) throws -> String {
    let emission = PgBouncerEmitter.emit(
      EmitRequest(programs: [example.program], layout: OutputLayout(), targets: example.program.targets))
    let file = emission.files.first { $0.path.hasSuffix("/\(example.service.dns)/\(name)") }
    return try #require(file).content
  }

  /// The words of the emitted compose file, as compose reads them.
  private static func command(_ example: PgBouncerOracle.Case) throws -> String {
    let checkout = try ComposeOracle.Checkout(example.program, .tree)
    try checkout.fill()
    let services = try #require(try checkout.model()["services"] as? [String: [String: Any]])
    let service = try #require(services["\(example.service.dns)-pooler"])
    #expect(service["entrypoint"] as? [String] == ["/bin/sh", "-euc"])
    let script = try #require((service["command"] as? [String])?.first)
    // What `config` prints can be read again: its dollar signs are doubled.
    return script.replacingOccurrences(of: "$$", with: "$")
  }
}

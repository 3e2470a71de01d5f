import Compiler
import Engines
import Foundation
import IR
import TestSupport
import Testing

/// The commands by which a running server takes a new password, given to real servers.
@Suite("stores: new passwords", .waiting)
struct PasswordChangeOracle {
  private static let value = "N3wValueOfLettersAndDigits"

  private func change(_ service: Service, _ secret: String) throws -> Store.PasswordChange {
    try #require(service.store?.passwordChanges.first { $0.secret == "\(service.name)/\(secret)" })
  }

  private func input(_ change: Store.PasswordChange) -> String {
    String(repeating: Self.value + "\n", count: change.lines)
  }

  @Test("PostgreSQL: the new value lets in, the former one does not, and the log has neither", arguments: [15, 18])
  func postgres(major: Int) throws {
    let program = TunedPrograms.gayedProduction
    let service = try #require(program.service("postgres"))
    let role = try #require(service.store?.user)
    let cluster = try PostgresCluster(.major(major))
    try cluster.start(options: ["-c log_statement=all -c log_min_duration_statement=0"])
    _ = try cluster.query("CREATE ROLE \(role) LOGIN PASSWORD 'former'")
    let change = try change(service, "app_password")
    // Without a terminal, as `docker compose exec -T` runs it. In the image the socket asks for no password.
    let output = try run(
      "setsid", ["--wait", try Tools.path("psql")] + change.command.dropFirst(), input: input(change),
      environment: ["PGHOST": cluster.folder.path, "PGPASSWORD": PostgresCluster.superuserPassword], limit: 60)
    #expect(output.status == 0 && !output.stdout.contains(Self.value), "\(output)")
    func login(_ password: String) throws -> Int32 {
      try cluster.psql(["-c", "SELECT 1"], database: "postgres", user: role, password: password).status
    }
    #expect(try login(Self.value) == 0)
    #expect(try login("former") != 0)
    let log = try cluster.folder.text("log")
    #expect(log.contains("ALTER USER") && !log.contains(Self.value))
  }

  @Test("MariaDB: of a user, and of root, who has two accounts")
  func mariadb() throws {
    let program = try program(of: ["mariadb"])
    let service = try #require(program.service("mariadb"))
    let user = try #require(service.store?.user)
    let server = try MariadbServer()
    try server.start()
    try server.prepare(database: "app", user: user, password: "former")
    // In the image the client finds the server's socket by itself.
    try server.folder.write("[client]\nsocket=\(server.socket)\n", to: ".my.cnf")
    for (secret, account) in [("password", user), ("root_password", "root")] {
      let change = try change(service, secret)
      let output = try run(
        change.command[0], Array(change.command.dropFirst()), input: input(change),
        environment: ["HOME": server.folder.path, "MARIADB_ROOT_PASSWORD": MariadbServer.rootPassword],
        limit: 60)
      #expect(output.status == 0, "\(output)")
      #expect(try server.client(["-e", "SELECT 1"], user: account, password: Self.value).status == 0)
    }
    #expect(try server.client(["-e", "SELECT 1"], user: user, password: "former").status != 0)
    #expect(try server.client(["-e", "SELECT 1"]).status != 0)
    let hosts =
      "SELECT COUNT(DISTINCT authentication_string) FROM mysql.user WHERE User = 'root' AND Host IN ('localhost', '%')"
    #expect(try server.client(["-e", hosts], password: Self.value).stdout == "1\n")
  }

  @Test("every secret of a store is told, read at a start, or named as one that is changed by hand")
  func every() throws {
    let names = StoreEngines.all.map(\.name) + ["mariadb", "valkey", "minio"]
    let program = try program(of: names)
    let changed = Set(program.services.flatMap { $0.store?.passwordChanges ?? [] }.map(\.secret))
    let own = program.secrets.filter(\.isStoreOwned).map(\.id)
    #expect(own.count > 12 && changed.isSubset(of: own))
    // Garage keeps its keys in its own store, and the account of MinIO is no password.
    #expect(
      own.filter { !changed.contains($0) } == ["s3/rpc_secret", "s3/access_key", "s3/secret_key", "minio/access_key"])
  }

  /// Stores of these types, and a service that reads the outputs of all.
  private func program(of types: [String]) throws -> Program {
    let stores = types.map { "  \($0): { type: \($0), resources: { memory: 1GiB } }\n" }.joined()
    let uses = types.enumerated().map { index, name in
      let output = ["s3": "secret_access_key", "minio": "secret_access_key"][name] ?? "url"
      return "      URL_\(index): $<<\(name).\(output)>>\n"
    }.joined()
    let text = """
      infracc: 1
      project: shop
      targets: [compose]
      services:
      \(stores)  app:
          type: worker
          image: "example/app:1.0"
          variables:
      \(uses)
      """
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8))
    return try #require(compilation.programs.first)
  }
}

import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// `database_of`: a database in the server of another service.
@Suite struct DatabaseOfTests {
  private static let server = "services:\n  postgres: { version: 17, backup: { schedule: \"0 3 * * *\" } }\n"

  static let cases: [RuleCase] = [
    RuleCase(
      "a database of its own",
      server + "  b: { type: postgres, database_of: postgres }\n"
        + "  w: { type: worker, image: \"a/b:1\", variables: { DATABASE_URL: $<<b.url>> } }"),
    RuleCase(
      "a chain", server + "  b: { type: postgres, database_of: postgres }\n  c: { type: postgres, database_of: b }",
      "E0219", marked: "b"),
    RuleCase("itself", server + "  b: { type: postgres, database_of: b }", "E0219", marked: "b"),
    RuleCase(
      "another engine", server + "  redis: { version: 8 }\n  b: { type: postgres, database_of: redis }", "E0219",
      marked: "redis"),
    RuleCase("no service", server + "  b: { type: postgres, database_of: postgress }", "E0301", marked: "postgress"),
    RuleCase("an engine without", server + "  b: { type: redis, database_of: postgres }", "E0215"),
    RuleCase(
      "the database of the server", server + "  b: { type: postgres, database_of: postgres, database: app }", "E0212",
      marked: "app"),
    RuleCase(
      "the role of the server", server + "  b: { type: postgres, database_of: postgres, user: app }", "E0212",
      marked: "app"),
    RuleCase(
      "one role of two",
      server + "  b: { type: postgres, database_of: postgres, user: x }\n"
        + "  c: { type: postgres, database_of: postgres, user: x }", "E0212", marked: "x"),
    RuleCase(
      "a server that is off",
      server.replacingOccurrences(of: "version: 17", with: "version: 17, enabled: false")
        + "  b: { type: postgres, database_of: postgres }", "E0803", marked: "postgres"),
    RuleCase(
      "two pools with one variable",
      server + "  b: { type: postgres, database_of: postgres }\n  w: { type: worker, image: \"a/b:1\", "
        + "variables: { A: $<<b.url>>, B: $<<postgres.url>> }, pools: { postgres: { size: 1 }, b: { size: 2 } } }",
      "E0212", marked: "b"),
    RuleCase(
      "nothing refers to it",
      server + "  b: { type: postgres, database_of: postgres }\n  w: { type: worker, image: \"a/b:1\" }", "W0324",
      marked: "b"),
  ]

  @Test(arguments: cases) func finding(sample: RuleCase) { sample.run() }

  /// What belongs to the server has no meaning for a database in it.
  @Test(arguments: [
    "version: 17", "image: \"postgres:17\"", "tuning: { work_mem: 4MB }", "resources: { memory: 1GiB }",
    "backup: { schedule: \"0 3 * * *\" }", "pooler: transaction", "public: tcp", "port: 5440", "stop_grace: 10s",
    "init: [a.sql]", "region: x", "options: { postgres: { disk: ssd } }", "raw: { compose: { init: true } }",
  ])
  func keysOfTheServer(key: String) {
    let checked = Checked(
      "infracc: 1\nproject: shop\ntargets: [compose]\n" + Self.server
        + "  b: { type: postgres, database_of: postgres, \(key) }\n")
    #expect(checked.codes == ["E0215"], "\(checked.report)")
    #expect(checked.first("E0215")?.help == ["set it on `postgres`, or delete it here"])
  }

  private static func fixture() throws -> Checked {
    try Checked(file: "Tests/Fixtures/emit/databases/topology.yaml")
  }

  @Test func referencesLeadToTheServer() throws {
    let checked = try Self.fixture()
    #expect(checked.codes == [], "\(checked.report)")
    let url = try #require(checked.variable("DATABASE_URL", of: "billing")?.value)
    guard case .url(let parts) = url else {
      Issue.record("\(url)")
      return
    }
    // Past the pooler, which lets in the role of the server's own database.
    #expect(parts.host == .output(service: "main-db", name: "unpooled_host"))
    #expect(parts.port == .output(service: "main-db", name: "port"))
    #expect(parts.user == .literal("billing_db"))
    #expect(parts.password == .secret(id: "billing-db/app_password"))
    #expect(parts.path == .literal("/billing_db"))
    #expect(checked.variable("REPORTS_USER", of: "api")?.value == .literal("rep_owner"))
    #expect(checked.variable("REPORTS_PASSWORD", of: "api")?.value == .secret(id: "reports/app_password"))
  }

  @Test func nothingOfItsOwnRuns() throws {
    let program = try #require(try Self.fixture().program())
    #expect(program.services.map(\.name) == ["main-db", "api", "billing"])
    #expect(program.service("main-db")?.store?.databases.map(\.service) == ["billing-db", "reports"])
    #expect(program.service("billing")?.needs.map(\.service) == ["main-db"])
    #expect(program.edges.filter { $0.from == "billing" }.map(\.to) == ["main-db"])
    let secrets = program.secrets.map(\.env)
    #expect(secrets == ["MAIN_DB_PASSWORD", "MAIN_DB_APP_PASSWORD", "BILLING_DB_APP_PASSWORD", "REPORTS_APP_PASSWORD"])
  }

  /// Connections count against the server; those to a database of another service go past the pooler.
  @Test func theBudgetIsTheServers() throws {
    let program = try #require(try Self.fixture().program())
    #expect(program.connectionBudgets.map(\.store) == ["main-db"])
    let consumers = program.connectionBudgets[0].consumers
    #expect(consumers.map(\.service) == ["api", "api", "billing"])
    #expect(consumers.map { $0.size + $0.overflow }.sorted() == [1, 4, 10])
    #expect(consumers.filter { !$0.isPooled }.map { $0.size + $0.overflow }.sorted() == [1, 4])
  }

  @Test func railwayCannotMakeOne() {
    let checked = Checked(
      "infracc: 1\nproject: shop\ntargets: [railway]\n" + Self.server
        + "  b: { type: postgres, database_of: postgres }\n"
        + "  w: { type: worker, image: \"a/b:1\", variables: { DATABASE_URL: $<<b.url>> } }\n")
    #expect(checked.codes.filter { $0.hasPrefix("E") } == ["E0902"], "\(checked.report)")
    #expect(checked.marked("E0902") == "postgres")
  }
}

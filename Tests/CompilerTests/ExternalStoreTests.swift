import Diagnostics
import IR
import Testing

/// `external`: a store that is run elsewhere, usually in one environment.
@Suite struct ExternalStoreTests {
  private static func checked(_ services: String, environments: String = "") -> Checked {
    Checked(
      "infracc: 1\nproject: shop\ntargets: [compose, railway]\nsecrets: { DB_PASSWORD: { source: external, charset: url } }\n"
        + "\(environments)services:\n\(services)\n")
  }

  private static let worker = "  w: { type: worker, image: \"a/b:1\", variables: "

  private static func text(_ expression: Expression?) -> String {
    switch expression {
    case nil: "-"
    case .literal(let text)?: text
    case .secret(let id)?: "<\(id)>"
    case .output(let service, let name)?: "{\(service).\(name)}"
    case .concat(let parts)?: parts.map { text($0) }.joined()
    case .url(let url)?:
      url.fullScheme + "://" + text(url.user) + ":" + text(url.password) + "@" + text(url.host) + ":" + text(url.port)
        + text(url.path) + url.query.map { "?" + $0.name + "=" + text($0.value) }.joined()
    default: "?"
    }
  }

  /// Every engine: its outputs are made of the parts.
  @Test(arguments: [
    (
      "type: postgres, external: { host: db.example.com, port: 6432, user: me, database: shop, password: DB_PASSWORD, tls: true }",
      "$<<db.url>>", "postgresql://me:<shared/DB_PASSWORD>@db.example.com:6432/shop?sslmode=require"
    ),
    (
      "type: postgres, external: { host: db.example.com, password: DB_PASSWORD, tls: true }",
      "$<<db.url | driver(\"asyncpg\")>>",
      "postgresql+asyncpg://postgres:<shared/DB_PASSWORD>@db.example.com:5432/app?ssl=require"
    ),
    (
      "type: redis, external: { host: cache.example.com, password: DB_PASSWORD, tls: true }", "$<<db.url>>",
      "rediss://default:<shared/DB_PASSWORD>@cache.example.com:6379-"
    ),
    ("type: valkey, external: { host: cache.example.com }", "$<<db.url>>", "redis://default:-@cache.example.com:6379-"),
    (
      "type: mysql, external: { host: db.example.com, user: me, password: DB_PASSWORD, tls: true }", "$<<db.url>>",
      "mysql://me:<shared/DB_PASSWORD>@db.example.com:3306/app?ssl-mode=REQUIRED"
    ),
    (
      "type: mongodb, external: { host: db.example.com, user: me, database: shop, password: DB_PASSWORD }",
      "$<<db.url>>", "mongodb://me:<shared/DB_PASSWORD>@db.example.com:27017/shop?authSource=admin"
    ),
    ("type: postgres, external: { host: db.example.com, user: me }", "$<<db.host>>", "db.example.com"),
    ("type: postgres, external: { host: db.example.com, user: me }", "$<<db.user>>", "me"),
    (
      "type: postgres, external: { host: db.example.com, password: DB_PASSWORD }", "$<<db.password>>",
      "<shared/DB_PASSWORD>"
    ),
    (
      "type: postgres, external: { host: db.example.com, password: DB_PASSWORD }", "$<<db.unpooled_url>>",
      "postgresql://postgres:<shared/DB_PASSWORD>@db.example.com:5432/app"
    ),
  ])
  func outputs(store: String, reference: String, meant: String) throws {
    let checked = Self.checked("  db: { \(store) }\n\(Self.worker){ X: '\(reference)' } }")
    #expect(!checked.diagnostics.contains { $0.severity == .error }, "\(checked.report)")
    let program = try #require(checked.program())
    #expect(Self.text(program.service("w")?.variable("X")?.value) == meant)
    #expect(program.service("db") == nil)
    #expect(program.service("w")?.needs.isEmpty == true)
  }

  /// In one environment only: elsewhere the store runs here, with all that is written for it.
  @Test func inOneEnvironment() throws {
    let checked = Self.checked(
      "  db: { type: postgres, version: 17, resources: { storage: 5GiB }, backup: { schedule: \"0 3 * * *\" } }\n"
        + "\(Self.worker){ URL: $<<db.url>> } }",
      environments:
        "environments:\n  production: { services: { db: { external: { host: db.example.com, password: DB_PASSWORD } } } }\n"
        + "  staging: {}\n")
    #expect(checked.codes == [], "\(checked.report)")
    #expect(checked.program()?.service("db") == nil)
    #expect(checked.program("staging")?.service("db")?.store?.backup != nil)
    #expect(
      Self.text(checked.program()?.service("w")?.variable("URL")?.value)
        == "postgresql://postgres:<shared/DB_PASSWORD>@db.example.com:5432/app")
    let here = Self.text(checked.program("staging")?.service("w")?.variable("URL")?.value)
    #expect(here.contains("{db.host}"))
    #expect(checked.program()?.secrets.map(\.id) == ["shared/DB_PASSWORD"])
    #expect(checked.program("staging")?.secrets.contains { $0.id == "shared/DB_PASSWORD" } == false)
  }

  @Test(arguments: [
    ("external: { password: DB_PASSWORD }", "E0202", "{ password: DB_PASSWORD }"),
    ("external: { host: 'postgres://db/x' }", "E0405", "'postgres://db/x'"),
    ("external: { host: db.example.com, password: DB_PASWORD }", "E0302", "DB_PASWORD"),
    ("external: { host: db.example.com, pasword: DB_PASSWORD }", "E0201", "pasword"),
    ("external: db.example.com", "E0204", "db.example.com"),
    ("backup: { schedule: \"0 3 * * *\" }, external: { host: db.example.com }", "E0215", "backup"),
  ])
  func mistakes(keys: String, code: String, marked: String) {
    let checked = Self.checked(
      "  db: { type: postgres, \(keys) }\n\(Self.worker){ URL: $<<db.url>>, P: $<<shared.DB_PASSWORD>> } }")
    #expect(checked.codes.contains(code), "\(checked.report)")
    #expect(checked.marked(code) == marked, "\(checked.report)")
    #expect(checked.codes.count == 1, "\(checked.report)")
  }

  /// The limit of a server that is run elsewhere counts where it is written.
  @Test func connectionsStillCount() {
    func codes(_ tuning: String) -> [String] {
      Self.checked(
        "  db: { type: postgres, \(tuning)external: { host: db.example.com, password: DB_PASSWORD } }\n"
          + "  w: { type: worker, image: \"a/b:1\", pools: { db: { size: 30, overflow: 0 } }, variables: { URL: $<<db.url>> } }"
      ).codes
    }
    #expect(codes("tuning: { max_connections: 20 }, ") == ["E0701"])
    #expect(codes("") == [])
  }
}

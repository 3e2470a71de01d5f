import Diagnostics
import Engines
import IR
import Testing

/// `external`: a store that is run elsewhere, usually in one environment.
@Suite struct ExternalStoreTests {
  private static func checked(_ services: String, environments: String = "") -> Checked {
    // A secret that nothing uses would be reported.
    let key = services.contains("KEY") ? ", KEY: external" : ""
    return Checked(
      "infracc: 1\nproject: shop\ntargets: [compose, railway]\n"
        + "secrets: { DB_PASSWORD: { source: external, charset: url }\(key) }\n"
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

  private static let s3 =
    "type: s3, external: { endpoint: 'https://s3.eu-central-1.amazonaws.com', bucket: uploads, region: eu-central-1, "
    + "access_key_id: KEY, secret_access_key: DB_PASSWORD }"

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
    (
      "type: rabbitmq, external: { host: mq.example.com, user: me, password: DB_PASSWORD, vhost: jobs, tls: true }",
      "$<<db.url>>", "amqps://me:<shared/DB_PASSWORD>@mq.example.com:5671/jobs"
    ),
    (
      "type: rabbitmq, external: { host: mq.example.com, port: 5673, user: me, password: DB_PASSWORD }",
      "$<<db.url>>", "amqp://me:<shared/DB_PASSWORD>@mq.example.com:5673"
    ),
    ("type: rabbitmq, external: { host: mq.example.com, user: me }", "$<<db.vhost>>", "/"),
    ("type: rabbitmq, external: { host: mq.example.com, user: me }", "$<<db.user>>", "me"),
    ("type: redis, external: { host: cache.example.com, user: me }", "$<<db.user>>", "me"),
    (
      "type: meilisearch, external: { host: ms.example.com, master_key: KEY, tls: true }", "$<<db.url>>",
      "https://-:-@ms.example.com:443-"
    ),
    (
      "type: meilisearch, external: { host: ms.example.com, master_key: KEY }", "$<<db.master_key>>", "<shared/KEY>"
    ),
    (
      "type: clickhouse, external: { host: ch.example.com, user: me, password: DB_PASSWORD, tls: true }",
      "$<<db.url>>", "https://me:<shared/DB_PASSWORD>@ch.example.com:8443/?database=default"
    ),
    (
      "type: clickhouse, external: { host: ch.example.com, database: d, password: DB_PASSWORD, tls: true }",
      "$<<db.native_url>>", "clickhouse://default:<shared/DB_PASSWORD>@ch.example.com:9440/d?secure=true"
    ),
    (s3, "$<<db.endpoint>>", "https://s3.eu-central-1.amazonaws.com"),
    (s3, "$<<db.public_endpoint>>", "https://s3.eu-central-1.amazonaws.com"),
    (s3, "$<<db.bucket>>", "uploads"), (s3, "$<<db.region>>", "eu-central-1"),
    (s3, "$<<db.access_key_id>>", "<shared/KEY>"), (s3, "$<<db.secret_access_key>>", "<shared/DB_PASSWORD>"),
    (
      "type: mongodb, external: { host: db.example.com, user: me, auth_source: shop, database: shop, tls: true }",
      "$<<db.url>>", "mongodb://me:-@db.example.com:27017/shop?authSource=shop?tls=true"
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

  /// Every server: with all of its keys written every output has a value that is made of them and of nothing here.
  @Test(arguments: StoreEngines.servers.map(\.flavor))
  func everyOutputOfEveryServer(word: String) throws {
    let engine = try #require(StoreEngines.named(word))
    let keys = engine.externalKeys.map { key in
      switch key.kind {
      case .host: "\(key.name): h.example.com"
      case .port: "\(key.name): 4242"
      case .tls: "\(key.name): true"
      case .address: "\(key.name): 'https://h.example.com'"
      case .text: "\(key.name): given_\(key.name)"
      case .secret: "\(key.name): DB_PASSWORD"
      }
    }
    let outputs = engine.offered.map { "O_\($0.name.uppercased()): $<<db.\($0.name)>>" }
    let checked = Self.checked(
      "  db: { type: \(word), external: { \(keys.joined(separator: ", ")) } }\n"
        + "\(Self.worker){ \(outputs.joined(separator: ", ")) } }")
    #expect(!checked.diagnostics.contains { $0.severity == .error }, "\(checked.report)")
    let service = try #require(checked.program()?.service("w"))
    for output in engine.offered {
      let value = service.variable("O_" + output.name.uppercased())?.value
      let text = Self.text(value)
      #expect(!text.contains("{") && !text.contains("<db/") && text != "-" && !text.isEmpty, "\(output.name): \(text)")
      guard case .url(let url)? = value else { continue }
      #expect(!["http", "amqp", "redis"].contains(url.scheme), "\(output.name): \(text) is not encrypted")
    }
  }

  /// Without what is not required, a reference to a secret that nobody named is refused, and nothing else is.
  @Test(arguments: StoreEngines.servers.map(\.flavor))
  func aSecretThatIsNotNamed(word: String) throws {
    let engine = try #require(StoreEngines.named(word))
    let keys = engine.externalKeys.filter(\.isRequired).map { key in
      key.kind == .host
        ? "\(key.name): h.example.com"
        : key.kind == .address ? "\(key.name): 'https://h.example.com'" : "\(key.name): given"
    }
    for output in engine.offered {
      let checked = Self.checked(
        "  db: { type: \(word), external: { \(keys.joined(separator: ", ")) } }\n"
          + "\(Self.worker){ O: $<<db.\(output.name)>>, P: $<<shared.DB_PASSWORD>>, K: $<<shared.KEY>> } }")
      let isSecret = engine.externalKeys.contains { $0.kind == .secret && $0.name == output.name }
      #expect(checked.codes == (isSecret ? ["E0306"] : []), "\(output.name): \(checked.report)")
    }
  }

  /// Results of Celery in a Redis that is run elsewhere, over TLS: its URL says how certificates are checked.
  @Test(arguments: [
    ("tls: true, ", "", true), ("", "", false), ("tls: true, ", " | with(ssl_cert_reqs=\"CERT_REQUIRED\")", false),
  ])
  func resultsOverTLS(tls: String, filter: String, isReported: Bool) {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      secrets: { DB_PASSWORD: { source: external, charset: url } }
      services:
        cache: { type: redis, external: { host: cache.example.com, \(tls)password: DB_PASSWORD } }
        jobs:
          type: worker
          root: ./jobs
          build: { dockerfile: jobs/Dockerfile }
          start: celery -A tasks worker --concurrency 2
          variables:
            CELERY_RESULT_BACKEND: '$<<cache.url\(filter)>>'

      """,
      beside: [
        (
          "jobs/tasks.py",
          "import os\n\nfrom celery import Celery\n\napp = Celery('t', backend=os.environ['CELERY_RESULT_BACKEND'])\n"
        ),
        ("jobs/Dockerfile", "FROM python:3.12-slim-bookworm\nCOPY . .\n"),
      ])
    #expect(checked.codes.contains("W0418") == isReported, "\(checked.report)")
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

  @Test(arguments: [
    ("external: { endpoint: 's3.example.com', bucket: b, region: r }", "E0405", "'s3.example.com'"),
    (
      "external: { endpoint: 'https://k:s@s3.example.com', bucket: b, region: r }", "E0501",
      "s"
    ),
    ("external: { endpoint: 'https://s3.example.com' }", "E0202", "{ endpoint: 'https://s3.example.com' }"),
    ("external: { host: s3.example.com, endpoint: 'https://s3.example.com', bucket: b, region: r }", "E0201", "host"),
    (
      "external: { endpoint: 'https://s3.example.com', bucket: b, region: r, access_key_id: KEI }", "E0302", "KEI"
    ),
  ])
  func mistakesOfBuckets(keys: String, code: String, marked: String) {
    let checked = Self.checked(
      "  db: { type: s3, \(keys) }\n\(Self.worker){ B: $<<db.bucket>>, P: $<<shared.DB_PASSWORD>>, K: $<<shared.KEY>> } }"
    )
    #expect(checked.codes == [code], "\(checked.report)")
    #expect(checked.marked(code) == marked, "\(checked.report)")
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

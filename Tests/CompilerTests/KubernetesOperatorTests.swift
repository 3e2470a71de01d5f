import Compiler
import Diagnostics
import IR
import Testing

@testable import Emit

/// PostgreSQL by the operator CloudNativePG: no package has the definitions of its objects, so that their fields are
/// compared with lists of them here.
@Suite("Kubernetes with an operator")
struct KubernetesOperatorTests {
  /// - Parameters:
  ///   - postgres: keys of the store, a comma first.
  ///   - options: of the target, a comma first.
  static func topology(_ postgres: String, options: String = "", more: String = "") -> String {
    """
    infracc: 1
    project: shop
    targets: [kubernetes]
    options: { kubernetes: { registry: registry.example.com, postgres: cloudnative-pg\(options) } }
    secrets: { BUCKET: external, TOKEN: optional }
    services:
      postgres: { version: 17, port: 5432\(postgres) }
      api: { type: fastapi, root: ./api, health: /health, variables: { DATABASE_URL: $<<postgres.url>> } }
    \(more)
    """
  }

  private static let whole = topology(
    """
    , extensions: [pg_trgm], pooler: transaction, backup: { schedule: "30 3 * * 7", keep: 9d, \
    to: { url: s3://backups/shop, endpoint: "https://s3.example.net:9000", secret: BUCKET } }
    """)

  static func manifests(_ text: String) throws -> KubernetesManifests {
    let program = try #require(Checked(text).compilation.programs.first)
    return KubernetesManifests(KubernetesProject(program, layout: OutputLayout()))
  }

  private static func objects(_ text: String) throws -> [YAMLMapping] {
    try manifests(text).all.flatMap(\.objects)
  }

  private static func kind(_ object: YAMLMapping) -> String { object["kind"].map(text) ?? "" }

  static func text(_ value: YAMLValue) -> String {
    switch value {
    case .text(let text), .quoted(let text): text
    case .integer(let number): String(number)
    case .boolean(let flag): String(flag)
    default: ""
    }
  }

  /// `spec.bootstrap.initdb.database` of every scalar; items of lists as `[]`.
  static func leaves(_ value: YAMLValue, _ path: String = "") -> [String: String] {
    switch value {
    case .mapping(let mapping):
      mapping.entries.reduce(into: [:]) { all, entry in
        all.merge(leaves(entry.value, path.isEmpty ? entry.key : path + "." + entry.key)) { first, _ in first }
      }
    case .sequence(let items):
      items.reduce(into: [:]) { all, item in all.merge(leaves(item.value, path + "[]")) { first, _ in first } }
    case .flow(let values):
      values.reduce(into: [:]) { all, value in all.merge(leaves(value, path + "[]")) { first, _ in first } }
    default: [path: text(value)]
    }
  }

  // MARK: Fields

  /// By kind: the version of the API, the fields that are always written, and those that may be (api/v1 of CloudNativePG
  /// 1.30.0 and of the Barman Cloud plug-in, 2026-08).
  private static let fields: [String: (version: String, always: Set<String>, sometimes: Set<String>)] = [
    "Cluster": (
      "postgresql.cnpg.io/v1",
      [
        "instances", "imageName", "enableSuperuserAccess", "bootstrap.initdb.database", "bootstrap.initdb.owner",
        "bootstrap.initdb.secret.name", "bootstrap.initdb.dataChecksums", "bootstrap.initdb.postInitApplicationSQL[]",
        "storage.size", "resources.requests.cpu", "resources.requests.memory", "resources.limits.cpu",
        "resources.limits.memory", "plugins[].name", "plugins[].isWALArchiver",
        "plugins[].parameters.barmanObjectName",
      ],
      [
        "enablePDB", "imagePullSecrets[].name", "storage.storageClass", "postgresql.shared_preload_libraries[]",
        "env[].name", "env[].value",
      ]
    ),
    "ScheduledBackup": (
      "postgresql.cnpg.io/v1",
      ["schedule", "backupOwnerReference", "cluster.name", "method", "pluginConfiguration.name"], []
    ),
    "ObjectStore": (
      "barmancloud.cnpg.io/v1",
      [
        "retentionPolicy", "configuration.destinationPath", "configuration.endpointURL",
        "configuration.s3Credentials.accessKeyId.name", "configuration.s3Credentials.accessKeyId.key",
        "configuration.s3Credentials.secretAccessKey.name", "configuration.s3Credentials.secretAccessKey.key",
      ], []
    ),
    "Pooler": (
      "postgresql.cnpg.io/v1",
      [
        "cluster.name", "instances", "type", "pgbouncer.poolMode", "deploymentStrategy.type",
        "template.spec.containers[].name", "template.spec.containers[].resources.requests.cpu",
        "template.spec.containers[].resources.requests.memory", "template.spec.containers[].resources.limits.memory",
      ],
      [
        "deploymentStrategy.rollingUpdate.maxSurge", "deploymentStrategy.rollingUpdate.maxUnavailable",
        "pgbouncer.image",
      ]
    ),
  ]

  /// Mappings of texts whose names are the server's.
  private static let open = ["postgresql.parameters.", "pgbouncer.parameters."]

  @Test("each object has the fields of its kind and no other", arguments: fields.keys.sorted())
  func fieldsOfKinds(kind: String) throws {
    let known = try #require(Self.fields[kind])
    let found = try Self.objects(Self.whole).filter { Self.kind($0) == kind }
    #expect(found.count == 1)
    let object = try #require(found.first)
    #expect(object["apiVersion"].map(Self.text) == known.version)
    let spec = try #require(object["spec"])
    let names = Set(Self.leaves(spec).keys).filter { name in !Self.open.contains(where: name.hasPrefix) }
    #expect(known.always.subtracting(names) == [])
    #expect(names.subtracting(known.always).subtracting(known.sometimes) == [])
    for value in [spec] {
      for (name, value) in Self.texts(value, under: Self.open) { #expect(value, "\(name) is a text") }
    }
  }

  /// Whether the values of open mappings are texts for every reader of YAML.
  private static func texts(_ value: YAMLValue, under open: [String], _ path: String = "") -> [(String, Bool)] {
    guard case .mapping(let mapping) = value else { return [] }
    return mapping.entries.flatMap { entry -> [(String, Bool)] in
      let name = path + entry.key
      if open.contains(path) {
        switch entry.value {
        case .text, .quoted: return [(name, true)]
        default: return [(name, false)]
        }
      }
      return texts(entry.value, under: open, name + ".")
    }
  }

  @Test("nothing of the StatefulSet is left, and the values lead to what the operator makes")
  func inItsPlace() throws {
    let manifests = try Self.manifests(Self.whole)
    let objects = manifests.all.flatMap(\.objects)
    let own = objects.filter { object in
      guard case .mapping(let metadata) = object["metadata"], let name = metadata["name"].map(Self.text) else {
        return false
      }
      return name.hasPrefix("postgres")
    }
    #expect(
      Set(own.map(Self.kind)) == ["Cluster", "ScheduledBackup", "ObjectStore", "Pooler", "NetworkPolicy"])
    let leaves = own.map { Self.leaves(.mapping($0)) }
    #expect(leaves.contains { $0["spec.schedule"] == "0 30 3 * * 0" })
    #expect(leaves.contains { $0["spec.retentionPolicy"] == "9d" })
    let cluster = try #require(own.first { Self.kind($0) == "Cluster" })
    let statements = Self.strings(cluster).filter { $0.hasPrefix("CREATE EXTENSION") }
    #expect(statements == ["CREATE EXTENSION IF NOT EXISTS \"pg_trgm\""])
    let values = Self.strings(.init(objects: objects))
    #expect(values.contains { $0.hasSuffix("@postgres-pooler:5432/app") })
    let secrets = manifests.supplies.secrets
    let account = try #require(secrets.first { $0.name == "postgres-app" })
    #expect(account.type == "kubernetes.io/basic-auth" && account.keys.map(\.name) == ["username", "password"])
    let bucket = try #require(secrets.first { $0.name == "bucket" })
    #expect(bucket.keys.map(\.name) == ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY"])
    #expect(!secrets.contains { $0.name == "postgres" }, "the superuser has no password")
  }

  @Test("without a pooler, services connect to the instance that takes writes")
  func withoutPooler() throws {
    let values = Self.strings(.init(objects: try Self.objects(Self.topology(""))))
    #expect(values.contains { $0.hasSuffix("@postgres-rw:5432/app") })
  }

  @Test("policies select the pods of the operator, and nothing selects those of a StatefulSet")
  func policies() throws {
    let network = try #require(try Self.manifests(Self.whole).all.first { $0.name == "network" })
    var selectors: [String] = []
    for object in network.objects {
      for (name, value) in Self.leaves(.mapping(object)) where name.contains("matchLabels") {
        selectors.append(name.split(separator: ".").suffix(2).joined(separator: ".") + "=" + value)
      }
    }
    #expect(selectors.contains("cnpg.io/cluster=postgres") && selectors.contains("cnpg.io/poolerName=postgres-pooler"))
    #expect(!selectors.contains { $0.hasSuffix("/name=postgres") || $0.hasSuffix("/name=postgres-pooler") })
  }

  @Test("one instance has no budget that would block a drain")
  func oneInstance() throws {
    func cluster(_ option: String) throws -> [String: String] {
      let text = Self.topology(", options: { kubernetes: { instances: \(option) } }")
      let object = try #require(try Self.objects(text).first { Self.kind($0) == "Cluster" })
      return Self.leaves(.mapping(object))
    }
    #expect(try cluster("1")["spec.enablePDB"] == "false")
    #expect(try cluster("3")["spec.enablePDB"] == nil)
    #expect(try cluster("3")["spec.instances"] == "3")
  }

  /// Parameters that the operator refuses, of each group that its list has.
  private static let refused = [
    "listen_addresses", "port", "ssl", "ssl_cert_file", "ssl_key_file", "archive_mode", "archive_command",
    "log_destination", "logging_collector", "unix_socket_directories", "hot_standby", "restore_command",
    "recovery_target_time", "cluster_name", "data_directory", "hba_file", "restart_after_crash",
    "synchronous_standby_names", "temp_tablespaces", "syslog_ident",
  ]

  private static let flags: Set<String> = [
    "ssl", "archive_mode", "logging_collector", "hot_standby", "restart_after_crash",
  ]

  @Test("what the operator decides on is written nowhere and named", arguments: refused)
  func refusedParameter(name: String) throws {
    let value = name == "port" ? "5432" : Self.flags.contains(name) ? "on" : "x"
    let text = Self.topology(", tuning: { extra: { \(name): \"\(value)\" } }")
    let cluster = try #require(try Self.objects(text).first { Self.kind($0) == "Cluster" })
    #expect(!Self.leaves(.mapping(cluster)).keys.contains { $0.hasSuffix("parameters." + name) })
    let found = Checked(text).diagnostics.filter { $0.code == "I0914" && $0.message.contains("`\(name)`") }
    #expect(found.count == 1)
  }

  @Test("libraries that the operator does not load by itself are a list")
  func libraries() throws {
    let text = Self.topology(", tuning: { extra: { shared_preload_libraries: \"pg_stat_statements, pg_cron\" } }")
    let cluster = try #require(try Self.objects(text).first { Self.kind($0) == "Cluster" })
    let leaves = Self.leaves(.mapping(cluster))
    #expect(leaves["spec.postgresql.shared_preload_libraries[]"] == "pg_cron")
    #expect(leaves["spec.postgresql.parameters.pg_stat_statements.max"] == "5000")
  }

  /// All texts of an object.
  private static func strings(_ object: YAMLMapping) -> [String] {
    func all(_ value: YAMLValue) -> [String] {
      switch value {
      case .mapping(let mapping): mapping.entries.flatMap { all($0.value) }
      case .sequence(let items): items.flatMap { all($0.value) }
      case .flow(let values): values.flatMap(all)
      default: [text(value)]
      }
    }
    return all(.mapping(object))
  }

  // MARK: Findings

  struct Case: Sendable, CustomTestStringConvertible {
    var keys: String
    var more = ""
    var code: String
    var marked: String
    var testDescription: String { keys + more }
  }

  static let cases: [Case] = [
    Case(keys: ", init: [db/schema.sql]", code: "E0902", marked: "[db/schema.sql]"),
    Case(
      keys: ", backup: { schedule: \"0 3 * * *\" }", code: "E0902", marked: "{ schedule: \"0 3 * * *\" }"),
    Case(keys: ", user: postgres", code: "E0902", marked: "postgres"),
    Case(keys: ", stop_grace: 40s", code: "I0914", marked: "40s"),
    Case(
      keys: "", more: "  books: { type: postgres, database_of: postgres }\n", code: "E0902", marked: "postgres"),
    Case(
      keys: "",
      more: "  postgres-rw: { type: worker, image: \"x/y:1\", options: { kubernetes: { user: 1000 } } }\n",
      code: "E0902", marked: "postgres-rw"),
    Case(
      keys: "",
      more: """
          other:
            version: 17
            type: postgres
            options: { kubernetes: { postgres: statefulset } }
            backup: { schedule: "0 3 * * *", to: { url: s3://b0t/x, secret: BUCKET } }

        """,
      code: "E0902", marked: "{ url: s3://b0t/x, secret: BUCKET }"),
  ]

  @Test("what the operator cannot do is one finding at the key", arguments: cases)
  func findings(of example: Case) {
    let checked = Checked(Self.topology(example.keys, more: example.more))
    let found = checked.diagnostics.filter { $0.code == example.code }
    #expect(found.count == 1, "\(found.map(\.message))")
    #expect(checked.marked(example.code) == example.marked)
  }

  @Test("what it can do is no finding")
  func silence() {
    let codes = Checked(Self.whole).diagnostics.map(\.code)
    #expect(!codes.contains { ["E0902", "I0914", "W0903"].contains($0) }, "\(codes)")
  }
}

extension YAMLMapping {
  /// All of them as one value.
  fileprivate init(objects: [YAMLMapping]) {
    self.init()
    for (index, object) in objects.enumerated() { add(String(index), .mapping(object)) }
  }
}

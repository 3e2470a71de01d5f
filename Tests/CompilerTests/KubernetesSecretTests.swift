import Compiler
import IR
import TestSupport
import Testing

@testable import Emit

/// The Secrets that manifests refer to, the list of them, and what fills them.
@Suite("Secrets of Kubernetes")
struct KubernetesSecretTests {
  private static let store = "secrets: { store: vault, kind: ClusterSecretStore"

  /// A topology with every way to read a secret.
  private static func topology(_ options: String) -> String {
    """
    infracc: 1
    project: shop
    targets: [kubernetes]
    options: { kubernetes: { registry: registry.example.com, \(options) } }
    secrets:
      TOKEN: external
      KEY: generate
      SPARE_KEY: optional
      SPARE__KEY: optional
      MAIL_PASSWORD: optional
      FILE: { source: external, charset: url }
      UNUSED: external
    services:
      postgres: { version: 17, extensions: [], pooler: transaction, backup: { schedule: "0 3 * * *" } }
      redis: { version: 8 }
      api:
        type: fastapi
        root: ./api
        health: /health
        release: python -m alembic upgrade head
        use: [TOKEN, KEY, SPARE_KEY]
        files: { /run/key: { secret: FILE } }
        variables:
          DATABASE_URL: $<<postgres.url>>
          CACHE: $<<redis.url>>
          OTHER: { value: $<<shared.SPARE__KEY>>, required: false }
          MAIL: { value: "user $<<shared.MAIL_PASSWORD>>", required: false }

    """
  }

  private static let script = topology("tag: \"1\"")
  private static let external = topology(store + " }")

  /// `name/key` of every reference of a container and of a mounted file, read from the text of the files.
  private static func references(_ text: String) throws -> Set<String> {
    let files = Checked(text).compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file)
    var found: Set<String> = []
    for file in files where file.path.contains("/kubernetes/") && !file.path.hasSuffix("secrets.yaml") {
      for match in file.content.matches(of: /secretKeyRef: \{ name: ([^,]+), key: ([^,} ]+)/) {
        found.insert("\(match.1)/\(match.2)")
      }
      for match in file.content.matches(of: /secretName: ([^,]+), items: \[\{ key: ([^,]+),/) {
        found.insert("\(match.1)/\(match.2)")
      }
    }
    return found
  }

  private static func supplied(_ text: String) throws -> [KubernetesSecret] {
    try KubernetesOperatorTests.manifests(text).supplies.secrets
  }

  @Test("the list has exactly what the manifests refer to", arguments: [script, external])
  func exactly(text: String) throws {
    let listed = try Self.supplied(text).flatMap { secret in secret.keys.map { "\(secret.name)/\($0.name)" } }
    #expect(Set(listed).count == listed.count)
    let references = try Self.references(text)
    #expect(references.count >= 9 && Set(listed) == references)
    #expect(!listed.contains { $0.hasSuffix("UNUSED") })
  }

  @Test("a script makes one Secret for all shared ones, a store fills each optional one by itself")
  func optional() throws {
    #expect(try Self.supplied(Self.script).map(\.name) == ["postgres", "redis", "shared"])
    let names = try Self.supplied(Self.external).map(\.name)
    #expect(
      names == [
        "postgres", "redis", "shared", "shared-spare-key", "shared-spare-key-2", "shared-mail-password",
      ])
  }

  @Test("a key in a text is known as one, and whether anything starts without it")
  func kinds() throws {
    let keys = try Self.supplied(Self.script).flatMap(\.keys)
    func key(_ name: String) throws -> KubernetesSecret.Key { try #require(keys.first { $0.name == name }) }
    #expect(try key("TOKEN").isRequired && !key("TOKEN").isInText)
    #expect(try !key("SPARE_KEY").isRequired && !key("SPARE_KEY").isInText)
    #expect(try !key("MAIL_PASSWORD").isRequired && key("MAIL_PASSWORD").isInText)
    #expect(try key("FILE").isRequired)
    #expect(try key("app_password").isInText)
  }

  // MARK: External Secrets

  private static func external(_ text: String) throws -> [YAMLMapping] {
    try KubernetesOperatorTests.manifests(text).all.filter { $0.name == "secrets" }.flatMap(\.objects)
  }

  private static let fields: Set<String> = [
    "refreshInterval", "secretStoreRef.kind", "secretStoreRef.name", "target.name", "target.creationPolicy",
    "target.deletionPolicy", "data[].secretKey", "data[].remoteRef.key", "data[].remoteRef.property",
  ]

  @Test("each Secret has an ExternalSecret with the fields of its kind")
  func objects() throws {
    let objects = try Self.external(Self.external)
    #expect(objects.count == 6)
    for object in objects {
      #expect(object["apiVersion"] == .text("external-secrets.io/v1") && object["kind"] == .text("ExternalSecret"))
      let leaves = KubernetesOperatorTests.leaves(try #require(object["spec"]))
      #expect(Set(leaves.keys) == Self.fields)
      #expect(leaves["target.creationPolicy"] == "Owner" && leaves["target.deletionPolicy"] == "Retain")
      #expect(leaves["secretStoreRef.kind"] == "ClusterSecretStore" && leaves["refreshInterval"] == "1h")
      #expect(leaves["data[].remoteRef.key"]?.hasPrefix("shop/production/") == true)
    }
    #expect(try Self.external(Self.script).isEmpty)
  }

  @Test("the path of the store takes the place of project and environment")
  func path() throws {
    let objects = try Self.external(Self.topology(Self.store + ", path: team/shop }"))
    let keys = objects.map { KubernetesOperatorTests.leaves(.mapping($0))["spec.data[].remoteRef.key"] ?? "" }
    #expect(!keys.isEmpty && keys.allSatisfy { $0.hasPrefix("team/shop/") })
  }

  @Test("an account and the keys of a bucket are made by a template")
  func templates() throws {
    let text = KubernetesOperatorTests.topology(
      ", backup: { schedule: \"0 3 * * *\", to: { url: s3://backups/shop, secret: BUCKET } }",
      options: ", " + Self.store + " }")
    let all = try Self.external(text).map { KubernetesOperatorTests.leaves(.mapping($0)) }
    let account = try #require(all.first { $0["metadata.name"] == "postgres-app" })
    #expect(account["spec.target.template.type"] == "kubernetes.io/basic-auth")
    #expect(account["spec.target.template.data.username"] == "app")
    #expect(account["spec.target.template.data.password"] == "{{ .password }}")
    #expect(account["spec.data[].remoteRef.property"] == "app_password")
    let bucket = try #require(all.first { $0["metadata.name"] == "bucket" })
    #expect(bucket["spec.target.template.data.ACCESS_KEY_ID"] == "{{ .BUCKET | splitList \":\" | first }}")
    #expect(bucket["spec.target.template.data.SECRET_ACCESS_KEY"] == "{{ .BUCKET | splitList \":\" | last }}")
    #expect(bucket["spec.data[].remoteRef.property"] == "BUCKET")
  }

  // MARK: Texts

  @Test("what is escaped is no reference, and a reference is found")
  func references() {
    for text in ["$(A)", "$$(A)", "a$", "$", "$$$(B)", "$(A", "x$(A)$(B)", "$é$(A)"] {
      #expect(KubernetesText.references(in: KubernetesText.escaped(text)) == [], "\(text)")
    }
    #expect(KubernetesText.references(in: "a$(A)b$$(B)c$$$(C)$(A)") == ["A", "C", "A"])
  }

  private static let schedules = [
    ("0 3 * * 7", "0 3 * * 0"), ("0 3 * * 5-7", "0 3 * * 0,5,6"), ("0 3 * * 1-7/2", "0 3 * * 0,1,3,5"),
    ("0 3 * * 0-7", "0 3 * * 0,1,2,3,4,5,6"), ("0 3 * * 1,7", "0 3 * * 0,1"), ("0 3 * * FRI-7", "0 3 * * 0,5,6"),
    ("7 7 7 7 *", "7 7 7 7 *"), ("0 3 * * 1-5", "0 3 * * 1-5"), ("0 3 * * */7", "0 3 * * */7"),
    ("0 3 * * SUN", "0 3 * * SUN"),
  ]

  @Test("Sunday is 0 in a CronJob", arguments: schedules)
  func schedule(written: String, found: String) { #expect(KubernetesText.schedule(written) == found) }
}

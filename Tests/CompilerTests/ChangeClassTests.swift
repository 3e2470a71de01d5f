import Compiler
import Diagnostics
import Emit
import IR
import Report
import Testing

/// What a change of a topology does to what runs, as it was seen with compose, or stands in the documentation of the other
/// targets.
@Suite("Change classes")
struct ChangeClassTests {
  /// A change, and its class on compose, Railway, the Procfile and Kubernetes.
  struct Case: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let classes: [ChangeClass]
    /// The service that has it; nil: the project.
    let service: String?
    var testDescription: String { "\(old) becomes \(new)" }

    init(_ old: String, _ new: String, _ service: String?, _ classes: ChangeClass...) {
      self.old = old
      self.new = new
      self.service = service
      self.classes = classes
    }
  }

  private static let targets = ["compose", "railway", "procfile", "kubernetes"]

  private static let topology = """
    infracc: 1
    project: shop
    targets: [compose, railway, procfile, kubernetes]
    secrets:
      TOKEN: external
    variables: { LEVEL: info }
    services:
      postgres:
        version: 17
        database: shop
        user: shop
        resources: { cpu: 1, memory: 1GiB, storage: 10GiB }
        tuning: { max_connections: 100, work_mem: 4MiB, statement_timeout: 25s }
        backup: { schedule: "0 3 * * *", keep: 14d }
      redis:
        version: 7
        resources: { memory: 256MiB, storage: 1GiB }
        tuning: { policy: allkeys-lru, save: ["900 1"] }
      api:
        type: fastapi
        root: ./api
        health: /health
        public: api.shop.example.com
        workers: 2
        pools: { postgres: { size: 4, overflow: 3 } }
        resources: { cpu: 1, memory: 1GiB }
        scale: { replicas: 1 }
        variables:
          DATABASE_URL: $<<postgres.DATABASE_URL>>
          REDIS_URL: $<<redis.REDIS_URL>>
          COLOR: blue
      web:
        type: nextjs
        root: ./web
        health: /api/health
        public: shop.example.com
        variables: { NEXT_PUBLIC_API_URL: $<<api.public_url>> }
      media:
        type: web
        root: ./media
        build: { dockerfile: media/Dockerfile }
        port: 9000
        health: none
        volumes: { /srv/media: 1GiB }
    environments:
      production: {}
    options: { kubernetes: { domain: apps.example.com, ingress: { class: nginx } } }

    """

  private static let cases: [Case] = [
    // Stores
    Case("work_mem: 4MiB", "work_mem: 5MiB", "postgres", .reload, .manualStep, .none, .restart),
    Case("max_connections: 100", "max_connections: 90", "postgres", .restart, .manualStep, .none, .restart),
    Case("statement_timeout: 25s", "statement_timeout: 20s", "postgres", .reload, .manualStep, .none, .restart),
    Case("policy: allkeys-lru", "policy: allkeys-lfu", "redis", .reload, .manualStep, .none, .restart),
    // Where nothing was kept so far, another start command loads the snapshot.
    Case(
      "policy: allkeys-lru,", "policy: allkeys-lru, appendonly: true,", "redis", .restart, .manualStep, .none, .restart),
    Case("policy: allkeys-lru,", "policy: allkeys-lru, databases: 4,", "redis", .restart, .manualStep, .none, .restart),
    Case("database: shop", "database: store", "postgres", .manualStep, .manualStep, .none, .manualStep),
    Case("user: shop", "user: clerk", "postgres", .manualStep, .manualStep, .none, .manualStep),
    Case("version: 17", "version: 18", "postgres", .manualStep, .manualStep, .none, .manualStep),
    Case("version: 17", "version: 16", "postgres", .losesData, .losesData, .none, .losesData),
    Case("version: 7", "version: 8", "redis", .restart, .restart, .none, .restart),
    Case("version: 7", "version: 6", "redis", .losesData, .losesData, .none, .losesData),
    Case("storage: 10GiB", "storage: 20GiB", "postgres", .reload, .manualStep, .none, .manualStep),
    Case(
      "memory: 256MiB, storage: 1GiB }\n    tuning: { policy: allkeys-lru, save: [\"900 1\"] }",
      "memory: 256MiB }\n    tuning: { policy: allkeys-lru, save: [] }", "redis", .losesData, .losesData, .none,
      .losesData),
    Case("keep: 14d", "keep: 7d", "postgres", .restart, .none, .none, .none),
    Case(
      "    backup: { schedule: \"0 3 * * *\", keep: 14d }\n", "    # infracc: allow W1010 elsewhere\n", "postgres",
      .manualStep, .none, .none, .manualStep),
    Case("user: shop\n", "user: shop\n    extensions: [pg_trgm]\n", "postgres", .reload, .manualStep, .none, .restart),
    Case(
      "  postgres:\n    version: 17\n    database: shop\n    user: shop\n    resources: { cpu: 1, memory: 1GiB, storage: 10GiB }\n"
        + "    tuning: { max_connections: 100, work_mem: 4MiB, statement_timeout: 25s }\n"
        + "    backup: { schedule: \"0 3 * * *\", keep: 14d }\n",
      "  postgres: { external: { host: db.example.net, database: shop, user: shop } }\n", "postgres", .losesData,
      .losesData, .none, .losesData),
    // Code
    Case("COLOR: blue", "COLOR: red", "api", .restart, .restart, .restart, .restart),
    Case("workers: 2", "workers: 3", "api", .restart, .restart, .restart, .restart),
    Case("size: 4", "size: 5", "api", .restart, .restart, .restart, .restart),
    Case(
      "resources: { cpu: 1, memory: 1GiB }", "resources: { cpu: 1, memory: 2GiB }", "api", .restart, .restart, .none,
      .restart),
    Case("replicas: 1", "replicas: 2", "api", .none, .none, .none, .none),
    Case("root: ./web", "root: ./site", "web", .rebuild, .rebuild, .restart, .rebuild),
    Case("public: api.shop.example.com", "public: api.example.com", "web", .rebuild, .rebuild, .restart, .rebuild),
    Case("health: /health", "health: /ready", "api", .restart, .restart, .none, .restart),
    Case(
      "volumes: { /srv/media: 1GiB }", "volumes: { /srv/files: 1GiB }", "media", .losesData, .losesData, .none,
      .losesData),
    Case("volumes: { /srv/media: 1GiB }", "volumes: {}", "media", .losesData, .losesData, .none, .losesData),
    Case("  media:\n", "  files:\n", "files", .losesData, .losesData, .none, .losesData),
    // The whole
    Case("project: shop", "project: store", nil, .losesData, .losesData, .manualStep, .losesData),
    Case("COLOR: blue", "COLOR: $<<shared.TOKEN>>", nil, .manualStep, .manualStep, .manualStep, .manualStep),
    Case("LEVEL: info", "LEVEL: debug", nil, .none, .none, .none, .none),
  ]

  @Test(arguments: cases)
  func classOfAChange(example: Case) throws {
    let difference = try Self.difference(example.old, example.new)
    for (target, wanted) in zip(Self.targets, example.classes) {
      let own = difference.consequences.filter { $0.target == target && $0.service == example.service }
      let worst = own.map(\.severity).max() ?? .none
      #expect(worst == wanted, "\(target): \(worst.name), not \(wanted.name)\n\(DifferenceText(difference).render())")
      #expect(own.allSatisfy { !$0.reason.isEmpty && !$0.reason.hasSuffix(".") })
    }
  }

  @Test("a renamed store says how its volume is kept, and then is no loss")
  func renamedStore() throws {
    let old = "  redis:\n    version: 7\n"
    let renamed = "  cache:\n    type: redis\n    version: 7\n"
    let references = { (text: String) in text.replacing("<<redis.", with: "<<cache.") }
    let lost = try Self.difference(old, renamed, references)
    let compose = try #require(lost.consequences.first { $0.target == "compose" && $0.severity == .losesData })
    let volume = "options: { compose: { volume: shop-production_redis-data } }"
    #expect(compose.remedy?.contains(volume) == true)
    let kept = try Self.difference(old, renamed + "    \(volume)\n", references)
    #expect(kept.worst["compose"] == .manualStep, "its password has another name")
    #expect(!kept.consequences.contains { $0.target == "compose" && $0.severity == .losesData })
    #expect(
      kept.consequences.contains { $0.target == "compose" && $0.key == "services.redis" && $0.severity == .restart })
  }

  @Test("statements that rename a database quote its names: words of SQL are names like others")
  func quotedNames() throws {
    let difference = try Self.difference("database: shop\n    user: shop", "database: select\n    user: table")
    let remedies = Set(difference.consequences.filter { $0.severity == .manualStep }.compactMap(\.remedy))
    #expect(
      remedies.contains(
        "`ALTER DATABASE \"shop\" RENAME TO \"select\"; ALTER ROLE \"shop\" RENAME TO \"table\";` as superuser while no one "
          + "is connected, then deploy"), "\(remedies)")
  }

  @Test("an image is built again for an address of another service that nobody wrote there")
  func bakedAddress() throws {
    let difference = try Self.difference("public: api.shop.example.com", "public: api.example.com")
    #expect(difference.changed.map(\.name) == ["api"])
    let images = difference.effects.filter { $0.kind == .images }
    #expect(images.map(\.new) == ["web"] && images[0].note?.contains("NEXT_PUBLIC_API_URL") == true)
    #expect(difference.effects.contains { $0.kind == .browser && $0.note == "NEXT_PUBLIC_API_URL" })
  }

  @Test("a deployment without a gap has old replicas until new ones are healthy")
  func gaps() throws {
    let difference = try Self.difference("COLOR: blue", "COLOR: red")
    let gaps = Dictionary(uniqueKeysWithValues: difference.consequences.map { ($0.target, $0.hasGap) })
    #expect(gaps == ["compose": true, "railway": false, "procfile": true, "kubernetes": false])
  }

  private static func difference(
    _ old: String, _ new: String, _ edit: (String) -> String = { $0 }
  ) throws -> Difference {
    let range = try #require(topology.firstRange(of: old), "\(old)")
    let changed = edit(topology.replacingCharacters(in: range, with: new))
    let programs = try [topology, changed].map { text in
      let checked = Checked(text)
      #expect(!checked.compilation.hasErrors, "\(checked.diagnostics.map(\.message))")
      return try #require(checked.compilation.programs.first, "\(checked.diagnostics.map(\.message))")
    }
    var difference = Difference(
      from: .init(name: "before", program: programs[0]), to: .init(name: "after", program: programs[1])
    ) { $1 }
    difference.addEffects(overlaps: true)
    difference.addConsequences(
      on: DeployTarget.builtIn.map { target in
        ChangeTarget(
          name: target.name, cell: { target.change($0) }, remedy: { target.remedy($0) },
          isWithoutGap: { target.isWithoutGap($0) })
      })
    return difference
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}

import Compiler
import Diagnostics
import Emit
import IR
import Model
import Testing

/// `ServiceKey` and the shapes are one list, and what the decoder records is what is written.
@Suite("Keys of a service")
struct ServiceKeyTests {
  /// The keys of every shape that a service is read by.
  private static let ofShapes: [(key: ServiceKey?, name: String)] =
    keys(ServiceDeclaration.shape) + keys(BuildDeclaration.shape) + keys(ServerDeclaration.shape)
    + keys(PoolDeclaration.shape) + keys(HealthDeclaration.shape) + keys(ResourcesDeclaration.shape)
    + keys(ScaleDeclaration.shape) + keys(AutoscaleDeclaration.shape) + keys(RestartDeclaration.shape)
    + keys(PoolerDeclaration.shape) + keys(BackupDeclaration.shape)
    + keys(BackupDestinationDeclaration.shape) + keys(OutputDeclaration.shape)
    + keys(ToolchainDeclaration.shape) + keys(VariableDeclaration.shape) + keys(MountedFile.shape)
    + keys(RouteDeclaration.shape) + keys(ReserveDeclaration.shape) + keys(PortDeclaration.shape)
    + keys(ObjectivesDeclaration.shape) + keys(MetricsDeclaration.shape) + keys(ChecksDeclaration.shape)

  private static func keys<Root>(_ shape: Shape<Root>) -> [(key: ServiceKey?, name: String)] {
    shape.fields.map { ($0.key, $0.name) }
  }

  @Test("every field of a service's shapes is a key, and every key one field")
  func oneList() {
    for item in Self.ofShapes { #expect(item.key?.name == item.name, "\(item.name)") }
    let keys = Self.ofShapes.compactMap(\.key)
    #expect(Set(keys).count == keys.count)
    #expect(Set(ServiceKey.allCases).subtracting(keys) == [])
  }

  @Test("the path of a key begins with the key of its mapping")
  func paths() {
    for key in ServiceKey.allCases where key.rawValue != key.name {
      let parent = String(key.rawValue.dropLast(key.name.count + 1))
      #expect(ServiceKey(rawValue: parent) != nil, "\(key.rawValue)")
    }
  }

  @Test("the position of a key is its place among all keys")
  func positions() {
    #expect(ServiceKey.allCases.map(\.position) == Array(ServiceKey.allCases.indices))
  }

  @Test("a set of keys has room for all of them, and distinguishes them")
  func room() {
    #expect(ServiceKey.allCases.count <= 3 * 64)
    var set = ServiceKeys()
    var numbers = NumbersOfKeys()
    for key in ServiceKey.allCases.reversed() {
      #expect(!set.contains(key) && set.insert(key).inserted, "\(key)")
      numbers[key] = key.position
    }
    #expect(Array(set) == ServiceKey.allCases && set.count == ServiceKey.allCases.count)
    for key in ServiceKey.allCases {
      #expect(numbers[key] == key.position)
      set.remove(key)
      #expect(!set.contains(key))
    }
    #expect(set.isEmpty)
  }

  private static let sample = """
    infracc: 1
    project: shop
    targets: [compose]
    services:
      postgres: { pooler: session, resources: { memory: 1GiB } }
      api:
        type: web
        root: ./api
        port: 8000
        health: /healthz
        restart: always
        build: { dockerfile: Dockerfile, watch: ["src/**"], args: { A: { value: b, doc: an argument } } }
        pools: { postgres: { size: 2, overflow: 3 } }
    """

  @Test("what is written is declared, short forms as what they mean, and nothing else")
  func recorded() throws {
    let checked = Checked(Self.sample)
    let api = try #require(checked.service("api"))
    #expect(
      api.declared == [
        .type, .root, .port, .health, .healthPath, .restart, .restartPolicy, .build, .buildDockerfile, .buildWatch,
        .buildArgs, .pools, .poolsSize, .poolsOverflow,
      ])
    #expect(api.spans.keys == api.declared)
    let postgres = try #require(checked.service("postgres"))
    #expect(postgres.declared == [.pooler, .poolerMode, .resources, .resourcesMemory])
  }

  @Test("a port or a domain taken twice is underlined where it is written")
  func placeOfClash() {
    func topology(_ keys: String) -> String {
      """
      infracc: 1
      project: shop
      targets: [procfile]
      services:
        a: { type: fastapi, health: /, \(keys) }
        b: { type: fastapi, health: /, \(keys) }
      """
    }
    #expect(Checked(topology("public: true, port: 8000")).marked("E0612") == "8000")
    #expect(Checked(topology("public: shop.example.com, port: 8000")).marked("E0612") == "shop.example.com")
  }

  @Test("Railway watches what is declared, and the generated Dockerfile, and nothing is taken out of it")
  func watch() throws {
    func patterns(_ watch: String) throws -> String {
      let text = """
        infracc: 1
        project: shop
        targets: [railway]
        services:
          api: { type: fastapi, root: ./, health: none, build: { watch: \(watch) } }
        """
      let files = Checked(text).compilation.emit(EmissionRequest(layout: OutputLayout())).files
      let project = try #require(files.first { $0.file.content.contains("watchPatterns") })
      let line = try #require(project.file.content.split(separator: "\n").first { $0.contains("watchPatterns") })
      return String(line.drop { $0 == " " })
    }
    #expect(try patterns("[\"**\"]") == "watchPatterns: [\"/**\"],")
    #expect(try patterns("[\"src/**\"]") == "watchPatterns: [\"/src/**\", \"/infra/dockerfile/api/Dockerfile\"],")
  }

  @Test(
    "policies count what is filled in, however it is spelled",
    arguments: [
      ("at_least: { path: services.api.resources.memory, value: 1GiB }", true),
      ("at_least: { path: services.api.resources.memory, value: 256MiB }", false),
      ("at_least: { path: services.api.resources.cpu, value: 2 }", true),
      ("at_least: { path: services.api.scale.replicas, value: 2 }", true),
      ("at_least: { path: services.api.stop_grace, value: 5s }", false),
      ("at_least: { path: services.api.stop_grace, value: 1h }", true),
      ("at_least: { path: services.postgres.version, value: 12 }", false),
      ("forbid: { path: services.postgres.database, equals: app }", true),
      ("forbid: { path: services.api.restart.policy, equals: on-failure }", true),
      ("forbid: { path: services.postgres.resources.storage, equals: 5120MiB }", true),
    ])
  func policies(policy: String, isViolated: Bool) {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { resources: { storage: 5GiB } }
        api: { type: fastapi, root: ./api, health: none }
      policies:
        - \(policy)
      """)
    #expect(checked.codes.contains("E0805") == isViolated, "\(checked.diagnostics.map(\.message))")
  }
}

import Compiler
import Diagnostics
import Emit
import Engines
import IR
import Lowering
import Model
import Resolution
import TestSupport
import Testing

/// Service types and engines are values: those that no source file has heard of go through resolution, lowering and every
/// target.
@Suite struct NewServiceTypeTests {
  private static let fresh: ServiceType = {
    var type = ServiceType(
      "fresh", summary: "A made-up server", category: .web,
      traits: [.code, .web, .application, .processes, .generatesDockerfile], cpuMilli: 250, memory: 128 << 20)
    type.defaultPort = 9999
    type.outputs = ServiceType.web.outputs
    type.entry = EntryRule("main.fr", makers: ["serve"])
    type.pool = .driver(7)
    type.program = "freshd"
    type.stopGrace = .init(20_000, "freshd finishes what it has begun")
    type.fixedVariables = [.init("FRESH_MODE", "lively", type: "string", reason: "the mode of the server")]
    type.startCommand = { input in
      .words([
        .text("freshd"), .text(input.app), .text("--port"), .init([.variable(name: "PORT", fallback: "\(input.port)")]),
      ])
    }
    type.localBuild = { _ in ["freshd build"] }
    type.recipe = { input in
      let stage = Recipe.Stage(
        "run", base: "example/fresh:3-bookworm", steps: [.packages, .copySources(["."], to: "./"), .user("1000:1000")])
      var recipe = Recipe(stages: [stage], ignore: ["**/.fresh"], probe: nil)
      recipe.packages = input.packages
      return recipe
    }
    return type
  }()

  private static let larder: StoreEngine = {
    var engine = StoreEngine(
      "larder", title: "Larder", port: 7007, version: "2", administrator: "admin",
      image: { version, _ in "example/larder:\(version)" },
      facts: { input, store in
        let password = Store.Variable("LARDER_PASSWORD", input.secret("password"))
        store.dataPath = "/var/lib/larder"
        store.container.environment = [password]
        store.container.account = Store.Account(1000, 1000)
        store.probe = Store.Probe(.words(["larder", "ping"].map { .text($0) }), startPeriod: 10_000)
      })
    engine.storage = 1 << 30
    engine.abilities = [.authoritative, .withoutDump]
    engine.secrets = [StoreEngine.Secret("password") { service, account in "\(service), account \(account)." }]
    engine.connections = StoreEngine.Connections(setting: "max_clients", reserved: 1, mebibytesEach: 1) { _ in 40 }
    engine.clientPool = StoreEngine.ClientPool(sizeName: "LARDER_POOL_SIZE", prefix: "LARDER_POOL")
    engine.scheme = StoreEngine.Scheme("larder")
    engine.outputs = [
      ("url", "LARDER_URL"), ("host", "LARDER_HOST"), ("port", "LARDER_PORT"), ("user", "LARDER_USER"),
      ("password", "LARDER_PASSWORD"),
    ]
    return engine
  }()

  /// The same service with a type that no word means.
  private static func replace(_ name: String, with type: ServiceType, in topology: Topology, _ bag: DiagnosticBag)
    throws
  {
    let decoder = Model.Decoder(bag: bag)
    let position = try #require(topology.services.firstIndex { $0.name == name })
    let written = topology.services[position]
    let declaration = ServiceDeclaration(
      name: written.name, nameSpan: written.nameSpan, node: written.node, type: type, isTypeGuessed: false)
    decoder.decode(written.node, as: ServiceDeclaration.shape, into: declaration, owner: "service `\(name)`")
    declaration.written = decoder.takeWritten()
    topology.services[position] = declaration
  }

  /// Everything that is made of a topology whose services `subject` and `pantry` have the type and the engine.
  private static func program() throws -> Program {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [\(Emitters.all.filter { $0.role == .deploy }.map { $0.name }.joined(separator: ", "))]
      services:
        postgres: { version: 17 }
        pantry: { type: mongodb }
        subject:
          type: web
          root: ./app
          port: 9999
          public: shop.example.net
          workers: 3
          health: /health
          variables: { DATABASE_URL: $<<postgres.url>>, HOSTS: $<<self.hosts>>, LARDER_URL: $<<pantry.url>> }
      """)
    let topology = try #require(checked.compilation.analyses.first).topology
    let bag = DiagnosticBag()
    try replace("subject", with: fresh, in: topology, bag)
    try replace("pantry", with: ServiceType(larder), in: topology, bag)
    let analysis = EnvironmentAnalysis.resolve(
      environment: .init(name: "production", kind: .standard), topology: topology, poisoned: [],
      isSharedPoisoned: false, bag: bag)
    let program = Lowering.lower(analysis, targets: Emitters.all.map { $0.name }, sources: []) { _ in
      SpanInfo(source: 0, start: 0, end: 0, line: 1, column: 1)
    }.program
    #expect(bag.reported == 0)
    var programs = [program]
    Program.settleImages(&programs)
    return programs[0]
  }

  @Test func itIsLowered() throws {
    let program = try Self.program()
    let service = try #require(program.service("subject"))
    #expect(service.type == "fresh")
    #expect(service.workers == 3)
    #expect(service.stopGrace == 20_000)
    #expect(
      service.env.map(\.name) == ["PORT", "FRESH_MODE", "WEB_CONCURRENCY", "DATABASE_URL", "HOSTS", "LARDER_URL"])
    #expect(service.localBuild == ["freshd build"])
    #expect(service.build?.recipe?.stages.map(\.base) == ["example/fresh:3-bookworm"])
    let consumer = try #require(program.connectionBudget(of: "postgres")?.consumers.first)
    #expect(consumer.arithmetic == "1 replica x 3 workers x (7 + 0) = 21")
  }

  @Test func anEngineIsLowered() throws {
    let program = try Self.program()
    let store = try #require(program.service("pantry")?.store)
    #expect(store.engine == "larder" && store.version == "2" && store.dataPath == "/var/lib/larder")
    #expect(program.service("pantry")?.image == "example/larder:2")
    #expect(program.secret("pantry/password") != nil)
    #expect(program.connectionBudget(of: "pantry")?.maxConnections == 40)
    let url = try #require(program.service("subject")?.variable("LARDER_URL")?.value)
    #expect(url.secretIDs == ["pantry/password"])
  }

  @Test(arguments: Emitters.all.map { $0.name })
  func eachTargetWritesIt(_ target: String) throws {
    let program = try Self.program()
    let emitter = try #require(Emitters.named(target))
    let emission = emitter.emit(
      EmitRequest(programs: [program], layout: OutputLayout(), targets: Emitters.all.map { $0.name }))
    let text = emission.files.map(\.content).joined()
    // A target that takes services writes each, or reports that it cannot.
    for (name, sign, takes) in [
      ("subject", "freshd", emitter.role == .deploy || target == "dockerfile"),
      ("pantry", "larder", emitter.role == .deploy),
    ] {
      let about = emission.findings.filter { $0.message.contains("`\(name)`") }
      #expect(about.count <= 1 && about.allSatisfy { $0.code.dropFirst().hasPrefix("09") }, "\(about)")
      if takes { #expect(text.contains(sign) || text.contains(name) || about.count == 1, "\(text)") }
    }
    if target == "dockerfile" {
      #expect(text.contains("FROM example/fresh:3-bookworm AS run"))
      #expect(text.contains("exec freshd main.fr --port"))
    }
  }
}

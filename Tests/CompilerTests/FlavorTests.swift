import Diagnostics
import Engines
import IR
import Testing

/// Servers that speak the protocol of an engine: which one a service is, and what follows from it.
@Suite struct FlavorTests {
  private static func checked(_ services: String) -> Checked {
    Checked("infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n  \(services)\n")
  }

  /// The type, the key, the name of the service and a known image each determine it; nothing else does.
  @Test(arguments: [
    ("a: { type: redis }", "redis", "redis", "redis:8-trixie"),
    ("a: { type: redis, flavor: redis }", "redis", "redis", "redis:8-trixie"),
    ("a: { type: redis, flavor: valkey }", "redis", "valkey", "valkey/valkey:8-bookworm"),
    ("a: { type: valkey }", "redis", "valkey", "valkey/valkey:8-bookworm"),
    ("a: { type: valkey, flavor: valkey, version: 9 }", "redis", "valkey", "valkey/valkey:9-trixie"),
    ("valkey: {}", "redis", "valkey", "valkey/valkey:8-bookworm"),
    ("redis: { flavor: valkey }", "redis", "valkey", "valkey/valkey:8-bookworm"),
    ("redis: { image: 'valkey/valkey:9.1-alpine' }", "redis", "valkey", "valkey/valkey:9.1-alpine"),
    ("redis: { image: 'docker.io/valkey/valkey:8' }", "redis", "valkey", "docker.io/valkey/valkey:8"),
    ("redis: { image: 'example/own:1' }", "redis", "redis", "example/own:1"),
  ])
  func choice(service: String, engine: String, flavor: String, image: String) throws {
    let checked = Self.checked(service)
    #expect(!checked.diagnostics.contains { $0.severity == .error }, "\(checked.report)")
    let found = try #require(checked.program()?.services.first)
    #expect(found.store?.engine == engine)
    #expect(found.store?.flavor == flavor)
    #expect(found.image == image)
  }

  static let cases: [RuleCase] = [
    RuleCase(
      "a contradiction", "services:\n  a: { type: valkey, flavor: redis }", "E0206", marked: "redis"),
    RuleCase("a word of no server", "services:\n  a: { type: redis, flavor: valky }", "E0206", marked: "valky"),
    RuleCase("of another engine", "services:\n  a: { type: redis, flavor: postgres }", "E0206", marked: "postgres"),
    RuleCase("an engine with one server", "services:\n  a: { type: postgres, flavor: valkey }", "E0215"),
    RuleCase("a text for a word", "services:\n  a: { type: redis, flavor: [valkey] }", "E0204", marked: "[valkey]"),
    RuleCase(
      "the image of the other server", "services:\n  a: { type: redis, flavor: redis, image: 'valkey/valkey:8' }",
      "E0724", marked: "'valkey/valkey:8'"),
    RuleCase(
      "the image of the first server", "services:\n  a: { type: valkey, image: 'redis:8' }", "E0724",
      marked: "'redis:8'"),
    RuleCase(
      "a version that there is not", "services:\n  a: { type: valkey, version: 12 }", "W1013", marked: "12"),
  ]

  @Test(arguments: cases)
  func findings(_ sample: RuleCase) { sample.run() }

  /// For every server: its image has its version, its word is its flavor, and its programs are its own.
  @Test(arguments: StoreEngines.servers.map(\.flavor))
  func everyServer(word: String) throws {
    let engine = try #require(StoreEngines.named(word))
    let checked = Self.checked("a: { type: \(word) }")
    let service = try #require(checked.program()?.services.first)
    let store = try #require(service.store)
    #expect((store.engine, store.flavor, store.title) == (engine.name, word, engine.title))
    let again = Self.checked("a: { type: \(engine.name), image: \"\(service.image ?? "")\" }")
    let read = try #require(again.program()?.services.first?.store)
    #expect((read.flavor, read.version) == (word, store.version))
    #expect(store.version == engine.defaultVersion)
    for other in engine.allFlavors.map(\.flavor) + StoreEngines.flavored.map(\.flavor) where other != word {
      for program in ["-cli", "-server", "-dump"] {
        #expect(!"\(store)".contains(other + program), "\(word) calls \(other)\(program)")
      }
    }
  }
}

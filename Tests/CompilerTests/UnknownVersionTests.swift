import Diagnostics
import Engines
import IR
import Testing
import Tuning

/// Stores whose image does not tell which version runs: it is said, and nothing is written that only some versions take.
@Suite struct UnknownVersionTests {
  private static let digest = "@sha256:" + String(repeating: "0123456789abcdef", count: 4)

  private static func checked(_ keys: String) -> Checked {
    Checked("infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n  a: { \(keys) }\n")
  }

  /// Every known image of every server, in each form that names no version.
  static let images: [(word: String, image: String)] = StoreEngines.servers.flatMap { engine in
    engine.images.flatMap { image in
      [digest, ":latest", "", ":stable", ":stable" + digest].map { (engine.flavor, image.repository + $0) }
    } + [(engine.flavor, "registry.example.com/own:2026-11")]
  }

  @Test(arguments: images)
  func isSaid(word: String, image: String) throws {
    let checked = Self.checked("type: \(word), image: \"\(image)\"")
    let codes = checked.diagnostics.map(\.code).filter { ["W1008", "I1009", "W1013"].contains($0) }
    #expect(codes == ["W1008"], "\(checked.report)")
    #expect(!checked.diagnostics.contains { $0.severity == .error }, "\(checked.report)")
    #expect(checked.marked("W1008") == "\"\(image)\"")
    let store = try #require(checked.program()?.services.first?.store)
    #expect(store.version == nil)
    #expect(store.majorVersion == nil)
  }

  /// `version` beside an image that never changes is all that is asked for.
  @Test(arguments: StoreEngines.servers.map(\.flavor))
  func isSilentWhereItIsWritten(word: String) throws {
    let engine = try #require(StoreEngines.named(word))
    let image = try #require(engine.images.first).repository + Self.digest
    let checked = Self.checked("type: \(word), version: \"\(engine.defaultVersion)\", image: \"\(image)\"")
    #expect(!checked.diagnostics.contains { $0.code == "W1008" || $0.code == "I1009" }, "\(checked.report)")
    #expect(checked.program()?.services.first?.store?.version == engine.defaultVersion)
  }

  /// What a server of that version is, as its engine has it; nil: the version is not known.
  private static func described(_ engine: StoreEngine, _ version: String?) -> Store {
    var store = Store(engine: engine.name, version: version)
    store.title = engine.title
    if engine.abilities.contains(.databases) { store.database = "app" }
    if engine.abilities.contains(.roles) { store.user = "app" }
    engine.describe(&store, StoreInput(service: "a", port: engine.port))
    store.version = nil
    store.platformVersion = ""
    return store
  }

  private static func versions(_ engine: StoreEngine) -> [String] {
    let majors = engine.settings.versions.map { Array($0) } ?? []
    let ended = engine.support?.ended.map { $0.version.map(String.init).joined(separator: ".") } ?? []
    return majors.map(String.init) + ended + [engine.defaultVersion, engine.support?.current].compactMap { $0 }
  }

  /// Where all versions are alike, one that is not known is like them. Where they keep data at different places, the
  /// container is told one below the volume.
  @Test(arguments: StoreEngines.servers.map(\.flavor))
  func nothingDependsOnIt(word: String) throws {
    let engine = try #require(StoreEngines.named(word))
    let unknown = Self.described(engine, nil)
    let known = Set(Self.versions(engine).map { Self.described(engine, $0) })
    #expect(!known.isEmpty)
    if known.count == 1 {
      #expect(known.first == unknown)
      return
    }
    guard Set(known.map(\.dataPath)).count > 1 else { return }
    let told = unknown.container.environment.contains { variable in
      if case .literal(let path) = variable.value { path.hasPrefix(unknown.dataPath + "/") } else { false }
    }
    #expect(told, "\(word): the volume is at \(unknown.dataPath), and the image keeps data where it likes")
    // No volume that some version makes by itself lies on the way.
    for store in known where store.dataPath != unknown.dataPath {
      #expect(store.dataPath.hasPrefix(unknown.dataPath + "/"))
    }
  }

  /// Every setting that is chosen exists in every version, which also takes its value.
  @Test(arguments: StoreEngines.servers.map(\.flavor), [256 << 20, 1 << 30, 16 << 30])
  func settingsFitEveryVersion(word: String, memory: Int) throws {
    let engine = try #require(StoreEngines.named(word))
    let input = TuningInput(store: "a", version: nil, memoryBytes: memory, cpuMilli: 2000, storageBytes: 10 << 30)
    for setting in engine.tune(input).settings {
      for version in engine.settings.versions.map({ Array($0) }) ?? [] {
        let rows = engine.settings.rows(setting.name)
        #expect(rows.isEmpty || rows.contains { $0.versions.contains(version) }, "\(setting.name) in \(version)")
      }
    }
  }

  /// Nothing of a file, a script or a command names a version that nobody wrote.
  @Test func noVersionIsInvented() throws {
    let topology = """
      infracc: 1
      project: shop
      targets: [compose, railway]
      services:
        postgres: { image: "postgres\(Self.digest)", extensions: [pg_trgm], database: shop }
        other: { type: postgres, database_of: postgres }
        w: { type: worker, image: "a/b:1", variables: { DATABASE_URL: $<<postgres.url>>, O: $<<other.url>> } }
      """
    let checked = Checked(topology + "\n")
    let store = try #require(checked.program()?.service("postgres")?.store)
    let engine = try #require(StoreEngines.named("postgres"))
    #expect(store.settings.allSatisfy { setting in engine.settings.rows(setting.name).count > 0 })
    #expect(!store.settings.contains { $0.name == "io_method" || $0.value == .word("lz4") })
  }

  static let cases: [RuleCase] = [
    RuleCase(
      "a version of Meilisearch without its minor number", "services:\n  search: { type: meilisearch, version: 1 }",
      "W1008", marked: "1"),
    RuleCase(
      "the same in the tag of an image",
      "services:\n  search: { type: meilisearch, image: \"getmeili/meilisearch:v1\" }", "W1008",
      marked: "\"getmeili/meilisearch:v1\""),
    RuleCase("an exact one", "services:\n  search: { type: meilisearch, version: \"1.13\" }"),
    RuleCase("a tag that Garage does not have", "services:\n  files: { type: s3, version: 2 }", "W1008", marked: "2"),
    RuleCase(
      "a digest for what keeps nothing",
      "services:\n  w: { type: worker, image: \"a/b\(digest)\" }"),
  ]

  @Test(arguments: cases)
  func findings(_ sample: RuleCase) { sample.run() }
}

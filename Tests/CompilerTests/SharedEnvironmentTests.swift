import Compiler
import Diagnostics
import IR
import Resolution
import TestSupport
import Testing

/// What environments have in common is worked out once. Each run is compared with one that shares nothing: the same
/// findings and the same programs, in every byte.
@Suite struct SharedEnvironmentTests {
  private func run(_ text: String, shares: Bool) -> Compilation {
    var options = CompileOptions()
    options.sharesEnvironments = shares
    return Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options)
  }

  private func expectSame(_ text: String, _ what: String) {
    let (shared, alone) = (run(text, shares: true), run(text, shares: false))
    let reports = [shared, alone].map { JSONRenderer.render(RenderRequest($0.diagnostics, sources: $0.sources)) }
    #expect(reports[0] == reports[1], "\(what)\n\(text)")
    #expect(shared.programs == alone.programs, "\(what)\n\(text)")
  }

  @Test(arguments: Examples.paths)
  func examples(path: String) throws { expectSame(try Repository.text(path), path) }

  @Test(arguments: ReportTests.names)
  func fixtures(name: String) throws {
    expectSame(try Repository.text("Tests/Fixtures/topologies/\(name).yaml"), name)
  }

  @Test(arguments: 0..<15)
  func generated(seed: Int) { expectSame(GeneratedTopology(seed: UInt64(seed)).text, "seed \(seed)") }

  @Test(arguments: 0..<12)
  func overlays(seed: Int) {
    var random = Random(seed: UInt64(seed))
    for round in 0..<25 { expectSame(OverlaidTopology(&random).text, "seed \(seed), round \(round)") }
  }

  /// What an overlay changes of a store, and whether the addresses of the store are resolved again for it.
  @Test(arguments: [
    ("resources: { memory: 2GiB }", true), ("tuning: { statement_timeout: 10s }", true), ("backup: null", true),
    ("user: postgres", false), ("public: tcp", false), ("pooler: transaction", false),
  ])
  func aspects(overlay: String, isTakenOver: Bool) throws {
    let text = """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        db: { type: postgres, version: 16, backup: { schedule: "0 3 * * *" } }
        api:
          type: fastapi
          root: ./api
          port: 8000
          variables: { DATABASE_URL: $<<db.DATABASE_URL>> }
      environments:
        production: {}
        staging: { services: { db: { \(overlay) } } }

      """
    let variables = try run(text, shares: true).analyses.map { analysis in
      try #require(analysis.symbols.service("api")?.variable("DATABASE_URL"))
    }
    #expect((variables[0] === variables[1]) == isTakenOver)
    expectSame(text, overlay)
  }

  /// The comparison would say nothing if nothing were ever taken over, and nothing could be if environments were equal.
  @Test func overlaysDiffer() {
    var random = Random(seed: 1)
    var (clean, wrong, differing) = (0, 0, 0)
    for _ in 0..<60 {
      let checked = Checked(OverlaidTopology(&random).text)
      if checked.compilation.hasErrors { wrong += 1 } else { clean += 1 }
      let programs = checked.compilation.programs
      if programs.count > 1, programs[0].services.map(\.env) != programs[1].services.map(\.env) { differing += 1 }
    }
    #expect(clean > 5 && wrong > 5 && differing > 20)
  }
}

/// A topology of six services that refer to each other, with three environments that override something of it.
private struct OverlaidTopology {
  let text: String

  private static let names = ["VALUE_A", "VALUE_B", "VALUE_C", "VALUE_D", "VALUE_E"]

  private static let values = [
    "$<<db.DATABASE_URL>>", "$<<db.DATABASE_URL | driver(\"asyncpg\")>>", "$<<cache.REDIS_URL>>",
    "$<<api.private_url>>", "$<<environment.name>>", "$<<environment.kind>>", "$<<project.name>>", "$<<shared.LEVEL>>",
    "$<<shared.PEER>>", "$<<shared.TOKEN>>", "$<<api.NAME>>", "$<<NAME>>", "$<<worker.NAME>>", "$<<self.name>>",
    "$<<off.private_url ?? \"none\">>", "$<<api.RAILWAY_ENVIRONMENT_NAME>>", "$<<db.memory | mib>>",
    "$<<api.replicas>>", "http://api:8000", "production", "a $<<api.private_host>> b $<<web.port>>", "true",
    "[one, $<<web.private_host>>]", "{ value: $<<NAME>>, doc: a name }", "{ source: external }",
    "$<<shared.OPT ?? \"\">>", "$<<web.public_url ?? \"\">>",
  ]

  private static let wrongNames = ["DATABASE_URL", "LOG_LEVEL", "DEBUG", "API_KEY"]

  private static let wrongValues = [
    "$<<nothing.url>>", "$<<db.nothing>>", "sk_live_0123456789abcdefghijklmn", "http://localhost:8000", "${NAME}",
    "changeme", "$<<off.private_url>>", "$<<web.public_url>>", "$<<VALUE_A>>", "https://web.test",
  ]

  private static let overlays = [
    "enabled: false", "public: true", "public: app.test", "port: 9000", "resources: { memory: 2GiB }",
    "scale: { replicas: 3 }", "use: [LEVEL]", "use: [TOKEN, OPT]", "health: /other", "variables: { LOG_LEVEL: debug }",
    "workers: 3",
  ]

  private static let storeOverlays = [
    "db: { resources: { memory: 4GiB } }", "db: { user: postgres }", "db: { public: tcp }",
    "db: { pooler: transaction }",
    "cache: { resources: { memory: 1GiB } }", "cache: { public: tcp }", "cache: { enabled: false }",
  ]

  init(_ random: inout Random) {
    var lines = [
      "infracc: 1", "project: shop", "targets: [railway, compose]", "secrets:", "  TOKEN: generate",
      "  OPT: optional", "variables:", "  LEVEL: { value: info, type: string }", "  PEER: $<<api.private_url>>",
      "services:", "  db: { type: postgres, version: 16 }", "  cache: { type: redis, version: 7 }",
    ]
    let isWrong = random.below(3) == 0
    for (name, type) in [("api", "fastapi"), ("web", "nextjs"), ("worker", "worker"), ("off", "fastapi")] {
      lines += ["  \(name):", "    type: \(type)"]
      if type == "worker" {
        lines += ["    extends: api", "    start: python run.py $<<project.name>>"]
      } else {
        let port = name == "api" ? 8000 : name == "web" ? 3000 : 8001
        lines += ["    root: ./\(name)", "    port: \(port)", "    health: /health"]
      }
      if name == "off" { lines.append("    enabled: \(random.flip())") }
      if random.flip(), type != "worker" { lines.append("    public: true") }
      if random.flip() { lines.append("    use: [\(random.one(of: ["LEVEL", "TOKEN", "LEVEL, PEER", "OPT, LEVEL"]))]") }
      if random.flip(), type == "fastapi" { lines.append("    pools: { db: { size: 4, overflow: 2 } }") }
      lines += ["    variables:", "      NAME: name of \(name)"]
      lines += Self.variables(&random, isWrong, indent: "      ")
    }
    lines.append("environments:")
    for name in ["production", "staging", "other"] {
      lines += [
        "  \(name):", "    kind: \(name == "other" ? random.one(of: ["standard", "preview", "local"]) : "standard")",
      ]
      if random.below(3) == 0 { lines.append("    variables: { LEVEL: \(random.one(of: ["debug", "info"])) }") }
      lines.append("    services:")
      lines.append("      \(random.one(of: Self.storeOverlays))")
      for service in ["api", "web", "worker", "off"] where random.below(3) == 0 {
        lines.append("      \(service):")
        if random.flip() {
          lines.append("        \(random.one(of: Self.overlays))")
        } else {
          lines.append("        variables:")
          lines += Self.variables(&random, isWrong, indent: "          ")
        }
      }
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func variables(_ random: inout Random, _ isWrong: Bool, indent: String) -> [String] {
    let known = isWrong ? names + wrongNames : names
    let chosen = known.filter { _ in random.below(3) == 0 }
    return (chosen.isEmpty ? ["VALUE_A"] : chosen).map { name in
      let value = random.one(of: isWrong ? values + wrongValues : values)
      let isPlain = "[{".contains(value.prefix(1)) || !value.contains("\"") && !value.contains(": ")
      return "\(indent)\(name): " + (isPlain ? value : "'\(value)'")
    }
  }
}

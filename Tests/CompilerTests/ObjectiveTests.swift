import Compiler
import Diagnostics
import IR
import Testing

/// The keys `objectives` and `metrics`: what they come to, and what is wrong with them.
@Suite struct ObjectiveTests {
  private static func checked(_ services: String, _ rest: String = "") -> Checked {
    Checked("infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n\(services)\n\(rest)")
  }

  private static func api(_ keys: String) -> Checked {
    checked("  api: { type: fastapi, image: \"example/api:1.0\", health: /health, \(keys) }")
  }

  @Test("both are in the program, with their defaults")
  func lowered() throws {
    let keys =
      "objectives: { latency: 500ms, errors: 0.25%, headers: [strict-transport-security] }, metrics: /metrics"
    let service = try #require(Self.api(keys).compilation.programs.first?.service("api"))
    #expect(
      service.objectives == Objectives(latency: 500, errors: 25, headers: ["strict-transport-security"]))
    #expect(service.metrics == Metrics(path: "/metrics", port: 8000))
    #expect(service.value(of: .objectivesErrors) == .share(25))
    let named = Self.api("ports: { metrics: 9100 }, metrics: { path: /m, port: metrics }")
    #expect(named.compilation.programs.first?.service("api")?.metrics == Metrics(path: "/m", port: 9100))
    #expect(Self.api("objectives: {}").compilation.programs.first?.service("api")?.objectives == nil)
  }

  private static let refused: [(keys: String, code: String, marked: String)] = [
    ("objectives: { latency: 500 }", "E0211", "500"),
    ("objectives: { latency: 0s }", "E0224", "0s"),
    ("objectives: { errors: 60% }", "E0224", "60%"),
    ("objectives: { errors: 0.01 }", "E0224", "0.01"),
    ("objectives: { header: [x-a] }", "E0201", "header"),
    ("objectives: { headers: [\"x-a: b\"] }", "E0213", "\"x-a: b\""),
    ("metrics: metrics", "E0213", "metrics"),
    ("metrics: \"/metrics?all\"", "E0213", "\"/metrics?all\""),
    ("metrics: { path: /m, port: mertics }, ports: { metrics: 9100 }", "E0213", "mertics"),
    ("metrics: { port: 9100 }", "E0202", "{ port: 9100 }"),
  ]

  @Test("what cannot be meant is refused where it is written", arguments: refused)
  func refuses(keys: String, code: String, marked: String) {
    let result = Self.api(keys)
    #expect(result.codes.filter { $0.hasPrefix("E") } == [code], "\(result.diagnostics.map(\.message))")
    #expect(result.marked(code) == marked)
  }

  @Test("a key of a service that cannot have it is E0215")
  func meaningless() {
    let database = Self.checked("  postgres: { metrics: /metrics }")
    #expect(database.marked("E0215") == "metrics")
    let worker = Self.checked("  work: { type: worker, image: \"a:1\", objectives: { latency: 1s } }")
    #expect(worker.marked("E0215") == "objectives")
    let cron = Self.checked("  tick: { type: cron, image: \"a:1\", schedule: \"0 3 * * *\", metrics: /metrics }")
    #expect(cron.marked("E0215") == "metrics")
  }

  @Test("metrics of a worker need a port")
  func portOfAWorker() {
    let missing = Self.checked("  work: { type: worker, image: \"a:1\", metrics: /metrics }")
    #expect(missing.marked("E0202") == "/metrics", "\(missing.codes)")
    #expect(missing.first("E0202")?.help == ["declare where it answers: `metrics: { path: /metrics, port: 9100 }`"])
    let given = Self.checked("  work: { type: worker, image: \"a:1\", metrics: { path: /metrics, port: 9100 } }")
    #expect(given.codes == [], "\(given.diagnostics.map(\.message))")
    #expect(given.compilation.programs.first?.service("work")?.metrics?.port == 9100)
  }

  @Test("an objective that gunicorn never lets a request reach is E0712")
  func latencyAndTimeout() {
    func flask(_ keys: String) -> Checked {
      Self.checked("  api: { type: flask, root: ./a, health: /health, \(keys) }")
    }
    #expect(flask("server: { timeout: 20s }, objectives: { latency: 20s }").marked("E0712") == "20s")
    #expect(flask("objectives: { latency: 30s }").marked("E0712") == "30s")
    #expect(!flask("server: { timeout: 20s }, objectives: { latency: 19s }").codes.contains("E0712"))
    #expect(!Self.api("objectives: { latency: 90s }").codes.contains("E0712"))
  }

  private static let exposures: [(services: String, isPublic: Bool)] = [
    ("  api: { type: fastapi, image: \"a:1\", health: /h, public: true, metrics: /metrics }", true),
    ("  api: { type: fastapi, image: \"a:1\", health: /h, metrics: /metrics }", false),
    (
      "  api: { type: fastapi, image: \"a:1\", health: /h, public: true, metrics: { path: /metrics, port: 9100 } }",
      false
    ),
  ]

  @Test("metrics at a public port are W1016", arguments: exposures)
  func open(services: String, isPublic: Bool) {
    let result = Self.checked(services)
    #expect(result.codes.contains("W1016") == isPublic, "\(result.codes)")
    if isPublic { #expect(result.marked("W1016") == "/metrics") }
  }

  private static let routes: [(route: String, isPublic: Bool)] = [
    ("/: api", true), ("/metrics: api", true), ("/api: api", false), ("/met: api", false),
    ("/api: { to: api, strip: true }", true), ("/api: { to: api, port: 9000 }", false),
  ]

  @Test("metrics that a public proxy leads to are W1016", arguments: routes)
  func behindAProxy(route: String, isPublic: Bool) {
    let result = Self.checked(
      """
        api: { type: fastapi, image: "a:1", health: /h, ports: { other: 9000 }, metrics: /metrics }
        front: { type: web, image: "b:1", port: 3000, health: /h }
        edge: { type: proxy, public: true, routes: { \(route), /front: front } }
      """)
    #expect(result.codes.contains("W1016") == isPublic, "\(route): \(result.diagnostics.map(\.message))")
  }

  @Test("a share of users is a number from 0 to 100, by its name")
  func rollouts() {
    func flag(_ value: String, production: String = "") -> Checked {
      Self.checked(
        "  api: { type: fastapi, image: \"a:1\", health: /h, variables: { FEATURE_SEARCH_PERCENT: \(value) } }",
        "environments: { staging: {}, production: { services: { api: { variables: { \(production) } } } } }")
    }
    #expect(flag("10").codes == [], "\(flag("10").codes)")
    #expect(flag("120").marked("E0405") == "120")
    #expect(flag("10", production: "FEATURE_SEARCH_PERCENT: 100").codes == [])
    #expect(flag("true").codes.contains("E0405"))
    #expect(
      flag("{ value: true, type: bool }", production: "FEATURE_SEARCH_PERCENT: { value: 10, type: int }")
        .codes.contains("E0410"))
  }
}

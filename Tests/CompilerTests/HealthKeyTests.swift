import Compiler
import Diagnostics
import Emit
import IR
import TestSupport
import Testing

/// `health`: one probe, all of them, and the port that is asked.
@Suite struct HealthKeyTests {
  private static func worker(_ health: String) -> String {
    "services:\n  w: { type: worker, image: \"a/b:1\", health: \(health) }"
  }

  static let cases: [RuleCase] = [
    RuleCase("a worker has a path where it has a port", worker("{ path: /h, port: 8081, command: ask }")),
    RuleCase("and else none", worker("{ path: /h }"), "E0610", marked: "/h"),
    RuleCase("a name of no port", worker("{ path: /h, port: health }"), "E0213", marked: "health"),
    RuleCase("seconds", .health("{ path: /h, timeout: 30s }")),
    RuleCase("a minute", .health("{ path: /h, timeout: 1m }")),
    RuleCase("the old meaning", .health("{ path: /h, timeout: 300s }"), "E0712", marked: "300s"),
    RuleCase("longer than all", .health("{ path: /h, timeout: 20s, within: 10s }"), "E0712", marked: "20s"),
    RuleCase("shorter than the start", .health("{ path: /h, within: 20s, start_period: 30s }"), "E0712", marked: "20s"),
    RuleCase("as long as the start", .health("{ path: /h, within: 30s, start_period: 30s }")),
  ]

  @Test(arguments: cases) func finding(sample: RuleCase) { sample.run() }

  @Test func bothWaysOutOfAWorkersPathAreNamed() {
    let help = Checked("infracc: 1\nproject: shop\n\(Self.worker("{ path: /up }"))\n").first("E0610")?.help ?? []
    #expect(help.count == 2)
    #expect(help[0].contains("health: { path: /up, port: 8080 }") && help[1].contains("command"))
  }

  @Test func theOldMeaningIsRenamed() {
    let text = "infracc: 1\nproject: shop\n" + .health("{ path: /h, timeout: 300s }") + "\n"
    let result = Fixer.run(path: "topology.yaml", bytes: Array(text.utf8))
    #expect(String(decoding: result.bytes, as: UTF8.self) == text.replacing("timeout:", with: "within:"))
  }

  private static func files(_ health: String, _ target: String) -> String {
    let text = """
      infracc: 1
      project: shop
      targets: [\(target)]
      services:
        api: { type: fastapi, root: ./api, health: \(health) }
        w: { extends: api, type: worker, start: work, health: { path: /w, port: 9100, timeout: 4s } }

      """
    let products = Checked(text).compilation.emit(EmissionRequest(layout: OutputLayout()))
    return products.files.map(\.file.content).joined(separator: "\n")
  }

  @Test func eachTargetWritesItsOwn() {
    let health = "{ path: /h, timeout: 4s, within: 99s }"
    let compose = Self.files(health, "compose")
    #expect(compose.contains("HTTPConnection('127.0.0.1', 8000, timeout=3)"))
    #expect(compose.contains("HTTPConnection('127.0.0.1', 9100, timeout=3)"))
    #expect(compose.contains("timeout: 4s"))
    #expect(compose.contains("--timeout=4s"))
    #expect(!compose.contains("99s"))
    let railway = Self.files(health, "railway")
    #expect(railway.contains("healthcheckTimeout: 99"))
    #expect(railway.contains("healthcheck: \"/h\"") && !railway.contains("\"/w\""))
  }

  /// Railway asks `PORT` only.
  @Test func anotherPortIsReportedForRailway() {
    func codes(_ port: String) -> [String] {
      Checked(
        "infracc: 1\nproject: shop\ntargets: [railway]\nservices:\n"
          + "  api: { type: fastapi, root: ./api, health: { path: /h, port: \(port) } }\n"
      ).codes
    }
    #expect(codes("8000") == [])
    #expect(codes("9100") == ["W0903"])
  }
}

extension String {
  /// A service with this `health`.
  fileprivate static func health(_ health: String) -> String {
    "services:\n  api: { type: fastapi, health: \(health) }"
  }
}

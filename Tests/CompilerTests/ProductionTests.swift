import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// Production exists whether it is written or not.
@Suite struct ProductionTests {
  private func check(_ environments: String, services: String = "api: { type: flask, health: /h }") -> Checked {
    Checked("infracc: 1\nproject: shop\nservices: { \(services) }\nenvironments: \(environments)\n")
  }

  @Test(arguments: [
    ("{ staging: {} }", ["production", "staging"]), ("{ staging: {}, production: {} }", ["staging", "production"]),
    ("{ prod: {}, staging: {} }", ["prod", "staging"]), ("{ live: {} }", ["live"]),
    ("{ Production: {} }", ["Production"]),
    ("{ production: { enabled: false }, staging: {} }", ["staging"]),
    ("{ production: { enabled: true }, staging: {} }", ["production", "staging"]),
    ("{ dev: { kind: local } }", ["production", "dev"]), ("{}", ["production"]), ("~", ["production"]),
  ])
  func theEnvironmentsThatThereAre(written: String, expected: [String]) {
    let checked = check(written)
    #expect(checked.codes == [])
    #expect(checked.compilation.programs.map(\.environment.name) == expected)
    #expect(checked.compilation.programs.allSatisfy { $0.targets == ["compose"] }, "what everyone can start")
  }

  /// Adding an environment changes no file of production.
  @Test(arguments: Examples.paths + ["Tests/Fixtures/topologies/minimal.yaml"])
  func anotherEnvironmentLeavesItsFilesAlone(path: String) throws {
    let text = try Repository.text(path)
    func files(_ text: String) -> [String: String] {
      let products = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8)).emit(
        EmissionRequest(layout: OutputLayout()))
      let own = products.files.filter { $0.environment == "production" }
      return Dictionary(own.map { ($0.file.path, $0.file.content) }) { first, _ in first }
    }
    let before = files(text)
    let declares = text.contains("\nenvironments:")
    let after = files(
      declares
        ? text.replacingOccurrences(of: "\nenvironments:", with: "\nenvironments:\n  another: {}")
        : text + "\nenvironments: { another: {} }\n")
    #expect(!before.isEmpty)
    #expect(after == before)
  }

  @Test func aDisabledEnvironmentIsStillABase() {
    let checked = check(
      """

        production: { enabled: false, services: { api: { port: 9000 } } }
        staging: { from: production }
      """)
    #expect(checked.codes == [])
    #expect(checked.compilation.programs.map(\.environment.name) == ["staging"])
    #expect(checked.service("api", in: "staging")?.port == 9000)
  }

  /// Files are not written, and mistakes are still mistakes.
  @Test func aDisabledEnvironmentIsRead() {
    let checked = check("{ trial: { enabled: false, services: { api: { prot: 9000 }, apii: { port: 1 } } } }")
    #expect(checked.codes == ["E0201", "E0801"], "\(checked.report)")
    #expect(checked.compilation.programs.map(\.environment.name) == ["production"])
  }

  @Test func anEnvironmentCanStartFromProductionThatIsNotWritten() {
    let checked = check("{ staging: { from: production } }")
    #expect(checked.codes == [])
    #expect(checked.program("staging")?.environment.base == "production")
    #expect(check("{ staging: { from: prod } }").codes == ["E0804"])
  }

  @Test(arguments: ["{ production: { enabled: false } }", "{ production: { enabled: false }, b: { enabled: false } }"])
  func oneEnvironmentRemains(written: String) {
    let checked = check(written)
    #expect(checked.codes == ["E0202"])
    #expect(checked.marked("E0202") == "false")
  }

  /// What is compared with production is compared whether it is written or not.
  @Test func rulesDoNotDependOnItsBeingWritten() {
    let services =
      "postgres: {}, api: { type: flask, health: /h, variables: { DEBUG: true, DATABASE_URL: $<<postgres.url>> } }"
    let staging = "staging: { services: { api: { scale: { replicas: 2 } } } }"
    func found(_ environments: String) -> [String] {
      check(environments, services: services).diagnostics.filter { $0.severity != .info }.map(\.code)
    }
    #expect(found("{ \(staging) }") == found("{ production: {}, \(staging) }"))
    #expect(found("{ \(staging) }").sorted() == ["W0807", "W0814", "W1010"])
    #expect(found("{}") == found("{ production: {} }"))
    #expect(found("{}").sorted() == ["W0814", "W1010"])
  }
}

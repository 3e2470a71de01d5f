import Compiler
import Diagnostics
import IR
import TestSupport
import Testing

/// Environments that override nothing are equal: what one of them makes of a declaration that both share must not
/// change what the other one finds there.
@Suite struct EqualEnvironmentTests {
  private static let pair = "\nenvironments:\n  production: { enabled: false }\n  one: {}\n  two: {}\n"

  /// Examples of the catalogue that declare no environments of their own.
  static let codes = Catalog.all.filter { kind in
    kind.exampleOptions.isRunnable && kind.exampleOptions.files.isEmpty && !kind.failing.contains("environments:")
      && kind.failing.contains("services:")
  }.map(\.code)

  @Test func thereAreExamples() { #expect(Self.codes.count > 100) }

  @Test(arguments: codes)
  func failing(code: String) throws {
    let kind = try #require(Catalog.kind(code))
    expectEqual(MarkedText(failing: kind).text)
  }

  @Test(arguments: codes)
  func passing(code: String) throws { expectEqual(try #require(Catalog.kind(code)).passing) }

  @Test func generatorsDefineASecretEverywhere() {
    let checked = expectEqual(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          health: /healthz
          variables:
            TOKEN: $<<secret(64)>>
            NAME: $<<uuid()>>
        worker:
          type: worker
          extends: api
          start: python run.py
      """)
    #expect(checked.diagnostics.filter { $0.severity == .error }.isEmpty)
    #expect(checked.programs.allSatisfy { $0.secrets.map(\.env).sorted() == ["NAME", "TOKEN"] })
  }

  private func isOfEnvironment(_ finding: Diagnostic) -> Bool { finding.path.hasPrefix("environments.") }

  @discardableResult private func expectEqual(_ text: String) -> Compilation {
    let run = Compilation.run(path: "topology.yaml", bytes: Array((text + Self.pair).utf8))
    // What is about an environment itself names that one.
    for finding in run.diagnostics where !finding.environments.isEmpty && !isOfEnvironment(finding) {
      #expect(finding.environments == ["one", "two"], "\(finding.code)\n\(text)")
    }
    if run.programs.count == 2 {
      let services = run.programs.map { $0.services.map(\.env) }
      #expect(services[0] == services[1], "\(text)")
      #expect(run.programs[0].secrets == run.programs[1].secrets, "\(text)")
    }
    return run
  }
}

import Compiler
import Diagnostics
import Files
import TestSupport
import Testing

/// Findings of level info that are not read are only counted, and there are as many of them as of those with texts;
/// everything else is the same in every byte.
@Suite struct CountedInfoTests {
  private func run(_ text: String, counts: Bool, _ repository: FileAccess?) -> Compilation {
    var options = CompileOptions(repository: repository)
    options.countsInfos = counts
    return Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options)
  }

  private func expectSame(_ text: String, _ what: String, repository: FileAccess? = nil) -> Int {
    let (counted, told) = (run(text, counts: true, repository), run(text, counts: false, repository))
    func isInfo(_ finding: Diagnostic) -> Bool { finding.severity == .info }
    let (a, b) = (counted.diagnostics.count(where: isInfo), told.diagnostics.count(where: isInfo))
    #expect(a == b, "\(what)")
    let reports = [counted, told].map { compilation in
      JSONRenderer.render(
        RenderRequest(compilation.diagnostics.filter { !isInfo($0) }, sources: compilation.sources))
    }
    #expect(reports[0] == reports[1], "\(what)")
    return b
  }

  @Test func examplesAndFixtures() throws {
    var infos = 0
    for path in Examples.paths + ReportTests.names.map({ "Tests/Fixtures/topologies/\($0).yaml" }) {
      infos += expectSame(try Repository.text(path), path)
    }
    for seed in 0..<15 { infos += expectSame(GeneratedTopology(seed: UInt64(seed)).text, "seed \(seed)") }
    #expect(infos > 20)
  }

  /// Several keys of one service, services that inherit them, and targets that differ between environments.
  @Test func lossesOfTargets() {
    let text = """
      infracc: 1
      project: shop
      targets: [railway, procfile]
      services:
        api:
          type: fastapi
          root: ./api
          port: 8000
          region: eu
          resources: { cpu: 1, memory: 1GiB }
          scale: { replicas: 2 }
          restart: { policy: always }
          health: { path: /health, interval: 10s }
        other: { extends: api, port: 8001 }
        db: { type: postgres, version: 16, region: eu, backup: { schedule: "0 3 * * *", keep: 7d } }
      environments:
        production: {}
        staging: { targets: [compose, procfile] }
        local: { kind: local, targets: [compose], services: { api: { region: us } } }

      """
    #expect(expectSame(text, "losses") > 5)
  }
}

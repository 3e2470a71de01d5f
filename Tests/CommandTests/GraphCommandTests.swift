import Foundation
import TestSupport
import Testing

/// `infracc graph`, as a person calls it.
struct GraphCommandTests {
  private func graph(_ arguments: String..., topology: String = Shop.topology) throws -> (Output, TemporaryFolder) {
    let folder = try Shop.folder(topology)
    let output = try run(
      try Repository.program, ["graph", "--no-fs"] + arguments, environment: ["NO_COLOR": "1"], directory: folder.path)
    return (output, folder)
  }

  /// Production, where no environment is named.
  @Test func oneEnvironmentIsDrawn() throws {
    let (output, _) = try graph()
    #expect(output.status == 0)
    #expect(output.stderr == "")
    #expect(
      output.stdout == """
        flowchart LR
          internet(["Internet"])
          subgraph private["private network"]
            s0[("postgres 18<br/>15 of 62 connections")]
            s1["api<br/>fastapi<br/>api.shop.example.com"]
          end
          internet ==> s1
          s1 -- "DATABASE_URL 🔑" --> s0

        """)
    #expect(try graph("-e", "staging").0.stdout.contains("a platform domain"))
  }

  @Test(arguments: [
    ("dot", "digraph \"shop, production\" {"), ("svg", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "),
  ])
  func aFileIsWritten(format: String, beginning: String) throws {
    let (output, folder) = try graph("--format", format, "-o", "graph.\(format)")
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stdout == "")
    let text = try String(contentsOfFile: folder.path("graph.\(format)"), encoding: .utf8)
    #expect(text.hasPrefix(beginning))
    #expect(text == (try graph("--format", format).0.stdout))
  }

  @Test func whatCannotBeWrittenIsThree() throws {
    let (output, _) = try graph("-o", "nowhere/graph.md")
    #expect(output.status == 3)
    #expect(output.stderr.contains("cannot write `nowhere/graph.md`: no such file"), "\(output.stderr)")
  }

  @Test func nothingIsDrawnOfABrokenTopology() throws {
    let (output, folder) = try graph("-o", "graph.md", topology: Shop.broken)
    #expect(output.status == 1)
    #expect(output.stderr.contains("error[E0301]"))
    #expect(folder.files() == ["topology.yaml"])
  }

  @Test func manyServicesAreDrawnWithAdvice() throws {
    let services = (0..<41).map { "  s\($0): { type: worker, image: 'a/b:1', start: run }\n" }.joined()
    let (output, _) = try graph("--format", "svg", topology: "infracc: 1\nproject: p\nservices:\n" + services)
    #expect(output.status == 0)
    #expect(output.stdout.contains("<svg "))
    #expect(output.stderr.contains("41 services; Graphviz draws large graphs better: `--format dot`"))
  }

  @Test(arguments: [
    (["--format", "png"], "'mermaid', 'dot' or 'svg'"), (["-e", "prod"], "there is no environment `prod`"),
  ])
  func wrongUsageIsTwo(arguments: [String], complaint: String) throws {
    let folder = try Shop.folder()
    let output = try run(try Repository.program, ["graph"] + arguments, directory: folder.path)
    #expect(output.status == 2)
    #expect(output.stderr.contains(complaint), "\(output.stderr)")
  }
}

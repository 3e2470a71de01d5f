import Compiler
import Diagnostics
import Files
import Foundation
import Testing

/// `ARG` written into a Dockerfile: a fix of a file beside the topology.
@Suite struct BuildArgumentFixTests {
  private static let topology = """
    infracc: 1
    project: shop
    targets: [compose]
    services:
      site:
        type: web
        root: ./site
        port: 3000
        health: /
        build: { dockerfile: site/Dockerfile, args: { API_BASE: https://api.example.com, REGION: eu } }

    """

  private func fixed(_ dockerfile: String, path: String = "topology.yaml") -> Fixer.Result {
    let options = CompileOptions(repository: .texts([("site/Dockerfile", dockerfile)]))
    return Fixer.run(path: path, bytes: Array(Self.topology.utf8), options: options, allowsUnsafe: true)
  }

  struct Sample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let before: String
    /// Nil: which stage builds cannot be told.
    let after: String?
  }

  static let samples = [
    Sample(
      testDescription: "one stage", before: "FROM a:1\nCMD run\n",
      after: "FROM a:1\nARG REGION\nARG API_BASE\nCMD run\n"),
    Sample(
      testDescription: "the stage that builds",
      before:
        "FROM a:1 AS deps\nRUN npm ci\nFROM a:1 AS build  # here\nARG REGION\nRUN npm run build\nFROM a:1\nCMD run\n",
      after:
        "FROM a:1 AS deps\nRUN npm ci\nFROM a:1 AS build  # here\nARG API_BASE\nARG REGION\nRUN npm run build\nFROM a:1\nCMD run\n"
    ),
    Sample(
      testDescription: "line breaks of Windows", before: "FROM a:1\r\nARG REGION\r\n",
      after: "FROM a:1\r\nARG API_BASE\r\nARG REGION\r\n"),
    Sample(
      testDescription: "one in front of the first stage", before: "ARG REGION=us\nFROM a:1\nARG API_BASE\n",
      after: "ARG REGION=us\nFROM a:1\nARG REGION\nARG API_BASE\n"),
    Sample(
      testDescription: "no final line break", before: "ARG REGION\nFROM a:1\nARG REGION API_BASE2\nFROM a:1", after: nil
    ),
    Sample(
      testDescription: "no stage that builds", before: "FROM a:1 AS one\nRUN ls\nFROM a:1\nCMD run\n", after: nil),
    Sample(testDescription: "a stage over two lines", before: "FROM a:1 \\\n  AS one\nCMD run\n", after: nil),
  ]

  @Test(arguments: samples)
  func itIsDeclaredWhereItIsNeeded(sample: Sample) {
    for path in ["topology.yaml", "deploy/topology.yaml"] {
      let result = fixed(sample.before, path: path)
      #expect(result.bytes == Array(Self.topology.utf8))
      guard let after = sample.after else {
        #expect(result.files.isEmpty)
        continue
      }
      #expect(result.files.map(\.path) == ["site/Dockerfile"])
      #expect(result.files.first.map { String(decoding: $0.new, as: UTF8.self) } == after)
      #expect(result.files.first.map { String(decoding: $0.old, as: UTF8.self) } == sample.before)
      #expect(!result.remaining.contains { $0.code == "W1012" })
    }
  }

  /// Formats for programs name the file of each edit.
  @Test func programsAreToldWhichFileIsChanged() throws {
    let options = CompileOptions(repository: .texts([("site/Dockerfile", "FROM a:1\nCMD run\n")]))
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(Self.topology.utf8), options: options)
    let found = compilation.diagnostics.filter { $0.code == "W1012" }
    #expect(found.count == 2)
    let request = RenderRequest(found, sources: compilation.sources)
    let sarif = SARIFRenderer.render(request)
    let changes = try #require(sarif.range(of: "\"artifactChanges\""))
    #expect(sarif[changes.upperBound...].prefix(200).contains("\"uri\": \"site/Dockerfile\""))
    #expect(JSONRenderer.render(request).contains("\"replacement\": \"\\nARG API_BASE\""))
  }
}

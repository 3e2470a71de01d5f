import Compiler
import Diagnostics
import Foundation
import JSON
import TestSupport
import Testing

/// `check` and `build` report the same: code for code, span for span, with the same meaning of options.
@Suite struct SameFindingsTests {
  /// Every topology among the fixtures, the examples, and the examples of the catalogue.
  static let topologies: [Sample] = {
    let fixtures = (FileManager.default.enumerator(atPath: Repository.path("Tests/Fixtures"))?.allObjects ?? [])
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".yaml") && !isOfOtherTool($0) }.sorted()
      .map { "Tests/Fixtures/" + $0 }
    let files = (fixtures + Repository.examples.map { "examples/\($0)/topology.yaml" })
      .map { Sample(name: $0, path: Repository.path($0), text: nil) }
    let examples = Catalog.all.filter(\.exampleOptions.isRunnable).map {
      Sample(name: $0.code, path: nil, text: ExplainPage.withoutMarks($0.failing) + "\n")
    }
    return files + examples
  }()

  /// Files that `check` reads as they are, and that no build is made of.
  private static func isOfOtherTool(_ path: String) -> Bool {
    path.hasSuffix("/render.yaml") || path.hasSuffix("compose.yaml")
  }

  struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let path: String?
    let text: String?

    var testDescription: String { name }
  }

  @Test(arguments: topologies)
  func checkAndDryRunAgree(sample: Sample) throws {
    let folder = try TemporaryFolder()
    var path = "topology.yaml"
    if let text = sample.text { try folder.write(text, to: path) }
    if let own = sample.path { path = own }
    for options in [[], ["--no-fs"]] {
      let check = try findings(["check"] + options, path, folder)
      let build = try findings(["build", "--dry-run", "-o", folder.path("out")] + options, path, folder)
      #expect(check.list == build.list, "\(sample.name) \(options)")
      #expect(check.status == build.status || build.status == 3, "\(sample.name) \(options)")
    }
  }

  /// Each finding as one text, and the exit code.
  private func findings(
    _ command: [String], _ path: String, _ folder: TemporaryFolder
  ) throws -> (list: [String], status: Int32) {
    let output = try run(
      try Repository.program, command + ["--format", "json", path], environment: ["XDG_CACHE_HOME": "/dev/null"],
      directory: folder.path)
    let document = try JSONReader.parse(Array(output.stdout.utf8)).get()
    let list = try #require(document["diagnostics"]?.array).map { finding in
      ["code", "severity", "message", "spans", "environments", "targets"]
        .map { finding[$0].map(JSONWriter.compact) ?? "" }.joined(separator: " ")
    }
    return (list, output.status)
  }
}

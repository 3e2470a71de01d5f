import Foundation
import TestSupport
import Testing

/// A run that can see that nothing has changed says what it said before.
@Suite struct RepeatedRunTests {
  private let cache: TemporaryFolder
  private let topology = Repository.path("Tests/Fixtures/topologies/minimal.yaml")

  init() throws { cache = try TemporaryFolder() }

  private func check(_ arguments: String..., topology: String? = nil) throws -> Output {
    try run(
      try Repository.program, ["check", "--no-fs", topology ?? self.topology] + arguments,
      environment: ["XDG_CACHE_HOME": cache.path, "NO_COLOR": "1", "TERM": "xterm"])
  }

  private func records() throws -> [String] {
    let folder = cache.path("infracc")
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func saysTheSame() throws {
    let first = try check()
    #expect(first.status == 0)
    let name = try #require(try records().first)
    let second = try check()
    #expect(second.stdout == first.stdout)
    #expect(second.stderr == first.stderr)
    #expect(try records() == [name])
    // That it is the record that speaks is seen when the record says something else.
    let url = URL(fileURLWithPath: cache.path("infracc/" + name))
    let bytes = try Data(contentsOf: url)
    let place = try #require(bytes.range(of: Data("no errors".utf8)))
    try bytes.replacing(place, "NO ERRORS").write(to: url)
    #expect(try check().stderr.contains("NO ERRORS"))
    #expect(try check("--no-cache").stderr == first.stderr)
    #expect(try check("--max-errors", "7").stderr == first.stderr)
    #expect(try records().count == 2)
  }

  @Test func onlyWhatEndsWellIsKept() throws {
    let broken = Repository.path("Tests/Fixtures/topologies/broken.yaml")
    #expect(try check(topology: broken).status == 1)
    #expect(try records().isEmpty)
  }
}

extension Data {
  fileprivate func replacing(_ range: Range<Int>, _ text: String) -> Data {
    var copy = self
    copy.replaceSubrange(range, with: Data(text.utf8))
    return copy
  }
}

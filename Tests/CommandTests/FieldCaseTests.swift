import Foundation
import JSON
import TestSupport
import Testing

/// Small copies of what broke in real repositories, each with the findings that it gives.
struct FieldCaseTests {
  static let cases =
    ((try? FileManager.default.contentsOfDirectory(atPath: Repository.path("Tests/Fixtures/field-cases"))) ?? [])
    .sorted()

  /// The codes, and where each points, are recorded; `check` and `build` give the same set.
  @Test func findings() throws {
    var lines: [String] = []
    for name in Self.cases {
      let folder = try TemporaryFolder()
      let place = Repository.path("Tests/Fixtures/field-cases/\(name)")
      let check = try codes(["check"], at: place, folder)
      let build = try codes(["build", "--dry-run", "-o", folder.path("out")], at: place, folder)
      #expect(check == build, "\(name)")
      lines.append(([name + ":"] + check).joined(separator: " "))
    }
    Golden.expect(lines.joined(separator: "\n") + "\n", "field-cases.txt")
  }

  /// Nothing that is a fix of these findings leaves the finding behind.
  @Test(arguments: cases)
  func fixesFix(name: String) throws {
    let folder = try TemporaryFolder()
    try FileManager.default.removeItem(atPath: folder.path)
    try FileManager.default.copyItem(atPath: Repository.path("Tests/Fixtures/field-cases/\(name)"), toPath: folder.path)
    let before = try codes(["check"], at: folder.path, folder)
    _ = try infracc("fix", in: folder)
    let after = try codes(["check"], at: folder.path, folder)
    #expect(Set(after).isSubset(of: before), "\(name)")
    for code in ["W1031", "W1032", "E0404", "W0808"] { #expect(!after.contains(code), "\(name)") }
  }

  /// The codes of what a command reports, sorted.
  private func codes(_ command: [String], at place: String, _ folder: TemporaryFolder) throws -> [String] {
    let output = try run(
      try Repository.program, command + ["--format", "json", "topology.yaml"],
      environment: ["XDG_CACHE_HOME": "/dev/null"], directory: place)
    let document = try JSONReader.parse(Array(output.stdout.utf8)).get()
    return try #require(document["diagnostics"]?.array).compactMap { $0["code"]?.string }.sorted()
  }
}

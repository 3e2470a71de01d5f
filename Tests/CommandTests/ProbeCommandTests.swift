import Foundation
import TestSupport
import Testing

/// `check` reads the code beside a topology: this much of it, and nothing outside.
struct ProbeCommandTests {
  private static let topology = """
    infracc: 1
    project: shop
    targets: [compose]
    services:
      api: { type: fastapi, root: api, variables: { STORE_NAMES: shop } }

    """

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(Self.topology, to: "topology.yaml")
    try folder.write("fastapi==0.115.6\nuvicorn==0.34.0\n", to: "api/requirements.txt")
    try folder.write("import os\n\nNAME = os.environ[\"STORE_NAME\"]\n", to: "api/main.py")
    return folder
  }

  @Test func checkComparesWithTheCode() throws {
    let folder = try folder()
    let output = try infracc("check", in: folder)
    #expect(output.status == 0)
    #expect(output.stderr.hasPrefix("warning[W1005]: the code reads `STORE_NAME`, and `STORE_NAMES` is set\n"))
    #expect(output.stderr.contains("--> topology.yaml:5:49\n"))
    #expect(output.stderr.contains("::: api/main.py:3:20\n"))
    // From somewhere else, files are named as the topology was.
    let below = try TemporaryFolder()
    try FileManager.default.moveItem(atPath: folder.path, toPath: below.path("shop"))
    let named = try infracc("check", "shop/topology.yaml", in: below)
    #expect(named.stderr.contains("::: shop/api/main.py:3:20\n"))
  }

  @Test func probesCanBeSwitchedOff() throws {
    for option in ["--no-probe", "--no-fs"] {
      let output = try infracc("check", option, in: try folder())
      #expect(output.status == 0)
      #expect(output.stderr == "topology.yaml: no errors or warnings in 1 environment\n")
    }
    // And a comment about one of theirs is not taken for a leftover then.
    let folder = try folder()
    try folder.write(
      Self.topology.replacingOccurrences(of: "shop } }", with: "shop } } # infracc: allow W1005 renamed next week"),
      to: "topology.yaml")
    for option in ["--no-probe", "--notes"] {
      #expect(try infracc("check", option, in: folder).stderr.contains("no errors or warnings"))
    }
  }

  /// Neither a file nor a folder behind a symbolic link is read, and nothing is concluded from what was not read.
  @Test func symbolicLinksAreNotFollowed() throws {
    let outside = try TemporaryFolder()
    try outside.write("import os\nA = os.environ[\"OUTSIDE_FILE\"]\n", to: "linked.py")
    try outside.write("import os\nA = os.environ[\"OUTSIDE_FOLDER\"]\n", to: "package/a.py")
    let folder = try folder()
    try folder.write("import os\nNAMES = os.environ[\"STORE_NAMES\"]\n", to: "api/main.py")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("api/linked.py"), withDestinationPath: outside.path("linked.py"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("api/package"), withDestinationPath: outside.path("package"))
    let output = try infracc("check", "--notes", in: folder)
    #expect(output.stderr == "topology.yaml: no errors or warnings in 1 environment\n")
    // The folder of the code itself.
    try FileManager.default.removeItem(atPath: folder.path("api"))
    try outside.write("import os\nA = os.environ[\"OUTSIDE_ROOT\"]\n", to: "api/main.py")
    try FileManager.default.createSymbolicLink(atPath: folder.path("api"), withDestinationPath: outside.path("api"))
    #expect(!(try infracc("check", "--notes", in: folder).stderr.contains("OUTSIDE")))
  }

  /// Nothing that lies in a repository holds the program up.
  @Test func unusualFiles() throws {
    let folder = try folder()
    #expect(mkfifo(folder.path("api/pipe.py"), 0o644) == 0)
    try Data([0xFF, 0xFE, 0, 0x22, 0x60, 0x24, 0x7B]).write(to: URL(fileURLWithPath: folder.path("api/broken.py")))
    try folder.write(String(repeating: "x = \"\n", count: 120_000), to: "api/long.py")
    try folder.write(String(repeating: "(", count: 20_000), to: "api/deep.py")
    let start = Date()
    let output = try infracc("check", in: folder)
    #expect(output.status == 0)
    #expect(output.stderr.contains("W1005"))
    #expect(Date().timeIntervalSince(start) < 5)
  }

  static let trees = ["drifted-python", "express-in-a-hurry", "given-redis", "old-railway"]

  /// Whole little repositories, with the report that they give.
  @Test(arguments: trees)
  func tree(name: String) throws {
    let folder = try TemporaryFolder()
    try FileManager.default.removeItem(atPath: folder.path)
    try FileManager.default.copyItem(
      atPath: Repository.path("Tests/Fixtures/probes/\(name)"), toPath: folder.path)
    Golden.expect(try infracc("check", "--notes", in: folder).stderr, "probes/\(name).txt")
  }
}

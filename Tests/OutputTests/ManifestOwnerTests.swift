import Diagnostics
import Emit
import Foundation
import Glibc
import Output
import TestSupport
import Testing

/// The manifest says whose a file is, and is believed only as far as a file can be generated at all.
@Suite struct ManifestOwnerTests {
  private func build(
    _ tree: TemporaryTree, _ topology: String, _ files: [OutputFile], output: String = "/infra", beside: Bool = false,
    mode: OutputMode = .write
  ) -> OutputResult {
    let folders = OutputFolders(
      output: tree.root.path + output, repository: tree.root.path, topology: topology, writesBeside: beside)
    return OutputTree.write(files, to: folders, mode: mode)
  }

  // MARK: Several topologies

  @Test func topologiesShareADirectory() throws {
    let tree = try TemporaryTree()
    try tree.put("one.yaml", "")
    try tree.put("two.yaml", "")
    let (one, two) = ([file("a/x", "1\n"), file("a/y", "1\n")], [file("b/x", "2\n")])
    #expect(build(tree, "../one.yaml", one).exitCode == 0)
    #expect(build(tree, "../two.yaml", two).total == OutputResult.Counts(written: 1))
    #expect(build(tree, "../one.yaml", one, mode: .check).outcome == .upToDate)
    #expect(build(tree, "../two.yaml", two, mode: .check).outcome == .upToDate)
    // Each removes its own files only.
    #expect(build(tree, "../one.yaml", [one[0]]).total == OutputResult.Counts(unchanged: 1, removed: 1))
    #expect(build(tree, "../two.yaml", []).changes.map { $0.path } == [tree.root.path + "/infra/b/x"])
    #expect(tree.read("infra/a/x") == "1\n")
  }

  @Test(arguments: [OutputMode.write, .check, .dryRun])
  func oneFileHasOneOwner(_ mode: OutputMode) throws {
    let tree = try TemporaryTree()
    try tree.put("one.yaml", "")
    try tree.put("two.yaml", "")
    #expect(build(tree, "../one.yaml", [file("x", "1\n"), file("y", "1\n")]).exitCode == 0)
    let before = try tree.inodes()
    let result = build(tree, "../two.yaml", [file("X", "2\n"), file("y", "2\n"), file("z", "2\n")], mode: mode)
    #expect(result.findings.map { $0.code } == ["E1104"])
    #expect(result.findings[0].message.hasPrefix("`one.yaml` and `two.yaml` both write `"))
    #expect(result.findings[0].notes == ["the same holds for 1 other file"])
    #expect(result.outcome == .failed)
    #expect(result.summary(isPlan: false) == "3 files not written")
    #expect(try tree.inodes() == before)
  }

  /// A topology that was renamed takes its files along, and files of a manifest without names have no owner yet.
  @Test(arguments: [true, false])
  func filesWithoutAnOwnerAreTakenOver(_ isNamed: Bool) throws {
    let tree = try TemporaryTree()
    let topology = isNamed ? "\"topology\": \"../old.yaml\"," : ""
    try tree.put("new.yaml", "")
    try tree.put("infra/x", "1\n")
    try tree.put("infra/y", "1\n")
    try tree.put(
      "infra/.infracc/manifest.json",
      """
      {"version": \(isNamed ? 2 : 1), "groups": [{\(topology) "base": "output", "environment": "production",
        "target": "compose", "files": {"x": "\(sha256Hex("1\n"))", "y": "\(sha256Hex("1\n"))"}}]}
      """)
    #expect(build(tree, "../new.yaml", [file("x", "1\n")]).total == OutputResult.Counts(unchanged: 1, removed: 1))
    let manifest = try #require(tree.read("infra/.infracc/manifest.json"))
    #expect(manifest.contains("\"../new.yaml\"") && !manifest.contains("old.yaml"))
  }

  // MARK: Hostile manifests

  /// What people wrote stays, whatever a manifest says of it, in every place that files are written to.
  @Test(arguments: ["/infra", "", "/."], [false, true])
  func filesOfPeopleAreNotRemoved(_ output: String, _ beside: Bool) throws {
    let tree = try TemporaryTree()
    let victims = ["main.py", ".env", "topology.yaml", "api/Dockerfile", "package.json", "src/railway.md"]
    for victim in victims { try tree.put(victim, "mine\n") }
    let manifest = (output == "/." ? "" : output) + "/.infracc/manifest.json"
    for base in output == "/infra" ? ["repository"] : ["repository", "output"] {
      let entries = victims.map { "\"\($0)\": \"\(sha256Hex("mine\n"))\"" }.joined(separator: ", ")
      try tree.put(
        String(manifest.dropFirst()),
        """
        {"version": 2, "groups": [{"topology": "../topology.yaml", "base": "\(base)", "environment": null,
          "target": "compose", "files": {\(entries)}}]}
        """)
      _ = build(tree, "../topology.yaml", [file("generated/x", "x\n")], output: output, beside: beside)
      for victim in victims { #expect(tree.read(victim) == "mine\n", "\(victim) of \(base)") }
    }
  }

  /// What a target wrote beside the topology is removed: it proves itself by its header, or has a name of its own.
  @Test func generatedFilesBesideTheTopologyAreRemoved() throws {
    let tree = try TemporaryTree()
    let files = [
      file("Procfile", generated("web: x\n"), base: .repository), file("api/railway.json", "{}\n", base: .repository),
      file("api/railway.web.json", "{}\n", base: .repository), file("x", "x\n"),
    ]
    #expect(build(tree, "../topology.yaml", files, beside: true).exitCode == 0)
    let result = build(tree, "../topology.yaml", [files[3]], beside: true)
    #expect(result.total == OutputResult.Counts(unchanged: 1, removed: 3))
    #expect(tree.listing() == ["infra/.infracc/manifest.json", "infra/x"])
    // With layout `tree` only the header counts.
    #expect(build(tree, "../topology.yaml", files, beside: true).exitCode == 0)
    #expect(build(tree, "../topology.yaml", [files[3]]).total.removed == 1)
    #expect(tree.exists("api/railway.json") && !tree.exists("Procfile"))
  }

  @Test func aManifestOfAnySizeIsRead() throws {
    let tree = try TemporaryTree()
    try tree.put("infra/.infracc/manifest.json", "")
    #expect(truncate(tree.url("infra/.infracc/manifest.json").path, 100 << 20) == 0)
    let result = tree.build([file("x", "x\n")])
    #expect(result.findings.map { $0.code } == ["E1106"])
    #expect(result.findings[0].notes == ["larger than 64 MiB"])
  }

  // MARK: Links

  @Test(arguments: ["outside", "../outside", "nothing"])
  func theOutputDirectoryDoesNotLeadOut(_ target: String) throws {
    let tree = try TemporaryTree()
    try tree.put("outside/keep", "mine\n")
    try tree.put("checkout/topology.yaml", "")
    let destination = target.hasPrefix("..") ? target : tree.url(target).path
    try FileManager.default.createSymbolicLink(
      atPath: tree.url("checkout/infra").path, withDestinationPath: destination)
    let checkout = tree.url("checkout").path
    for mode in [OutputMode.write, .check, .dryRun] {
      let result = OutputTree.write(
        [file("x", "x\n")], to: OutputFolders(output: checkout + "/infra", repository: checkout), mode: mode)
      #expect(result.findings.map { $0.code } == ["E1104"])
      #expect(result.exitCode == 3)
    }
    #expect(tree.listing().filter { $0.hasPrefix("outside") } == ["outside/keep"])
    // A directory outside that the user names is the user's choice.
    #expect(
      OutputTree.write([file("x", "x\n")], to: OutputFolders(output: tree.url("outside").path, repository: checkout))
        .exitCode == 0)
  }

  // MARK: Killed runs

  /// What a killed run leaves is cleared away by the next, but not the file of a run that is alive.
  @Test func temporaryFilesAreCleared() throws {
    let tree = try TemporaryTree()
    let files = [file("a/x", "x\n"), file("b/c/y", "y\n")]
    tree.build(files)
    let left = [".infracc-1-0.tmp", "a/.infracc-99999-3.tmp", "b/c/.infracc-1-0.tmp", ".infracc/.infracc-2-0.tmp"]
    for name in left { try tree.put("infra/" + name, "half") }
    let kept = ["a/.infracc-x-0.tmp", "a/infracc-1-0.tmp", "a/.infracc-1-0.tmp.txt", "a/.infracc-1.tmp"]
    for name in kept { try tree.put("infra/" + name, "mine") }
    try tree.put("infra/a/.infracc-5-5.tmp", "being written")
    let writer = open(tree.url("infra/a/.infracc-5-5.tmp").path, O_RDONLY)
    #expect(flock(writer, LOCK_EX) == 0)
    #expect(tree.build(files, mode: .check).exitCode == 0)
    #expect(tree.exists("infra/" + left[0]), "a check changes nothing")
    #expect(tree.build(files).outcome == .upToDate)
    for name in left { #expect(!tree.exists("infra/" + name), "\(name)") }
    for name in kept + ["a/.infracc-5-5.tmp"] { #expect(tree.exists("infra/" + name), "\(name)") }
    close(writer)
  }

  /// A build that was killed before it wrote the manifest leaves old hashes in it, of files with a header too.
  @Test func oldHashesAreRenewed() throws {
    let (tree, clean) = (try TemporaryTree(), try TemporaryTree())
    func files(_ text: String) -> [OutputFile] { [file("x", generated(text)), file("y", text)] }
    tree.build(files("old\n"))
    let manifest = try #require(tree.read("infra/.infracc/manifest.json"))
    tree.build(files("new\n"))
    try tree.put("infra/.infracc/manifest.json", manifest)
    tree.build(files("new\n"))
    clean.build(files("new\n"))
    #expect(tree.read("infra/.infracc/manifest.json") == clean.read("infra/.infracc/manifest.json"))
  }

  // MARK: The last line

  /// Exit code and last line are of one value: where something went wrong, nothing is "up to date".
  @Test func theLastLineAgreesWithTheExitCode() throws {
    let tree = try TemporaryTree()
    func line(_ files: [OutputFile], _ mode: OutputMode = .write) -> String {
      let result = tree.build(files, mode: mode)
      return "\(result.exitCode) \(result.summary(isPlan: mode != .write))"
    }
    #expect(line([file("x", "x\n")], .check) == "4 1 file to write")
    #expect(line([file("x", "x\n"), file("y", "y\n")]) == "0 2 files written")
    #expect(line([file("x", "x\n"), file("y", "y\n")]) == "0 2 files, all up to date")
    #expect(line([file("x", "z\n"), file("y", "y\n")], .dryRun) == "0 1 of 2 files to write")
    #expect(line([file("x", "x\n")], .check) == "4 1 to remove")
    #expect(line([file("x", "x\n")]) == "0 1 removed")
    try tree.put("infra/x", "edited\n")
    #expect(line([file("x", "x\n")], .check) == "4 1 left alone")
    #expect(line([file("x", "x\n")]) == "3 1 left alone")
    #expect(line([file("x/y", "x\n")]) == "3 1 left alone, 1 file not written")
    #expect(line([file("../y", "x\n")]) == "3 1 file not written")
    #expect(line([]) == "3 1 left alone")
    try tree.put("infra/.infracc/manifest.json", "{")
    #expect(line([file("x", "x\n")]) == "3 1 file not written")
    #expect(line([]) == "3 not everything could be written")
  }
}

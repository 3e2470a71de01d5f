import Foundation
import JSON
import Testing
import TestSupport

/// `infracc build`: where it writes, what it leaves alone, what it says and how it ends.
struct BuildCommandTests {
  @Test func writesOnceAndThenNothing() throws {
    let folder = try Shop.folder()
    let first = try infracc("build", in: folder)
    #expect(first.status == 0)
    #expect(first.stderr == "1 info not shown; `--infos` shows it\n")
    let files = folder.files()
    #expect(files.contains("infra/production/compose/docker-compose.yml"))
    #expect(files.contains("infra/staging/procfile/Procfile"))
    #expect(files.contains("infra/dockerfile/api/Dockerfile"))
    #expect(first.stdout.hasSuffix("\ninfra: \(files.count - 2) files written\n"), "\(first.stdout)")

    let stamps = try folder.stamps()
    let second = try infracc("build", in: folder)
    #expect(second.status == 0)
    #expect(second.stdout.hasSuffix("\ninfra: \(files.count - 2) files, all up to date\n"), "\(second.stdout)")
    #expect(try folder.stamps() == stamps)
  }

  @Test func theTableFollowsTheTopology() throws {
    let output = try infracc("build", in: try Shop.folder())
    let rows = output.stdout.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(rows.first == ["environment", "target", "written", "unchanged", "warnings"])
    let environments = rows.dropFirst().prefix { $0[0] != "environment" }.map { $0[0] }
    let expected = ["all", "staging", "production"]
    #expect(environments == environments.sorted { expected.firstIndex(of: $0)! < expected.firstIndex(of: $1)! })
    #expect(Set(environments) == Set(expected))
    #expect(output.stdout.contains("environment  store     connections  memory\nstaging      postgres  "))
  }

  @Test func warningsAreCountedWhereTheyMatter() throws {
    let folder = try Shop.folder(
      Shop.topology.replacingOccurrences(
        of: "targets: [compose", with: "options: { railway: { format: json } }\ntargets: [railway, compose"))
    let output = try infracc("build", in: folder)
    #expect(output.stderr.contains("warning[W0907]"))
    let counts = output.stdout.split(separator: "\n").map { $0.split(separator: " ") }
      .reduce(into: [:]) { $0[$1.prefix(2).joined(separator: " ")] = String($1.last ?? "") }
    #expect(counts["all railway"] == "1")
    #expect(counts["staging compose"] == "0")
  }

  @Test func levelsHoldForWhatEmissionFinds() throws {
    let folder = try Shop.folder(
      Shop.topology.replacingOccurrences(
        of: "targets: [compose",
        with: "lints: { W0907: off }\noptions: { railway: { format: json } }\ntargets: [railway, compose"))
    let output = try infracc("build", in: folder)
    #expect(output.status == 0)
    #expect(!output.stderr.contains("W0907"))
  }

  // MARK: Places

  /// Every way to name the same two folders gives the same files.
  @Test func theWayOfNamingFoldersDoesNotMatter() throws {
    let folder = try TemporaryFolder()
    try folder.write(Shop.topology, to: "project/topology.yaml")
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "project")
    try FileManager.default.createDirectory(atPath: folder.path("aside"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("aside/far"), withDestinationPath: folder.path("project"))
    let ways: [(directory: String, arguments: [String])] = [
      ("", ["project/topology.yaml", "-o", "out"]),
      ("", ["./project/../project/topology.yaml", "-o", "./project/../out/"]),
      ("project", ["-o", "../out"]),
      ("aside", [folder.path("project/topology.yaml"), "-o", folder.path("out")]),
      ("", ["link/topology.yaml", "-o", "out"]),
      // From a folder reached through a link, `..` leads to where the folder really lies.
      ("aside", ["far/topology.yaml", "-o", "far/../out"]),
    ]
    var expected: [String: String]?
    for way in ways {
      let output = try run(
        try Repository.program, ["build"] + way.arguments, environment: ["NO_COLOR": "1"],
        directory: folder.path(way.directory))
      #expect(output.status == 0, "\(way): \(output.stderr)")
      let files = try folder.texts(below: "out")
      #expect(files["production/compose/docker-compose.yml"]?.contains("context: ../../../project") ?? false)
      #expect(files == expected ?? files, "\(way)")
      expected = files
      #expect(folder.files().allSatisfy { $0.hasPrefix("out/") || $0 == "project/topology.yaml" })
      try FileManager.default.removeItem(atPath: folder.path("out"))
    }
  }

  @Test func withoutAFolderItWritesBesideTheTopology() throws {
    let folder = try TemporaryFolder()
    try folder.write(Shop.topology, to: "deploy/topology.yaml")
    #expect(try infracc("build", "deploy/topology.yaml", in: folder).stdout.contains("\ndeploy/infra: "))
    let relative = try folder.texts(below: "deploy/infra")
    let absolute = try infracc("build", folder.path("deploy/topology.yaml"))
    #expect(absolute.stdout.contains("\n\(folder.path("deploy/infra")): \(relative.count - 1) files, all up to date\n"))
    #expect(try folder.texts(below: "deploy/infra") == relative)
  }

  @Test func standardInputIsATopologyOfThisFolder() throws {
    let folder = try Shop.folder()
    #expect(try infracc("build", in: folder).status == 0)
    let output = try infracc("build", "--check", "-", input: Shop.topology, in: folder)
    #expect(output.status == 0, "\(output.stderr)")
  }

  @Test func theRepoLayoutIsWhereToolsLook() throws {
    let folder = try Shop.folder()
    #expect(try infracc("build", in: folder).status == 0)
    let tree = folder.files()
    let output = try infracc("build", "--layout", "repo", in: folder)
    #expect(output.status == 0, "\(output.stderr)")
    #expect(folder.files() != tree)
    // Nothing of the other layout is left.
    let alone = try Shop.folder()
    #expect(try infracc("build", "--layout", "repo", in: alone).status == 0)
    #expect(folder.files() == alone.files())
    // The topology can say it as well, and the command line has the last word.
    let said = try Shop.folder("options: { layout: repo }\n" + Shop.topology)
    #expect(try infracc("build", in: said).status == 0)
    #expect(said.files() == alone.files())
    #expect(try infracc("build", "--layout", "tree", in: said).status == 0)
    #expect(said.files() == tree)
  }

  // MARK: Nothing written

  @Test func checkTellsWhatIsOutOfDate() throws {
    let folder = try Shop.folder()
    let missing = try infracc("build", "--check", in: folder)
    #expect(missing.status == 4)
    #expect(folder.files() == ["topology.yaml"])
    #expect(try infracc("build", in: folder).status == 0)
    #expect(try infracc("build", "--check", in: folder).status == 0)

    let changed = Shop.topology.replacingOccurrences(of: "/health", with: "/healthy")
    try folder.write(changed, to: "topology.yaml")
    let before = try folder.stamps()
    let output = try infracc("build", "--check", in: folder)
    #expect(output.status == 4)
    #expect(output.stderr.contains("error[E1190]: "))
    #expect(output.stderr.contains("note: `infra/staging/compose/docker-compose.yml`: differs"))
    #expect(output.stderr.contains("help: run `infracc build`"))
    #expect(output.stdout.contains("to write"))
    #expect(try folder.stamps() == before)

    try folder.write(Shop.broken, to: "topology.yaml")
    #expect(try infracc("build", "--check", in: folder).status == 1)
  }

  @Test func dryRunListsWhatWouldBeDone() throws {
    let folder = try Shop.folder()
    let output = try infracc("build", "--dry-run", in: folder)
    #expect(output.status == 0)
    #expect(output.stdout.contains("create infra/dockerfile/api/Dockerfile\n"))
    #expect(folder.files() == ["topology.yaml"])
    #expect(try infracc("build", in: folder).status == 0)

    try folder.write(Shop.topology.replacingOccurrences(of: ", procfile", with: ""), to: "topology.yaml")
    let before = try folder.stamps()
    let less = try infracc("build", "--dry-run", in: folder)
    #expect(less.stdout.contains("remove infra/staging/procfile/Procfile\n"))
    #expect(less.stdout.contains("to remove"))
    #expect(try folder.stamps() == before)
  }

  @Test func theIRIsPrinted() throws {
    let folder = try Shop.folder()
    let all = try infracc("build", "--emit-ir", in: folder)
    #expect(all.status == 0)
    #expect(try parse(all.stdout)["programs"]?.array?.count == 2)
    let one = try infracc("build", "--emit-ir", "-e", "staging", in: folder)
    #expect(try parse(one.stdout)["programs"]?.array?.count == 1)
    #expect(folder.files() == ["topology.yaml"])
  }

  @Test func findingsAsJSONAreAllThatStandsOnStandardOutput() throws {
    let folder = try Shop.folder()
    let good = try infracc("build", "--format", "json", in: folder)
    #expect(good.status == 0)
    #expect(try parse(good.stdout)["summary"]?["errors"]?.int == 0)
    #expect(folder.files().count > 10)
    try folder.write("edited", to: "infra/dockerfile/api/Dockerfile")
    let refused = try infracc("build", "--format", "json", in: folder)
    #expect(refused.status == 3)
    #expect(try parse(refused.stdout)["diagnostics"]?.array?.contains { $0["code"] == "E1105" } == true)
  }

  // MARK: What is not ours

  @Test func editedFilesAreLeftAlone() throws {
    let folder = try Shop.folder()
    #expect(try infracc("build", in: folder).status == 0)
    let file = "infra/staging/compose/docker-compose.yml"
    let original = try folder.text(file)
    try folder.write(original + "# mine\n", to: file)
    try folder.write(Shop.topology.replacingOccurrences(of: "/health", with: "/healthy"), to: "topology.yaml")
    let output = try infracc("build", in: folder)
    #expect(output.status == 3)
    #expect(output.stderr.contains("error[E1105]: `\(file)` was edited by hand"))
    #expect(output.stdout.contains("left alone"))
    #expect(try folder.text(file).hasSuffix("# mine\n"))
    // All others are written.
    #expect(try folder.text("infra/production/compose/docker-compose.yml").contains("/healthy"))

    #expect(try infracc("build", "--force", in: folder).status == 0)
    #expect(try folder.text(file).contains("/healthy"))
    #expect(try !folder.text(file).contains("# mine"))
  }

  @Test func filesThatWereThereAreLeftAlone() throws {
    let folder = try Shop.folder()
    let file = "infra/dockerfile/api/Dockerfile"
    try folder.write("FROM scratch\n", to: file)
    let output = try infracc("build", in: folder)
    #expect(output.status == 3)
    #expect(output.stderr.contains("`\(file)` exists and infracc did not write it"))
    #expect(try folder.text(file) == "FROM scratch\n")
  }

  @Test func whatIsNoLongerNeededGoes() throws {
    let folder = try Shop.folder()
    try folder.write("kept", to: "infra/notes.txt")
    #expect(try infracc("build", in: folder).status == 0)
    try folder.write(Shop.topology.replacingOccurrences(of: ", procfile", with: ""), to: "topology.yaml")
    let output = try infracc("build", in: folder)
    #expect(output.status == 0)
    #expect(output.stdout.contains("removed"))
    #expect(!folder.files().contains { $0.contains("procfile") })
    #expect(!FileManager.default.fileExists(atPath: folder.path("infra/staging/procfile")))
    #expect(try folder.text("infra/notes.txt") == "kept")
  }

  /// An environment that is no longer declared has a line of its own, so that its loss is seen.
  @Test func theTableNamesEnvironmentsThatAreGone() throws {
    func rows(_ output: Output) -> [[Substring]] {
      output.stdout.split(separator: "\n").map { $0.split(separator: " ") }
    }
    let folder = try Shop.folder()
    #expect(try infracc("build", in: folder).status == 0)
    let before = folder.files()
    try folder.write(Shop.topology.replacingOccurrences(of: "  staging: {}\n", with: ""), to: "topology.yaml")
    let output = try infracc("build", in: folder)
    #expect(rows(output).contains(["staging", "compose", "0", "0", "1", "0"]), "\(output.stdout)")
    let others = before.filter { !$0.contains("/staging/") }
    #expect(Set(folder.files()) == Set(others))

    // Production goes where that is written, and nowhere else.
    let staging = "environments: { staging: {} }\n"
    let base = try #require(Shop.topology.components(separatedBy: "environments:").first)
    try folder.write(base + staging, to: "topology.yaml")
    #expect(try infracc("build", in: folder).status == 0)
    #expect(Set(folder.files()) == Set(before))
    try folder.write(
      base + staging.replacingOccurrences(of: "{ staging", with: "{ production: { enabled: false }, staging"),
      to: "topology.yaml")
    let without = try infracc("build", in: folder)
    #expect(rows(without).contains(["production", "compose", "0", "0", "1", "0"]), "\(without.stdout)")
    #expect(!folder.files().contains { $0.contains("/production/") })
  }

  @Test func narrowedBuildsTouchOnlyTheirPart() throws {
    let folder = try Shop.folder()
    #expect(try infracc("build", "-e", "staging", in: folder).status == 0)
    #expect(!folder.files().contains { $0.contains("production") })
    #expect(try infracc("build", in: folder).status == 0)

    let changed = Shop.topology.replacingOccurrences(of: "/health", with: "/healthy")
      .replacingOccurrences(of: ", procfile", with: "")
    try folder.write(changed, to: "topology.yaml")
    let production = try folder.stamps(below: "infra/production")
    let procfile = try folder.stamps(below: "infra/staging/procfile")
    #expect(!procfile.isEmpty)
    #expect(try infracc("build", "-e", "staging", "-t", "compose", in: folder).status == 0)
    #expect(try folder.text("infra/staging/compose/docker-compose.yml").contains("/healthy"))
    #expect(try folder.stamps(below: "infra/production") == production)
    #expect(try folder.stamps(below: "infra/staging/procfile") == procfile)
    #expect(try infracc("build", "--check", in: folder).status == 4)
    #expect(try infracc("build", "--check", "-e", "staging", "-t", "compose", in: folder).status == 0)
  }

  /// A file that serves several targets has one content, whichever of them is built.
  @Test(arguments: ["tree", "repo"])
  func narrowedBuildsWriteTheSameBytes(layout: String) throws {
    let text = Shop.topology.replacingOccurrences(of: "targets: [compose", with: "targets: [railway, compose")
    let whole = try Shop.folder(text)
    #expect(try infracc("build", "--layout", layout, in: whole).status == 0)
    for target in ["railway", "compose", "procfile", "dockerfile", "postgres", "dotenv"] {
      let check = try infracc("build", "--check", "--layout", layout, "-t", target, in: whole)
      #expect(check.status == 0, "\(target): \(check.stderr)")
    }
    let parts = try Shop.folder(text)
    for target in ["procfile", "railway", "compose"] {
      for environment in ["production", "staging"] {
        let output = try infracc("build", "--layout", layout, "-t", target, "-e", environment, in: parts)
        #expect(output.status == 0, "\(output.stderr)")
      }
    }
    let check = try infracc("build", "--check", "--layout", layout, in: parts)
    #expect(check.status == 0, "\(check.stderr)")
  }

  @Test func aSupportingTargetCanBeBuiltAlone() throws {
    let folder = try Shop.folder()
    #expect(try infracc("build", "-t", "dockerfile", in: folder).status == 0)
    #expect(
      folder.files() == [
        "infra/.infracc/manifest.json", "infra/dockerfile/api/Dockerfile",
        "infra/dockerfile/api/Dockerfile.dockerignore",
        "topology.yaml",
      ])
  }

  @Test func previewsAndLocalEnvironmentsHaveTheirTargets() throws {
    let text = Shop.topology.replacingOccurrences(of: "targets: [compose", with: "targets: [railway, compose")
    let folder = try Shop.folder(text + "  review: { kind: preview, from: staging }\n  laptop: { kind: local }\n")
    let output = try infracc("build", in: folder)
    #expect(output.status == 0, "\(output.stderr)")
    let files = folder.files()
    #expect(!files.contains { $0.contains("review") && $0.contains("compose") })
    #expect(files.contains("infra/laptop/compose/docker-compose.yml"))
    #expect(!files.contains { $0.contains("railway") && $0.contains("laptop") })
    #expect(try infracc("build", "-e", "laptop", "--check", in: folder).status == 0)
    #expect(try infracc("build", "-e", "review", "--check", in: folder).status == 0)
  }

  @Test func aFolderThatCannotBeWrittenIsThree() throws {
    let folder = try Shop.folder()
    try folder.write("a file, no folder", to: "infra")
    let output = try infracc("build", in: folder)
    #expect(output.status == 3)
    #expect(output.stderr.contains("cannot write `infra"))
    // /proc refuses new folders to everybody, root included.
    let proc = try infracc("build", "-o", "/proc/infra", in: folder)
    #expect(proc.status == 3)
    #expect(proc.stderr.contains("cannot write `/proc/infra"))
  }
}

/// What is committed is what the program writes now.
struct FreshnessTests {
  @Test(arguments: Repository.examples)
  func examplesAreFresh(name: String) throws {
    let output = try infracc("build", "--check", Repository.path("examples/\(name)/topology.yaml"))
    #expect(output.status == 0, "\(output.stderr)")
  }
}

extension TemporaryFolder {
  /// The text of every file below a folder.
  func texts(below prefix: String) throws -> [String: String] {
    let own = files().filter { $0.hasPrefix(prefix + "/") }
    return try Dictionary(uniqueKeysWithValues: own.map { (String($0.dropFirst(prefix.count + 1)), try text($0)) })
  }

  /// When each file was last put in place: its inode and the time of the last change.
  func stamps(below prefix: String = "") throws -> [String: String] {
    let own = files().filter { $0.hasPrefix(prefix) }
    return try Dictionary(
      uniqueKeysWithValues: own.map { file in
        var status = stat()
        guard lstat(path(file), &status) == 0 else { throw TestSupportError("no \(file)") }
        return (file, "\(status.st_ino) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)")
      })
  }
}

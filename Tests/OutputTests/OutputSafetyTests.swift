import Diagnostics
import Emit
import Foundation
import Glibc
import Output
import Testing

@Suite struct OutputSafetyTests {
  // MARK: Paths

  @Test(arguments: [
    "", "/etc/passwd", "..", "../x", "a/../../x", "a/./b", "./a", "a//b", "a/", "a\nb", ".git/hooks/pre-commit",
    "a/.GIT/config", ".infracc/manifest.json", "sub/.Infracc/x",
  ])
  func pathsThatLeaveTheirFolderAreRefused(_ path: String) throws {
    let tree = try TemporaryTree()
    let result = tree.build([file("good", "x\n"), file(path, "x\n")])
    #expect(result.findings.map { $0.code } == ["E1104"])
    #expect(result.exitCode == 3)
    #expect(tree.listing().isEmpty, "something was written")
  }

  @Test func aPathWithNULIsRefused() throws {
    let tree = try TemporaryTree()
    #expect(tree.build([file("a\0b", "x\n")]).exitCode == 3)
    #expect(tree.listing().isEmpty)
  }

  @Test func pathsThatOnlyLookDangerousAreFine() throws {
    let tree = try TemporaryTree()
    let files = [
      file("..a/b..", "x\n"), file(".gitignore", "x\n"), file(".github/workflows/x.yml", "x\n"), file("...", "x\n"),
    ]
    #expect(tree.build(files).total == OutputResult.Counts(written: 4))
  }

  @Test func twoTargetsCannotWriteOneFile() throws {
    let tree = try TemporaryTree()
    let procfile = OutputGroup(environment: "production", target: "procfile")
    let result = tree.build([file("Procfile", "a\n", procfile), file("Procfile", "b\n")])
    #expect(result.findings.map { $0.code } == ["E1104"])
    #expect(result.findings[0].message.hasPrefix("`compose` and `procfile` both write `"))
    #expect(tree.listing().isEmpty)
  }

  @Test(arguments: [("Procfile", "procfile"), ("a/B", "A/b"), ("\u{E9}", "e\u{301}"), ("É", "é")])
  func namesThatAreOneFileElsewhereAreRefused(_ a: String, _ b: String) throws {
    let tree = try TemporaryTree()
    let result = tree.build([file(a, "a\n"), file(b, "b\n")])
    #expect(result.findings.map { $0.code } == ["E1104"])
    #expect(result.findings[0].message.hasPrefix("`compose` writes `"))
  }

  @Test func theTwoFoldersAreOneTree() throws {
    let tree = try TemporaryTree()
    let result = tree.build([file("x", "a\n"), file("infra/x", "b\n", shared, base: .repository)])
    #expect(result.findings.map { $0.code } == ["E1104"])
  }

  // MARK: Symbolic links

  @Test func linksOnTheWayAreNotFollowed() throws {
    let tree = try TemporaryTree()
    try tree.put("outside/keep", "mine\n")
    try tree.put("infra/other", "mine\n")
    try FileManager.default.createSymbolicLink(
      at: tree.url("infra/production"), withDestinationURL: tree.url("outside"))
    let result = tree.build([file("production/x", "x\n"), file("good", "x\n")])
    #expect(result.findings.map { $0.code } == ["E1104"])
    #expect(result.exitCode == 3)
    #expect(!tree.exists("outside/x"))
    #expect(tree.read("infra/good") == "x\n")
  }

  @Test func linksInThePlaceOfAFileAreNotFollowed() throws {
    let tree = try TemporaryTree()
    try tree.put("outside", "mine\n")
    try tree.put("infra/other", "mine\n")
    try FileManager.default.createSymbolicLink(at: tree.url("infra/x"), withDestinationURL: tree.url("outside"))
    try FileManager.default.createSymbolicLink(at: tree.url("infra/y"), withDestinationURL: tree.url("nothing"))
    let result = tree.build([file("x", "new\n"), file("y", "new\n")])
    #expect(result.findings.map { $0.code } == ["E1104", "E1104"])
    #expect(tree.read("outside") == "mine\n")
    #expect(!tree.exists("nothing"))
  }

  @Test func aLinkedManifestFolderIsRefused() throws {
    let tree = try TemporaryTree()
    try tree.put("outside/keep", "mine\n")
    try tree.put("infra/keep", "mine\n")
    try FileManager.default.createSymbolicLink(at: tree.url("infra/.infracc"), withDestinationURL: tree.url("outside"))
    #expect(tree.build([file("x", "x\n")]).findings.map { $0.code } == ["E1104"])
    #expect(!tree.exists("infra/x"))
    #expect(tree.listing().filter { $0.hasPrefix("outside") } == ["outside/keep"])
  }

  /// The folder that the user names may be a link.
  @Test func theOutputFolderItselfMayBeALink() throws {
    let tree = try TemporaryTree()
    try tree.put("real/keep", "mine\n")
    try FileManager.default.createSymbolicLink(at: tree.url("infra"), withDestinationURL: tree.url("real"))
    #expect(tree.build([file("x", "x\n")]).findings.isEmpty)
    #expect(tree.read("real/x") == "x\n")
  }

  // MARK: The manifest

  /// An edited manifest must not lead us to remove files that are not ours.
  @Test func pathsOfTheManifestAreNotTrusted() throws {
    let tree = try TemporaryTree()
    try tree.put("victim", "mine\n")
    try tree.put(
      "infra/.infracc/manifest.json",
      """
      {"version": 1, "groups": [{"base": "output", "environment": null, "target": "compose",
        "files": {"../victim": "\(sha256Hex("mine\n"))"}}]}
      """)
    tree.build([file("x", "x\n")])
    #expect(tree.read("victim") == "mine\n")
  }

  @Test(arguments: [
    "<<<<<<< ours\n{}", "[]", "{\"version\": 3, \"groups\": []}", "{\"version\": 1, \"groups\": [1]}", "",
    "{\"version\": 1, \"groups\": [{\"base\": \"root\", \"target\": \"compose\", \"files\": {}}]}",
  ])
  func aBrokenManifestStopsTheBuild(_ text: String) throws {
    let tree = try TemporaryTree()
    try tree.put("infra/.infracc/manifest.json", text)
    for mode in [OutputMode.write, .check, .dryRun] {
      let result = tree.build([file("x", "x\n")], mode: mode)
      #expect(result.findings.map { $0.code } == ["E1106"])
      #expect(result.exitCode == 3)
    }
    #expect(!tree.exists("infra/x"))
    #expect(tree.read("infra/.infracc/manifest.json") == text)
    #expect(tree.build([file("x", "x\n")], isForced: true).findings.isEmpty)
    #expect(tree.build([file("x", "x\n")]).total == OutputResult.Counts(unchanged: 1))
  }

  // MARK: Failures of the file system

  @Test(arguments: ["folder", "pipe"])
  func whatIsNoFileIsReported(_ kind: String) throws {
    let tree = try TemporaryTree()
    try tree.put("infra/keep", "x\n")
    if kind == "folder" {
      try tree.put("infra/x/inside", "mine\n")
    } else {
      #expect(mkfifo(tree.url("infra/x").path, 0o644) == 0)
    }
    let result = tree.build([file("x", "x\n"), file("y", "y\n")])
    #expect(result.findings.map { $0.code } == ["E1106"])
    #expect(result.exitCode == 3)
    #expect(tree.read("infra/y") == "y\n")
  }

  @Test func aFileInTheWayOfAFolderIsReported() throws {
    let tree = try TemporaryTree()
    try tree.put("infra/a", "mine\n")
    let result = tree.build([file("a/b", "x\n")])
    #expect(result.findings.map { $0.code } == ["E1106"])
    #expect(result.findings[0].notes == ["not a directory"])
    try tree.put("blocked", "mine\n")
    let folders = OutputFolders(output: tree.root.path + "/blocked/infra", repository: tree.root.path)
    #expect(OutputTree.write([file("x", "x\n")], to: folders).findings.map { $0.code } == ["E1106"])
  }

  @Test func namesThatAreTooLongAreReported() throws {
    let tree = try TemporaryTree()
    let result = tree.build([file(String(repeating: "x", count: 300), "x\n")])
    #expect(result.findings.map { $0.code } == ["E1106"])
    #expect(result.findings[0].notes == ["file name too long"])
  }

  /// The superuser may write everywhere.
  @Test(.enabled(if: getuid() != 0))
  func missingPermissionsAreReported() throws {
    let tree = try TemporaryTree()
    tree.build([file("a/x", "x\n")])
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: tree.url("infra/a").path)
    let result = tree.build([file("a/x", "new\n")])
    #expect(result.findings.map { $0.code } == ["E1106"])
    #expect(tree.read("infra/a/x") == "x\n")
  }

  // MARK: Two builds at once

  @Test func buildsAtOnceEndWell() async throws {
    let tree = try TemporaryTree()
    let folders = tree.folders
    let groups = (0..<6).map { OutputGroup(environment: "e\($0)", target: "compose") }
    for round in 0..<5 {
      await withTaskGroup(of: OutputResult.self) { builds in
        for group in groups {
          builds.addTask {
            let files = (0..<10).map {
              file("\(group.environment ?? "")/f\($0)", "round \(round), file \($0)\n", group)
            }
            let common = file("shared", String(repeating: "round \(round)\n", count: 1000), shared)
            let scope = OutputScope(environments: [group.environment ?? ""])
            return OutputTree.write(files + [common], to: folders, scope: scope)
          }
        }
        for await result in builds {
          #expect(result.findings.isEmpty)
          #expect(result.exitCode == 0)
        }
      }
    }
    #expect(tree.read("infra/shared") == String(repeating: "round 4\n", count: 1000))
    #expect(tree.listing().count == 62)
    let all = groups.flatMap { group in
      (0..<10).map { file("\(group.environment ?? "")/f\($0)", "round 4, file \($0)\n", group) }
    }
    let check = tree.build(
      all + [file("shared", String(repeating: "round 4\n", count: 1000), shared)], mode: .check)
    #expect(check.exitCode == 0)
    #expect(tree.build([]).total == OutputResult.Counts(removed: 61), "an entry of the manifest was lost")
  }
}

import Diagnostics
import Emit
import Foundation
import Output
import Testing

@Suite struct OutputTreeTests {
  private let compose = "production/compose/docker-compose.yml"
  private let infraCompose = "infra/production/compose/docker-compose.yml"

  @Test func filesAreWrittenAndListed() throws {
    let tree = try TemporaryTree()
    let result = tree.build([
      file(compose, "a\n"), file("production/compose/backup.sh", "b\n", isExecutable: true),
      file("Dockerfile", "c\n", shared, base: .repository),
    ])
    #expect(result.findings.isEmpty)
    #expect(result.exitCode == 0)
    #expect(tree.read(infraCompose) == "a\n")
    #expect(tree.read("Dockerfile") == "c\n")
    #expect(try tree.mode(infraCompose) & 0o111 == 0)
    #expect(try tree.mode("infra/production/compose/backup.sh") & 0o100 != 0)
    #expect(result.counts[production] == OutputResult.Counts(written: 2))
    #expect(result.counts[shared] == OutputResult.Counts(written: 1))
    #expect(result.total == OutputResult.Counts(written: 3))
    #expect(result.changes.map { $0.action } == [.create, .create, .create])
    #expect(
      tree.read("infra/.infracc/manifest.json") == """
        {
          "about": "The files that infracc wrote, with the SHA-256 of their contents, or the one that their header states. Commit it, do not edit it.",
          "groups": [
            {
              "base": "repository",
              "environment": null,
              "files": {
                "Dockerfile": "\(sha256Hex("c\n"))"
              },
              "target": "dockerfile",
              "topology": "../topology.yaml"
            },
            {
              "base": "output",
              "environment": "production",
              "files": {
                "production/compose/backup.sh": "\(sha256Hex("b\n"))",
                "production/compose/docker-compose.yml": "\(sha256Hex("a\n"))"
              },
              "target": "compose",
              "topology": "../topology.yaml"
            }
          ],
          "version": 2
        }

        """)
    #expect(tree.listing().count == 4, "a temporary file was left: \(tree.listing())")
  }

  @Test func unchangedFilesAreNotTouched() throws {
    let tree = try TemporaryTree()
    let files = [file(compose, generated("a\n")), file("railway/api/railway.json", "{}\n", shared)]
    tree.build(files)
    let before = try tree.inodes()
    let result = tree.build(files)
    #expect(try tree.inodes() == before)
    #expect(result.total == OutputResult.Counts(unchanged: 2))
    #expect(result.changes.isEmpty)
  }

  @Test func changedFilesAreReplaced() throws {
    let tree = try TemporaryTree()
    tree.build([file(compose, "a\n"), file("other", "o\n")])
    let before = try tree.inodes()
    let result = tree.build([file(compose, "longer than before\n"), file("other", "o\n")])
    #expect(tree.read(infraCompose) == "longer than before\n")
    #expect(result.counts[production] == OutputResult.Counts(written: 1, unchanged: 1))
    #expect(result.changes.map { $0.action } == [.update])
    #expect(result.changes.first?.path.hasSuffix(infraCompose) == true)
    let after = try tree.inodes()
    #expect(after["infra/other"] == before["infra/other"])
    #expect(after[infraCompose] != before[infraCompose], "the file was rewritten in place")
    #expect(tree.build([file(compose, "third\n"), file("other", "o\n")]).exitCode == 0)
  }

  @Test func theExecutableBitIsKeptRight() throws {
    let tree = try TemporaryTree()
    tree.build([file("run.sh", "x\n")])
    #expect(tree.build([file("run.sh", "x\n", isExecutable: true)], mode: .check).exitCode == 4)
    #expect(tree.build([file("run.sh", "x\n", isExecutable: true)]).total == OutputResult.Counts(written: 1))
    #expect(try tree.mode("infra/run.sh") & 0o100 != 0)
    #expect(tree.build([file("run.sh", "x\n")]).total == OutputResult.Counts(written: 1))
    #expect(try tree.mode("infra/run.sh") & 0o111 == 0)
  }

  // MARK: Files of others

  @Test func editedFilesAreLeftAlone() throws {
    let tree = try TemporaryTree()
    tree.build([file(compose, generated("a\nb\n")), file("other", "o\n")])
    let edited = generated("a\nb\n") + "# mine\n"
    try tree.put(infraCompose, edited)
    let next = [file(compose, generated("a\nc\n")), file("other", "p\n")]
    let result = tree.build(next)
    #expect(tree.read(infraCompose) == edited)
    #expect(tree.read("infra/other") == "p\n", "the other files are written")
    #expect(result.findings.map { $0.code } == ["E1105"])
    #expect(result.findings[0].message.hasSuffix("docker-compose.yml` was edited by hand since it was generated"))
    #expect(result.findings[0].environments == ["production"])
    #expect(result.exitCode == 3)
    #expect(result.counts[production] == OutputResult.Counts(written: 1, refused: 1))
    // It stays refused, and `--force` overwrites it.
    #expect(tree.build(next).exitCode == 3)
    #expect(tree.build(next, isForced: true).findings.isEmpty)
    #expect(tree.read(infraCompose) == generated("a\nc\n"))
    #expect(tree.build(next).total == OutputResult.Counts(unchanged: 2))
  }

  @Test func foreignFilesAreLeftAlone() throws {
    let tree = try TemporaryTree()
    try tree.put("Dockerfile", "FROM mine\n")
    let files = [file("Dockerfile", "FROM ours\n", shared, base: .repository)]
    let result = tree.build(files)
    #expect(tree.read("Dockerfile") == "FROM mine\n")
    #expect(result.findings.map { $0.code } == ["E1105"])
    #expect(result.findings[0].message.hasSuffix("Dockerfile` exists and infracc did not write it"))
    #expect(result.findings[0].notes == ["it differs from what would be written, first in line 1"])
    // Not ours, so it is not removed either.
    #expect(tree.build([]).changes.isEmpty)
    #expect(tree.read("Dockerfile") == "FROM mine\n")
    #expect(tree.build(files, isForced: true).exitCode == 0)
    #expect(tree.read("Dockerfile") == "FROM ours\n")
  }

  @Test func equalFilesAreAdopted() throws {
    let tree = try TemporaryTree()
    try tree.put(infraCompose, "a\n")
    #expect(tree.build([file(compose, "a\n")]).total == OutputResult.Counts(unchanged: 1))
    #expect(tree.build([file(compose, "b\n")]).exitCode == 0)
    #expect(tree.read(infraCompose) == "b\n")
    // An edit that says what the topology says by now is none.
    try tree.put(infraCompose, "c\n")
    #expect(tree.build([file(compose, "c\n")]).exitCode == 0)
    #expect(tree.build([file(compose, "d\n")]).exitCode == 0)
  }

  /// A build that ended between the files and the manifest, or a checkout of only the files.
  @Test func anOldManifestDoesNotMakeAnEditOfAGeneratedFile() throws {
    let tree = try TemporaryTree()
    tree.build([file(compose, generated("one\n"))])
    try tree.put(infraCompose, generated("two\n"))
    #expect(tree.build([file(compose, generated("three\n"))]).findings.isEmpty)
    #expect(tree.read(infraCompose) == generated("three\n"))
  }

  /// The manifest has one hash of each file: the one that its header states, where it has one.
  @Test func theManifestStatesTheHashOfTheHeader() throws {
    let tree = try TemporaryTree()
    tree.build([withHeader("a", "body\n"), file("b", "body\n")])
    let manifest = try #require(tree.read("infra/.infracc/manifest.json"))
    let text = try #require(tree.read("infra/a"))
    let rest = text.split(separator: "\n", omittingEmptySubsequences: false)
    let stated = try #require(rest[1].split(separator: "=").last)
    #expect(sha256Hex((rest[...0] + rest[2...]).joined(separator: "\n")) == stated)
    #expect(manifest.contains("\"a\": \"\(stated)\"") && manifest.contains("\"b\": \"\(sha256Hex("body\n"))\""))
    // Neither form makes an edit of what is written next.
    #expect(tree.build([withHeader("a", "next\n"), file("b", "next\n")]).total == OutputResult.Counts(written: 2))
    try tree.put("infra/a", text.replacingOccurrences(of: "body", with: "mine"))
    try tree.put("infra/b", "mine\n")
    #expect(tree.build([withHeader("a", "third\n"), file("b", "third\n")]).total == OutputResult.Counts(refused: 2))
  }

  /// Two threads make the texts of many files: each holds its own, whoever was faster.
  @Test func manyFilesHoldWhatEachIsToHold() throws {
    let tree = try TemporaryTree()
    func body(_ index: Int) -> String { String(repeating: "\(index)\n", count: index % 7 == 0 ? 20_000 : index % 50) }
    let files = (0..<600).map { index in
      index % 3 == 0 ? file("f/\(index)", body(index)) : withHeader("f/\(index)", body(index))
    }
    #expect(tree.build(files.reversed()).total == OutputResult.Counts(written: 600))
    for (index, wanted) in files.enumerated() { #expect(tree.read("infra/f/\(index)") == wanted.file.content) }
    #expect(tree.build(files).total == OutputResult.Counts(unchanged: 600))
    // The texts that nobody takes any more are left where they are.
    #expect(tree.build(files, mode: .check).exitCode == 0)
  }

  // MARK: Stale files

  @Test func staleFilesAndTheirFoldersAreRemoved() throws {
    let tree = try TemporaryTree()
    tree.build([file(compose, "a\n"), file("old/deep/er/x.txt", "x\n"), file("old/y.txt", "y\n")])
    try tree.put("infra/old/mine.txt", "mine\n")
    let result = tree.build([file(compose, "a\n")])
    #expect(result.counts[production] == OutputResult.Counts(unchanged: 1, removed: 2))
    #expect(result.changes.map { $0.action } == [.remove, .remove])
    #expect(!tree.exists("infra/old/deep"))
    #expect(tree.read("infra/old/mine.txt") == "mine\n")
    #expect(tree.build([]).total == OutputResult.Counts(removed: 1))
    #expect(!tree.exists("infra/production"))
    #expect(tree.listing() == ["infra/.infracc/manifest.json", "infra/old/mine.txt"])
  }

  @Test func editedStaleFilesStay() throws {
    let tree = try TemporaryTree()
    tree.build([file("x", "x\n")])
    try tree.put("infra/x", "edited\n")
    let result = tree.build([])
    #expect(result.findings.map { $0.code } == ["E1105"])
    #expect(result.findings[0].message.hasSuffix("infra/x` is no longer generated, but was edited by hand"))
    #expect(result.exitCode == 3)
    #expect(tree.read("infra/x") == "edited\n")
    #expect(tree.build([], isForced: true).total == OutputResult.Counts(removed: 1))
    #expect(!tree.exists("infra/x"))
  }

  @Test func filesThatAreGoneAreForgotten() throws {
    let tree = try TemporaryTree()
    tree.build([file("x", "x\n"), file("y", "y\n")])
    try FileManager.default.removeItem(at: tree.url("infra/x"))
    #expect(tree.build([file("y", "y\n")]).total == OutputResult.Counts(unchanged: 1))
    #expect(tree.read("infra/.infracc/manifest.json")?.contains("\"x\"") == false)
  }

  @Test func aNarrowedBuildRemovesOnlyItsOwnPart() throws {
    let tree = try TemporaryTree()
    let other = OutputGroup(environment: "staging", target: "procfile")
    let all = [
      file("p", "p\n", production), file("s", "s\n", staging), file("d", "d\n", shared), file("o", "o\n", other),
    ]
    tree.build(all)
    let narrow = OutputScope(environments: ["staging"], targets: ["compose"])
    #expect(tree.build([], scope: narrow).changes.map { $0.path.suffix(2) } == ["/s"])
    #expect(tree.build([], scope: OutputScope(targets: ["dockerfile"])).changes.map { $0.path.suffix(2) } == ["/d"])
    // Files of all environments belong to every build of their target.
    tree.build(all)
    #expect(
      tree.build([], scope: OutputScope(environments: ["preview"])).changes.map { $0.path.suffix(2) } == ["/d"])
    #expect(tree.listing() == ["infra/.infracc/manifest.json", "infra/o", "infra/p", "infra/s"])
  }

  @Test func aFileThatBecomesAFolderIsReplaced() throws {
    let tree = try TemporaryTree()
    tree.build([file("a", "1\n")])
    #expect(tree.build([file("a/b", "2\n")]).findings.isEmpty)
    #expect(tree.read("infra/a/b") == "2\n")
    #expect(tree.build([file("a", "3\n")]).findings.isEmpty)
    #expect(tree.read("infra/a") == "3\n")
  }

  // MARK: Modes that write nothing

  @Test func checkReportsWithoutWriting() throws {
    let tree = try TemporaryTree()
    let files = [file("a", "a\n"), file("b", "b\n"), file("c", "c\n"), file("d", "d\n")]
    let nothing = tree.build(files, mode: .check)
    #expect(nothing.exitCode == 4)
    #expect(tree.listing().isEmpty)
    #expect(!tree.exists("infra"))
    tree.build(files)
    #expect(tree.build(files, mode: .check).exitCode == 0)
    try tree.put("infra/b", "edited\n")
    try FileManager.default.removeItem(at: tree.url("infra/c"))
    let before = try tree.inodes()
    let result = tree.build([file("a", "new\n"), file("b", "b\n"), file("c", "c\n")], mode: .check)
    #expect(try tree.inodes() == before)
    #expect(result.exitCode == 4)
    #expect(result.findings.map { $0.code } == ["E1190"])
    #expect(result.findings[0].message == "4 generated files are out of date")
    let notes = result.findings[0].notes.map { $0.replacing(tree.root.path + "/", with: "") }
    #expect(
      notes == [
        "`infra/a`: differs", "`infra/b`: edited by hand", "`infra/c`: missing", "`infra/d`: no longer generated",
      ])
  }

  @Test func manyFilesOutOfDateAreCounted() throws {
    let tree = try TemporaryTree()
    let result = tree.build((0..<30).map { file("f\($0)", "x\n") }, mode: .check)
    #expect(result.findings[0].notes.count == 21)
    #expect(result.findings[0].notes.last == "… and 10 more")
  }

  @Test func dryRunSaysWhatWouldHappen() throws {
    let tree = try TemporaryTree()
    tree.build([file("a", "a\n"), file("b", "b\n"), file("c", "c\n")])
    try tree.put("infra/b", "edited\n")
    let before = try tree.inodes()
    let next = [file("a", "new\n"), file("b", "new\n"), file("d/e", "d\n")]
    let result = tree.build(next, mode: .dryRun)
    #expect(try tree.inodes() == before)
    #expect(!tree.exists("infra/d"))
    #expect(result.changes.map { $0.action } == [.update, .refuse, .remove, .create])
    #expect(result.exitCode == 3)
    // What was said is what happens.
    #expect(tree.build(next).changes == result.changes)
  }
}

import Testing
import TestSupport

/// The helpers that other tests rest on.
struct ToolRunnerTests {
  @Test func passesInputEnvironmentAndDirectory() throws {
    let folder = try TemporaryFolder()
    let script = "read line; echo \"$line $GREETING $(pwd -P)\"; echo aside >&2; exit 3"
    let output = try run(
      "sh", ["-c", script], input: "hello\n", environment: ["GREETING": "world"], directory: folder.path)
    #expect(output.status == 3)
    #expect(output.stdout == "hello world \(folder.path)\n")
    #expect(output.stderr == "aside\n")
  }

  @Test func muchOutputOnBothSidesDoesNotBlock() throws {
    let script = "i=0; while [ $i -lt 20000 ]; do echo out-$i; echo err-$i >&2; i=$((i+1)); done"
    let output = try run("sh", ["-c", script])
    #expect(output.stdout.hasSuffix("out-19999\n"))
    #expect(output.stderr.hasSuffix("err-19999\n"))
  }

  @Test func environmentCanBeEmpty() throws {
    let output = try run("/usr/bin/env", environment: ["ONLY": "this"], inheriting: false)
    #expect(output.stdout == "ONLY=this\n")
  }

  @Test func aSignalIsToldAsAShellDoes() throws {
    #expect(try run("sh", ["-c", "kill -TERM $$"]).status == 128 + 15)
  }

  @Test func whatTakesTooLongIsEnded() {
    #expect(throws: TestSupportError.self) { try run("sh", ["-c", "sleep 60 & wait"], limit: 0.2) }
  }

  @Test func aMissingToolNamesTheRemedy() {
    let error = #expect(throws: TestSupportError.self) { try Tools.path("no-such-tool-anywhere") }
    #expect(error?.description == "`no-such-tool-anywhere` is missing; `.ci/setup --tests` installs it")
  }

  @Test func temporaryFoldersDisappear() throws {
    var folder: TemporaryFolder? = try TemporaryFolder()
    let path = try #require(folder?.path)
    try folder?.write("x", to: "a/b.txt")
    #expect(folder?.files() == ["a/b.txt"])
    #expect(try run("test", ["-d", path]).status == 0)
    folder = nil
    #expect(try run("test", ["-d", path]).status == 1)
  }

  @Test func theRepositoryIsFound() throws {
    #expect(try Repository.text("Package.swift").hasPrefix("// swift-tools-version"))
  }
}

struct GoldenTests {
  @Test func differencesNameTheLine() throws {
    let folder = try TemporaryFolder()
    try folder.write("one\ntwo\n", to: "case.txt")
    #expect(Golden.compare("one\ntwo\n", "case.txt", below: folder.path, recording: false) == nil)
    let finding = Golden.compare("one\n2\n", "case.txt", below: folder.path, recording: false)
    #expect(finding?.contains("line 2\n  recorded: \"two\"\n  now:      \"2\"") == true)
  }

  /// A canonically equivalent text is another text: goldens are bytes.
  @Test func comparesBytes() throws {
    let folder = try TemporaryFolder()
    try folder.write("\u{e9}\n", to: "case.txt")
    #expect(Golden.compare("e\u{301}\n", "case.txt", below: folder.path, recording: false) != nil)
  }

  @Test func recordingWritesAndStillFails() throws {
    let folder = try TemporaryFolder()
    let finding = Golden.compare("new\n", "deep/case.txt", below: folder.path, recording: true)
    #expect(finding?.hasPrefix("recorded deep/case.txt") == true)
    #expect(try folder.text("deep/case.txt") == "new\n")
    #expect(Golden.compare("new\n", "deep/case.txt", below: folder.path, recording: true) == nil)
  }

  @Test func aFileThatNothingProducesIsFound() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "kept.txt")
    try folder.write("", to: "old/left.txt")
    #expect(Golden.orphans(in: folder.path, produced: ["kept.txt"]) == ["old/left.txt"])
  }
}

import Emit
import Foundation
import Plugins
import TestSupport
import Testing

/// Programs that behave badly, and what is seen of them.
@Suite struct PluginProcessTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs a shell script as a plug-in.
  private func run(
    _ script: String, input: [UInt8] = [], limits: PluginProcess.Limits = .init(),
    environment: [String] = ["PATH=/usr/bin:/bin"]
  ) throws -> PluginHost.Answer {
    let program = try folder.program("#!/bin/sh\n\(script)\n", to: "plugin-\(UUID().uuidString)")
    return PluginProcess(limits: limits, environment: environment).run(program, "emit", input: input)
  }

  private func text(_ answer: PluginHost.Answer) -> String { String(decoding: answer.output, as: UTF8.self) }

  @Test func readsAndWrites() throws {
    let answer = try run("printf '%s:' \"$1\"; cat; echo a word >&2", input: Array("request".utf8))
    #expect(text(answer) == "emit:request")
    #expect(answer.failure == nil)
    #expect(answer.said == "  a word")
  }

  @Test func theStatusIsTold() throws {
    let answer = try run("echo half of it; printf 'why\\nnot\\n' >&2; exit 3")
    #expect(answer.failure == "ended with status 3")
    #expect(answer.said == "  why\n  not")
    #expect(answer.output.isEmpty)
    #expect(try run("kill -SEGV $$").failure == "was ended by signal 11")
  }

  @Test func whatHangsIsStopped() throws {
    var limits = PluginProcess.Limits()
    limits.seconds = 0.2
    let start = ContinuousClock.now
    // The child would hold the output open for long after its parent is gone.
    let answer = try run("sleep 60 & echo $! > \(folder.path)/child; sleep 60", limits: limits)
    #expect(answer.failure == "was stopped after 0.2 s")
    #expect(ContinuousClock.now - start < .seconds(5))
    let child = try #require(Int32(try folder.text("child").trimmingCharacters(in: .newlines)))
    #expect(Self.isGone(child))
    #expect(try run("exec cat /dev/zero >&2", limits: limits).failure == "was stopped after 0.2 s")
    // Without output or an end.
    #expect(try run("exec >&- 2>&-; sleep 60", limits: limits).failure == "was stopped after 0.2 s")
  }

  @Test func whatIsLeftBehindIsEnded() throws {
    let answer = try run("sleep 60 & echo $! > \(folder.path)/child; echo done")
    #expect(answer.failure == nil)
    #expect(text(answer) == "done\n")
    #expect(Self.isGone(try #require(Int32(try folder.text("child").trimmingCharacters(in: .newlines)))))
  }

  /// Somebody has to take note of its end first.
  private static func isGone(_ process: pid_t) -> Bool {
    for _ in 0..<100 {
      let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      guard let state, !state.contains(") Z ") else { return true }
      usleep(10_000)
    }
    return false
  }

  @Test func muchIsReadAndTooMuchIsNot() throws {
    let answer = try run("head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2")
    #expect(answer.output.count == 5_000_000)
    #expect(answer.said.utf8.count <= 2002)
    let endless = try run("exec cat /dev/zero")
    #expect(endless.failure == "was stopped, it wrote more than 64 MiB")
    #expect(endless.output.isEmpty)
  }

  @Test func theRequestNeedNotBeRead() throws {
    let request = [UInt8](repeating: UInt8(ascii: "x"), count: 20_000_000)
    #expect(text(try run("echo answer", input: request)) == "answer\n")
    #expect(text(try run("head -c 3", input: request)) == "xxx")
    #expect(text(try run("wc -c", input: request)).trimmingCharacters(in: .whitespacesAndNewlines) == "20000000")
  }

  @Test func itSeesNothingOfTheEnvironment() throws {
    let secret = "planted-\(UUID().uuidString)"
    setenv("INFRACC_TEST_SECRET", secret, 1)
    defer { unsetenv("INFRACC_TEST_SECRET") }
    let program = try folder.program("#!/bin/sh\nenv; cat /proc/self/environ\n", to: "curious")
    let answer = PluginProcess().run(program, "emit", input: [])
    #expect(!text(answer).contains(secret))
    #expect(!text(answer).contains("HOME="))
    let kept = try run(
      "env", environment: ["PATH=/bin", "LC_ALL=C", "LANG=de_DE", "PATHOLOGY=1", "TOKEN=\(secret)", "TMPDIR=/var/tmp"])
    let names = Set(text(kept).split(separator: "\n").compactMap { $0.split(separator: "=").first.map(String.init) })
    // The shell adds the latter two by itself.
    #expect(names.subtracting(["PWD", "SHLVL", "_", "OLDPWD"]) == ["PATH", "LC_ALL", "LANG", "TMPDIR"])
    #expect(!text(kept).contains("/var/tmp\n"))
  }

  @Test func itsFolderIsEmptyAndGoesAway() throws {
    let answer = try run(
      "pwd; ls -A; echo x > file; mkdir -p a/b; ln -s \(folder.path) a/out; echo y > a/b/c; chmod 500 a/b; ls /proc/self/fd"
    )
    let lines = text(answer).split(separator: "\n").map(String.init)
    let place = try #require(lines.first)
    #expect(place.contains("infracc-plugin-"))
    #expect(!FileManager.default.fileExists(atPath: place))
    #expect(FileManager.default.fileExists(atPath: folder.path))
    // Nothing was in it, and nothing is open but the three, and the folder that `ls` looks at.
    #expect(lines.dropFirst().allSatisfy { ["0", "1", "2", "3"].contains($0) }, "\(lines)")
  }

  @Test func whatCannotBeStartedSaysWhy() throws {
    let missing = PluginProcess().run(folder.path("nothing"), "emit", input: [])
    #expect(missing.failure == "could not be started: no such file or directory")
    let binary = try folder.program("\u{7f}ELF", to: "binary")
    #expect(PluginProcess().run(binary, "emit", input: []).failure == "could not be started: exec format error")
  }
}

import Emit
import Foundation
import IR
import TestSupport
import Testing

/// Every script that is written for the topologies of the tests is read by two shells and by ShellCheck.
@Suite("scripts: shells read them", .waiting)
struct ScriptsOracle {
  /// Those of topologies that differ in what scripts have to do; odd names and the other layout are among them.
  private static func all() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let topologies = [
      CompiledTopologies.gayed, CompiledTopologies.oddNames, CompiledTopologies.proxy, CompiledTopologies.localTools,
      CompiledTopologies.repoLayout, CompiledTopologies.databases,
    ]
    for topology in topologies {
      let style = topology.name == CompiledTopologies.repoLayout.name ? OutputLayout.Style.repo : .tree
      for (path, text) in ScriptStage.files(topology.standard, style: style) {
        try folder.write(text, to: "\(topology.name)/\(path)")
      }
    }
    return folder
  }

  @Test("ShellCheck, dash, bash and busybox have nothing to say") func readable() throws {
    let folder = try Self.all()
    let files = folder.files().map { folder.path($0) }
    #expect(files.count > 30)
    let checked = try run("shellcheck", ["--shell=sh", "--severity=style", "--format=gcc"] + files)
    #expect(checked.stdout == "" && checked.status == 0, "\(checked.stdout.prefix(3_000))\(checked.stderr)")
    for shell in ["dash -n", "bash --posix -n", "busybox sh -n"] {
      let read = try run("/bin/sh", ["-c", "for file; do \(shell) \"$file\" || exit 1; done", "sh"] + files)
      #expect(read.status == 0 && read.stderr == "", "\(read.stderr)")
    }
  }

  @Test("the help of every script names its options and ends with 0") func help() throws {
    let folder = try Self.all()
    for file in folder.files() where file.hasPrefix("odd-names/") {
      let output = try run("dash", [folder.path(file), "--help"])
      #expect(output.status == 0 && output.stdout.hasPrefix("usage: ") && output.stderr == "", "\(file) \(output)")
      let wrong = try run("dash", [folder.path(file), "--nonsense"])
      #expect(wrong.status == 2 || output.stdout == "usage: smoke.sh\n", "\(file) \(wrong)")
    }
  }
}

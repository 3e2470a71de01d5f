import Diagnostics
import Emit
import Files

extension OutputRun {
  /// A file that is not overwritten.
  /// - Parameters:
  ///   - present: what it holds.
  ///   - line: the first one that differs from what would be written.
  func refusal(_ planned: PlannedFile, _ present: [UInt8], line: Int, isListed: Bool) -> Diagnostic {
    let location = location(of: planned)
    let message =
      isListed
      ? "`\(location)` was edited by hand since it was generated" : "`\(location)` exists and infracc did not write it"
    var finding = Diagnostic(.generatedFileEdited, at: .nowhere, message)
    finding.environments = planned.group.environment.map { [$0] } ?? []
    finding.targets = [planned.group.target]
    finding.notes = [
      "it differs from what would be written, first in line \(line)"
    ]
    if !isListed, GeneratedHeader.verify(present) == true {
      finding.notes.append("its header shows that it is a generated file that nobody edited")
    }
    finding.help = [
      isListed
        ? "move the change into the topology, then build with `--force` to overwrite the file"
        : "move the file away, or build with `--force` to overwrite it"
    ]
    return finding
  }

  static func staleButEdited(_ location: String) -> Diagnostic {
    var finding = Diagnostic(
      .generatedFileEdited, at: .nowhere, "`\(location)` is no longer generated, but was edited by hand")
    finding.help = ["delete the file, or build with `--force` to have it removed"]
    return finding
  }

  /// Two topologies share the output directory, and both want some files.
  /// - Parameters:
  ///   - locations: of the files; not empty.
  ///   - owner: the other topology.
  static func owned(_ locations: [String], by owner: String, not topology: String) -> Diagnostic {
    var finding = Diagnostic(
      .outputPathRefused, at: .nowhere, "`\(owner)` and `\(topology)` both write `\(locations[0])`")
    if locations.count > 1 {
      finding.notes = ["the same holds for \(Words.count(locations.count - 1, "other file"))"]
    }
    finding.help = [
      "give each topology an output directory: `infracc build \(topology) -o infra/NAME`",
      "or use different environments and targets, so that the paths differ",
    ]
    return finding
  }

  static func unwritable(_ location: String, _ failure: FileProblem) -> Diagnostic {
    if failure == .leavesRepository {
      var finding = Diagnostic(
        .outputPathRefused, at: .nowhere, "the output directory `\(location)` lies outside of the repository")
      finding.notes = ["a symbolic link leads out; anyone who can change the repository can change the link"]
      finding.help = ["replace the link by a directory, or name a directory outside with `-o`"]
      return finding
    }
    if failure == .symbolicLink {
      var finding = Diagnostic(
        .outputPathRefused, at: .nowhere, "the path of `\(location)` runs through a symbolic link")
      finding.notes = ["the link may lead out of the folder that files are written to"]
      finding.help = ["replace the link by a folder or file, or write to another folder with `-o`"]
      return finding
    }
    var finding = Diagnostic(.outputNotWritable, at: .nowhere, "cannot write `\(location)`")
    finding.notes = [failure.reason]
    return finding
  }

  static func outOfDate(_ files: [(path: String, reason: String)]) -> Diagnostic {
    let mostListed = 20
    let message =
      files.count == 1 ? "1 generated file is out of date" : "\(files.count) generated files are out of date"
    var finding = Diagnostic(.generatedFilesOutOfDate, at: .nowhere, message)
    finding.notes = files.sorted { $0.path < $1.path }.prefix(mostListed).map { "`\($0.path)`: \($0.reason)" }
    if files.count > mostListed { finding.notes.append("… and \(files.count - mostListed) more") }
    finding.help = ["run `infracc build` and commit what it writes"]
    return finding
  }

  /// The 1-based line in which two texts first differ.
  static func firstDifference(_ present: [UInt8], _ wanted: UnsafeBufferPointer<UInt8>) -> Int {
    var line = 1
    for (a, b) in zip(present, wanted) {
      if a != b { break }
      if a == UInt8(ascii: "\n") { line += 1 }
    }
    return line
  }
}

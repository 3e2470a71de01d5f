package import Diagnostics
package import Emit

/// One file that a build wants to have on disk.
package struct OutputFile: Sendable {
  package var file: EmittedFile
  package var group: OutputGroup

  package init(_ file: EmittedFile, group: OutputGroup) {
    self.file = file
    self.group = group
  }
}

/// For what a file is written. Files that serve all environments have none.
package struct OutputGroup: Hashable, Sendable, Comparable {
  package let environment: String?
  package let target: String

  package init(environment: String?, target: String) {
    self.environment = environment
    self.target = target
  }

  /// Files of all environments first, then by environment and target.
  package static func < (a: OutputGroup, b: OutputGroup) -> Bool {
    (a.environment ?? "", a.target) < (b.environment ?? "", b.target)
  }
}

/// The two folders below which files are written, as paths that the system understands: `infra` and `.`.
package struct OutputFolders: Sendable {
  package let output: String
  package let repository: String
  /// The topology that the files are made of, as a path from the output directory: the owner of the files.
  package let topology: String
  /// Whether files are written beside the topology too (layout `repo`).
  package let writesBeside: Bool
  /// What stands in front of a file's path where people read it: `infra/`, or nothing for the current folder.
  private let prefixes: (output: String, repository: String)

  package init(
    output: String, repository: String, topology: String = "../topology.yaml", writesBeside: Bool = false
  ) {
    self.output = output
    self.repository = repository
    self.topology = topology
    self.writesBeside = writesBeside
    self.prefixes = (Self.prefix(output), Self.prefix(repository))
  }

  subscript(base: EmittedFile.Base) -> String { base == .output ? output : repository }

  /// The path as people write it.
  package func location(_ base: EmittedFile.Base, _ path: String) -> String {
    (base == .output ? prefixes.output : prefixes.repository) + path
  }

  private static func prefix(_ folder: String) -> String {
    let joined = OutputLayout.join(folder, "")
    if folder.hasPrefix("/") { return joined == "." ? "/" : "/\(joined)/" }
    return joined == "." ? "" : joined + "/"
  }
}

/// Which part of all files a build computes completely; files of this part that it does not produce are stale.
package struct OutputScope: Sendable {
  /// Nil for all.
  package var environments: Set<String>?
  /// Names as in `OutputGroup.target`; nil for all.
  package var targets: Set<String>?

  package init(environments: Set<String>? = nil, targets: Set<String>? = nil) {
    self.environments = environments
    self.targets = targets
  }

  func contains(_ group: OutputGroup) -> Bool {
    if let targets, !targets.contains(group.target) { return false }
    guard let environments, let environment = group.environment else { return true }
    return environments.contains(environment)
  }
}

package enum OutputMode: Sendable {
  case write
  /// `--check`: nothing is written, files out of date are a finding.
  case check
  /// `--dry-run`: nothing is written, `OutputResult.changes` says what would be.
  case dryRun
}

/// What a build did, or would do, to one file.
package struct OutputChange: Hashable, Sendable {
  package enum Action: String, Sendable {
    case create
    case update
    case remove
    /// Left alone, because it is not ours or was edited by hand.
    case refuse
  }

  package let action: Action
  /// The path with its base folder.
  package let path: String
  package let group: OutputGroup
  /// What the file held and what it is to hold, where that was asked for and is no private file's.
  package var texts: Texts?

  /// Both sides of a file; nil: there is none.
  package struct Texts: Hashable, Sendable {
    package let old: [UInt8]?
    package let new: [UInt8]?
    /// Whether the new file can be run, or the old one where it is removed.
    package let isExecutable: Bool
  }
}

/// The outcome of `OutputTree.write`.
package struct OutputResult: Sendable {
  package struct Counts: Hashable, Sendable {
    package var written = 0
    package var unchanged = 0
    package var removed = 0
    package var refused = 0

    package init(written: Int = 0, unchanged: Int = 0, removed: Int = 0, refused: Int = 0) {
      self.written = written
      self.unchanged = unchanged
      self.removed = removed
      self.refused = refused
    }
  }

  package var counts: [OutputGroup: Counts] = [:]
  /// In the order of paths; unchanged files are not listed.
  package var changes: [OutputChange] = []
  package var findings: [Diagnostic] = []

  /// How many of the wanted files are not as they should be, because the system or a path refused it.
  package var unwritten = 0

  /// What became of the whole: exit code and last line are both made of it.
  package enum Outcome: Sendable {
    /// Every file is as it should be, and was before.
    case upToDate
    /// Files were written or removed, or would be.
    case changed
    /// `--check` found files out of date.
    case outOfDate
    /// Something could not be written as it should.
    case failed
  }

  package var outcome: Outcome {
    let outOfDate = DiagnosticKind.generatedFilesOutOfDate.code
    if findings.contains(where: { $0.severity == .error && $0.code != outOfDate }) { return .failed }
    if !findings.isEmpty { return .outOfDate }
    return changes.isEmpty ? .upToDate : .changed
  }

  /// The last line without the directory: `18 files written, 1 removed`.
  /// - Parameter isPlan: whether nothing was to be written.
  package func summary(isPlan: Bool) -> String {
    let total = total
    var parts: [String] = []
    if total.written > 0 {
      let files = Words.count(total.written + total.unchanged, "file")
      let share = total.unchanged == 0 ? files : "\(total.written) of \(files)"
      parts.append("\(share) \(isPlan ? "to write" : "written")")
    }
    if total.removed > 0 { parts.append("\(total.removed) \(isPlan ? "to remove" : "removed")") }
    if total.refused > 0 { parts.append("\(total.refused) left alone") }
    if unwritten > 0 { parts.append("\(Words.count(unwritten, "file")) not written") }
    if outcome == .upToDate, parts.isEmpty { return "\(Words.count(total.unchanged, "file")), all up to date" }
    return parts.isEmpty ? "not everything could be written" : parts.joined(separator: ", ")
  }

  /// 0; 3 where something could not be written as it should; 4 where `--check` found files out of date.
  package var exitCode: Int32 {
    switch outcome {
    case .upToDate, .changed: 0
    case .outOfDate: 4
    case .failed: 3
    }
  }

  package var total: Counts {
    counts.values.reduce(into: Counts()) { sum, counts in
      sum.written += counts.written
      sum.unchanged += counts.unchanged
      sum.removed += counts.removed
      sum.refused += counts.refused
    }
  }
}

import Diagnostics
import Emit

/// Rules that every path must keep, whoever made it: emitters, plug-ins and the manifest alike.
enum OutputPath {
  /// The parts of a relative path, or why nothing is written there.
  static func components(_ path: String) -> Result<[String], Objection> {
    if path.isEmpty { return .failure(Objection(reason: "the path is empty")) }
    if path.hasPrefix("/") { return .failure(Objection(reason: "the path is absolute")) }
    if path.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return .failure(Objection(reason: "the path holds a control character"))
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    for part in parts {
      switch part.lowercased() {
      case "", ".": return .failure(Objection(reason: "the path is not in its shortest form"))
      case "..": return .failure(Objection(reason: "the path leaves its folder"))
      case ".git": return .failure(Objection(reason: "`.git` belongs to git"))
      case Manifest.folder: return .failure(Objection(reason: "`\(Manifest.folder)` belongs to the manifest"))
      default: break
      }
    }
    return .success(parts)
  }

  struct Objection: Error {
    let reason: String
  }
}

/// A file with the parts of its path.
struct PlannedFile {
  let file: OutputFile
  let components: [String]
  let location: String
}

/// Orders the files and finds those that must not be written at all. Where there are findings, nothing is written.
func plan(_ files: [OutputFile], folders: OutputFolders) -> (files: [PlannedFile], findings: [Diagnostic]) {
  var planned: [PlannedFile] = []
  var findings: [Diagnostic] = []
  planned.reserveCapacity(files.count)
  /// What a file system that ignores case, or how accents are composed, takes for one file. Equality of texts does the
  /// latter.
  var known: [String: OutputFile] = [:]
  known.reserveCapacity(files.count)
  for file in files {
    let location = folders.location(file.base, file.path)
    switch OutputPath.components(file.path) {
    case .failure(let objection):
      var finding = Diagnostic(.outputPathRefused, at: .nowhere, "`\(file.group.target)` may not write `\(file.path)`")
      finding.notes = [objection.reason]
      findings.append(finding)
    case .success(let components):
      if let other = known.updateValue(file, forKey: location.lowercased()) {
        findings.append(collision(other, file, location: location))
      }
      planned.append(PlannedFile(file: file, components: components, location: location))
    }
  }
  planned.sort { ($0.file.base.rawValue, $0.file.path) < ($1.file.base.rawValue, $1.file.path) }
  return (planned, findings)
}

private func collision(_ first: OutputFile, _ second: OutputFile, location: String) -> Diagnostic {
  let targets = [first.group.target, second.group.target].sorted()
  let message =
    targets[0] == targets[1]
    ? "`\(targets[0])` writes `\(location)` twice" : "`\(targets[0])` and `\(targets[1])` both write `\(location)`"
  var finding = Diagnostic(.outputPathRefused, at: .nowhere, message)
  if first.path != second.path {
    finding.notes = ["`\(first.path)` and `\(second.path)` are one file where letter case does not count"]
  }
  return finding
}

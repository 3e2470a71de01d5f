import Diagnostics
import Emit

/// Rules that every path must keep, whoever made it: emitters, plug-ins and the manifest alike.
enum OutputPath {
  /// The parts of a relative path, or why nothing is written there.
  static func components(_ path: String) -> Result<[String], Objection> {
    if path.isEmpty { return .failure(Objection(reason: "the path is empty")) }
    if path.hasPrefix("/") { return .failure(Objection(reason: "the path is absolute")) }
    var path = path
    return path.withUTF8 { bytes -> Result<[String], Objection> in
      var parts: [String] = []
      var start = 0
      for offset in 0...bytes.count {
        let byte = offset < bytes.count ? bytes[offset] : UInt8(ascii: "/")
        if byte < 0x20 || byte == 0x7F {
          return .failure(Objection(reason: "the path holds a control character"))
        }
        guard byte == UInt8(ascii: "/") else { continue }
        let part = String(decoding: bytes[start..<offset], as: UTF8.self)
        if let reason = objection(to: part) { return .failure(Objection(reason: reason)) }
        parts.append(part)
        start = offset + 1
      }
      return .success(parts)
    }
  }

  private static func objection(to part: String) -> String? {
    if part.isEmpty || part == "." { return "the path is not in its shortest form" }
    // What is forbidden begins with a dot.
    guard part.utf8.first == UInt8(ascii: ".") else { return nil }
    switch part.lowercased() {
    case "..": return "the path leaves its folder"
    case ".git": return "`.git` belongs to git"
    case Manifest.folder: return "`\(Manifest.folder)` belongs to the manifest"
    default: return nil
    }
  }

  struct Objection: Error {
    let reason: String
  }
}

/// A file with the parts of its path.
struct PlannedFile {
  let file: EmittedFile
  let group: OutputGroup
  let components: [String]

  var key: Manifest.Key { Manifest.Key(base: file.base, path: file.path) }
}

/// Orders the files by their paths and finds those that must not be written at all. Where there are findings, nothing
/// is written.
func plan(_ files: [OutputFile], folders: OutputFolders) -> (files: [PlannedFile], findings: [Diagnostic]) {
  var planned: [PlannedFile] = []
  var findings: [Diagnostic] = []
  planned.reserveCapacity(files.count)
  // A file system that ignores letter case, or how accents are composed, takes texts for one name that differ only in
  // that. Equality of Swift's texts ignores the latter.
  var known: [String: Int] = [:]
  known.reserveCapacity(files.count)
  for (index, wanted) in files.enumerated() {
    let file = wanted.file
    switch OutputPath.components(file.path) {
    case .failure(let objection):
      var finding = Diagnostic(
        .outputPathRefused, at: .nowhere, "`\(wanted.group.target)` may not write `\(file.path)`")
      finding.notes = [objection.reason]
      findings.append(finding)
    case .success(let components):
      let location = folders.location(file.base, file.path)
      if let other = known.updateValue(index, forKey: location.lowercased()) {
        findings.append(collision(files[other], wanted, location: location))
      }
      planned.append(PlannedFile(file: file, group: wanted.group, components: components))
    }
  }
  let paths = planned.map { (isOutput: $0.file.base == .output, path: $0.file.path) }
  let order = planned.indices.sorted {
    paths[$0].isOutput == paths[$1].isOutput ? paths[$0].path < paths[$1].path : paths[$0].isOutput
  }
  return (order.map { planned[$0] }, findings)
}

private func collision(_ first: OutputFile, _ second: OutputFile, location: String) -> Diagnostic {
  let targets = [first.group.target, second.group.target].sorted()
  let message =
    targets[0] == targets[1]
    ? "`\(targets[0])` writes `\(location)` twice" : "`\(targets[0])` and `\(targets[1])` both write `\(location)`"
  var finding = Diagnostic(.outputPathRefused, at: .nowhere, message)
  if first.file.path != second.file.path {
    finding.notes = ["`\(first.file.path)` and `\(second.file.path)` are one file where letter case does not count"]
  }
  return finding
}

import Resolution
import Rules
import Diagnostics
import Files
import IR
import Model
import Syntax

/// What stands beside the project file of a target and gets in its way: files that configure the same services, and a
/// line that keeps git from seeing it.
package enum ProjectFileProbe: Probe {
  package static func run(in context: ProbeContext) {
    guard let first = context.contexts.first else { return }
    let topology = first.analysis.topology
    for (target, capabilities) in first.targets {
      guard let file = capabilities.projectFile,
        let place = topology.targets?.value.first(where: { $0.value == target })?.span ?? topology.project?.span
      else { continue }
      replacedFiles(file, place, context)
      otherProjectFiles(file, place, context)
      ignoredFolder(file, place, context)
    }
  }

  /// Files of single services, in their folders or at the top, also under the names `railway.api.json`.
  private static func replacedFiles(_ project: Capabilities.ProjectFile, _ place: Span, _ context: ProbeContext) {
    var names = Set(project.replaced)
    for name in project.replaced {
      guard let dot = name.lastIndex(of: ".") else { continue }
      for service in context.services { names.insert("\(name[..<dot]).\(service.lowered.dns)\(name[dot...])") }
    }
    var folders = context.roots.map(\.path)
    if !folders.contains(".") { folders.append(".") }
    var paths: [String] = []
    for folder in folders {
      for entry in context.repository.list(folder)?.entries ?? [] where !entry.isFolder && names.contains(entry.name) {
        paths.append(RepositoryReader.join(folder, entry.name))
      }
    }
    guard let first = paths.first else { return }
    context.report(
      .besideProjectFile, at: place, path: "targets",
      "\(Words.some(paths, of: "files")) \(paths.count == 1 ? "stands" : "stand") beside \(project.platform)'s project file",
      label: "written as a project file"
    ) {
      if let file = context.repository.file(first) {
        context.show(firstLine(of: file), of: file, "not read from \(project.replacedUntil) on", in: &$0)
      }
      $0.notes = [
        "\(project.platform) refuses to plan a service that an old file still manages, and from "
          + "\(project.replacedUntil) on it ignores them"
      ]
      $0.help = ["`infracc migrate` shows what they say; when nothing of it is missing in the topology, delete them"]
    }
  }

  /// Written by somebody else: the platform's tool takes the first that it finds, going upwards.
  private static func otherProjectFiles(_ project: Capabilities.ProjectFile, _ place: Span, _ context: ProbeContext) {
    for name in project.names {
      let path = RepositoryReader.join(project.folder, name)
      guard context.repository.hasFile(path), let file = context.repository.file(path),
        !file.bytes.contains(GeneratedMark.words)
      else { continue }
      context.report(
        .besideProjectFile, at: place, path: "targets", "`\(path)` is another project file for \(project.platform)",
        label: "one is written from the topology"
      ) {
        context.show(firstLine(of: file), of: file, "not written by infracc", in: &$0)
        $0.notes = ["each declares the whole project: applying one plans to delete what only the other one has"]
        $0.help = ["move what it declares into the topology, then delete it"]
      }
    }
  }

  /// The folder once held only which project it is linked to, and was to be left out of git.
  private static func ignoredFolder(_ project: Capabilities.ProjectFile, _ place: Span, _ context: ProbeContext) {
    guard context.repository.hasFile(".gitignore"), let file = context.repository.file(".gitignore") else { return }
    let folder = project.folder
    let patterns = ["", "**/"].flatMap { front in ["", "/", "/*", "/**"].map { front + folder + $0 } }
    var found: Range<Int>?
    var position = 0
    while position < file.bytes.count {
      let end = file.bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? file.bytes.count
      let line = String(decoding: file.bytes[position..<end].filter { $0 > 0x20 }, as: UTF8.self)
      if patterns.contains(line) {
        found = position..<end
      } else if line.hasPrefix("!"), line.contains(folder) {
        found = nil
      }
      position = end + 1
    }
    guard let found else { return }
    context.report(
      .projectFileIgnored, at: place, path: "targets", "git does not keep \(project.platform)'s project file",
      label: "writes `\(folder)/`"
    ) {
      context.show(found, of: file, "leaves it out", in: &$0)
      $0.notes = ["`\(folder)/` once held only a link to the project; now it holds what the project consists of"]
      $0.help = ["delete that line of `.gitignore`"]
    }
  }

  private static func firstLine(of file: RepositoryReader.File) -> Range<Int> {
    0..<(file.bytes.firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? file.bytes.count)
  }
}

import Diagnostics
import Files
import Model
import Resolution
import Syntax

/// The Python applications that files of other tools name, the most certain first: in commands of Dockerfiles, of a
/// Procfile and of compose files, then in `pyproject.toml`.
struct ForeignEntries {
  /// `app.main:app`, `app.main`, `app:create_app()`.
  private var texts: [String] = []

  init(_ root: CodeRoot) {
    for line in Self.commands(root) {
      texts += StartedProcesses.parts(ofLine: line).compactMap { $0.application?.text }
    }
    if let project = root.file("pyproject.toml") { texts += Self.entries(of: project.bytes) }
  }

  /// How early an application is named; nil: it is not.
  func position(of module: String, _ application: CodeFacts.Application) -> Int? {
    texts.firstIndex { text in
      let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
      return parts.first == module && (parts.count == 1 || parts[1].prefix { $0 != "(" } == application.name)
    }
  }

  // MARK: - Commands

  /// Command lines of files in the root, then of files in the folder of the topology.
  private static func commands(_ root: CodeRoot) -> [String] {
    let repository = root.repository
    func file(_ folder: String, _ name: String) -> RepositoryReader.File? {
      let path = RepositoryReader.join(folder, name)
      return repository.hasFile(path) ? repository.file(path) : nil
    }
    let folders = root.path == "." ? ["."] : [root.path, "."]
    let names = (repository.list(root.path)?.entries ?? []).filter { !$0.isFolder }.map(\.name).sorted()
    let dockerfiles = names.filter { $0.hasPrefix("Dockerfile") }.compactMap { file(root.path, $0) }
    let composeNames = ["docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml"]
    return dockerfiles.compactMap { DockerfileText($0.bytes).commandLine }
      + folders.compactMap { file($0, "Procfile") }.flatMap { processes(of: $0.bytes) }
      + folders.flatMap { folder in composeNames.compactMap { file(folder, $0) } }.flatMap { services(of: $0) }
  }

  private static func processes(of bytes: [UInt8]) -> [String] {
    String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap { line in
      guard !line.hasPrefix("#"), let colon = line.firstIndex(of: ":") else { return nil }
      return String(line[line.index(after: colon)...])
    }
  }

  /// What the containers of a compose file run.
  private static func services(of file: RepositoryReader.File) -> [String] {
    var sources = SourceSet()
    guard
      let tree = parseYAML(sources.add(path: file.path, bytes: file.bytes), into: DiagnosticBag()).root.map({
        ConfigNode.make($0)
      })
    else { return [] }
    return (tree["services"]?.entries ?? []).compactMap { service in
      let parts = ["entrypoint", "command"].compactMap { service.value[$0] }.compactMap(line)
      return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
  }

  private static func line(_ command: ConfigNode) -> String? {
    if let text = command.text { return text }
    let words = command.items.compactMap(\.text)
    if words.isEmpty { return nil }
    return words.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
  }

  // MARK: - pyproject.toml

  /// The application that FastAPI's own program runs, and the modules of scripts: a script calls a function of its module.
  private static func entries(of bytes: [UInt8]) -> [String] {
    var applications: [String] = []
    var modules: [String] = []
    var table = ""
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let text = line.drop { $0 == " " || $0 == "\t" }
      if text.hasPrefix("[") {
        table = String(text.dropFirst().prefix { $0 != "]" })
        continue
      }
      let parts = text.split(separator: "=", maxSplits: 1).map { $0.filter { !" \t\r\"'".contains($0) } }
      guard parts.count == 2 else { continue }
      let value = parts[1].prefix { $0 != "#" }
      switch table {
      case "tool.fastapi" where parts[0] == "entrypoint": applications.append(String(value))
      case "project.scripts", "tool.poetry.scripts": modules.append(String(value.prefix { $0 != ":" }))
      default: break
      }
    }
    return applications + modules
  }
}

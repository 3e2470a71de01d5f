import Diagnostics
import JSON
import Model
import Probes
import Syntax

extension Stack {
  /// A service by its `railway.json` or `railway.toml`. Nil where the file cannot be read.
  /// - Parameter bag: takes what is wrong with the JSON.
  init?(railway path: String, _ repository: RepositoryReader, into bag: DiagnosticBag) {
    guard let file = repository.file(path), let settings = PlatformSettings(file, repository, bag) else { return nil }
    let folder = RepositoryReader.folder(of: path)
    let parts = path.split(separator: "/").last?.split(separator: ".") ?? []
    let inner = folder == "." ? "service" : folder.split(separator: "/").last.map(String.init) ?? "service"
    let name = parts.count == 3 ? String(parts[1]) : inner
    let start = repository.span(0..<0, in: file)
    var entries: [(String, Span, ConfigNode)] = []
    let dockerfile = settings.text("build.dockerfilePath")
    if dockerfile != nil || repository.hasFile(RepositoryReader.join(folder, "Dockerfile")) {
      let name = dockerfile.map { MadeNode.scalar($0) } ?? MadeNode.text("Dockerfile", at: start)
      // Railway looks for it from the root directory of the service, which is where its file lies.
      let build = [("context", start, MadeNode.text(".", at: start)), ("dockerfile", name.span, name)]
      entries.append(("build", name.span, MadeNode.mapping(build, at: name.span)))
    }
    for (key, path) in [("command", "deploy.startCommand"), (Self.releaseKey, "deploy.preDeployCommand")] {
      if let text = settings.text(path) { entries.append((key, text.span, MadeNode.scalar(text.withoutHoles))) }
    }
    if let replicas = settings.text("deploy.numReplicas") {
      let node = MadeNode.mapping([("replicas", replicas.span, MadeNode.scalar(replicas))], at: replicas.span)
      entries.append(("deploy", replicas.span, node))
    }
    let service = MadeNode.mapping(entries, at: start)
    let services = MadeNode.mapping([(name, start, service)], at: start)
    self.init(
      .platform, file: path, folder: folder, root: MadeNode.mapping([("services", start, services)], at: start))
  }

  /// The key under which a service keeps the command that runs before it is started.
  static let releaseKey = "x-release"

  /// `railway.json`, `railway.worker.toml`.
  static func isRailway(_ name: String) -> Bool {
    let parts = name.split(separator: ".")
    return parts.first == "railway" && (2...3).contains(parts.count) && ["json", "toml"].contains(parts.last)
  }
}

extension SyntaxNode {
  /// The same text where `$` has no meaning of its own: a shell of the container takes the variables.
  fileprivate var withoutHoles: SyntaxNode {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return self }
    var pieces: [ScalarPiece] = []
    var offset = 0
    for (index, part) in parts.enumerated() {
      if index > 0 {
        pieces.append(ScalarPiece("$$", from: span(of: offset..<offset + 1)))
        offset += 1
      }
      let length = part.utf8.count
      if length > 0 { pieces.append(ScalarPiece(String(part), from: span(of: offset..<offset + length))) }
      offset += length
    }
    return .made(pieces, style: .doubleQuoted, at: span)
  }
}

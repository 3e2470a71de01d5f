import Diagnostics
import Model
import Probes

extension StackDialect {
  /// An image that no deployment file names.
  package static let dockerfile = StackDialect("dockerfile") { ComposeDialect($0, $1, $2) }
}

extension Stack {
  /// The image of a Dockerfile that no deployment file names, built from its own directory.
  init?(dockerfile path: String, _ repository: RepositoryReader) {
    guard let file = repository.file(path) else { return nil }
    let content = DockerfileText(file.bytes)
    guard let first = content.instructions.first(where: { $0.keyword == "FROM" }) else { return nil }
    let place = repository.span(first.place, in: file)
    let folder = RepositoryReader.folder(of: path)
    let name = folder == "." ? "image" : folder.split(separator: "/").last.map(String.init) ?? "image"
    let build = MadeNode.mapping(
      [
        ("context", place, MadeNode.text(".", at: place)),
        ("dockerfile", place, MadeNode.text(String(path.split(separator: "/").last ?? ""), at: place)),
      ], at: place)
    let node = MadeNode.mapping([("build", place, build)], at: place)
    let source = PlatformFile(path: path, root: MadeNode.mapping([], at: place))
    self.init(
      .dockerfile, [source], folder: folder, at: place,
      services: [StackService(.init(key: name, keySpan: place, value: node))])
  }

  /// Whether a file is a Dockerfile of something that is deployed: not one for development or for tests.
  static func isDockerfile(_ name: String) -> Bool { words(ofDockerfile: name).map { !isForDevelopment($0) } ?? false }

  /// Whether a file is a Dockerfile for developers or tests.
  static func isDevelopmentDockerfile(_ name: String) -> Bool {
    words(ofDockerfile: name).map(isForDevelopment) ?? false
  }

  private static func isForDevelopment(_ words: [String]) -> Bool {
    words.contains { ["dev", "development", "local", "test", "tests", "ci", "debug"].contains($0) }
  }

  /// The parts of a name that is one of a Dockerfile.
  private static func words(ofDockerfile name: String) -> [String]? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map { $0.lowercased() }
    guard parts.first == "dockerfile" || (parts.count > 1 && parts.last == "dockerfile"),
      !parts.contains("dockerignore")
    else { return nil }
    return parts
  }
}

import Compiler
import Diagnostics
import Files

/// What `infracc check` is given that is no topology: a compose file, or a directory that has one.
struct ForeignInput {
  private let folder: String
  private let files: [String]

  init?(_ path: String) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard name.hasPrefix("docker-compose") || name.hasPrefix("compose."), name.hasSuffix(".yml") || name.hasSuffix(".yaml")
    else { return nil }
    folder = InputOptions.folder(of: path)
    files = [name]
  }

  func check(after sources: SourceSet) throws -> ForeignCheck {
    let prefix = folder == "." ? "" : folder + "/"
    return try ForeignCheck(
      compose: files, in: DiskFiles.access(to: folder, links: .refused), prefix: prefix, after: sources)
  }
}

package import Model
import Probes

/// What is run together: by one `docker compose up`, by a platform, or as the one image of a Dockerfile. Files of other
/// tools are read as the services of a compose file that would say the same, each node at its own place.
package struct Stack {
  /// What the files are written for.
  package enum Dialect: Sendable {
    case compose
    /// The settings of one service on a platform, whose variables are kept there.
    case platform
    /// An image that no deployment file names.
    case dockerfile
  }

  package let dialect: Dialect
  /// The files, each laid over those before it; paths from the top of what is checked.
  package let files: [String]
  /// The directory that relative paths count from.
  package let folder: String
  package let root: ConfigNode
  package let services: [StackService]
  /// Whether nothing of it comes from elsewhere, so that a name that is not here is nowhere.
  package let isComplete: Bool

  package func service(_ name: String) -> StackService? { services.first { $0.name == name } }

  /// The service that a host name means in a container of the stack: by its name or one of its aliases.
  package func service(host: String) -> StackService? {
    let name = host.lowercased()
    return services.first { $0.names.contains { $0.lowercased() == name } }
  }

  /// - Parameter paths: the files, the base first.
  package init(_ paths: [String], _ loader: ComposeLoader) throws(ComposeLoader.Refusal) {
    let root = try loader.overlaid(paths)
    files = paths
    dialect = .compose
    folder = paths.first.map(RepositoryReader.folder) ?? "."
    self.root = root
    let services = loader.services(of: root, in: folder)
    self.services = services
    isComplete = services.allSatisfy(\.isWhole)
  }

  /// - Parameter root: a mapping with `services`, as a compose file has it.
  init(_ dialect: Dialect, file: String, folder: String, root: ConfigNode) {
    self.dialect = dialect
    files = [file]
    self.folder = folder
    self.root = root
    services = (root["services"]?.entries ?? []).map { StackService($0) }
    // What else there is on a platform, no file tells.
    isComplete = false
  }
}

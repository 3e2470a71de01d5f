package import Model
import Probes

/// What one `docker compose up` runs.
package struct ComposeStack {
  /// The files, each laid over those before it; paths from the top of what is checked.
  package let files: [String]
  /// The directory that relative paths count from.
  package let folder: String
  package let root: ConfigNode
  package let services: [ComposeService]
  /// Whether nothing of it comes from elsewhere, so that a name that is not here is nowhere.
  package let isComplete: Bool

  package func service(_ name: String) -> ComposeService? { services.first { $0.name == name } }

  /// The service that a host name means in a container of the stack: by its name or one of its aliases.
  package func service(host: String) -> ComposeService? {
    let name = host.lowercased()
    return services.first { $0.names.contains { $0.lowercased() == name } }
  }

  /// - Parameter paths: the files, the base first.
  package init(_ paths: [String], _ loader: ComposeLoader) throws(ComposeLoader.Refusal) {
    let root = try loader.overlaid(paths)
    files = paths
    folder = paths.first.map(RepositoryReader.folder) ?? "."
    self.root = root
    let services = loader.services(of: root, in: folder)
    self.services = services
    isComplete = services.allSatisfy(\.isWhole)
  }
}

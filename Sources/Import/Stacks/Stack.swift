import Diagnostics
package import Model
import Probes

/// What is run together: by one `docker compose up`, by a platform, or as the one image of a Dockerfile. Files of other
/// tools are read as the services of a compose file that would say the same, each node at its own place.
package struct Stack {
  package let dialect: StackDialect
  /// The files, each laid over those before it, or, on a platform, beside them; paths from the top of what is checked.
  package let files: [String]
  /// The same as they were read.
  package let sources: [PlatformFile]
  /// The directory that relative paths count from.
  package let folder: String
  package let root: ConfigNode
  package let services: [StackService]
  /// What the platform calls the whole: the name of an app.
  package let name: Located<String>?
  /// Variables that several services may have.
  package let groups: [VariableGroup]
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
    sources = try paths.map { path throws(ComposeLoader.Refusal) in
      PlatformFile(path: path, root: try loader.root(path))
    }
    name = root["name"].flatMap { node in node.text.map { Located($0, node) } }
    groups = []
    dialect = .compose
    folder = paths.first.map(RepositoryReader.folder) ?? "."
    self.root = root
    let services = loader.services(of: root, in: folder)
    self.services = services
    isComplete = services.allSatisfy(\.isWhole)
  }

  /// What is on a platform or in an image, beside what the files tell, is not known, unless the dialect says otherwise.
  /// - Parameters:
  ///   - sources: the files, at least one.
  ///   - place: the beginning of the first of them.
  init(
    _ dialect: StackDialect, _ sources: [PlatformFile], folder: String, at place: Span, services: [StackService],
    name: Located<String>? = nil, groups: [VariableGroup] = []
  ) {
    self.dialect = dialect
    self.sources = sources
    self.folder = folder
    self.services = services
    self.name = name
    self.groups = groups
    files = sources.map(\.path)
    let nodes = MadeNode.mapping(services.map { ($0.name, $0.nameSpan, $0.node) }, at: place)
    root = MadeNode.mapping([("services", place, nodes)], at: place)
    isComplete = dialect.isComplete
  }
}

extension Stack {
  /// Whether the files show that others connect to a service.
  func isReached(_ name: String) -> Bool {
    guard let service = service(name), service.node["network_mode"] == nil else { return false }
    return !service.ports.isEmpty || service.facts.isPublic != nil || service.facts.role?.value.isServer ?? false
  }

  /// Whether every variable of a service is named here, so that what is not named is not set.
  func statesEnvironment(of service: StackService) -> Bool {
    guard dialect.statesEnvironment else { return false }
    guard dialect.isPlatform else { return true }
    // Somebody who names what is entered elsewhere names all of it; a group that is not here was made in a dashboard.
    return service.facts.variables.contains { $0.value == nil }
      && service.facts.groups.allSatisfy { group in groups.contains { $0.name.value == group.value } }
  }
}

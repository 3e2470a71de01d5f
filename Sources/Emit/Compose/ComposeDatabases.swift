import IR

/// The one-shot that makes the databases of other services in a server, at every `up`: the scripts of an image's first
/// start are not run on a volume that holds data already.
struct ComposeDatabases {
  private let project: ComposeProject
  private let service: Service
  private let maker: SettingsApplication

  /// Nil where the server has no others, or nothing waits for it.
  init?(_ service: Service, _ project: ComposeProject) {
    guard Self.isNeeded(by: service, project),
      let maker = Emitters.configuration(of: service, in: project.program)?.databaseMaker
    else { return nil }
    self.project = project
    self.service = service
    self.maker = maker
  }

  static func isNeeded(by service: Service, _ project: ComposeProject) -> Bool {
    service.store?.databases.isEmpty == false && project.settled.stores.contains(service.name)
  }

  static func name(of service: Service, _ project: ComposeProject) -> String {
    project.names.service("databases", of: service)
  }

  var name: String { Self.name(of: service, project) }

  /// The lines above the service.
  var remarks: [String] {
    let names = service.store?.databases.map(\.name) ?? []
    return [
      "Makes the databases of other services in \(service.dns) at every \"up\": \(names.joined(separator: ", "))."
    ]
  }

  func entry() -> YAMLMapping {
    var entry = YAMLMapping()
    entry.add("image", .text(ComposeProject.escaped(service.image ?? "")))
    entry.add("entrypoint", ComposeText.words(maker.command.map(ComposeProject.escaped)))
    let container = service.store?.container
    if let user = container?.user { entry.add("user", .text(user)) }
    entry.add("environment", .mapping(project.environment(maker.environment)))
    if let path = container?.configurationPath, let store = service.store {
      let source = project.configuration(Emitters.folder(of: store), of: service)
      entry.add("volumes", .sequence([YAMLItem(ComposeVolumes.bind(source, to: path))]))
    }
    ComposeSettings.finish(&entry, after: service, named: service.dns, project)
    return entry
  }
}

import IR

/// The one-shot that puts changed settings of a store into force on a plain `docker compose up`, without a restart.
///
/// Compose compares what the file states, never what a mounted file holds. So the lines that a server reads only when it
/// starts are in a label with their hash: a change of them replaces the container. The one-shot puts the other lines
/// into force, and whatever needs the store waits for it: `up --wait` takes the end of a one-shot that nothing waits for
/// as a failure.
struct ComposeSettings {
  private let project: ComposeProject
  private let service: Service
  private let reloaded: [String]
  private let application: SettingsApplication

  static let label = "infracc.config"
  static let reloadLabel = "infracc.reload"

  /// Nil: nothing waits for the one-shot, so there is none.
  /// - Parameter reloaded: the lines of the store's configuration that it puts into force.
  init?(_ service: Service, _ project: ComposeProject, reloaded: [String]) {
    guard project.settled.stores.contains(service.name),
      let application = Emitters.configuration(of: service, in: project.program)?.application
    else { return nil }
    self.project = project
    self.service = service
    self.reloaded = reloaded
    self.application = application
  }

  var name: String { project.names.service("settings", of: service) }

  /// The lines above the service.
  var remarks: [String] {
    ["Puts changed settings of \(service.dns) into force at every \"up\", without a restart."]
  }

  func entry() -> YAMLMapping {
    var entry = YAMLMapping()
    entry.add("image", .text(ComposeProject.escaped(service.image ?? "")))
    let container = service.store?.container
    if let script = application.script {
      entry.add("entrypoint", .flow(application.command.map { .quoted($0) }))
      entry.add("command", .sequence([YAMLItem(.text(ComposeProject.escaped(script)))]))
    } else {
      entry.add("entrypoint", ComposeText.words(application.command.map(ComposeProject.escaped)))
    }
    if let user = container?.user { entry.add("user", .text(user)) }
    let environment = project.environment(application.environment)
    // One without notes fits on a line.
    entry.add(
      "environment",
      .mapping(
        environment.entries.count == 1
          ? .flow(environment.entries.map { ($0.key, $0.value) }) : environment))
    Self.addReloadLabel(reloaded, to: &entry)
    if let path = container?.configurationPath, let store = service.store {
      let source = project.configuration(Emitters.folder(of: store), of: service)
      entry.add("volumes", .sequence([YAMLItem(ComposeVolumes.bind(source, to: path))]))
    }
    Self.finish(&entry, after: service, named: service.dns, project)
    return entry
  }

  // MARK: Shared with the pooler

  /// What such a one-shot ends with.
  ///
  /// - Parameter name: of the store, or of its pooler, which is asked for its health as well.
  static func finish(
    _ entry: inout YAMLMapping, after service: Service, named name: String, _ project: ComposeProject
  ) {
    var waits = ComposeNeeds()
    waits.add(name, name == service.dns ? project.readiness(of: service) : "service_healthy")
    entry.add("healthcheck", .mapping(.flow([("disable", .boolean(true))])))
    waits.write(to: &entry)
    let profiles = project.profiles[service]
    if !profiles.isEmpty { entry.add("profiles", .flow(profiles.map { .text($0) })) }
    entry.add("read_only", .boolean(true))
    ComposeStores.confine(&entry, restart: .quoted("no"), cpu: 250, memory: 64 << 20)
  }

  /// The label of a store: the lines that need a restart, and all of them where nothing else puts them into force.
  /// What `files:` mounts counts among them.
  /// - Parameter lines: of the store's configuration; nil where none is written for the service.
  static func addLabel(
    _ service: Service, _ lines: ConfigurationLines?, _ project: ComposeProject, to entry: inout YAMLMapping
  ) {
    let files = fileDigests(service, project)
    guard var lines else {
      if files.isEmpty { return }
      entry.add(
        "labels", .mapping(.flow([(label, .quoted(ConfigurationLines.digest(files)))])),
        note: "its files: a change replaces the container")
      return
    }
    lines.restart += files
    addLabel(lines, isReloaded: project.settled.stores.contains(service.name), to: &entry)
  }

  /// What `files:` of a service mounts, by path and digest.
  static func fileDigests(_ service: Service, _ project: ComposeProject) -> [String] {
    service.files.compactMap { file in
      (file.digest ?? digest(of: file, project)).map { "\(file.path) \($0)" }
    }
  }

  /// That of a text that is made of values, with names in place of the operator's.
  private static func digest(of file: FileMount, _ project: ComposeProject) -> String? {
    guard let value = file.composed?.value else { return nil }
    let text = ComposeWriter(project: project).write(value)
    return String(sha256Hex(Array(text.utf8)).prefix(10))
  }

  static func addLabel(_ lines: ConfigurationLines, isReloaded: Bool, to entry: inout YAMLMapping) {
    let digest = ConfigurationLines.digest(lines.restart + (isReloaded ? [] : lines.reload))
    entry.add(
      "labels", .mapping(.flow([(label, .quoted(digest))])),
      note: isReloaded
        ? "the settings that need a restart: a change replaces the container"
        : "its settings: a change replaces the container")
  }

  static func addReloadLabel(_ lines: [String], to entry: inout YAMLMapping) {
    entry.add("labels", .mapping(.flow([(reloadLabel, .quoted(ConfigurationLines.digest(lines)))])))
  }

  // MARK: Who waits

  /// Adds the one-shots that must have ended before what needs the store starts: that of the store itself, and that of
  /// its pooler for what may connect through it.
  static func addWaits(
    for service: Service, _ project: ComposeProject, throughPooler: Bool = true, to waits: inout ComposeNeeds
  ) {
    if project.settled.stores.contains(service.name) {
      waits.add(project.names.service("settings", of: service), "service_completed_successfully")
    }
    if ComposeDatabases.isNeeded(by: service, project) {
      waits.add(ComposeDatabases.name(of: service, project), "service_completed_successfully")
    }
    if throughPooler, project.settled.poolers.contains(service.name) {
      waits.add(project.names.service("pooler-settings", of: service), "service_completed_successfully")
    }
  }

  /// The stores and the poolers that something waits for whenever they run. A pooler and a daily backup run with their
  /// store and connect to it, so they wait for it as well.
  static func settled(
    _ program: Program, _ profiles: ComposeProfiles
  ) -> (stores: Set<String>, poolers: Set<String>) {
    let changeable = Set(
      program.services.lazy.filter { Emitters.configuration(of: $0, in: program)?.application != nil }.map(\.name))
    var stores: Set<String> = []
    var poolers: Set<String> = []
    for service in program.services {
      if service.store?.pooler != nil
        || service.store?.backup?.secondOfDay != nil,
        changeable.contains(service.name)
      {
        stores.insert(service.name)
      }
      for need in service.needs where need.condition == .healthy {
        guard let store = program.service(need.service), changeable.contains(store.name),
          profiles.runs(service, whenever: store)
        else { continue }
        stores.insert(store.name)
        if store.store?.pooler != nil { poolers.insert(store.name) }
      }
    }
    return (stores, poolers)
  }
}

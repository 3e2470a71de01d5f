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

  static let label = "infracc.config"
  static let reloadLabel = "infracc.reload"

  /// Nil: nothing waits for the one-shot, so there is none.
  init?(_ service: Service, _ project: ComposeProject) {
    guard project.settled.stores.contains(service.name) else { return nil }
    self.project = project
    self.service = service
  }

  var name: String { project.names.service("settings", of: service) }

  /// The lines above the service.
  var remarks: [String] {
    ["Puts changed settings of \(service.dns) into force at every \"up\", without a restart."]
  }

  func entry() -> YAMLMapping {
    var entry = YAMLMapping()
    entry.add("image", .text(ComposeProject.escaped(service.image ?? "")))
    if service.category == .postgres { addPostgres(to: &entry) } else { addRedis(to: &entry) }
    Self.addReloadLabel(Self.lines(service, project)?.reload ?? [], to: &entry)
    let source = project.configuration(service.category == .postgres ? "postgres" : "redis", of: service)
    entry.add("volumes", .sequence([YAMLItem(ComposeVolumes.bind(source, to: ConfigurationLines.folder))]))
    Self.finish(&entry, after: service.dns, of: service, project)
    return entry
  }

  private func addPostgres(to entry: inout YAMLMapping) {
    let words = ["psql", "-X", "-q", "-v", "reload=1", "-f", ConfigurationLines.folder + "/settings.sql"]
    entry.add("entrypoint", ComposeText.words(words))
    entry.add("user", .text("postgres"))
    var environment = YAMLMapping()
    environment.add("PGHOST", .text(service.dns))
    if let port = ComposeProject.ownPort(service) { environment.add("PGPORT", .text(String(port))) }
    environment.add("PGUSER", .text("postgres"), note: "extensions and limits of roles: the superuser's")
    environment.add("PGDATABASE", .text(ComposeProject.escaped(service.store?.database ?? "postgres")))
    environment.add("PGPASSWORD", .text(project.password("password", of: service)))
    entry.add("environment", .mapping(environment))
  }

  private func addRedis(to entry: inout YAMLMapping) {
    let port = ComposeProject.ownPort(service).map { " -p \($0)" } ?? ""
    let script = """
      said=$(redis-cli -h \(service.dns)\(port) < \(ConfigurationLines.folder)/settings.txt)
      if printf '%s\\n' "$said" | grep -v -x -e OK -e ''; then exit 1; fi

      """
    entry.add("entrypoint", .flow([.quoted("/bin/sh"), .quoted("-euc")]))
    entry.add("command", .sequence([YAMLItem(.text(ComposeProject.escaped(script)))]))
    entry.add("user", .text("redis"))
    entry.add(
      "environment", .mapping(.flow([("REDISCLI_AUTH", .text(project.password("password", of: service)))])))
  }

  // MARK: Shared with the pooler

  /// What such a one-shot ends with.
  static func finish(
    _ entry: inout YAMLMapping, after name: String, of service: Service, _ project: ComposeProject
  ) {
    var waits = YAMLMapping()
    ComposeNeeds.add(name, "service_healthy", to: &waits)
    entry.add("healthcheck", .mapping(.flow([("disable", .boolean(true))])))
    entry.add("depends_on", .mapping(waits))
    let profiles = project.profiles[service]
    if !profiles.isEmpty { entry.add("profiles", .flow(profiles.map { .text($0) })) }
    entry.add("read_only", .boolean(true))
    ComposeStores.confine(&entry, restart: .quoted("no"), cpu: 250, memory: 64 << 20)
  }

  /// The label of a store: the lines that need a restart, and all of them where nothing else puts them into force.
  /// What `files:` mounts counts among them.
  static func addLabel(_ service: Service, _ project: ComposeProject, to entry: inout YAMLMapping) {
    let files = service.files.compactMap { file in file.digest.map { "\(file.path) \($0)" } }
    guard var lines = lines(service, project) else {
      if files.isEmpty { return }
      entry.add(
        "labels", .mapping(.flow([(label, .quoted(ConfigurationLines.digest(files)))])),
        note: "its files: a change replaces the container")
      return
    }
    lines.restart += files
    addLabel(lines, isReloaded: project.settled.stores.contains(service.name), to: &entry)
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

  private static func lines(_ service: Service, _ project: ComposeProject) -> ConfigurationLines? {
    guard let store = service.store else { return nil }
    switch service.category {
    case .postgres:
      let server = PostgresServer(project.program, service, store)
      var lines = server.configurationLines
      lines.reload += server.settingsScript()?.statements ?? []
      return lines
    case .redis: return RedisServer(program: project.program, service: service, store: store).configurationLines
    default: return nil
    }
  }

  // MARK: Who waits

  /// Adds the one-shots that must have ended before what needs the store starts: that of the store itself, and that of
  /// its pooler for what may connect through it.
  static func addWaits(
    for service: Service, _ project: ComposeProject, throughPooler: Bool = true, to waits: inout YAMLMapping
  ) {
    if project.settled.stores.contains(service.name) {
      ComposeNeeds.add(project.names.service("settings", of: service), "service_completed_successfully", to: &waits)
    }
    if throughPooler, project.settled.poolers.contains(service.name) {
      ComposeNeeds.add(
        project.names.service("pooler-settings", of: service), "service_completed_successfully", to: &waits)
    }
  }

  /// The stores and the poolers that something waits for whenever they run. A pooler and a daily backup run with their
  /// store and connect to it, so they wait for it as well.
  static func settled(
    _ program: Program, _ profiles: ComposeProfiles
  ) -> (stores: Set<String>, poolers: Set<String>) {
    var stores: Set<String> = []
    var poolers: Set<String> = []
    for service in program.services {
      if service.store?.pooler != nil
        || service.store?.backup.flatMap({ ComposeBackup.secondOfDay($0.schedule) }) != nil
      {
        stores.insert(service.name)
      }
      for need in service.needs where need.condition == .healthy {
        guard let store = program.service(need.service), store.category == .postgres || store.category == .redis,
          profiles.runs(service, whenever: store)
        else { continue }
        stores.insert(store.name)
        if store.store?.pooler != nil { poolers.insert(store.name) }
      }
    }
    return (stores, poolers)
  }
}

import IR

/// The pooler in front of a store.
struct ComposePooler {
  private let project: ComposeProject
  private let service: Service
  private let pooler: Pooler
  private let configuration: any PoolerConfiguration

  /// Nil: services connect to the server itself.
  init?(_ service: Service, _ project: ComposeProject) {
    guard let pooler = service.store?.pooler, let configuration = Emitters.pooler(of: service, in: project.program)
    else {
      return nil
    }
    self.project = project
    self.service = service
    self.pooler = pooler
    self.configuration = configuration
  }

  var name: String { project.entry(of: service) }

  /// The file that its settings are in.
  var file: String { configuration.file }

  /// The lines above the service.
  var remarks: [String] {
    [
      "\(configuration.title): services connect here, and it keeps at most \(pooler.size) connections to \(service.dns).",
      "  \(ComposeHeader.command(project)) exec \(name) \(configuration.console)",
    ]
  }

  func entry() -> YAMLMapping {
    var entry = YAMLMapping()
    entry.add("image", .text(ComposeProject.escaped(pooler.image)))
    entry.add("entrypoint", .flow([.quoted("/bin/sh"), .quoted("-euc")]))
    entry.add("command", .sequence([YAMLItem(.text(ComposeProject.escaped(configuration.startScript)))]))
    entry.add("environment", .mapping(environment()))
    ComposeSettings.addLabel(
      configuration.configurationLines, isReloaded: project.settled.poolers.contains(service.name), to: &entry)
    entry.add("volumes", .sequence([YAMLItem(mount)]))
    // Not a folder of its own: at a second start Docker gives the mount the mode of the folder that it made at the first
    // one, 0755 and root's, whatever `mode=` says (seen with 20.10.24). /tmp is everybody's in every image.
    entry.add("tmpfs", .flow([.text("/tmp:size=1m")]), note: "the list of users: never on a disk")
    entry.add("read_only", .boolean(true))
    var health = Health(.none)
    health.interval = 5_000
    health.startPeriod = 10_000
    entry.add("healthcheck", .mapping(ComposeHealth.mapping(["CMD"] + configuration.probe, health)))
    var waits = ComposeNeeds()
    waits.add(service.dns, project.readiness(of: service))
    ComposeSettings.addWaits(for: service, project, throughPooler: false, to: &waits)
    waits.write(to: &entry)
    let profiles = project.profiles[service]
    if !profiles.isEmpty { entry.add("profiles", .flow(profiles.map { .text($0) })) }
    if let limit = configuration.fileLimit {
      entry.add(
        "ulimits", .mapping(.flow([("nofile", .integer(limit))])),
        note: "\(pooler.clients) clients, \(pooler.size) connections to the server, and some")
    }
    entry.add("stop_signal", .text(configuration.stopSignal.name), note: configuration.stopSignal.note)
    ComposeStores.confine(
      &entry, restart: .text("unless-stopped"), cpu: resources.cpuMilli, memory: resources.memoryBytes,
      note: "one thread: it never uses more than one CPU")
    return entry
  }

  /// Its limits: one thread never uses more than one CPU.
  var resources: Resources { Resources(cpuMilli: 1000, memoryBytes: configuration.memoryBytes) }

  private var mount: YAMLValue {
    ComposeVolumes.bind(project.configuration(configuration.kind, of: service), to: ConfigurationLines.folder)
  }

  /// The one-shot that lets it read its file again: it does on SIGHUP, and the two share their processes.
  func reload() -> YAMLMapping {
    var entry = YAMLMapping()
    entry.add("image", .text(ComposeProject.escaped(pooler.image)))
    entry.add("entrypoint", .flow([.quoted("/bin/sh"), .quoted("-euc")]))
    entry.add("command", .flow([.quoted("kill -HUP 1")]))
    entry.add("pid", .quoted("service:\(name)"))
    ComposeSettings.addReloadLabel(configuration.configurationLines.reload, to: &entry)
    ComposeSettings.finish(&entry, after: service, named: name, project)
    return entry
  }

  private func environment() -> YAMLMapping {
    project.environment([
      Store.Variable("POOLER_USER", .literal(configuration.user)),
      Store.Variable("POOLER_PASSWORD", .secret(id: "\(service.name)/\(service.store?.loginSecret ?? "")")),
    ])
  }
}

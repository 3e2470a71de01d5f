import IR

/// The PgBouncer in front of a PostgreSQL.
struct ComposePooler {
  private let project: ComposeProject
  private let service: Service
  private let pooler: Pooler
  private let configuration: PoolerConfiguration

  /// Nil: services connect to the server itself.
  init?(_ service: Service, _ project: ComposeProject) {
    guard let pooler = service.store?.pooler, let configuration = PoolerConfiguration(project.program, service) else {
      return nil
    }
    self.project = project
    self.service = service
    self.pooler = pooler
    self.configuration = configuration
  }

  var name: String { project.entry(of: service) }

  /// The lines above the service.
  var remarks: [String] {
    [
      "PgBouncer: services connect here, and it keeps at most \(pooler.size) connections to \(service.dns).",
      "  \(ComposeHeader.command(project)) exec \(name) psql -h 127.0.0.1 -p \(service.port ?? 5432) -U \(configuration.user) pgbouncer -c 'SHOW POOLS'",
    ]
  }

  /// Its list of users holds the password, so it is made when the container starts, in memory. Quotes are doubled.
  private static let script = """
    umask 077
    quoted() { printf '"%s"' "$(printf %s "$1" | sed 's/"/""/g')"; }
    printf '%s %s\\n' "$(quoted "$POOLER_USER")" "$(quoted "$POOLER_PASSWORD")" > \(PoolerConfiguration.userList)
    unset POOLER_PASSWORD
    exec pgbouncer \(PoolerConfiguration.path)

    """

  func entry() -> YAMLMapping {
    var entry = YAMLMapping()
    entry.add("image", .text(ComposeProject.escaped(pooler.image)))
    entry.add("entrypoint", .flow([.quoted("/bin/sh"), .quoted("-euc")]))
    entry.add("command", .sequence([YAMLItem(.text(ComposeProject.escaped(Self.script)))]))
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
    // With a user that it knows: it notes each question of another one.
    let question = [
      "CMD", "pg_isready", "--quiet", "-h", "127.0.0.1", "-p", String(service.port ?? 5432), "-U", configuration.user,
      "-d", service.store?.database ?? "postgres",
    ]
    entry.add("healthcheck", .mapping(ComposeHealth.mapping(question, health)))
    var waits = YAMLMapping()
    ComposeNeeds.add(service.dns, "service_healthy", to: &waits)
    ComposeSettings.addWaits(for: service, project, throughPooler: false, to: &waits)
    entry.add("depends_on", .mapping(waits))
    let profiles = project.profiles[service]
    if !profiles.isEmpty { entry.add("profiles", .flow(profiles.map { .text($0) })) }
    if let limit = configuration.fileLimit {
      entry.add(
        "ulimits", .mapping(.flow([("nofile", .integer(limit))])),
        note: "\(pooler.clients) clients, \(pooler.size) connections to the server, and some")
    }
    entry.add("stop_signal", .text("SIGINT"), note: "transactions may end; SIGTERM would wait for clients to go")
    ComposeStores.confine(
      &entry, restart: .text("unless-stopped"), cpu: 1000, memory: configuration.memoryBytes,
      note: "one thread: it never uses more than one CPU")
    return entry
  }

  private var mount: YAMLValue {
    ComposeVolumes.bind(project.configuration("pgbouncer", of: service), to: ConfigurationLines.folder)
  }

  /// The one-shot that lets it read its file again: PgBouncer does on SIGHUP, and the two share their processes.
  func reload() -> YAMLMapping {
    var entry = YAMLMapping()
    entry.add("image", .text(ComposeProject.escaped(pooler.image)))
    entry.add("entrypoint", .flow([.quoted("/bin/sh"), .quoted("-euc")]))
    entry.add("command", .flow([.quoted("kill -HUP 1")]))
    entry.add("pid", .quoted("service:\(name)"))
    ComposeSettings.addReloadLabel(configuration.configurationLines.reload, to: &entry)
    ComposeSettings.finish(&entry, after: name, of: service, project)
    return entry
  }

  private func environment() -> YAMLMapping {
    var environment = YAMLMapping()
    environment.add("POOLER_USER", .text(ComposeProject.escaped(configuration.user)))
    environment.add("POOLER_PASSWORD", .text(project.password(service.passwordName, of: service)))
    return environment
  }
}

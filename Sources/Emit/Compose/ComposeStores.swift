import IR
import JSON

/// PostgreSQL and Redis with their configuration, volumes and health checks.
struct ComposeStores {
  let project: ComposeProject

  /// Where the certificate of a PostgreSQL lies in its container.
  private static let certificates = PostgresServer.certificates

  func add(_ service: Service, to services: inout YAMLMapping) {
    var entry: YAMLMapping
    switch service.category {
    case .postgres: entry = postgres(service)
    default: entry = redis(service)
    }
    if service.store?.requiresTLS == true, service.category == .postgres {
      services.add(
        certificateName(service), .mapping(certificate(service)),
        above: [
          "Makes a certificate before \(service.dns) starts for the first time. It is signed by nobody: connections are",
          "encrypted, but a client that wants to know whom it talks to (sslmode=verify-full) needs a real one.",
        ], blank: true)
    }
    entry = ComposeRaw.merge(service.raw["compose"], into: entry)
    services.add(service.dns, .mapping(entry), blank: true)
  }

  /// The volumes that the stores own, with what is to be said about each.
  func addVolumes(_ service: Service, to volumes: inout YAMLMapping) {
    guard let store = service.store else { return }
    if service.category == .postgres || store.isPersistent {
      let name = dataVolume(service)
      let size = service.resources.storageBytes.map {
        "\(ComposeText.size($0)) declared; Docker does not enforce a size"
      }
      if let taken = Self.takenVolume(service) {
        volumes.add(
          name, .mapping(.flow([("name", .text(ComposeProject.escaped(taken.name))), ("external", .boolean(true))])),
          note: "exists already; compose neither makes nor deletes it")
      } else {
        volumes.add(name, .mapping(.flow([])), note: size)
      }
    }
    if service.category == .postgres, store.requiresTLS {
      volumes.add(certificateVolume(service), .mapping(.flow([])))
    }
  }

  // MARK: PostgreSQL

  private func postgres(_ service: Service) -> YAMLMapping {
    let store = service.store
    let hasTLS = store?.requiresTLS == true
    let configuration = ConfigurationLines.folder + "/postgresql.conf"
    var command = ["postgres", "-c", "config_file=\(configuration)"]
    if hasTLS {
      command += [
        "-c", "ssl=on", "-c", "ssl_cert_file=\(Self.certificates)/server.crt", "-c",
        "ssl_key_file=\(Self.certificates)/server.key",
      ]
    }
    var entry = YAMLMapping()
    entry.add("image", .text(ComposeProject.escaped(service.image ?? "")))
    entry.add("command", ComposeText.words(command))
    entry.add("environment", .mapping(postgresEnvironment(service)))
    ComposeSettings.addLabel(service, project, to: &entry)
    let folder = project.configuration("postgres", of: service)
    var mounts = [
      YAMLItem(dataMount(service, at: Self.dataPath(service))),
      YAMLItem(ComposeVolumes.bind(folder, to: ConfigurationLines.folder)),
      YAMLItem(
        ComposeVolumes.bind(folder + "/init.sql", to: "/docker-entrypoint-initdb.d/10-init.sql"),
        note: "the first start only"),
      YAMLItem(ComposeVolumes.bind(folder + "/settings.sql", to: "/docker-entrypoint-initdb.d/15-settings.sql")),
    ]
    for (index, file) in (store?.initFiles ?? []).enumerated() {
      let number = String(1000 + index).dropFirst()
      let name = OutputLayout.components(file).last ?? file
      mounts.append(
        YAMLItem(
          ComposeVolumes.bind(
            project.reference(toRepository: file), to: "/docker-entrypoint-initdb.d/20-\(number)-\(name)")))
    }
    if hasTLS {
      mounts.append(YAMLItem(.text("\(certificateVolume(service)):\(Self.certificates):ro")))
    }
    addMounts(mounts, service, to: &entry)
    let health = ComposeHealth.store(service, startPeriod: 60_000)
    var check = ComposeHealth.mapping(
      ["CMD", "pg_isready", "--quiet", "-h", "127.0.0.1", "-U", "postgres", "-d", store?.database ?? "postgres"],
      health, startNote: "crash recovery")
    check.entries[0].above = [
      "-h 127.0.0.1: while the image initialises the database, its temporary server answers on the socket only"
    ]
    entry.add("healthcheck", .mapping(check))
    var waits = YAMLMapping()
    if hasTLS {
      ComposeNeeds.add(certificateName(service), "service_completed_successfully", to: &waits)
    }
    addCommon(service, waits: waits, to: &entry) { entry in
      // Seen with PostgreSQL 15: the server as process 1 gets every orphan of `docker exec`, takes the end of one by a
      // signal for a crash of its own, and drops all connections.
      entry.add("init", .boolean(true), note: "as process 1 the server would take killed strangers for its own")
      if let bytes = store?.sharedMemoryBytes, bytes != Self.defaultSharedMemory {
        entry.add(
          "shm_size", .text(ComposeText.bytes(bytes).lowercased()), note: "memory that parallel queries share")
      }
    }
    return entry
  }

  /// What Docker gives by itself.
  private static let defaultSharedMemory = 64 << 20

  private func postgresEnvironment(_ service: Service) -> YAMLMapping {
    var environment = YAMLMapping()
    environment.add("POSTGRES_DB", .text(service.store?.database ?? "postgres"))
    let user = service.store?.user
    environment.add(
      "POSTGRES_USER", .text("postgres"),
      note: user.map { "superuser, for init.sql and administration; services log in as \($0)" })
    environment.add("POSTGRES_PASSWORD", .text(project.password("password", of: service)))
    if user != nil { environment.add("POSTGRES_APP_PASSWORD", .text(project.password("app_password", of: service))) }
    // On by default since 18.
    if (service.store?.majorVersion ?? 0) < 18 {
      environment.add("POSTGRES_INITDB_ARGS", .text("--data-checksums"))
    }
    if let port = ComposeProject.ownPort(service) {
      environment.add("PGPORT", .text(String(port)), note: "the server listens there, and its programs ask there")
    }
    addDeclared(service, to: &environment)
    return environment
  }

  /// The image of 18 keeps its data one folder deeper and wants the folder above as volume.
  static func dataPath(_ service: Service) -> String {
    (service.store?.majorVersion ?? 0) >= 18 ? "/var/lib/postgresql" : "/var/lib/postgresql/data"
  }

  private func certificate(_ service: Service) -> YAMLMapping {
    let script = """
      cd \(Self.certificates)
      if [ -s server.crt ]; then exit 0; fi
      if command -v openssl > /dev/null; then
        openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=\(service.dns)" \\
          -keyout new.key -out new.crt
      elif [ -r /etc/ssl/private/ssl-cert-snakeoil.key ]; then
        cp /etc/ssl/private/ssl-cert-snakeoil.key new.key
        cp /etc/ssl/certs/ssl-cert-snakeoil.pem new.crt
      else
        echo "\(service.dns): no openssl and no certificate in this image; put server.key and server.crt into the volume" >&2
        exit 1
      fi
      chmod 600 new.key
      chmod 644 new.crt
      chown postgres:postgres new.key new.crt
      mv new.key server.key
      mv new.crt server.crt

      """
    var entry = YAMLMapping()
    entry.add("image", .text(ComposeProject.escaped(service.image ?? "")))
    entry.add("entrypoint", .flow([.quoted("/bin/sh"), .quoted("-euc")]))
    entry.add("command", .sequence([YAMLItem(.text(ComposeProject.escaped(script)))]))
    entry.add(
      "volumes", .sequence([YAMLItem(.text("\(certificateVolume(service)):\(Self.certificates)"))]))
    entry.add("network_mode", .text("none"))
    let profiles = project.profiles[service]
    if !profiles.isEmpty { entry.add("profiles", .flow(profiles.map { .text($0) })) }
    entry.add("restart", .quoted("no"))
    entry.add("cap_drop", .flow([.text("ALL")]))
    entry.add("cap_add", .flow([.text("CHOWN")]), note: "PostgreSQL refuses a key that it does not own")
    entry.add("security_opt", .flow([.quoted("no-new-privileges:true")]))
    entry.add("logging", .alias("logging"))
    return entry
  }

  // MARK: Redis

  private func redis(_ service: Service) -> YAMLMapping {
    var entry = YAMLMapping()
    entry.add("image", .text(ComposeProject.escaped(service.image ?? "")))
    addRedisCommand(service, to: &entry)
    var environment = YAMLMapping()
    environment.add("REDIS_PASSWORD", .text(project.password("password", of: service)))
    addDeclared(service, to: &environment)
    entry.add("environment", .mapping(environment))
    ComposeSettings.addLabel(service, project, to: &entry)
    let isPersistent = service.store?.isPersistent == true
    var mounts = isPersistent ? [YAMLItem(dataMount(service, at: "/data"))] : []
    mounts.append(
      YAMLItem(ComposeVolumes.bind(project.configuration("redis", of: service), to: ConfigurationLines.folder)))
    addMounts(mounts, service, to: &entry)
    if !isPersistent {
      entry.add(
        "tmpfs", .flow([.text("/data:size=16m")]), note: "nothing is saved; the image would make a volume of its own")
    }
    let port = ComposeProject.ownPort(service).map { " -p \($0)" } ?? ""
    var check = ComposeHealth.mapping(
      ["CMD-SHELL", "REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli\(port) ping | grep -q PONG"],
      ComposeHealth.store(service, startPeriod: 30_000), startNote: isPersistent ? "loading what was saved" : nil)
    check.entries[0].above = ["grep: redis-cli ends with 0 even when the answer is NOAUTH or LOADING"]
    entry.add("healthcheck", .mapping(check))
    addCommon(service, waits: YAMLMapping(), to: &entry) { _ in }
    return entry
  }

  private func addRedisCommand(_ service: Service, to entry: inout YAMLMapping) {
    let start =
      "docker-entrypoint.sh redis-server \(ConfigurationLines.folder)/redis.conf --requirepass \"$REDIS_PASSWORD\""
    let remark =
      "The image's entrypoint is called on purpose: started through a bare \"sh -c\", redis would keep running as root."
    guard RedisServer(project.program, service)?.isAppendOnly == true else {
      entry.add(
        "command", ComposeText.words(["sh", "-c", ComposeProject.escaped("exec " + start)]), above: [remark])
      return
    }
    let port = ComposeProject.ownPort(service).map { " -p \($0)" } ?? ""
    let script = """
      set -- \(start)
      if [ -s /data/dump.rdb ] && [ ! -e /data/appendonlydir ] && [ ! -e /data/appendonly.aof ]; then
        # A snapshot and no append-only file yet: redis would start empty. It loads the snapshot, then writes the file.
        set -- "$@" --appendonly no
        (until REDISCLI_AUTH=$REDIS_PASSWORD redis-cli\(port) config set appendonly yes | grep -q OK; do sleep 1; done) &
      fi
      exec "$@"

      """
    entry.add(
      "command", .sequence([.text("sh"), .text("-c"), .text(ComposeProject.escaped(script))].map { YAMLItem($0) }),
      above: [remark])
  }

  // MARK: Both

  private func addCommon(
    _ service: Service, waits: YAMLMapping, to entry: inout YAMLMapping, _ middle: (inout YAMLMapping) -> Void
  ) {
    var waits = waits
    for need in ComposeNeeds.of(service, project).entries where waits[need.key] == nil { waits.entries.append(need) }
    if !waits.isEmpty { entry.add("depends_on", .mapping(waits)) }
    if project.isPublished(service), let port = service.port {
      entry.add(
        "ports",
        .flow([.quoted("${\(ComposeProject.publishVariable(service)):-\(project.publish(service))}:\(port)")]))
    }
    let profiles = project.profiles[service]
    if !profiles.isEmpty { entry.add("profiles", .flow(profiles.map { .text($0) })) }
    middle(&entry)
    ComposeServices.addStopGrace(service, to: &entry)
    ComposeServices.addRestart(service, to: &entry)
    entry.add("cap_drop", .flow([.text("ALL")]))
    let isPostgres = service.category == .postgres
    // KILL: what `init` starts as root passes the stop signal on to a process of another user.
    let rights = ["CHOWN", "DAC_OVERRIDE"] + (isPostgres ? ["FOWNER", "KILL"] : []) + ["SETGID", "SETUID"]
    entry.add(
      "cap_add", .flow(rights.map { .text($0) }),
      note: "the image starts as root and drops to \(isPostgres ? "postgres" : "redis")")
    entry.add("security_opt", .flow([.quoted("no-new-privileges:true")]))
    let resources = service.resources
    if let limits = ComposeServices.resources(
      cpu: resources.cpuMilli, memory: resources.memoryBytes, reserveCPU: resources.reserveCPUMilli,
      reserveMemory: resources.reserveMemoryBytes)
    {
      var deploy = YAMLMapping()
      deploy.add("resources", .mapping(limits))
      entry.add("deploy", .mapping(deploy))
    }
    entry.add("networks", .flow(project.networks(service).map { .text($0) }))
    entry.add("logging", .alias("logging"))
  }

  /// What every helper of a store ends with: few rights, a limit, and the network of the stores only.
  static func confine(
    _ entry: inout YAMLMapping, restart: YAMLValue, cpu: Int, memory: Int, note: String? = nil
  ) {
    entry.add("stop_grace_period", .text("30s"))
    entry.add("restart", restart)
    entry.add("cap_drop", .flow([.text("ALL")]))
    entry.add("security_opt", .flow([.quoted("no-new-privileges:true")]))
    if let limits = ComposeServices.resources(cpu: cpu, memory: memory, processes: 64) {
      var deploy = YAMLMapping()
      deploy.add("resources", .mapping(limits), note: note)
      entry.add("deploy", .mapping(deploy))
    }
    entry.add("networks", .flow([.text("data")]))
    entry.add("logging", .alias("logging"))
  }

  private func addMounts(_ mounts: [YAMLItem], _ service: Service, to entry: inout YAMLMapping) {
    let files = ComposeVolumes.files(service, project)
    entry.add("volumes", .sequence(mounts + files.mounts))
    if !files.secrets.isEmpty { entry.add("secrets", .sequence(files.secrets)) }
  }

  private func addDeclared(_ service: Service, to environment: inout YAMLMapping) {
    let writer = ComposeWriter(project: project)
    for variable in service.env where variable.phase != .build && environment[variable.name] == nil {
      environment.add(variable.name, writer.value(variable), note: variable.reason)
    }
  }

  // MARK: Volumes

  private func dataVolume(_ service: Service) -> String { project.names.volume("data", of: service) }

  private func certificateVolume(_ service: Service) -> String { project.names.volume("tls", of: service) }

  private func certificateName(_ service: Service) -> String { project.names.service("tls", of: service) }

  /// `options.compose.volume`: the volume of another project, and a folder inside it.
  static func takenVolume(_ service: Service) -> (name: String, folder: String?)? {
    guard let text = service.options["compose"]?["volume"]?.string, !text.isEmpty else { return nil }
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    return parts.isEmpty ? nil : (parts[0], parts.count > 1 ? parts[1] : nil)
  }

  private func dataMount(_ service: Service, at path: String) -> YAMLValue {
    let name = dataVolume(service)
    guard let folder = Self.takenVolume(service)?.folder else { return .text("\(name):\(path)") }
    return .mapping(
      .flow([
        ("type", .text("volume")), ("source", .text(name)), ("target", .text(path)),
        ("volume", .mapping(.flow([("subpath", .text(ComposeProject.escaped(folder)))]))),
      ]))
  }
}

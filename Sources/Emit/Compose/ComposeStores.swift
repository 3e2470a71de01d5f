import IR
import JSON

/// The servers of stores with their configuration, volumes and health checks: all of it facts of their engines.
struct ComposeStores {
  let project: ComposeProject

  /// - Parameter lines: of the store's configuration; nil where none is written for it.
  func add(
    _ service: Service, _ store: Store, _ lines: ConfigurationLines?, to services: inout YAMLMapping
  ) {
    if let certificate = certificate(of: store) {
      services.add(
        certificateName(service), .mapping(certificateMaker(service, certificate)),
        above: [
          "Makes a certificate before \(service.dns) starts for the first time. It is signed by nobody: connections are",
          "encrypted, but a client that wants to know whom it talks to (sslmode=verify-full) needs a real one.",
        ], blank: true)
    }
    var changes = RawChanges()
    let entry = ComposeRaw.merge(service.raw[ComposeEmitter.name], into: made(service, store, lines), &changes)
    services.add(service.dns, .mapping(entry), blank: true)
  }

  /// The volumes that the stores own, with what is to be said about each.
  func addVolumes(_ service: Service, _ store: Store, to volumes: inout YAMLMapping) {
    if store.keepsData {
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
    if certificate(of: store) != nil { volumes.add(certificateVolume(service), .mapping(.flow([]))) }
  }

  // MARK: The server

  /// What is made of the store, without `raw`.
  /// - Parameter lines: of its configuration; nil where none is written for it.
  func made(_ service: Service, _ store: Store, _ lines: ConfigurationLines?) -> YAMLMapping {
    let container = store.container
    var entry = YAMLMapping()
    entry.add("image", .text(ComposeProject.escaped(service.image ?? "")))
    if let variable = container.hostNameVariable {
      entry.add("hostname", .text(service.dns), note: variable.note)
    }
    if !container.command.isEmpty {
      entry.add(
        "command", ComposeText.command(container.command.map(ComposeProject.escaped)),
        above: container.commandNote.map { [$0] } ?? [])
    }
    let environment = environment(service, container)
    if !environment.isEmpty { entry.add("environment", .mapping(environment)) }
    ComposeSettings.addLabel(service, lines, project, to: &entry)
    addMounts(mounts(service, store), service, initial: ComposeInitialSecrets.of(service, project), to: &entry)
    if !store.keepsData, let bytes = container.scratchBytes {
      entry.add(
        "tmpfs", .flow([.text("\(store.dataPath):size=\(ComposeText.bytes(bytes).lowercased())")]),
        note: "nothing is saved; the image would make a volume of its own")
    }
    if let probe = store.probe { entry.add("healthcheck", .mapping(check(service, probe))) }
    var waits = ComposeNeeds()
    if certificate(of: store) != nil { waits.add(certificateName(service), "service_completed_successfully") }
    addCommon(service, container, waits: waits, to: &entry) { entry in
      if let note = container.reaperNote { entry.add("init", .boolean(true), note: note) }
      if let limit = container.fileLimit {
        entry.add("ulimits", .mapping(.flow([("nofile", .integer(limit))])), note: "a connection is an open file")
      }
      if let bytes = store.sharedMemoryBytes, bytes != Self.defaultSharedMemory {
        entry.add(
          "shm_size", .text(ComposeText.bytes(bytes).lowercased()), note: "memory that parallel queries share")
      }
    }
    return entry
  }

  /// What Docker gives by itself.
  private static let defaultSharedMemory = 64 << 20

  private func environment(_ service: Service, _ container: Store.Container) -> YAMLMapping {
    var environment = project.environment(container.environment.map { ComposeInitialSecrets.asFile($0, project) })
    let writer = ComposeWriter(project: project)
    let own = Set(container.environment.map(\.name))
    for variable in service.env where variable.phase != .build && !own.contains(variable.name) {
      environment.add(variable.name, writer.value(variable), note: variable.reason)
    }
    return environment
  }

  private func mounts(_ service: Service, _ store: Store) -> [YAMLItem] {
    let container = store.container
    var mounts: [YAMLItem] = []
    if store.keepsData { mounts.append(YAMLItem(dataMount(service, at: store.dataPath))) }
    let folder = project.configuration(Emitters.folder(of: store), of: service)
    for file in container.files {
      mounts.append(YAMLItem(ComposeVolumes.bind(folder + "/" + file.name, to: file.path)))
    }
    if let path = container.configurationPath {
      mounts.append(YAMLItem(ComposeVolumes.bind(folder, to: path)))
    }
    for mount in container.configurationMounts {
      mounts.append(YAMLItem(ComposeVolumes.bind(folder + "/" + mount.file, to: mount.path), note: mount.note))
    }
    for (index, file) in store.initFiles.enumerated() {
      guard let path = container.initPath else { break }
      let number = String(1000 + index).dropFirst()
      let name = OutputLayout.components(file).last ?? file
      mounts.append(
        YAMLItem(ComposeVolumes.bind(project.reference(toRepository: file), to: "\(path)/20-\(number)-\(name)")))
    }
    if let certificate = certificate(of: store) {
      mounts.append(YAMLItem(.text("\(certificateVolume(service)):\(certificate.path):ro")))
    }
    return mounts
  }

  private func check(_ service: Service, _ probe: Store.Probe) -> YAMLMapping {
    var check = ComposeHealth.mapping(
      ComposeHealth.words(probe.command), ComposeHealth.store(service, probe),
      startNote: probe.startNote)
    if let note = probe.note { check.entries[0].above = [note] }
    return check
  }

  // MARK: The certificate

  /// What the server needs to speak TLS; nil: nothing asks for TLS, or it cannot.
  private func certificate(of store: Store) -> Store.Certificate? {
    store.requiresTLS ? store.container.certificate : nil
  }

  private func certificateMaker(_ service: Service, _ certificate: Store.Certificate) -> YAMLMapping {
    var entry = YAMLMapping()
    entry.add("image", .text(ComposeProject.escaped(service.image ?? "")))
    entry.add("entrypoint", .flow([.quoted("/bin/sh"), .quoted("-euc")]))
    entry.add(
      "command", .sequence([YAMLItem(.text(ComposeProject.escaped(certificate.script(for: service, owns: true))))]))
    entry.add(
      "volumes", .sequence([YAMLItem(.text("\(certificateVolume(service)):\(certificate.path)"))]))
    entry.add("network_mode", .text("none"))
    let profiles = project.profiles[service]
    if !profiles.isEmpty { entry.add("profiles", .flow(profiles.map { .text($0) })) }
    entry.add("restart", .quoted("no"))
    entry.add("cap_drop", .flow([.text("ALL")]))
    entry.add("cap_add", .flow([.text("CHOWN")]), note: certificate.ownerNote)
    entry.add("security_opt", .flow([.quoted("no-new-privileges:true")]))
    entry.add("logging", .alias("logging"))
    return entry
  }

  // MARK: What every server has

  private func addCommon(
    _ service: Service, _ container: Store.Container, waits: ComposeNeeds, to entry: inout YAMLMapping,
    _ middle: (inout YAMLMapping) -> Void
  ) {
    var waits = waits
    for need in ComposeNeeds(of: service, project).all { waits.add(need.name, need.condition) }
    waits.write(to: &entry)
    project.addPorts(service, to: &entry)
    let profiles = project.profiles[service]
    if !profiles.isEmpty { entry.add("profiles", .flow(profiles.map { .text($0) })) }
    middle(&entry)
    ComposeServices.addStopGrace(service, to: &entry)
    ComposeServices.addRestart(service, to: &entry)
    entry.add("cap_drop", .flow([.text("ALL")]))
    if !container.rights.isEmpty {
      entry.add(
        "cap_add", .flow(container.rights.map { .text($0) }),
        note: container.user.map { "the image starts as root and drops to \($0)" })
    }
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
    _ entry: inout YAMLMapping, restart: YAMLValue, cpu: Int, memory: Int, note: String? = nil,
    networks: [String] = ["data"]
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
    entry.add("networks", .flow(networks.map { .text($0) }))
    entry.add("logging", .alias("logging"))
  }

  private func addMounts(
    _ mounts: [YAMLItem], _ service: Service, initial: [SecretInfo], to entry: inout YAMLMapping
  ) {
    var files = ComposeVolumes.files(service, project)
    let mounts = mounts + files.mounts
    if !mounts.isEmpty { entry.add("volumes", .sequence(mounts)) }
    let names = initial.map { YAMLValue.text($0.env) }
    if files.secrets.isEmpty, !names.isEmpty {
      entry.add("secrets", .flow(names), note: "files: read at the first start only, so a change replaces nothing")
    }
    if !files.secrets.isEmpty { files.secrets = names.map { YAMLItem($0) } + files.secrets }
    files.add(to: &entry)
  }

  // MARK: Volumes

  private func dataVolume(_ service: Service) -> String { project.names.volume("data", of: service) }

  private func certificateVolume(_ service: Service) -> String { project.names.volume("tls", of: service) }

  private func certificateName(_ service: Service) -> String { project.names.service("tls", of: service) }

  /// `options.compose.volume`: the volume of another project, and a folder inside it.
  static func takenVolume(_ service: Service) -> (name: String, folder: String?)? {
    guard let text = service.options[ComposeEmitter.name]?["volume"]?.string, !text.isEmpty else { return nil }
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    return parts.isEmpty ? nil : (parts[0], parts.count > 1 ? parts[1] : nil)
  }

  func dataMount(_ service: Service, at path: String, isReadOnly: Bool = false) -> YAMLValue {
    let name = dataVolume(service)
    guard let folder = Self.takenVolume(service)?.folder else {
      return .text("\(name):\(path)\(isReadOnly ? ":ro" : "")")
    }
    var mount: [(String, YAMLValue)] = [("type", .text("volume")), ("source", .text(name)), ("target", .text(path))]
    if isReadOnly { mount.append(("read_only", .boolean(true))) }
    mount.append(("volume", .mapping(.flow([("subpath", .text(ComposeProject.escaped(folder)))]))))
    return .mapping(.flow(mount))
  }
}

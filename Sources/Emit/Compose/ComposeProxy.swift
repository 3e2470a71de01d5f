import IR

/// A proxy: its server with the configuration that leads to the other services.
struct ComposeProxy {
  private let project: ComposeProject
  private let service: Service
  private let server: ProxyServer

  /// Nil: the service is none.
  init?(_ service: Service, _ project: ComposeProject) {
    guard service.isProxy else { return nil }
    self.project = project
    self.service = service
    server = ProxyServer(service, in: project.program, at: Self.place(of: service, project))
  }

  // MARK: What it does with TLS

  /// Ports of the machine on which it answers with TLS, or redirects to TLS.
  static let securePorts = [80, 443]

  /// The source of its certificates; none where browsers do not use its own domains.
  static func encryption(_ service: Service, in program: Program) -> Proxy.Encryption {
    guard ComposeProject.usesDomains(program), service.exposure.isPublic, !ProxySites(service).hosts.isEmpty else {
      return .off
    }
    return service.proxy?.encryption ?? .acme
  }

  /// Whether its port without TLS is published: for all routes, or for those without a host.
  static func isPublishedWithoutTLS(_ service: Service, in program: Program) -> Bool {
    encryption(service, in: program) == .off
      || service.exposure.domains.isEmpty && !ProxySites(service).common.isEmpty
  }

  private static func place(of service: Service, _ project: ComposeProject) -> ProxyServer.Place {
    let options = ComposeACME(project.program)
    var place = ProxyServer.Place(
      port: service.port.map { .number($0) } ?? "8080",
      // Names of services are DNS labels.
      host: { CaddyfileDocument.Token($0.dns) ?? "localhost" }, pin: { $0.variablePrefix + "_TO" })
    place.encryption = encryption(service, in: project.program)
    place.isLocal = !project.usesDomains
    place.email = options.email.flatMap { CaddyfileDocument.Token($0) }
    place.authority = options.authority.flatMap { CaddyfileDocument.Token($0) }
    place.trusted = options.trusted.compactMap { CaddyfileDocument.Token($0) }
    place.hasProbe = true
    place.resolver = "127.0.0.11"
    return place
  }

  private var encryption: Proxy.Encryption { Self.encryption(service, in: project.program) }

  // MARK: The service

  /// The volume with certificates and the account at the authority.
  var volume: String? { encryption == .off ? nil : project.names.volume("data", of: service) }

  func entry() -> YAMLMapping {
    var entry = YAMLMapping()
    entry.add("image", .text(ComposeProject.escaped(service.image ?? "")))
    entry.add("command", ComposeText.words(ProxyServer.command))
    let lines = server.document.rendered()
    entry.add(
      "labels", .mapping(.flow([(ComposeSettings.label, .quoted(ConfigurationLines.digest([lines] + fileDigests)))])),
      note: "its configuration: a change replaces the container")
    addMounts(to: &entry)
    let scratch = ProxyServer.scratchPaths + (volume == nil ? [ProxyServer.dataPath] : [])
    entry.add("tmpfs", .flow(scratch.map { .text($0) }))
    var health = Health(.none)
    health.startPeriod = 10_000
    entry.add(
      "healthcheck", .mapping(ComposeHealth.mapping(["CMD"] + ProxyServer.probe, health)),
      note: "checks the proxy, not the services behind it")
    ComposeNeeds(of: service, project).write(to: &entry)
    addPorts(to: &entry)
    let profiles = project.profiles[service]
    if !profiles.isEmpty { entry.add("profiles", .flow(profiles.map { .text($0) })) }
    ComposeServices.addStopGrace(service, to: &entry)
    ComposeServices.addRestart(service, to: &entry)
    entry.add("read_only", .boolean(true))
    entry.add("cap_drop", .flow([.text("ALL")]))
    entry.add("cap_add", .flow([.text(ProxyServer.right)]), note: "the program does not start without this right")
    entry.add("security_opt", .flow([.quoted("no-new-privileges:true")]))
    let resources = service.resources
    if let limits = ComposeServices.resources(
      cpu: resources.cpuMilli, memory: resources.memoryBytes, processes: ComposeServices.processLimit(service),
      reserveCPU: resources.reserveCPUMilli, reserveMemory: resources.reserveMemoryBytes)
    {
      var deploy = YAMLMapping()
      deploy.add("resources", .mapping(limits))
      entry.add("deploy", .mapping(deploy))
    }
    entry.add("networks", .flow(project.networks(service).map { .text($0) }))
    entry.add("logging", .alias("logging"))
    return entry
  }

  /// The directory is mounted, not the file: a mounted file stays the one that was there when the container started.
  private func addMounts(to entry: inout YAMLMapping) {
    let folder = OutputLayout.folder(of: path)
    var mounts = [
      YAMLItem(ComposeVolumes.bind(project.reference(toOutput: folder), to: ProxyServer.configurationPath))
    ]
    if let volume {
      mounts.append(
        YAMLItem(
          .text("\(volume):\(ProxyServer.dataPath)"),
          note: "certificates and the account: kept, because the authority limits how many it issues"))
    }
    let files = ComposeVolumes.files(service, project)
    entry.add("volumes", .sequence(mounts + files.mounts))
    files.add(to: &entry)
  }

  private var fileDigests: [String] { ComposeSettings.fileDigests(service, project) }

  private func addPorts(to entry: inout YAMLMapping) {
    var ports: [YAMLValue] = []
    if encryption != .off {
      // A proxy must be reached from outside: only a written address limits it.
      let address = project.writtenBind.map { project.bracketed($0) + ":" } ?? ""
      ports += ["80:80", "443:443", "443:443/udp"].map { .quoted(address + $0) }
    }
    ports += project.published(service).map(\.value)
    if !ports.isEmpty { entry.add("ports", .flow(ports)) }
  }

  /// The lines above the service.
  var remarks: [String] {
    let routes = (service.proxy?.routes ?? []).map { ($0.host ?? "") + $0.prefix + " -> " + $0.service }
    return ["Routes: \(routes.joined(separator: ", "))."]
  }

  // MARK: The file

  private var path: String {
    OutputLayout.path(project.program.environment.name, "caddy", service.dns + "/" + ProxyServer.file)
  }

  var file: EmittedFile {
    let document = server.document
    return EmittedFile(path: path, header: project.layout.header(.hash, for: project.program.environment.name)) {
      document.write(to: &$0)
    }
  }
}

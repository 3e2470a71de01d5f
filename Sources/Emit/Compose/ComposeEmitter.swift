package import IR

/// One machine with Docker: a compose file per environment, and the script of its backups.
package enum ComposeEmitter: Emitter {
  package static let name = "compose"
  package static let summary = "Docker Compose: one machine, built and started with one command"
  package static let files = [
    "<environment>/compose/docker-compose.yml", "<environment>/compose/backup.sh",
    "<environment>/compose/<store>-backup/Dockerfile (backup.to)",
    "<environment>/caddy/<service>/Caddyfile (type proxy)",
  ]
  package static let isDefault = true
  package static let scope = EmitterScope.environment
  package static let role = EmitterRole.deploy

  package static let capabilities: Capabilities = {
    var capabilities = Capabilities()
    capabilities.expandsSupplied = true
    capabilities.passesBuildArguments = true
    capabilities.knowsPlatformDomainAtBuild = true
    capabilities.continuousHealth = true
    capabilities.healthHosts = [HealthProbe.host]
    capabilities.healthFromInside = true
    capabilities.startupOrder = true
    capabilities.release = true
    capabilities.buildsStages = true
    capabilities.buildSecrets = true
    capabilities.replicas = true
    capabilities.resourceLimits = true
    capabilities.volumes = true
    capabilities.replicasWithVolumes = true
    capabilities.sharedVolumes = true
    capabilities.cron = .approximated
    capabilities.backups = true
    capabilities.backupCopies = true
    capabilities.fileMounts = true
    capabilities.reservations = true
    capabilities.storeInit = true
    capabilities.poolers = true
    capabilities.releaseVariables = true
    capabilities.releaseVolumes = true
    capabilities.takesRaw = true
    capabilities.takesDocumentRaw = true
    capabilities.hostedDatabases = true
    capabilities.replicaSets = true
    capabilities.hostPorts = .published
    return capabilities
  }()

  /// What is published on the loopback address is reached from this machine only, through a proxy or not.
  package static func capabilities(for program: Program) -> Capabilities {
    var capabilities = capabilities
    capabilities.proxyInFront = ComposeProject.isOnLoopback(program)
    capabilities.openingOption = ComposeProject.isOnLoopback(program) ? nil : "publish"
    return capabilities
  }

  package static let options = [
    EmitterOption("bind", "address on which ports are published; 127.0.0.1"),
    EmitterOption(
      "public", "what browsers see: the own domains of the environment, or localhost",
      values: ["domains", "localhost"], change: .rebuild),
    EmitterOption(
      "acme",
      "of a proxy with own domains: `email`, for notices about certificates, and `ca`, the URL of another authority"),
    ComposeMachine.option,
    EmitterOption("trusted", "networks of other proxies before a proxy, whose `X-Forwarded-For` is trusted"),
    EmitterOption(
      "publish",
      "of a public service: the first port of this machine; its own `port`, or the next one that is free. Or a mapping from "
        + "`port` and names of `ports` to ports of this machine, `true` for the next free one",
      owner: .service),
    EmitterOption(
      "read_only", "of a service whose image is generated: whether its file system is read-only; true",
      values: ["true", "false"], owner: .service),
    EmitterOption("profiles", "of a service: started only with one of these profiles", owner: .service),
    EmitterOption(
      "volume", "of a store: an existing volume, or volume/folder, that holds its data", owner: .service,
      change: .losesData),
  ]

  package static func billing(of program: Program) -> Billing { ComposeMachine.billing(of: program) }

  package static func machine(of program: Program) -> Billing.Machine? { ComposeMachine.of(program) }

  package static func readsVariables(_ request: EmitRequest) -> Bool { true }

  /// docs.docker.com, "Configure pre-defined environment variables in Docker Compose", November 2026.
  package static var environmentPrefixes: [String] { ["COMPOSE_", "DOCKER_"] }

  package static var secretsForm: SecretsForm? { ComposeEnvFile.form }

  package static func envFileText(of value: String) -> String? { ComposeEnvFile.text(of: value) }

  package static func addVariables(_ request: EmitRequest, to example: inout EnvExample) {
    example.addCompose(ComposeProject.of(request))
  }

  package static func operation(_ request: EmitRequest) -> (any TargetOperation)? {
    ComposeOperation(project: ComposeProject.of(request))
  }

  package static func scripts(_ request: EmitRequest) -> TargetScripts? { ComposeOperations.of(request) }

  package static func pipeline(_ request: EmitRequest) -> TargetPipeline? { ComposePipeline.of(request) }

  package static func measuring(_ request: EmitRequest) -> (any MeasuredTarget)? {
    ComposeMeasuring(project: ComposeProject.of(request))
  }

  package static func emit(_ request: EmitRequest) -> Emission {
    let project = ComposeProject.of(request)
    let subject = request.program.environment.name
    var emission = Emission()
    if request.wantsFindings { emission.findings = ComposeFindings.all(project) }
    if request.isForFindings { return emission }
    emission.files.append(
      EmittedFile(base: project.base, path: project.path, header: request.layout.header(.hash, for: subject)) {
        ComposeFile(project).write(to: &$0)
      })
    emission.files += request.program.proxies.compactMap { ComposeProxy($0, project)?.file }
    let files = request.program.services.flatMap { service in
      service.composedFiles.filter(project.writesFile).map { (service: service, file: $0) }
    }
    emission.files += ComposedFile.emitted(subject, name, files) { PlainWriter(project: project).write($0) }
    let backups = project.stores.compactMap { ComposeBackup($0, project) }
    for case let image? in backups.map(\.image) {
      emission.files.append(
        EmittedFile(path: image.path, header: request.layout.header(.hash, for: subject)) {
          image.dockerfile.write(to: &$0)
        })
    }
    if !backups.isEmpty {
      emission.files.append(
        EmittedFile(
          path: project.backupScript, header: request.layout.header(.hash, for: subject, shebang: "#!/bin/sh"),
          isExecutable: true
        ) { $0.write(ComposeBackup.script(for: backups)) })
    }
    return emission
  }
}

/// The whole compose file.
struct ComposeFile {
  let project: ComposeProject

  init(_ project: ComposeProject) { self.project = project }

  /// Service by service: a tree of thousands of them would be the largest thing that a build holds. Only `raw` of the top
  /// level needs all of it.
  func write(to writer: inout TextWriter) {
    if project.program.raw[ComposeEmitter.name] != nil || project.program.services.isEmpty {
      return document.write(to: &writer)
    }
    YAMLDocument(header: ComposeHeader.lines(project), root: root(services: .null))
      .write(to: &writer, filling: "services", with: eachPart)
  }

  private var document: YAMLDocument {
    var changes = RawChanges()
    return YAMLDocument(
      header: ComposeHeader.lines(project),
      root: ComposeRaw.merge(project.program.raw[ComposeEmitter.name], into: root, &changes))
  }

  /// What is made of the topology, without `raw` of the top level.
  var root: YAMLMapping {
    var services = YAMLMapping()
    eachPart { services.entries += $0.entries }
    return root(services: .mapping(services))
  }

  private func root(services: YAMLValue) -> YAMLMapping {
    var root = YAMLMapping()
    root.add(
      "name", .text(project.name),
      note: "an environment of its own: containers, networks and volumes never mix with another one's")
    var options = YAMLMapping()
    options.add("driver", .text("local"))
    options.add(
      "options", .mapping(.flow([("max-size", .text("10m")), ("max-file", .quoted("3"))])),
      note: "Docker's default keeps logs for ever")
    root.add("x-logging", .mapping(options), anchor: "logging", blank: true)
    root.add("services", services, blank: true)
    if !networks.isEmpty { root.add("networks", .mapping(networks), blank: true) }
    if !volumes.isEmpty { root.add("volumes", .mapping(volumes), blank: true) }
    if !secrets.isEmpty { root.add("secrets", .mapping(secrets), blank: true) }
    let configs = ComposeVolumes.configs(project)
    if !configs.isEmpty { root.add("configs", .mapping(configs), blank: true) }
    return root
  }

  // MARK: Services

  /// Gives what is written for each service, stores first, with the services that are added for it.
  private func eachPart(_ take: (YAMLMapping) -> Void) {
    let stores = ComposeStores(project: project)
    let processes = ComposeServices(project)
    var isFirst = true
    func give(_ part: inout YAMLMapping) {
      if isFirst, !part.isEmpty { part.entries[0].hasBlankBefore = false }
      isFirst = isFirst && part.isEmpty
      if !part.isEmpty { take(part) }
    }
    for service in project.stores {
      var part = store(service, stores, processes)
      if isFirst, !part.isEmpty {
        part.entries[0].above =
          ComposeText.section("Stores: on the network `data`, which has no way out") + part.entries[0].above
      }
      give(&part)
    }
    for service in project.code {
      var part = YAMLMapping()
      if let proxy = ComposeProxy(service, project) {
        var changes = RawChanges()
        let entry = ComposeRaw.merge(service.raw[ComposeEmitter.name], into: proxy.entry(), &changes)
        part.add(service.dns, .mapping(entry), above: ComposeText.section(service.dns) + proxy.remarks, blank: true)
      } else {
        processes.add(service, to: &part)
      }
      give(&part)
    }
  }

  /// A store, and the services that look after it.
  private func store(_ service: Service, _ stores: ComposeStores, _ processes: ComposeServices) -> YAMLMapping {
    var services = YAMLMapping()
    let lines = Emitters.configuration(of: service, in: project.program)?.configurationLines
    if let store = service.store {
      stores.add(service, store, lines, to: &services)
    } else {
      processes.add(service, to: &services)
    }
    if let settings = ComposeSettings(service, project, reloaded: lines?.reload ?? []) {
      services.add(settings.name, .mapping(settings.entry()), above: settings.remarks, blank: true)
    }
    if let databases = ComposeDatabases(service, project) {
      services.add(databases.name, .mapping(databases.entry()), above: databases.remarks, blank: true)
    }
    if let pooler = ComposePooler(service, project) {
      services.add(pooler.name, .mapping(pooler.entry()), above: pooler.remarks, blank: true)
      if project.settled.poolers.contains(service.name) {
        services.add(
          project.names.service("pooler-settings", of: service), .mapping(pooler.reload()),
          above: ["Lets \(pooler.name) read \(pooler.file) again: a changed size disconnects no client."], blank: true)
      }
    }
    if let backup = ComposeBackup(service, project) {
      services.add(backup.name, .mapping(backup.entry()), above: backup.remarks, blank: true)
    }
    return services
  }

  private var networks: YAMLMapping {
    var used = Set(project.program.services.flatMap { project.networks($0) })
    if project.stores.contains(where: { BackupCopies($0) != nil }) { used.insert("apps") }
    var networks = YAMLMapping()
    if used.contains("data") {
      networks.add(
        "data", .mapping(.flow([("internal", .boolean(true))])), note: "stores and the services that refer to them")
    }
    if used.contains("apps") {
      networks.add(
        "apps", .mapping(.flow([])), note: "services among themselves, the way out, published ports")
    }
    return networks
  }

  private var volumes: YAMLMapping {
    var volumes = YAMLMapping()
    let stores = ComposeStores(project: project)
    for service in project.program.services {
      if let store = service.store { stores.addVolumes(service, store, to: &volumes) }
      if let backup = ComposeBackup(service, project) { volumes.add(backup.volume, .mapping(.flow([]))) }
      if let name = ComposeProxy(service, project)?.volume { volumes.add(name, .mapping(.flow([]))) }
      guard service.store == nil else { continue }
      for mount in ComposeVolumes.of(service, project) where volumes[mount.name] == nil {
        volumes.add(
          mount.name, .mapping(.flow([])),
          note: mount.bytes.map { "\(ComposeText.size($0)) declared; Docker does not enforce a size" })
      }
    }
    return volumes
  }

  /// Secrets that containers get as files or builds get. Compose takes an empty one for a value: the extension, which
  /// it ignores and no service's hash contains, makes it refuse one that is required.
  private var secrets: YAMLMapping {
    var secrets = YAMLMapping()
    for id in ComposeInterpolation.mountedSecrets(project) {
      guard let secret = project.program.secret(id), secrets[secret.env] == nil else { continue }
      var entry = YAMLMapping.flow([("environment", .text(secret.env))])
      if secret.isRequired { entry.add("x-required", .text(project.demand(secret.env))) }
      secrets.add(secret.env, .mapping(entry))
    }
    return secrets
  }
}

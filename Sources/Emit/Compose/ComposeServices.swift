import IR
import JSON

/// The services with code: processes, release commands, cron jobs, jobs; and stores of any other kind.
struct ComposeServices {
  let project: ComposeProject
  let writer: ComposeWriter

  init(_ project: ComposeProject) {
    self.project = project
    self.writer = ComposeWriter(project: project)
  }

  /// Adds the service, after the one-shot of its release command if it has one.
  func add(_ service: Service, to services: inout YAMLMapping) {
    var environment = self.environment(service.env)
    let overridesEnvironment = ComposeRaw.changesEnvironment(of: service)
    let isShared = service.release != nil && !environment.isEmpty && !overridesEnvironment
    let anchor = service.dns + "-env"
    // Stores have a title together.
    var title: [String]? = service.isStore ? nil : ComposeText.section(Self.title(service))
    if let release = service.release {
      let own = ReleaseEnvironment.variables(of: service, in: project.program)
      let entry = self.release(
        service, release, environment: self.environment(own), anchor: isShared ? anchor : nil)
      services.add(
        project.releaseName(service), .mapping(entry),
        above: (title ?? []) + [
          "Runs once per \"up\", before a new \(service.dns) starts; \(service.dns) waits until it has ended with 0."
        ], blank: true)
      title = nil
    }
    // What differs from the release's stays on the process.
    if isShared {
      environment = self.environment(
        service.env.filter { ReleaseEnvironment.leadsToPooler($0, in: project.program) })
    }
    let made = self.process(service, environment: environment, alias: isShared ? anchor : nil)
    var changes = RawChanges()
    let entry = ComposeRaw.merge(service.raw[ComposeEmitter.name], into: made, &changes)
    services.add(service.dns, .mapping(entry), above: (title ?? []) + Self.remarks(service, project), blank: true)
  }

  // MARK: Parts

  /// What is made of a service that `raw` changes, before it does.
  func made(_ service: Service) -> YAMLMapping {
    process(service, environment: environment(service.env), alias: nil)
  }

  private func process(_ service: Service, environment: YAMLMapping, alias: String?) -> YAMLMapping {
    var entry = YAMLMapping()
    addImage(service, to: &entry)
    if let entrypoint = service.entrypoint {
      entry.add("entrypoint", ComposeText.words(entrypoint.containerWords.map(ComposeProject.escaped)))
    }
    if let command = service.command {
      entry.add("command", ComposeText.words(command.containerWords.map(ComposeProject.escaped)))
    }
    if let alias, environment.isEmpty {
      entry.add("environment", .alias(alias))
    } else if let alias {
      var merged = YAMLMapping()
      merged.merge(alias)
      merged.entries += environment.entries
      entry.add("environment", .mapping(merged))
    } else if !environment.isEmpty {
      entry.add("environment", .mapping(environment))
    }
    addMounts(service, to: &entry)
    ComposeSettings.addLabel(service, nil, project, to: &entry)
    if let (health, note) = ComposeHealth.check(service, project) {
      entry.add("healthcheck", .mapping(health), note: note)
    }
    ComposeNeeds(of: service, project).write(to: &entry)
    addPorts(service, to: &entry)
    let profiles = project.profiles[service]
    if !profiles.isEmpty { entry.add("profiles", .flow(profiles.map { .text($0) })) }
    if service.build != nil { entry.add("init", .boolean(true)) }
    Self.addStopGrace(service, to: &entry)
    Self.addRestart(service, to: &entry)
    harden(service, &entry)
    addDeploy(service, to: &entry)
    entry.add("networks", .flow(project.networks(service).map { .text($0) }))
    entry.add("logging", .alias("logging"))
    return entry
  }

  /// The one-shot that runs the release command in the image and the environment of the service.
  private func release(
    _ service: Service, _ command: Command, environment: YAMLMapping, anchor: String?
  ) -> YAMLMapping {
    var entry = YAMLMapping()
    if let stage = service.build?.recipe?.releaseStage, project.buildsImage(service) {
      addReleaseImage(service, stage, to: &entry)
    } else {
      entry.add("image", .text(image(service)))
      if project.buildsImage(service) {
        entry.add(
          "pull_policy", .text("never"),
          note:
            "\(project.program.imageOwner(of: service).dns) builds or pulls it; without this line compose contacts a registry first"
        )
      }
    }
    entry.add("command", ComposeText.words(command.containerWords.map(ComposeProject.escaped)))
    if !environment.isEmpty { entry.add("environment", .mapping(environment), anchor: anchor) }
    addMounts(service, to: &entry)
    entry.add("healthcheck", .mapping(.flow([("disable", .boolean(true))])))
    ComposeNeeds(ofRelease: service, project).write(to: &entry)
    let profiles = project.profiles[service]
    if !profiles.isEmpty { entry.add("profiles", .flow(profiles.map { .text($0) })) }
    if service.build != nil { entry.add("init", .boolean(true)) }
    entry.add("restart", .quoted("no"))
    harden(service, &entry)
    addLimits(service, to: &entry)
    entry.add("networks", .flow(project.networks(service).map { .text($0) }))
    entry.add("logging", .alias("logging"))
    return entry
  }

  /// The run-time variables; the first key without a value says what that means.
  private func environment(_ variables: [Variable]) -> YAMLMapping {
    var mapping = YAMLMapping()
    var hasExplained = false
    for variable in variables where variable.phase != .build {
      let value = writer.value(variable)
      var note = variable.reason
      if value == .null, note == nil, !hasExplained {
        note = "optional: no value means that the container does not get the variable at all"
        hasExplained = true
      }
      mapping.add(variable.name, value, note: note)
    }
    return mapping
  }

  // MARK: Image

  private func image(_ service: Service) -> String {
    guard service.build != nil else { return ComposeProject.escaped(service.image ?? "") }
    let owner = project.program.imageOwner(of: service)
    let variable = ComposeProject.imageVariable(owner)
    if owner.build?.builder == .railpack { return project.demand(variable) }
    return "${\(variable):-\(project.builtImage(owner))}"
  }

  /// An image of its own for the release command: the stage of the same Dockerfile that has all dependencies.
  private func addReleaseImage(_ service: Service, _ stage: String, to entry: inout YAMLMapping) {
    let owner = project.program.imageOwner(of: service)
    guard let build = owner.build else { return }
    let variable = ComposeProject.releaseImageVariable(owner)
    entry.add("image", .text("${\(variable):-\(project.builtImage(owner))-\(stage)}"))
    entry.add("build", .mapping(self.build(owner, build, target: stage)))
  }

  private func addImage(_ service: Service, to entry: inout YAMLMapping) {
    entry.add("image", .text(image(service)))
    guard let build = service.build else { return }
    if build.sharedWith != nil {
      if !project.buildsImage(service) { return }
      entry.add(
        "pull_policy", .text("never"), note: "\(project.program.imageOwner(of: service).dns) builds or pulls it")
    } else if build.builder == .dockerfile {
      entry.add("build", .mapping(self.build(service, build)))
    }
  }

  private func build(_ service: Service, _ build: Build, target: String? = nil) -> YAMLMapping {
    let place = ComposeBuild.place(service, build, project)
    var mapping = YAMLMapping()
    mapping.add("context", .text(place.context))
    mapping.add("dockerfile", .text(place.dockerfile))
    mapping.add("target", ifPresent: (target ?? build.target).map { .text(ComposeProject.escaped($0)) })
    let variables = service.buildVariables(build)
    if !variables.isEmpty {
      var arguments = YAMLMapping()
      var hasExplained = false
      for variable in variables {
        let isBaked = variable.isBrowserVisible && !hasExplained
        arguments.add(
          variable.name, writer.value(variable),
          above: isBaked ? ["Baked into the browser's code: after a change, build again."] : [])
        if isBaked { hasExplained = true }
      }
      mapping.add("args", .mapping(arguments))
    }
    let secrets = build.secrets.compactMap { project.program.secret($0)?.env }
    if !secrets.isEmpty { mapping.add("secrets", .flow(secrets.map { .text($0) })) }
    mapping.isFlow = mapping.entries.count == 2
    return mapping
  }

  // MARK: Mounts, ports, limits

  private func addMounts(_ service: Service, to entry: inout YAMLMapping) {
    var items: [YAMLItem] = []
    for volume in ComposeVolumes.of(service, project) {
      items.append(
        YAMLItem(.text("\(volume.name):\(ComposeProject.escaped(volume.path))\(volume.isReadOnly ? ":ro" : "")")))
    }
    items += ComposeVolumes.working(service, project)
    let files = ComposeVolumes.files(service, project)
    items += files.mounts
    if !items.isEmpty { entry.add("volumes", .sequence(items)) }
    files.add(to: &entry)
  }

  private func addPorts(_ service: Service, to entry: inout YAMLMapping) {
    let note = project.isPublished(service) ? service.port.flatMap { publishNote(service, $0) } : nil
    project.addPorts(service, note: note, to: &entry)
  }

  private func publishNote(_ service: Service, _ port: Int) -> String? {
    if service.scale.replicas > 1 { return "one port per replica; inside, http://\(service.dns):\(port) reaches all" }
    guard ComposePorts.written(service) == nil, let own = project.ports[service], own != port else { return nil }
    return "\(port) of this machine belongs to another service"
  }

  private func addDeploy(_ service: Service, to entry: inout YAMLMapping) {
    var replicas: YAMLValue?
    var note: String?
    if service.scale.replicas > 1 || service.scale.autoscale != nil {
      replicas = .integer(service.scale.replicas)
      if let autoscale = service.scale.autoscale {
        let measures = [
          autoscale.cpuPercent.map { "CPU (\($0)%)" }, autoscale.memoryPercent.map { "memory (\($0)%)" },
        ].compactMap { $0 }
        let by = measures.isEmpty ? "" : " by " + measures.joined(separator: " and ")
        note = "compose does not scale from \(autoscale.min) to \(autoscale.max)\(by) by itself"
      }
    }
    var deploy = YAMLMapping()
    deploy.add("replicas", ifPresent: replicas, note: note)
    if let resources = limits(service) { deploy.add("resources", .mapping(resources)) }
    if !deploy.isEmpty { entry.add("deploy", .mapping(deploy)) }
  }

  private func addLimits(_ service: Service, to entry: inout YAMLMapping) {
    guard let resources = limits(service) else { return }
    var deploy = YAMLMapping()
    deploy.add("resources", .mapping(resources))
    entry.add("deploy", .mapping(deploy))
  }

  /// What was written; the defaults too where the image is generated, because the process in it is known. An image of
  /// another origin may need more than a guess.
  private func limits(_ service: Service) -> YAMLMapping? {
    let resources = service.resources
    let isKnown = project.runsGeneratedImage(service)
    return Self.resources(
      cpu: isKnown || service.declared.contains(.resourcesCPU) ? resources.cpuMilli : nil,
      memory: isKnown || service.declared.contains(.resourcesMemory) ? resources.memoryBytes : nil,
      processes: isKnown ? Self.processLimit(service) : nil,
      reserveCPU: resources.reserveCPUMilli, reserveMemory: resources.reserveMemoryBytes)
  }

  // MARK: Shared with the stores

  /// `processes` counts threads as well.
  static func resources(
    cpu: Int?, memory: Int?, processes: Int? = nil, reserveCPU: Int? = nil, reserveMemory: Int? = nil
  ) -> YAMLMapping? {
    func amounts(_ cpu: Int?, _ memory: Int?) -> YAMLMapping {
      var mapping = YAMLMapping()
      mapping.isFlow = true
      mapping.add("cpus", ifPresent: cpu.map { .quoted(ComposeText.cpus($0)) })
      mapping.add("memory", ifPresent: memory.map { .text(ComposeText.bytes($0)) })
      return mapping
    }
    var resources = YAMLMapping()
    var limits = amounts(cpu, memory)
    limits.add("pids", ifPresent: processes.map { .integer($0) })
    let reservations = amounts(reserveCPU, reserveMemory)
    if !limits.isEmpty { resources.add("limits", .mapping(limits)) }
    if !reservations.isEmpty { resources.add("reservations", .mapping(reservations)) }
    return resources.isEmpty ? nil : resources
  }

  /// What was declared; else `unless-stopped`, since Docker does not bring `on-failure` containers back with itself.
  static func addRestart(_ service: Service, to entry: inout YAMLMapping) {
    switch service.restart.policy {
    case _ where !service.declared.contains(.restart):
      entry.add("restart", service.isOneShot ? .quoted("no") : .text("unless-stopped"))
    case .always: entry.add("restart", .text("always"))
    case .never: entry.add("restart", .quoted("no"))
    case .onFailure:
      entry.add(
        "restart", .text("on-failure:\(service.restart.maxRetries)"),
        note: "declared; what had ended with 0 stays down when Docker itself restarts")
    }
  }

  /// No rights to gain for any container. All rights are dropped only where the image is known to run without them: a
  /// foreign one may start as root and switch by itself.
  private func harden(_ service: Service, _ entry: inout YAMLMapping) {
    if project.runsGeneratedImage(service) {
      entry.add("cap_drop", .flow([.text("ALL")]))
      addReadOnly(service, to: &entry)
    }
    entry.add("security_opt", .flow([.quoted("no-new-privileges:true")]))
  }

  /// A hole in the application cannot change what the container runs; what it must write is in memory.
  private func addReadOnly(_ service: Service, to entry: inout YAMLMapping) {
    let option = service.options[ComposeEmitter.name]?["read_only"]
    if option?.bool == false || option?.string == "false" { return }
    guard let recipe = project.program.imageOwner(of: service).build?.recipe,
      !ComposeVolumes.copiesFiles(service, project)
    else { return }
    entry.add("read_only", .boolean(true))
    // Half of the memory that the container has: files there count as memory.
    let mebibytes = max(1, service.resources.memoryBytes / (2 << 20))
    let size = ComposeText.bytes(mebibytes << 20).lowercased()
    let mounted = Set(service.volumes.map(\.path))
    let places = recipe.scratch.filter { !mounted.contains($0.path) }.map { place in
      YAMLValue.text(
        "\(place.path):" + (place.owner.map { "uid=\($0),gid=\($0)," } ?? "") + "size=\(size)")
    }
    if !places.isEmpty { entry.add("tmpfs", .flow(places)) }
  }

  /// Far above what servers need, far below what takes the machine down: threads count as well.
  static func processLimit(_ service: Service) -> Int {
    let expected = (service.workers ?? 1) * (64 + (service.server?.threads ?? 0))
    return max(1024, (2 * expected + 255) / 256 * 256)
  }

  /// Without the line Docker waits 10 s.
  static func addStopGrace(_ service: Service, to entry: inout YAMLMapping) {
    guard service.stopGrace != 10_000 else { return }
    entry.add("stop_grace_period", .text(ComposeText.duration(service.stopGrace)), note: service.stopGraceReason)
  }

  private static func title(_ service: Service) -> String {
    service.port != nil && !service.exposure.isPublic && service.category == .web
      ? "\(service.dns): private, reached by the other services only" : service.dns
  }

  /// How what compose does not start by itself is started.
  private static func remarks(_ service: Service, _ project: ComposeProject) -> [String] {
    let run = "\(ComposeHeader.command(project)) run --rm"
    if service.category == .cron, let schedule = service.schedule {
      return ComposeText.crontab(schedule, "\(run) --no-deps \(service.dns)")
    }
    return service.category == .job && project.profiles[service] == ["job"]
      ? ["Runs on request:  \(run) \(service.dns)"] : []
  }
}

extension ComposeText {
  /// How the cron of the machine starts something. Only cronie knows CRON_TZ: Debian's cron counts in local time.
  static func crontab(_ schedule: String, _ command: String) -> [String] {
    [
      "Due at \(schedule) (UTC). Compose has no scheduler: add a line to the crontab of this machine. cron counts in",
      "the machine's own time zone; if that is not UTC, use a systemd timer with \"OnCalendar=... UTC\" instead.",
      "  \(schedule) cd FOLDER && \(command)",
    ]
  }

  /// A line that divides a file.
  static func section(_ title: String) -> [String] {
    let head = "--- \(title) "
    return [head + String(UInt8(ascii: "-"), times: max(3, 98 - head.columns))]
  }
}

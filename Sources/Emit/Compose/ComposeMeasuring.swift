import IR

/// Programs that measure an environment which compose runs: a second file, laid over the first one.
struct ComposeMeasuring: MeasuredTarget {
  let project: ComposeProject

  func host(of service: Service) -> String { service.dns }

  func host(of program: MeasuringProgram) -> String { program.name }

  /// Docker's DNS has an address of every replica (docs.docker.com, "Networking in Compose", 2026-11).
  var replicaRecords: String? { "A" }

  var servesDomains: Bool { project.usesDomains }

  var startFile: String? { Self.file }

  private static let file = "docker-compose.monitoring.yml"

  private var path: String {
    project.reference(
      toOutput: OutputLayout.path(project.program.environment.name, MonitoringEmitter.name, Self.file))
  }

  private var command: String {
    let first = OutputLayout.components(project.path).last ?? project.path
    let values = project.layout.style == .tree ? "" : " --env-file \(project.envFile)"
    return "docker compose -f \(first) -f \(ShellText.quoted(path))\(values)"
  }

  var startCommands: [String] { ["\(command) up -d --wait"] }

  var directory: String { ComposeOperation(project: project).directory }

  var notes: [String] {
    [
      "Prometheus is published on 127.0.0.1 of the machine; `PROMETHEUS_PUBLISH` in `\(project.envFile)` changes that. From "
        + "another machine: `ssh -L 9090:127.0.0.1:9090 HOST`.",
      "After a change of these files: the command above, then `\(command) kill -s HUP prometheus`.",
      "With the first file alone, `up --remove-orphans` removes these programs.",
    ]
  }

  func writeStart(of programs: [MeasuringProgram], to writer: inout TextWriter) {
    var services = YAMLMapping()
    var volumes = YAMLMapping()
    var ports = Set(project.program.services.flatMap { project.ports.publications(of: $0).map(\.host) })
    var taken = Set(project.program.services.flatMap { $0.volumes.compactMap(\.shared) })
    for program in programs {
      var volume: String?
      if program.dataPath != nil {
        var name = program.name + "-data"
        while !taken.insert(name).inserted { name += "-2" }
        volume = name
        volumes.add(name, .mapping(.flow([])))
      }
      var port = program.port
      while program.isForPeople, !ports.insert(port).inserted { port += 1 }
      services.add(program.name, .mapping(entry(program, volume: volume, port: port)), blank: !services.isEmpty)
    }
    var networks = YAMLMapping()
    // The same as in the first file, which has only those that its services use.
    networks.add("data", .mapping(.flow([("internal", .boolean(true))])))
    networks.add("apps", .mapping(.flow([])))
    var root = YAMLMapping()
    root.add("services", .mapping(services))
    root.add("networks", .mapping(networks), blank: true)
    if !volumes.isEmpty { root.add("volumes", .mapping(volumes), blank: true) }
    YAMLDocument(header: ["\(command) up -d --wait"], root: root).write(to: &writer)
  }

  private func entry(_ program: MeasuringProgram, volume: String?, port: Int) -> YAMLMapping {
    var entry = YAMLMapping()
    entry.add("image", .text(program.image))
    if !program.words.isEmpty { entry.add("command", .flow(program.words.map { .text(ComposeProject.escaped($0)) })) }
    if !program.environment.isEmpty { entry.add("environment", .mapping(project.environment(program.environment))) }
    var mounts = program.files.map {
      YAMLItem(ComposeVolumes.bind(project.reference(toOutput: $0.source), to: $0.path))
    }
    if let volume, let path = program.dataPath { mounts.append(YAMLItem(.text("\(volume):\(path)"))) }
    if !mounts.isEmpty { entry.add("volumes", .sequence(mounts)) }
    if let path = program.scratchPath { entry.add("tmpfs", .flow([.text(path)]), note: "nothing in it is kept") }
    entry.add("read_only", .boolean(true))
    if let store = program.store {
      var waits = ComposeNeeds()
      waits.add(store.dns, project.readiness(of: store))
      waits.write(to: &entry)
      let profiles = project.profiles[store]
      if !profiles.isEmpty { entry.add("profiles", .flow(profiles.map { .text($0) })) }
    }
    if program.isForPeople {
      let variable = program.name.uppercased().replacing("-", with: "_") + "_PUBLISH"
      entry.add(
        "ports", .flow([.quoted("${\(variable):-127.0.0.1:\(port)}:\(program.port)")]), note: "this machine alone")
    }
    entry.add("restart", .text("unless-stopped"))
    entry.add("cap_drop", .flow([.text("ALL")]))
    entry.add("security_opt", .flow([.quoted("no-new-privileges:true")]))
    if let limits = ComposeServices.resources(cpu: program.cpuMilli, memory: program.memoryBytes, processes: 64) {
      entry.add("deploy", .mapping(.flow([("resources", .mapping(limits))])))
    }
    entry.add("networks", .flow(networks(of: program).map { .text($0) }))
    // An anchor of the first file cannot be named here.
    entry.add(
      "logging",
      .mapping(
        .flow([
          ("driver", .text("local")),
          ("options", .mapping(.flow([("max-size", .text("10m")), ("max-file", .quoted("3"))]))),
        ])))
    return entry
  }

  private func networks(of program: MeasuringProgram) -> [String] {
    (program.store != nil || program.reachesStores ? ["data"] : []) + (program.reachesServices ? ["apps"] : [])
  }
}

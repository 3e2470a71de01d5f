import IR

/// What a service waits for, each once, in the order in which it is written.
struct ComposeNeeds {
  private(set) var all: [(name: String, condition: String)] = []

  init() {}

  /// `depends_on:` of the service itself.
  init(of service: Service, _ project: ComposeProject) {
    self.init(service, project, releases: project.releases(before: service))
  }

  /// `depends_on:` of the service's release command: the same, but not itself.
  init(ofRelease service: Service, _ project: ComposeProject) {
    self.init(service, project, releases: project.releases(before: service).filter { $0.name != service.name })
  }

  private init(_ service: Service, _ project: ComposeProject, releases: [Service]) {
    for need in service.needs {
      guard let other = project.program.service(need.service) else { continue }
      switch need.condition {
      case .started: add(other.dns, "service_started")
      case .healthy:
        add(other.dns, project.readiness(of: other))
        add(project.entry(of: other), "service_healthy")
        ComposeSettings.addWaits(for: other, project, to: &self)
      case .done:
        if other.release == nil { add(other.dns, "service_completed_successfully") }
      }
    }
    for other in releases { add(project.releaseName(other), "service_completed_successfully") }
  }

  mutating func add(_ name: String, _ condition: String) {
    if !all.contains(where: { $0.name == name }) { all.append((name, condition)) }
  }

  func write(to entry: inout YAMLMapping) {
    if all.isEmpty { return }
    var mapping = YAMLMapping()
    for (name, condition) in all { mapping.add(name, .mapping(.flow([("condition", .text(condition))]))) }
    entry.add("depends_on", .mapping(mapping))
  }
}

/// Secrets that a server reads at its first start only. It gets them as files: compose hashes the variables of a
/// container and replaces it for another value, which the server would not even read. A secret from a variable of the
/// env file is no part of that hash (docker/compose v2.25.0, `pkg/compose/hash.go`); such secrets exist since 2.6.1.
enum ComposeInitialSecrets {
  static func of(_ service: Service, _ project: ComposeProject) -> [SecretInfo] {
    (service.store?.container.environment ?? []).compactMap { secret($0, project) }
  }

  private static func secret(_ variable: Store.Variable, _ project: ComposeProject) -> SecretInfo? {
    guard variable.initialFile != nil, case .secret(let id) = variable.value else { return nil }
    return project.program.secret(id)
  }

  /// The variable as the container gets it: one that names a file where the value is such a secret.
  static func asFile(_ variable: Store.Variable, _ project: ComposeProject) -> Store.Variable {
    guard let name = variable.initialFile, let secret = secret(variable, project) else { return variable }
    return Store.Variable(name, .literal("/run/secrets/" + secret.env), note: variable.note)
  }
}

/// Where the Dockerfile and the build context are, as the compose file must name them.
enum ComposeBuild {
  static func place(
    _ service: Service, _ build: Build, _ project: ComposeProject
  ) -> (context: String, dockerfile: String) {
    let paths = project.layout.buildPaths(of: service, build)
    return (
      ComposeProject.escaped(OutputLayout.relative(from: project.folder, to: paths.context)),
      ComposeProject.escaped(OutputLayout.relative(from: paths.context, to: paths.dockerfile))
    )
  }
}

/// Volumes of services and of the file.
enum ComposeVolumes {
  struct Mount: Hashable {
    var name: String
    var path: String
    var isReadOnly: Bool
    var bytes: Int?
  }

  /// The volumes of a service under `volumes:`; those of PostgreSQL and Redis are not among them.
  static func of(_ service: Service, _ project: ComposeProject) -> [Mount] {
    service.volumes.map { volume in
      Mount(
        name: volume.shared ?? project.names.volume(volume.path, of: service), path: volume.path,
        isReadOnly: volume.isReadOnly, bytes: volume.bytes)
    }
  }

  /// What `files:` of a service mounts: files of the repository and of the output, secrets and texts with values of the
  /// environment.
  struct Files {
    var mounts: [YAMLItem] = []
    var secrets: [YAMLItem] = []
    var configs: [YAMLItem] = []

    /// Adds what is no volume.
    func add(to entry: inout YAMLMapping) {
      if !configs.isEmpty { entry.add("configs", .sequence(configs)) }
      if !secrets.isEmpty { entry.add("secrets", .sequence(secrets)) }
    }
  }

  static func files(_ service: Service, _ project: ComposeProject) -> Files {
    var files = Files()
    for file in service.composedFiles {
      guard project.writesFile(file) else {
        let source = YAMLValue.text(configName(service, file))
        let target = YAMLValue.text(ComposeProject.escaped(file.path))
        files.configs.append(YAMLItem(.mapping(.flow([("source", source), ("target", target)]))))
        continue
      }
      let path = ComposedFile.path(project.program.environment.name, ComposeEmitter.name, service, file)
      files.mounts.append(YAMLItem(bind(project.reference(toOutput: path), to: file.path)))
    }
    for file in service.files {
      switch file.source {
      case .repository(let path):
        files.mounts.append(YAMLItem(bind(project.reference(toRepository: path), to: file.path)))
      case .secret(let id):
        guard let secret = project.program.secret(id) else { continue }
        let target = YAMLValue.text(ComposeProject.escaped(file.path))
        files.secrets.append(YAMLItem(.mapping(.flow([("source", .text(secret.env)), ("target", target)]))))
      case .composed: break
      }
    }
    return files
  }

  /// What `mounts:` of a service mounts: directories of the working tree, and what the image has in them.
  static func working(_ service: Service, _ project: ComposeProject) -> [YAMLItem] {
    service.mounts.map { mount in
      let target = YAMLValue.text(ComposeProject.escaped(mount.path))
      guard let source = mount.source else {
        return YAMLItem(
          .mapping(.flow([("type", .text("volume")), ("target", target)])), note: "keeps what the image has there")
      }
      let path = YAMLValue.text(ComposeProject.escaped(project.reference(toRepository: source)))
      return YAMLItem(
        .mapping(
          .flow([
            ("type", .text("bind")), ("source", path), ("target", target),
            ("bind", .mapping(.flow([("create_host_path", .boolean(false))]))),
          ])))
    }
  }

  /// The name of a text under `configs:`.
  private static func configName(_ service: Service, _ file: ComposedFile) -> String {
    // No DNS name has a `_`: two services cannot come to one name.
    "\(service.dns)_\(file.name)"
  }

  /// The texts with values of the environment, which compose puts in while it makes a container (Compose 2.23.1).
  static func configs(_ project: ComposeProject) -> YAMLMapping {
    var configs = YAMLMapping()
    let writer = ComposeWriter(project: project)
    for service in project.program.services {
      for file in project.interpolatedFiles(of: service) {
        var config = YAMLMapping()
        config.add("content", .quoted(writer.write(file.value)))
        configs.add(configName(service, file), .mapping(config))
      }
    }
    return configs
  }

  /// Whether compose copies files into the container when it makes it, which it cannot do with a read-only file system
  /// ("container rootfs is marked read-only", docker/compose issue 12031).
  static func copiesFiles(_ service: Service, _ project: ComposeProject) -> Bool {
    let hasSecrets = service.files.contains { if case .secret = $0.source { true } else { false } }
    return hasSecrets || !project.interpolatedFiles(of: service).isEmpty
  }

  /// A file of the repository or of the output, read-only; a missing one stops compose instead of becoming a folder.
  static func bind(_ source: String, to target: String) -> YAMLValue {
    .mapping(
      .flow([
        ("type", .text("bind")), ("source", .text(ComposeProject.escaped(source))),
        ("target", .text(ComposeProject.escaped(target))), ("read_only", .boolean(true)),
        ("bind", .mapping(.flow([("create_host_path", .boolean(false))]))),
      ]))
  }
}

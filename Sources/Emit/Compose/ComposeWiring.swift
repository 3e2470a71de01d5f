import IR
import JSON

/// What a service waits for.
enum ComposeNeeds {
  /// `depends_on:` of the service itself.
  static func of(_ service: Service, _ project: ComposeProject) -> YAMLMapping {
    mapping(service, project, releases: project.releases(before: service))
  }

  /// `depends_on:` of the service's release command: the same, but not itself.
  static func ofRelease(_ service: Service, _ project: ComposeProject) -> YAMLMapping {
    mapping(service, project, releases: project.releases(before: service).filter { $0.name != service.name })
  }

  private static func mapping(_ service: Service, _ project: ComposeProject, releases: [Service]) -> YAMLMapping {
    var mapping = YAMLMapping()
    for need in service.needs {
      guard let other = project.program.service(need.service) else { continue }
      switch need.condition {
      case .started: add(other.dns, "service_started", to: &mapping)
      case .healthy:
        add(other.dns, project.hasHealth(other) ? "service_healthy" : "service_started", to: &mapping)
        add(project.entry(of: other), "service_healthy", to: &mapping)
        ComposeSettings.addWaits(for: other, project, to: &mapping)
      case .done:
        if other.release == nil { add(other.dns, "service_completed_successfully", to: &mapping) }
      }
    }
    for other in releases {
      add(project.releaseName(other), "service_completed_successfully", to: &mapping)
    }
    return mapping
  }

  static func add(_ name: String, _ condition: String, to mapping: inout YAMLMapping) {
    guard mapping[name] == nil else { return }
    mapping.add(name, .mapping(.flow([("condition", .text(condition))])))
  }
}

/// Where the Dockerfile and the build context are, as the compose file must name them.
enum ComposeBuild {
  static func place(
    _ service: Service, _ build: Build, _ project: ComposeProject
  ) -> (context: String, dockerfile: String) {
    let layout = project.layout
    let context = layout.context(of: build)
    let dockerfile: String
    if let written = build.dockerfile {
      dockerfile = layout.repositoryPath(written)
    } else {
      let file = layout.dockerfile(of: service)
      dockerfile = layout.location(of: EmittedFile(base: file.base, path: file.path, content: ""))
    }
    let folder = layout.repositoryPath(context)
    return (
      ComposeProject.escaped(OutputLayout.relative(from: project.folder, to: folder)),
      ComposeProject.escaped(OutputLayout.relative(from: folder, to: dockerfile))
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

/// `raw.compose`: laid over what was emitted, key by key, unchecked. `null` takes a key away.
enum ComposeRaw {
  static func merge(_ raw: JSONValue?, into mapping: YAMLMapping) -> YAMLMapping {
    guard case .object(let members)? = raw else { return mapping }
    var result = mapping
    for (key, value) in members.sorted(by: { $0.key < $1.key }) {
      let position = result.entries.firstIndex { $0.key == key }
      if value == .null {
        if let position { result.entries.remove(at: position) }
        continue
      }
      guard let position else {
        result.add(key, yaml(value))
        continue
      }
      if case .mapping(let below) = result.entries[position].value, case .object = value {
        result.entries[position].value = .mapping(merge(value, into: below))
      } else {
        result.entries[position].value = yaml(value)
      }
      result.entries[position].note = nil
    }
    return result
  }

  private static func yaml(_ value: JSONValue) -> YAMLValue {
    switch value {
    case .null: return .null
    case .bool(let flag): return .boolean(flag)
    case .int(let number): return .integer(number)
    case .double(let number):
      // YAML 1.1 takes an exponent for one only behind a decimal point.
      let text = "\(number)"
      guard let e = text.firstIndex(of: "e"), !text[..<e].contains(".") else { return .real(text) }
      return .real(text[..<e] + ".0" + text[e...])
    case .string(let text): return .text(text)
    case .array(let items): return items.isEmpty ? .flow([]) : .sequence(items.map { YAMLItem(yaml($0)) })
    case .object: return .mapping(merge(value, into: YAMLMapping()))
    }
  }
}

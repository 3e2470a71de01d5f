import IR

/// A store with its configuration: a StatefulSet with one pod, the Service in front of it, and its data.
struct KubernetesStore {
  let project: KubernetesProject
  let service: Service
  private let owner: KubernetesOwner
  /// What the server is configured with; nil: nothing.
  let config: KubernetesConfig?
  private let files: KubernetesConfig?

  init(_ service: Service, _ project: KubernetesProject) {
    self.project = project
    self.service = service
    owner = KubernetesOwner(service)
    config = KubernetesConfig(owner, "config", Self.entries(service, project))
    files = KubernetesConfig.files(of: service, project)
  }

  /// The objects of the server itself.
  var objects: [YAMLMapping] {
    var objects = [config, files].compactMap { $0?.object(project) }
    objects.append(front)
    objects.append(statefulSet)
    return objects
  }

  private var front: YAMLMapping {
    var object = project.object("v1", "Service", project.metadata(service.dns, owner))
    var spec = YAMLMapping()
    spec.add("selector", .mapping(owner.selector))
    spec.add("ports", .sequence(KubernetesPorts(service, in: project).ofService))
    object.add("spec", .mapping(spec))
    return object
  }

  private var statefulSet: YAMLMapping {
    var object = project.object("apps/v1", "StatefulSet", project.metadata(service.dns, owner))
    var spec = YAMLMapping()
    spec.add("replicas", .integer(1))
    spec.add("serviceName", .text(service.dns))
    spec.add("revisionHistoryLimit", .integer(5))
    spec.add(
      "persistentVolumeClaimRetentionPolicy",
      .mapping(.flow([("whenDeleted", .text("Retain")), ("whenScaled", .text("Retain"))])))
    var selector = YAMLMapping()
    selector.add("matchLabels", .mapping(owner.selector))
    spec.add("selector", .mapping(selector))
    var made = pod
    let templates = self.templates(&made)
    spec.add("template", .mapping(made.template))
    if !templates.isEmpty { spec.add("volumeClaimTemplates", .sequence(templates)) }
    object.add("spec", .mapping(spec))
    return object
  }

  // MARK: Configuration

  /// The files that the server and what runs beside it read, each once.
  private static func entries(_ service: Service, _ project: KubernetesProject) -> [KubernetesConfig.Entry] {
    guard let store = service.store else { return [] }
    let container = store.container
    let emitter = Emitters.writer(of: store)
    var entries: [KubernetesConfig.Entry] = []
    for file in Emitters.files(of: service, by: emitter, in: project.program, project.layout) {
      let name = OutputLayout.components(file.path).last ?? file.path
      guard let path = path(of: name, container, readers(service, project)) else { continue }
      entries.append(KubernetesConfig.Entry(name, Array(file.embedded.utf8), at: path))
    }
    for (index, path) in store.initFiles.enumerated() where container.initPath != nil {
      let name = "20-\(String(1000 + index).dropFirst())-\(OutputLayout.components(path).last ?? path)"
      let key = String(decoding: name.utf8.map(plain), as: UTF8.self)
      entries.append(
        KubernetesConfig.Entry(
          key, project.content(of: path), at: (container.initPath ?? "") + "/" + key))
    }
    return entries
  }

  /// A key of a ConfigMap has letters, digits and `._-`.
  private static func plain(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
      byte
    default: UInt8(ascii: "-")
    }
  }

  /// Where a file of the written configuration is read; nil: by people only.
  private static func path(of name: String, _ container: Store.Container, _ readers: [String]) -> String? {
    if let file = container.files.first(where: { $0.name == name }) { return file.path }
    guard let folder = container.configurationPath else { return nil }
    let path = folder + "/" + name
    let isRead = readers.contains { $0.contains(path) } || container.configurationMounts.contains { $0.file == name }
    return isRead ? path : nil
  }

  /// The commands that read configuration.
  private static func readers(_ service: Service, _ project: KubernetesProject) -> [String] {
    (service.store?.container.command ?? [])
      + project.makers(of: service).flatMap { $0.process.command + [$0.process.script ?? ""] }
  }

  /// Mounts what the server reads: whole directories where the image has nothing in them.
  func mountConfig(in volumes: inout KubernetesVolumes, forServer: Bool = true) {
    guard let config, let container = service.store?.container else { return }
    if let folder = container.configurationPath {
      let files = config.entries.filter { OutputLayout.folder(of: String($0.path.dropFirst())) == folder.dropFirst() }
      if !files.isEmpty {
        volumes.addFolder("config", of: config.name, files: files.map { ($0.key, $0.key) }, at: folder)
      }
    }
    guard forServer else { return }
    let initPath = container.initPath
    var initial: [(key: String, name: String)] = []
    var single: [(key: String, path: String, note: String?)] = []
    for mount in container.configurationMounts {
      if let initPath, mount.path.hasPrefix(initPath + "/") {
        initial.append((mount.file, String(mount.path.dropFirst(initPath.count + 1))))
      } else {
        single.append((mount.file, mount.path, mount.note))
      }
    }
    for entry in config.entries {
      if let initPath, entry.path.hasPrefix(initPath + "/") { initial.append((entry.key, entry.key)) }
      if container.files.contains(where: { $0.path == entry.path }) { single.append((entry.key, entry.path, nil)) }
    }
    if let initPath, !initial.isEmpty { volumes.addFolder("init", of: config.name, files: initial, at: initPath) }
    volumes.addFiles("files", of: config.name, single)
  }

  // MARK: The pod

  private var pod: KubernetesPod {
    guard let store = service.store else { return plainPod }
    let container = store.container
    var pod = KubernetesPod(project: project, owner: owner, container: service.dns, image: service.image ?? "")
    pod.environment = KubernetesEnvironment(container.environment, own: service.env, in: project).items
    pod.arguments = container.command.map(KubernetesText.escaped)
    pod.argumentsNote = container.commandNote
    addCommon(to: &pod)
    pod.resources = KubernetesPod.resources(
      cpu: service.resources.cpuMilli, memory: service.resources.memoryBytes,
      reserveCPU: service.resources.reserveCPUMilli, reserveMemory: service.resources.reserveMemoryBytes,
      limitsCPU: true, note: "as the requests: the last to be ended when a node runs out of memory")
    pod.probes = probes(store)
    mountConfig(in: &pod.volumes)
    files?.mount(in: &pod.volumes)
    pod.isReadOnly = project.options.isReadOnly(service) ?? (container.scratch != nil)
    if pod.isReadOnly {
      for path in (container.scratch ?? []) + project.options.writable(service) { pod.volumes.addScratch(path) }
    }
    if let bytes = store.sharedMemoryBytes {
      pod.volumes.addScratch(
        "/dev/shm", medium: "Memory", bytes: bytes, note: "memory that parallel queries share")
    }
    if !store.keepsData {
      pod.volumes.addScratch(store.dataPath, bytes: container.scratchBytes, note: "nothing is saved")
    }
    addCertificate(store, to: &pod)
    return pod
  }

  /// The pod of a store that no engine describes.
  private var plainPod: KubernetesPod {
    let environment = KubernetesEnvironment(service.env, in: project)
    var pod = KubernetesPod(project: project, owner: owner, container: service.dns, image: project.image(service))
    pod.environment = environment.items
    if let entrypoint = service.entrypoint { pod.command = environment.words(entrypoint) }
    if let command = service.command { pod.arguments = environment.words(command) }
    addCommon(to: &pod)
    let isLimited = service.declared.contains(.resourcesMemory)
    pod.resources = KubernetesPod.resources(
      cpu: service.resources.cpuMilli, memory: service.resources.memoryBytes,
      reserveCPU: service.resources.reserveCPUMilli, reserveMemory: service.resources.reserveMemoryBytes,
      limitsCPU: isLimited, limitsMemory: isLimited)
    pod.probes = KubernetesProbes(service, liveness: project.options.liveness(of: service))
    files?.mount(in: &pod.volumes)
    project.addSecrets(service, to: &pod)
    pod.isReadOnly = project.options.isReadOnly(service) ?? false
    if pod.isReadOnly { for path in project.options.writable(service) { pod.volumes.addScratch(path) } }
    return pod
  }

  private func addCommon(to pod: inout KubernetesPod) {
    pod.port = KubernetesPorts(service, in: project).ofContainer
    pod.account = project.account(of: service)
    if pod.account != nil, project.options.account(of: service) == nil {
      pod.accountNote = service.store?.container.user.map { "\($0) in the image" }
    }
    pod.grace = KubernetesText.seconds(service.stopGrace)
    pod.graceNote = service.stopGraceReason
    pod.serviceAccount = project.options.serviceAccount(of: service)
  }

  /// How long a server may take to repair its data after a crash, in seconds.
  static let recovery = 600

  private func probes(_ store: Store) -> KubernetesProbes {
    var probes = KubernetesProbes()
    guard let probe = store.probe else { return KubernetesProbes(service, liveness: nil) }
    let health = service.health
    let period = KubernetesText.seconds(health?.interval ?? probe.interval ?? 5_000)
    let timeout = KubernetesText.seconds(health?.timeout ?? probe.timeout ?? 5_000)
    let action = KubernetesProbes.command(probe.command)
    probes.startup = KubernetesProbes.Probe(
      action: action, note: "\(Self.recovery / 60) minutes" + (probe.startNote.map { ": " + $0 } ?? ""),
      above: probe.note.map { [$0] } ?? [], period: period, timeout: timeout,
      failures: (Self.recovery + period - 1) / period)
    probes.readiness = KubernetesProbes.Probe(
      action: action, period: period, timeout: timeout, failures: health?.retries ?? 3)
    if service.port != nil {
      probes.liveness = KubernetesProbes.Probe(
        action: KubernetesProbes.socket(.text(KubernetesPorts.name(of: service))),
        note: "the socket: neither recovery nor a long command is a reason for a restart", period: 10, timeout: 5,
        failures: KubernetesProbes.failuresToRestart)
    }
    return probes
  }

  /// Before a server that speaks TLS starts, a container of the same image makes its certificate.
  private func addCertificate(_ store: Store, to pod: inout KubernetesPod) {
    guard store.requiresTLS, let certificate = store.container.certificate else { return }
    var entry = YAMLMapping()
    entry.add(
      "name", .text("certificate"),
      above: ["Self-signed: connections are encrypted, but sslmode=verify-full needs a certificate of your own."])
    entry.add("image", .text(service.image ?? ""))
    entry.add("command", .flow([.text("/bin/sh"), .text("-euc")]))
    let script = KubernetesText.escaped(certificate.script(for: service, owns: false))
    entry.add("args", .sequence([YAMLItem(.text(script))]))
    entry.add(
      "resources",
      .mapping(KubernetesPod.resources(cpu: 100, memory: 64 << 20, limitsCPU: true)))
    entry.add("securityContext", .mapping(KubernetesPod.confinement(isReadOnly: true)))
    pod.volumes.addScratch(certificate.path)
    let mount = pod.volumes.mounts[pod.volumes.mounts.count - 1]
    // openssl keeps its seed and its temporary files there.
    if !(store.container.scratch ?? []).contains("/tmp") { pod.volumes.addScratch("/tmp") }
    let temporary = pod.volumes.mounts.filter { item in
      if case .mapping(let mapping) = item.value { return mapping["mountPath"] == .text("/tmp") }
      return false
    }
    entry.add("volumeMounts", .sequence([mount] + temporary))
    pod.initContainers.append(YAMLItem(.mapping(entry)))
  }

  // MARK: Data

  /// The templates of the claims, each mounted in the pod.
  private func templates(_ pod: inout KubernetesPod) -> [YAMLItem] {
    let storageClass = project.options.storageClass(of: service)
    var templates: [YAMLItem] = []
    func add(_ stem: String, _ path: String, _ bytes: Int?) {
      let name = pod.volumes.addTemplate(stem, at: path)
      var template = YAMLMapping()
      template.add(
        "metadata",
        .mapping(
          {
            var m = YAMLMapping(); m.add("name", .text(name)); return m
          }()))
      template.add(
        "spec", .mapping(KubernetesClaim(name: name, bytes: bytes, storageClass: storageClass).spec()))
      templates.append(YAMLItem(.mapping(template)))
      pod.hasData = true
    }
    if let store = service.store {
      if store.keepsData { add("data", store.dataPath, service.resources.storageBytes) }
    } else {
      for volume in service.volumes where volume.shared == nil {
        add(KubernetesNames.folded(volume.path), volume.path, volume.bytes ?? service.resources.storageBytes)
      }
      for volume in service.volumes {
        guard let shared = volume.shared else { continue }
        pod.volumes.addClaim(shared, at: volume.path, isReadOnly: volume.isReadOnly)
        pod.hasData = true
      }
    }
    return templates
  }
}

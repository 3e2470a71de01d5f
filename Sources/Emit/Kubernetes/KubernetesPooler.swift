import IR

/// The pooler in front of a store.
struct KubernetesPooler {
  private let project: KubernetesProject
  private let service: Service
  private let pooler: Pooler
  private let configuration: any PoolerConfiguration
  let owner: KubernetesOwner

  /// Nil: services connect to the server itself.
  init?(_ service: Service, _ project: KubernetesProject) {
    guard project.operated(service) == nil, let pooler = service.store?.pooler,
      let configuration = Emitters.pooler(of: service, in: project.program)
    else { return nil }
    self.project = project
    self.service = service
    self.pooler = pooler
    self.configuration = configuration
    owner = project.owner(.pooler, of: service)
  }

  /// What its pod requests.
  var requests: (cpu: Int, memory: Int) { (250, configuration.memoryBytes) }

  var objects: [YAMLMapping] {
    var objects: [YAMLMapping] = []
    let config = self.config
    if let config { objects.append(config.object(project)) }
    var front = project.object(
      "v1", "Service", project.metadata(owner.name, owner),
      above: [
        "\(configuration.title): services connect here, and it keeps at most \(pooler.size) connections to \(service.dns)."
      ])
    var spec = YAMLMapping()
    spec.add("selector", .mapping(owner.selector))
    spec.add("ports", .sequence(KubernetesPorts(service, in: project).ofService.prefix(1).map { $0 }))
    front.add("spec", .mapping(spec))
    objects.append(front)
    objects.append(deployment(config))
    return objects
  }

  private var config: KubernetesConfig? {
    guard let emitter = Emitters.named(configuration.kind) else { return nil }
    let files = Emitters.files(of: service, by: emitter, in: project.program, project.layout)
    guard let file = files.first(where: { OutputLayout.components($0.path).last == configuration.file }) else {
      return nil
    }
    let path = ConfigurationLines.folder + "/" + configuration.file
    return KubernetesConfig(
      owner, "config", [KubernetesConfig.Entry(configuration.file, Array(file.embedded.utf8), at: path)])
  }

  /// Two poolers at once would open twice the connections.
  static func strategy(_ service: Service, _ pooler: Pooler, _ program: Program) -> YAMLMapping {
    guard let budget = program.connectionBudget(of: service.name), budget.used + pooler.size <= budget.available else {
      return KubernetesRollout.recreate
    }
    var strategy = YAMLMapping()
    strategy.add("type", .text("RollingUpdate"))
    strategy.add(
      "rollingUpdate", .mapping(.flow([("maxSurge", .integer(1)), ("maxUnavailable", .integer(0))])),
      note: "\(budget.used + pooler.size) of \(budget.available) connections while both run")
    return strategy
  }

  private func deployment(_ config: KubernetesConfig?) -> YAMLMapping {
    var object = project.object("apps/v1", "Deployment", project.metadata(owner.name, owner))
    var spec = YAMLMapping()
    spec.add("replicas", .integer(1))
    spec.add("revisionHistoryLimit", .integer(5))
    var selector = YAMLMapping()
    selector.add("matchLabels", .mapping(owner.selector))
    spec.add("selector", .mapping(selector))
    spec.add("strategy", .mapping(Self.strategy(service, pooler, project.program)))
    spec.add("template", .mapping(pod(config).template))
    object.add("spec", .mapping(spec))
    return object
  }

  private func pod(_ config: KubernetesConfig?) -> KubernetesPod {
    var pod = KubernetesPod(project: project, owner: owner, container: "pooler", image: pooler.image)
    pod.command = ["/bin/sh", "-euc"]
    pod.arguments = [KubernetesText.escaped(configuration.startScript)]
    pod.environment =
      KubernetesEnvironment(
        [
          Store.Variable("POOLER_USER", .literal(configuration.user)),
          Store.Variable("POOLER_PASSWORD", .secret(id: "\(service.name)/\(service.store?.loginSecret ?? "")")),
        ], in: project
      ).items
    pod.port = KubernetesPorts(service, in: project).ofContainer.prefix(1).map { $0 }
    pod.account = configuration.account
    pod.resources = KubernetesPod.resources(
      cpu: requests.cpu, memory: requests.memory, limitsCPU: false)
    pod.grace = 30
    pod.isReadOnly = true
    if let config { pod.volumes.addFolder("config", of: config.name, files: [], at: ConfigurationLines.folder) }
    pod.volumes.addScratch("/tmp", medium: "Memory", bytes: 1 << 20, note: "the list of users: never on a disk")
    let action = KubernetesProbes.words(configuration.probe)
    pod.probes.startup = KubernetesProbes.Probe(action: action, period: 5, timeout: 5, failures: 12)
    pod.probes.readiness = KubernetesProbes.Probe(action: action, period: 5, timeout: 5, failures: 3)
    pod.probes.liveness = KubernetesProbes.Probe(
      action: KubernetesProbes.socket(.text(KubernetesPorts.name(of: service))), period: 10, timeout: 5,
      failures: KubernetesProbes.failuresToRestart)
    let signal = configuration.stopSignal
    pod.stop = (
      ["/bin/sh", "-c", "kill -s \(signal.name.dropFirst(3)) 1; sleep \(Self.patience)"], signal.note
    )
    return pod
  }

  /// Seconds in which open transactions may end.
  private static let patience = 20
}

/// What runs once for a store: its settings that a restart does not put into force, and databases of other services.
struct KubernetesMaker {
  let project: KubernetesProject
  let step: KubernetesReleases.Step
  let process: SettingsApplication

  var object: YAMLMapping {
    let service = step.service
    let store = KubernetesStore(service, project)
    var pod = KubernetesPod(
      project: project, owner: step.owner, container: step.owner.component.rawValue, image: service.image ?? "")
    // Probes of one-shots aside, Kubernetes fills variables into words as it does for services.
    pod.command = process.command.map(KubernetesText.escaped)
    if let script = process.script { pod.arguments = [KubernetesText.escaped(script)] }
    pod.environment = KubernetesEnvironment(process.environment, in: project).items
    pod.account = project.account(of: service)
    pod.accountNote = service.store?.container.user.map { "\($0) in the image" }
    pod.resources = KubernetesPod.resources(cpu: 250, memory: 64 << 20, limitsCPU: false)
    pod.isReadOnly = true
    pod.restartPolicy = "Never"
    store.mountConfig(in: &pod.volumes, forServer: false)
    pod.volumes.addScratch("/tmp")
    let what =
      step.owner.component == .databases
      ? "Makes the databases of other services in \(service.dns): \((service.store?.databases ?? []).map(\.name).joined(separator: ", "))."
      : "Puts those settings of \(service.dns) into force that its files do not hold."
    return project.job(
      step, pod, retries: 3, above: [what + " Once for each deployment, before the releases."])
  }
}

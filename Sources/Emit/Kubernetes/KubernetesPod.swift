import IR

/// A pod with one container, as every workload has it.
struct KubernetesPod {
  let project: KubernetesProject
  let owner: KubernetesOwner
  /// The name of the container.
  let container: String
  var image: String
  var imageNote: String?
  /// In place of the ENTRYPOINT.
  var command: [String] = []
  var arguments: [String] = []
  var argumentsNote: String?
  var port: [YAMLItem] = []
  var environment: [YAMLItem] = []
  var resources: YAMLMapping?
  var probes = KubernetesProbes()
  /// Seconds of `preStop`; nil: no proxy sends requests here.
  var drain: Int?
  /// A command before the stop signal, with the reason for it.
  var stop: (command: [String], note: String)?
  var grace: Int?
  var graceNote: String?
  var account: Store.Account?
  var accountNote: String?
  var isReadOnly = false
  var volumes = KubernetesVolumes()
  /// Whether a volume of its own must belong to the group.
  var hasData = false
  var spreads = false
  /// Of a Job's pod; nil: it is started again.
  var restartPolicy: String?
  var serviceAccount: String?
  var initContainers: [YAMLItem] = []

  /// `template:` of a workload.
  var template: YAMLMapping {
    var metadata = YAMLMapping()
    metadata.add("labels", .mapping(project.labels(owner)))
    var template = YAMLMapping()
    template.add("metadata", .mapping(metadata))
    template.add("spec", .mapping(spec))
    return template
  }

  var spec: YAMLMapping {
    var spec = YAMLMapping()
    spec.add("restartPolicy", ifPresent: restartPolicy.map { .text($0) })
    if let serviceAccount { spec.add("serviceAccountName", .text(serviceAccount)) }
    spec.add("automountServiceAccountToken", .boolean(false))
    spec.add("enableServiceLinks", .boolean(false))
    spec.add("terminationGracePeriodSeconds", ifPresent: grace.map { .integer($0) }, note: graceNote)
    if let secret = project.options.pullSecret {
      spec.add("imagePullSecrets", .flow([.mapping(.flow([("name", .text(secret))]))]))
    }
    spec.add("securityContext", .mapping(securityContext))
    if spreads { spec.add("topologySpreadConstraints", .sequence(spread)) }
    if !initContainers.isEmpty { spec.add("initContainers", .sequence(initContainers)) }
    spec.add("containers", .sequence([YAMLItem(.mapping(containerEntry))]))
    if !volumes.volumes.isEmpty { spec.add("volumes", .sequence(volumes.volumes)) }
    return spec
  }

  private var securityContext: YAMLMapping {
    var context = YAMLMapping()
    context.add("runAsNonRoot", .boolean(true))
    if let account {
      context.add("runAsUser", .integer(account.user), note: accountNote)
      context.add("runAsGroup", .integer(account.group))
      if hasData {
        context.add("fsGroup", .integer(account.group))
        context.add("fsGroupChangePolicy", .text("OnRootMismatch"))
      }
    }
    context.add("seccompProfile", .mapping(.flow([("type", .text("RuntimeDefault"))])))
    return context
  }

  private var spread: [YAMLItem] {
    ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map { key in
      var constraint = YAMLMapping()
      constraint.add("maxSkew", .integer(1))
      constraint.add("topologyKey", .text(key))
      constraint.add("whenUnsatisfiable", .text("ScheduleAnyway"))
      var labels = owner.selector
      labels.isFlow = true
      var selector = YAMLMapping()
      selector.add("matchLabels", .mapping(labels))
      constraint.add("labelSelector", .mapping(selector))
      return YAMLItem(.mapping(constraint))
    }
  }

  private var containerEntry: YAMLMapping {
    var entry = YAMLMapping()
    entry.add("name", .text(container))
    entry.add("image", .text(image), note: imageNote)
    if !command.isEmpty { entry.add("command", KubernetesText.words(command)) }
    if !arguments.isEmpty {
      entry.add("args", KubernetesText.words(arguments), above: argumentsNote.map { [$0] } ?? [])
    }
    if !port.isEmpty { entry.add("ports", .sequence(port)) }
    if !environment.isEmpty { entry.add("env", .sequence(environment)) }
    if let resources { entry.add("resources", .mapping(resources)) }
    probes.add(to: &entry)
    if let stop {
      let (kind, value) = KubernetesProbes.words(stop.command)
      var hook = YAMLMapping()
      hook.add(kind, .mapping(value))
      var lifecycle = YAMLMapping()
      lifecycle.add("preStop", .mapping(hook), note: stop.note)
      entry.add("lifecycle", .mapping(lifecycle))
    }
    if let drain, drain > 0 {
      var stop = YAMLMapping()
      stop.add(
        "sleep", .mapping(.flow([("seconds", .integer(drain))])), note: "until no proxy sends new requests here")
      var lifecycle = YAMLMapping()
      lifecycle.add("preStop", .mapping(stop))
      entry.add("lifecycle", .mapping(lifecycle))
    }
    entry.add("securityContext", .mapping(Self.confinement(isReadOnly: isReadOnly)))
    if !volumes.mounts.isEmpty { entry.add("volumeMounts", .sequence(volumes.mounts)) }
    return entry
  }

  /// What every container is held to: the profile `restricted` of Kubernetes' Pod Security Standards.
  static func confinement(isReadOnly: Bool) -> YAMLMapping {
    var context = YAMLMapping()
    context.add("allowPrivilegeEscalation", .boolean(false))
    context.add("readOnlyRootFilesystem", .boolean(isReadOnly))
    context.add("capabilities", .mapping(.flow([("drop", .flow([.text("ALL")]))])))
    return context
  }

  // MARK: Resources

  /// - Parameters:
  ///   - limitsCPU: a limit only throttles while the node has time to spare, so that there mostly is none.
  ///   - limitsMemory: memory cannot be taken back: what is more than the request can end in an eviction.
  static func resources(
    cpu: Int, memory: Int, reserveCPU: Int? = nil, reserveMemory: Int? = nil, limitsCPU: Bool,
    limitsMemory: Bool = true,
    note: String? = nil
  ) -> YAMLMapping {
    func amounts(_ cpu: Int?, _ memory: Int?) -> YAMLMapping {
      var mapping = YAMLMapping.flow([])
      mapping.add("cpu", ifPresent: cpu.map { .text(KubernetesText.cpu($0)) })
      mapping.add("memory", ifPresent: memory.map { .text(KubernetesText.bytes($0)) })
      return mapping
    }
    var resources = YAMLMapping()
    resources.add("requests", .mapping(amounts(reserveCPU ?? cpu, reserveMemory ?? memory)))
    let limits = amounts(limitsCPU ? cpu : nil, limitsMemory ? memory : nil)
    if !limits.isEmpty { resources.add("limits", .mapping(limits), note: note) }
    return resources
  }
}

extension KubernetesProject {
  // MARK: Users

  /// The numbers of the user that a service runs as; nil: nothing tells them.
  func account(of service: Service) -> Store.Account? {
    if let account = options.account(of: service) { return account }
    if let container = service.store?.container {
      let isAlpine = service.image?.split(whereSeparator: { ":-".contains($0) }).contains { $0.hasPrefix("alpine") }
      return isAlpine == true ? container.alpineAccount ?? container.account : container.account
    }
    return program.imageOwner(of: service).build?.account ?? recipe(of: service).flatMap(Self.account)
  }

  /// How the image of a service is generated; nil: it is not.
  func recipe(of service: Service) -> Recipe? {
    let build = program.imageOwner(of: service).build
    return build?.isGenerated == true ? build?.recipe : nil
  }

  /// The user that the last stage ends with.
  private static func account(_ recipe: Recipe) -> Store.Account? {
    for step in (recipe.stages.last?.steps ?? []).reversed() {
      guard case .user(let text) = step else { continue }
      let numbers = text.split(separator: ":").compactMap { Int($0) }
      return numbers.first.map { Store.Account($0, numbers.count > 1 ? numbers[1] : $0) }
    }
    return nil
  }
}

import IR

/// The objects of services with code.
struct KubernetesServices {
  let project: KubernetesProject
  /// The wave of what follows all releases, for Argo CD.
  let wave: Int

  /// The objects of a service in `3-serve`; empty: it runs in another phase only.
  func objects(of service: Service) -> [YAMLMapping] {
    var objects: [YAMLMapping] = []
    if service.category == .job { return objects }
    if let files = KubernetesConfig.files(of: service, project) { objects.append(files.object(project)) }
    if project.hasService(service) { objects.append(front(service)) }
    if service.category == .cron {
      objects.append(cronJob(service))
      return objects
    }
    objects.append(deployment(service))
    if let autoscaler = autoscaler(service) { objects.append(autoscaler) }
    if project.mostReplicas(service) > 1 { objects.append(disruptionBudget(service)) }
    objects += KubernetesFront(service, project)?.objects ?? []
    return objects
  }

  // MARK: Objects

  private func front(_ service: Service) -> YAMLMapping {
    let owner = KubernetesOwner(service)
    var object = project.object("v1", "Service", project.metadata(service.dns, owner))
    var spec = YAMLMapping()
    spec.add("selector", .mapping(owner.selector))
    spec.add("ports", .sequence(KubernetesPorts(service, in: project).ofService))
    object.add("spec", .mapping(spec))
    return object
  }

  private func deployment(_ service: Service) -> YAMLMapping {
    let owner = KubernetesOwner(service)
    var object = project.object(
      "apps/v1", "Deployment",
      project.metadata(service.dns, owner, annotations: [(KubernetesProject.waveKey, KubernetesProject.wave(wave))]))
    var spec = YAMLMapping()
    let isScaled = Self.isScaled(service)
    if !isScaled { spec.add("replicas", .integer(project.mostReplicas(service))) }
    spec.add(
      "revisionHistoryLimit", .integer(5),
      above: isScaled ? ["no replicas: the HorizontalPodAutoscaler counts"] : [])
    let within = service.health?.within ?? Health(.none).within
    spec.add("progressDeadlineSeconds", .integer(2 * KubernetesText.seconds(within)))
    var selector = YAMLMapping()
    selector.add("matchLabels", .mapping(owner.selector))
    spec.add("selector", .mapping(selector))
    if Self.takesTurns(service) {
      spec.add(
        "strategy", .mapping(KubernetesRollout.recreate),
        note: service.isSingleton ? "never two of it" : "its volume is attached to one pod")
    } else {
      spec.add("strategy", .mapping(KubernetesRollout(service, project).strategy))
    }
    var pod = self.pod(service, owner, container: service.dns)
    pod.spreads = project.mostReplicas(service) > 1
    spec.add("template", .mapping(pod.template))
    object.add("spec", .mapping(spec))
    return object
  }

  /// Whether two pods must never run at once.
  static func takesTurns(_ service: Service) -> Bool {
    service.isSingleton || service.volumes.contains { $0.shared == nil && !$0.isReadOnly }
  }

  /// Whether the number of replicas belongs to an autoscaler: one whose bounds are equal could never act.
  static func isScaled(_ service: Service) -> Bool {
    service.scale.autoscale.map { $0.min < $0.max } ?? false
  }

  private func cronJob(_ service: Service) -> YAMLMapping {
    let owner = KubernetesOwner(service)
    var object = project.object(
      "batch/v1", "CronJob",
      project.metadata(service.dns, owner, annotations: [(KubernetesProject.waveKey, KubernetesProject.wave(wave))]))
    let pod = self.pod(service, owner, container: service.dns)
    object.add("spec", .mapping(project.schedule(service.schedule ?? "", retries: Self.retries(service), owner, pod)))
    return object
  }

  /// The objects of a step of phase 2.
  func objects(of step: KubernetesReleases.Step) -> [YAMLMapping] {
    switch step.kind {
    case .store: return []
    case .job:
      let files = KubernetesConfig.files(of: step.service, project).map { [$0.object(project)] } ?? []
      let pod = self.pod(step.service, step.owner, container: step.service.dns)
      return files + [
        project.job(step, pod, retries: Self.retries(step.service), above: Self.jobRemarks(step.service.dns))
      ]
    case .release(let command):
      let pod = releasePod(step.service, step.owner, command)
      let name = step.service.dns
      return [project.job(step, pod, retries: 0, above: Self.jobRemarks("the new \(name)"))]
    }
  }

  private static func jobRemarks(_ next: String) -> [String] {
    [
      "Once for each deployment, before \(next) starts. A Job cannot be changed: deploy.sh removes the old one first, Argo",
      "CD and Flux do so by the annotations. No ttl: Flux would run it again after it had been removed.",
    ]
  }

  /// How often a Job is started again after a failure.
  private static func retries(_ service: Service) -> Int {
    service.declared.contains(.restart) && service.restart.policy == .onFailure ? service.restart.maxRetries : 0
  }

  private func autoscaler(_ service: Service) -> YAMLMapping? {
    guard Self.isScaled(service), let scale = service.scale.autoscale else { return nil }
    var object = project.object(
      "autoscaling/v2", "HorizontalPodAutoscaler", project.metadata(service.dns, KubernetesOwner(service)))
    var spec = YAMLMapping()
    spec.add(
      "scaleTargetRef",
      .mapping(
        .flow([("apiVersion", .text("apps/v1")), ("kind", .text("Deployment")), ("name", .text(service.dns))])))
    spec.add("minReplicas", .integer(scale.min))
    let budgets = project.program.connectionBudgets(with: service.name)
    spec.add("maxReplicas", .integer(scale.max), note: budgets.lazy.compactMap { $0.comment(for: service) }.first)
    let resources = service.resources
    let measures = [
      scale.cpuPercent.map { ("cpu", Self.percent($0, of: resources.cpuMilli, asked: resources.reserveCPUMilli)) },
      scale.memoryPercent.map {
        ("memory", Self.percent($0, of: resources.memoryBytes, asked: resources.reserveMemoryBytes))
      },
    ]
    spec.add("metrics", .sequence(measures.compactMap { $0 }.map { YAMLItem(.mapping(Self.metric($0.0, $0.1))) }))
    object.add("spec", .mapping(spec))
    return object
  }

  /// The autoscaler counts against what is requested, the topology against what is declared.
  private static func percent(_ percent: Int, of declared: Int, asked: Int?) -> Int {
    guard let asked, asked > 0 else { return percent }
    return (percent * declared + asked / 2) / asked
  }

  private static func metric(_ name: String, _ percent: Int) -> YAMLMapping {
    var resource = YAMLMapping()
    resource.add("name", .text(name))
    resource.add(
      "target", .mapping(.flow([("type", .text("Utilization")), ("averageUtilization", .integer(percent))])),
      note: "of the request")
    var metric = YAMLMapping()
    metric.add("type", .text("Resource"))
    metric.add("resource", .mapping(resource))
    return metric
  }

  private func disruptionBudget(_ service: Service) -> YAMLMapping {
    let owner = KubernetesOwner(service)
    var object = project.object("policy/v1", "PodDisruptionBudget", project.metadata(service.dns, owner))
    var spec = YAMLMapping()
    spec.add("maxUnavailable", .integer(1))
    spec.add(
      "unhealthyPodEvictionPolicy", .text("AlwaysAllow"), note: "a replica that is broken anyway does not block a drain"
    )
    var selector = YAMLMapping()
    selector.add("matchLabels", .mapping(owner.selector))
    spec.add("selector", .mapping(selector))
    object.add("spec", .mapping(spec))
    return object
  }
}

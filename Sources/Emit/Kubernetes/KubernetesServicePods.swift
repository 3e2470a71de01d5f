import IR

extension KubernetesServices {
  /// The pod of a service.
  func pod(_ service: Service, _ owner: KubernetesOwner, container: String) -> KubernetesPod {
    let environment = KubernetesEnvironment(service.env, in: project)
    var pod = common(service, owner, container: container, environment)
    addCommand(service, environment, to: &pod)
    pod.port = KubernetesPorts(service, in: project).ofContainer
    if !service.isOneShot {
      pod.probes = KubernetesProbes(service, liveness: project.options.liveness(of: service))
    }
    let drain = project.options.drain(of: service)
    if project.hasService(service), !service.isStore {
      pod.drain = KubernetesText.seconds(drain)
      pod.grace = KubernetesText.seconds(drain + service.stopGrace)
      pod.graceNote = service.stopGraceReason.map { "\(KubernetesText.seconds(drain)) s + \($0)" }
    }
    if service.isOneShot { pod.restartPolicy = "Never" }
    addVolumes(service, claims: true, to: &pod)
    return pod
  }

  /// The pod of the release command: the image and the variables of the service, without its volumes.
  func releasePod(_ service: Service, _ owner: KubernetesOwner, _ command: Command) -> KubernetesPod {
    let variables = ReleaseEnvironment.variables(of: service, in: project.program)
    let environment = KubernetesEnvironment(variables, in: project)
    var pod = common(service, owner, container: "release", environment)
    pod.arguments = environment.words(command)
    if let stage = project.releaseStage(service) {
      pod.image =
        project.builtImage(project.program.imageOwner(of: service), stage: stage) + ":" + project.options.tag
      pod.imageNote = "the stage of the same Dockerfile that has all dependencies"
    }
    pod.restartPolicy = "Never"
    addVolumes(service, claims: false, to: &pod)
    return pod
  }

  private func common(
    _ service: Service, _ owner: KubernetesOwner, container: String, _ environment: KubernetesEnvironment
  ) -> KubernetesPod {
    var pod = KubernetesPod(project: project, owner: owner, container: container, image: project.image(service))
    pod.environment = environment.items
    pod.account = project.account(of: service)
    if pod.account != nil, project.options.account(of: service) == nil, project.recipe(of: service) != nil {
      pod.accountNote = "the user of the image"
    }
    pod.grace = KubernetesText.seconds(service.stopGrace)
    pod.graceNote = service.stopGraceReason
    pod.serviceAccount = project.options.serviceAccount(of: service)
    let resources = service.resources
    let isGenerated = project.recipe(of: service) != nil
    pod.resources = KubernetesPod.resources(
      cpu: resources.cpuMilli, memory: resources.memoryBytes, reserveCPU: resources.reserveCPUMilli,
      reserveMemory: resources.reserveMemoryBytes, limitsCPU: project.options.limitsCPU,
      limitsMemory: isGenerated || service.declared.contains(.resourcesMemory))
    return pod
  }

  /// `command` takes the place of the ENTRYPOINT, `args` of the CMD.
  private func addCommand(_ service: Service, _ environment: KubernetesEnvironment, to pod: inout KubernetesPod) {
    if let entrypoint = service.entrypoint { pod.command = environment.words(entrypoint) }
    guard let command = service.command else { return }
    // Without words there is no ENTRYPOINT, and the command itself is the process.
    if service.entrypoint != nil, pod.command.isEmpty {
      pod.command = environment.words(command)
    } else {
      pod.arguments = environment.words(command)
    }
  }

  /// - Parameter claims: whether the volumes of the service are mounted, or its directories in memory alone.
  private func addVolumes(_ service: Service, claims: Bool, to pod: inout KubernetesPod) {
    let mounted = Set(service.volumes.map(\.path))
    if claims {
      for volume in service.volumes {
        pod.volumes.addClaim(
          volume.shared ?? project.names.volume(volume.path, of: service), at: volume.path,
          isReadOnly: volume.isReadOnly)
      }
      pod.hasData = !service.volumes.isEmpty
    }
    let recipe = project.recipe(of: service)
    pod.isReadOnly = project.options.isReadOnly(service) ?? (recipe != nil)
    if pod.isReadOnly {
      var paths = recipe?.scratch.map(\.path) ?? []
      for path in project.options.writable(service) where !paths.contains(path) { paths.append(path) }
      for path in paths where !mounted.contains(path) { pod.volumes.addScratch(path) }
    }
    KubernetesConfig.files(of: service, project)?.mount(in: &pod.volumes)
    project.addSecrets(service, to: &pod)
  }
}

extension KubernetesProject {
  /// The files that hold a secret.
  func addSecrets(_ service: Service, to pod: inout KubernetesPod) {
    for file in service.files {
      guard case .secret(let id) = file.source else { continue }
      let place = secretKey(id)
      pod.volumes.addSecret(
        place.secret, key: place.key, isRequired: program.secret(id)?.isRequired ?? true, at: file.path)
      // The file belongs to root; its group reads it.
      pod.hasData = true
    }
  }
}

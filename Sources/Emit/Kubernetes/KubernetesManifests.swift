import IR

/// The directories of manifests, in the order in which they are applied.
enum KubernetesPhase: String, CaseIterable {
  /// What must outlive the rest.
  case keep = "0-keep"
  /// Policies and stores.
  case data = "1-data"
  /// What runs once before the services.
  case release = "2-release"
  case serve = "3-serve"
}

/// One file of manifests.
struct KubernetesManifest {
  let phase: KubernetesPhase
  /// In the directory of the phase, without its ending.
  let name: String
  let objects: [YAMLMapping]

  func write(to writer: inout TextWriter) {
    for (index, object) in objects.enumerated() {
      if index > 0 { writer.write("---\n") }
      YAMLDocument(root: object).write(to: &writer)
    }
  }
}

/// All manifests of an environment.
struct KubernetesManifests {
  let project: KubernetesProject
  let all: [KubernetesManifest]
  let releases: KubernetesReleases
  /// What somebody must have made before they work.
  let supplies: KubernetesSupplies

  init(_ project: KubernetesProject) {
    self.project = project
    releases = KubernetesReleases(project)
    var all =
      Self.keep(project) + Self.data(project) + Self.release(project, releases) + Self.serve(project, releases)
    supplies = KubernetesSupplies(all, project)
    if let external = KubernetesExternalSecrets(project), !supplies.secrets.isEmpty {
      all.append(
        KubernetesManifest(phase: .data, name: "secrets", objects: external.objects(for: supplies.secrets)))
    }
    self.all = all
  }

  /// The objects of a service without `raw`, in the order of the phases.
  func objects(of service: Service) -> [YAMLMapping] {
    if service.isStore { return Self.store(service, project) }
    let services = KubernetesServices(project: project, wave: releases.lastWave)
    let steps = releases.steps.filter { $0.service.name == service.name }
    return steps.flatMap { services.objects(of: $0) } + Self.served(service, services, project)
  }

  /// The same with `raw`.
  private static func finished(_ objects: [YAMLMapping], of service: Service) -> [YAMLMapping] {
    var changes = RawChanges()
    return KubernetesRaw.merged(objects, of: service, &changes)
  }

  private static func store(_ service: Service, _ project: KubernetesProject) -> [YAMLMapping] {
    KubernetesStore(service, project).objects + (KubernetesPooler(service, project)?.objects ?? [])
      + (KubernetesBackup(service, project)?.objects ?? [])
  }

  private static func served(
    _ service: Service, _ services: KubernetesServices, _ project: KubernetesProject
  ) -> [YAMLMapping] {
    service.isProxy ? KubernetesFront(service, project)?.objects ?? [] : services.objects(of: service)
  }

  /// The manifests of a phase; empty: it has no directory.
  subscript(phase: KubernetesPhase) -> [KubernetesManifest] { all.filter { $0.phase == phase } }

  /// The name of the file of a service: those of other files belong to them.
  private static func file(_ name: String) -> String {
    ["kustomization", "namespace", "network", "secrets", "volumes"].contains(name) ? "service-" + name : name
  }

  // MARK: Phases

  private static func keep(_ project: KubernetesProject) -> [KubernetesManifest] {
    var manifests = [KubernetesManifest(phase: .keep, name: "namespace", objects: [namespace(project)])]
    var shared: [YAMLMapping] = []
    var seen: Set<String> = []
    for service in project.program.services where !service.isProxy {
      var claims: [YAMLMapping] = []
      for volume in service.volumes {
        let storageClass = project.options.storageClass(of: service)
        if let name = volume.shared {
          guard seen.insert(name).inserted else { continue }
          let bytes = project.program.services(sharing: name).flatMap(\.volumes).lazy
            .filter { $0.shared == name }.compactMap(\.bytes).first
          let claim = KubernetesClaim(name: name, bytes: bytes, mode: "ReadWriteMany", storageClass: storageClass)
          shared.append(self.claim(claim, nil, project))
        } else if !service.isStore {
          let claim = KubernetesClaim(
            name: project.names.volume(volume.path, of: service), bytes: volume.bytes, storageClass: storageClass)
          claims.append(self.claim(claim, KubernetesOwner(service), project))
        }
      }
      if !claims.isEmpty {
        manifests.append(KubernetesManifest(phase: .keep, name: file(service.dns), objects: claims))
      }
      if let backup = KubernetesBackup(service, project) {
        let object = claim(backup.claim, backup.owner, project, note: backup.claimNote)
        manifests.append(KubernetesManifest(phase: .keep, name: file(backup.owner.name), objects: [object]))
      }
    }
    if !shared.isEmpty { manifests.append(KubernetesManifest(phase: .keep, name: "volumes", objects: shared)) }
    return manifests
  }

  private static func namespace(_ project: KubernetesProject) -> YAMLMapping {
    var labels = project.labels(nil)
    for mode in ["enforce", "warn"] { labels.add("pod-security.kubernetes.io/" + mode, .text("restricted")) }
    var metadata = YAMLMapping()
    metadata.add("name", .text(project.namespace))
    metadata.add("labels", .mapping(labels))
    return project.object("v1", "Namespace", metadata)
  }

  private static func claim(
    _ claim: KubernetesClaim, _ owner: KubernetesOwner?, _ project: KubernetesProject, note: String? = nil
  ) -> YAMLMapping {
    var object = project.object("v1", "PersistentVolumeClaim", project.metadata(claim.name, owner))
    object.add("spec", .mapping(claim.spec(note: claim.bytes == nil ? nil : note)))
    return object
  }

  private static func data(_ project: KubernetesProject) -> [KubernetesManifest] {
    var manifests = [
      KubernetesManifest(phase: .data, name: "network", objects: KubernetesNetwork(project).objects)
    ]
    for service in project.stores {
      let objects = finished(store(service, project), of: service)
      manifests.append(KubernetesManifest(phase: .data, name: file(service.dns), objects: objects))
    }
    return manifests
  }

  private static func release(
    _ project: KubernetesProject, _ releases: KubernetesReleases
  ) -> [KubernetesManifest] {
    let services = KubernetesServices(project: project, wave: releases.lastWave)
    var manifests: [KubernetesManifest] = []
    for step in releases.steps {
      let name: String
      let objects: [YAMLMapping]
      if case .store(let process) = step.kind {
        name = file(step.owner.name)
        objects = [KubernetesMaker(project: project, step: step, process: process).object]
      } else {
        name = file(step.service.dns)
        objects = finished(services.objects(of: step), of: step.service)
      }
      if let position = manifests.firstIndex(where: { $0.name == name }) {
        let before = manifests[position].objects
        manifests[position] = KubernetesManifest(phase: .release, name: name, objects: before + objects)
      } else {
        manifests.append(KubernetesManifest(phase: .release, name: name, objects: objects))
      }
    }
    return manifests
  }

  private static func serve(
    _ project: KubernetesProject, _ releases: KubernetesReleases
  ) -> [KubernetesManifest] {
    let services = KubernetesServices(project: project, wave: releases.lastWave)
    var manifests: [KubernetesManifest] = []
    for service in project.program.services where !service.isStore {
      let objects = finished(served(service, services, project), of: service)
      if !objects.isEmpty {
        manifests.append(KubernetesManifest(phase: .serve, name: file(service.dns), objects: objects))
      }
    }
    return manifests
  }

  // MARK: Kustomizations

  /// `kustomization.yaml` of a phase.
  func kustomization(_ phase: KubernetesPhase) -> YAMLDocument {
    var header: [String] = []
    if phase == .keep {
      header = [
        "What must outlive the rest. In no other kustomization on purpose: \"kubectl delete -k .\" leaves it alone. With",
        "Argo CD or Flux: an application of its own that prunes nothing.",
      ]
    }
    return Self.kustomization(self[phase].map { $0.name + ".yaml" }, above: header)
  }

  /// That of all phases but the first.
  var kustomization: YAMLDocument {
    let phases = KubernetesPhase.allCases.filter { $0 != .keep && !self[$0].isEmpty }
    return Self.kustomization(
      phases.map(\.rawValue),
      above: [
        "All phases but 0-keep: for Argo CD, \"kubectl diff -k\" and overlays of your own. Plain kubectl applies them one by",
        "one: deploy.sh.",
      ])
  }

  private static func kustomization(_ resources: [String], above: [String]) -> YAMLDocument {
    var root = YAMLMapping()
    root.add("apiVersion", .text("kustomize.config.k8s.io/v1beta1"), above: above)
    root.add("kind", .text("Kustomization"))
    root.add("resources", .sequence(resources.map { YAMLItem(.text($0)) }))
    return YAMLDocument(root: root)
  }
}

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

/// One file of manifests. Its objects are made when they are asked for, so that those of all files never exist at once.
struct KubernetesManifest: Sendable {
  let phase: KubernetesPhase
  /// In the directory of the phase, without its ending.
  let name: String
  private let make: @Sendable () -> [YAMLMapping]

  /// - Parameter objects: at least one.
  init(phase: KubernetesPhase, name: String, objects: @autoclosure @escaping @Sendable () -> [YAMLMapping]) {
    self.phase = phase
    self.name = name
    make = objects
  }

  var objects: [YAMLMapping] { make() }

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
  /// What must exist before they work.
  let supplies: KubernetesSupplies
  let inventory: KubernetesInventory

  init(_ project: KubernetesProject) {
    self.project = project
    releases = KubernetesReleases(project)
    var all =
      Self.keep(project) + Self.data(project) + Self.release(project, releases) + Self.serve(project, releases)
    var reader = KubernetesReferenceReader()
    var inventory = KubernetesInventory()
    for manifest in all {
      for object in manifest.objects {
        reader.read(.mapping(object))
        inventory.add(object, in: manifest.phase)
      }
    }
    supplies = KubernetesSupplies(reader, project)
    self.inventory = inventory
    let secrets = supplies.secrets
    if let external = KubernetesExternalSecrets(project), !secrets.isEmpty {
      all.append(KubernetesManifest(phase: .data, name: "secrets", objects: external.objects(for: secrets)))
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
    if let operated = project.operated(service) { return operated.objects(in: project) }
    return KubernetesStore(service, project).objects + (KubernetesPooler(service, project)?.objects ?? [])
      + (KubernetesBackup(service, project)?.objects ?? [])
  }

  private static func served(
    _ service: Service, _ services: KubernetesServices, _ project: KubernetesProject
  ) -> [YAMLMapping] {
    service.isProxy ? KubernetesFront(service, project)?.objects ?? [] : services.objects(of: service)
  }

  /// The manifests of a phase; empty: it has no directory.
  subscript(phase: KubernetesPhase) -> [KubernetesManifest] { all.filter { $0.phase == phase } }

  /// The file of the namespace, in `0-keep`.
  static let namespaceFile = "namespace"

  /// The name of the file of a service: those of other files belong to them.
  private static func file(_ name: String) -> String {
    ["kustomization", namespaceFile, "network", "secrets", "volumes"].contains(name) ? "service-" + name : name
  }

  // MARK: Phases

  private static func keep(_ project: KubernetesProject) -> [KubernetesManifest] {
    var manifests = [KubernetesManifest(phase: .keep, name: namespaceFile, objects: [namespace(project)])]
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
        let claims = claims
        manifests.append(KubernetesManifest(phase: .keep, name: file(service.dns), objects: claims))
      }
      if let backup = KubernetesBackup(service, project) {
        let object = claim(backup.claim, backup.owner, project, note: backup.claimNote)
        manifests.append(KubernetesManifest(phase: .keep, name: file(backup.owner.name), objects: [object]))
      }
    }
    let volumes = shared
    if !volumes.isEmpty { manifests.append(KubernetesManifest(phase: .keep, name: "volumes", objects: volumes)) }
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
      manifests.append(
        KubernetesManifest(
          phase: .data, name: file(service.dns), objects: finished(store(service, project), of: service)))
    }
    return manifests
  }

  private static func release(
    _ project: KubernetesProject, _ releases: KubernetesReleases
  ) -> [KubernetesManifest] {
    let services = KubernetesServices(project: project, wave: releases.lastWave)
    var names: [String] = []
    var steps: [String: [KubernetesReleases.Step]] = [:]
    for step in releases.steps {
      let name: String
      if case .store = step.kind { name = file(step.owner.name) } else { name = file(step.service.dns) }
      if steps[name] == nil { names.append(name) }
      steps[name, default: []].append(step)
    }
    return names.map { name in
      let steps = steps[name] ?? []
      return KubernetesManifest(phase: .release, name: name, objects: steps.flatMap { objects(of: $0, services) })
    }
  }

  private static func objects(
    of step: KubernetesReleases.Step, _ services: KubernetesServices
  ) -> [YAMLMapping] {
    if case .store(let process) = step.kind {
      return [KubernetesMaker(project: services.project, step: step, process: process).object]
    }
    return finished(services.objects(of: step), of: step.service)
  }

  private static func serve(
    _ project: KubernetesProject, _ releases: KubernetesReleases
  ) -> [KubernetesManifest] {
    let services = KubernetesServices(project: project, wave: releases.lastWave)
    return project.program.services.compactMap { service in
      guard !service.isStore, service.category != .job,
        !service.isProxy || KubernetesFront(service, project) != nil
      else { return nil }
      return KubernetesManifest(
        phase: .serve, name: file(service.dns),
        objects: finished(served(service, services, project), of: service))
    }
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

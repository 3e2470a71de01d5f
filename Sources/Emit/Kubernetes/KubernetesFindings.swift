import Diagnostics
import IR

/// What only this emitter can know to be lost, approximated or impossible; the rest follows from its capabilities.
enum KubernetesFindings {
  static func all(_ project: KubernetesProject) -> [EmitFinding] {
    var findings =
      addresses(project) + images(project) + KubernetesOptionFindings.unused(project)
      + KubernetesOptionFindings.names(project)
    for service in project.program.services {
      findings += ofService(service, project)
      findings += KubernetesFileFindings.all(service, project)
      findings += KubernetesOptionFindings.all(service, project)
      if service.isProxy { findings += KubernetesProxyFindings.all(service, project) }
    }
    return findings + KubernetesRawFindings.all(project)
  }

  // MARK: Addresses

  /// Public services that nothing gives a domain to: an error at the build that needs the address, else at `public`.
  private static func addresses(_ project: KubernetesProject) -> [EmitFinding] {
    guard project.domain == nil else { return [] }
    return project.program.services.filter(project.needsDomain).map { service in
      let help = [
        "name one: `public: \(service.dns).example.com`",
        "or the domain below which services get theirs: `options: { kubernetes: { domain: apps.example.com } }`",
      ]
      let place = service.span(of: .isPublic)
      if let variable = buildValue(of: service, project) {
        return EmitFinding(
          .addressUnknownAtBuild,
          "\(KubernetesEmitter.name)' images are built elsewhere: `\(service.name).public_url` is not known then",
          span: variable.span, subject: [.name(service.name)],
          related: place.map { [($0, "`\(service.name)` has no domain of its own here")] } ?? [], help: help)
      }
      return EmitFinding(
        .cannotExpress, "\(KubernetesEmitter.name) has no domains of its own: `\(service.name)` needs one",
        span: place, subject: [.name(ServiceKey.isPublic.name)], help: help)
    }
  }

  /// The first value of a build that contains the address of a service.
  private static func buildValue(of service: Service, _ project: KubernetesProject) -> Variable? {
    for reader in project.program.services {
      for variable in reader.buildVariables {
        var isRead = false
        variable.value?.walk { node in
          if case .output(let owner, let output) = node, owner == service.name, publicOutputs.contains(output) {
            isRead = true
          }
        }
        if isRead { return variable }
      }
    }
    return nil
  }

  private static let publicOutputs: Set<String> = [
    "public_url", "public_websocket_url", "public_domain", "public_domains", "public_host", "origin", "origins",
    "hosts",
  ]

  // MARK: Images

  private static func images(_ project: KubernetesProject) -> [EmitFinding] {
    guard project.options.registry == nil else { return [] }
    let names = project.builtImages.filter { $0.owner.build?.push == nil && $0.stage == nil }
      .map { project.builtImage($0.owner) }
    guard let first = names.first else { return [] }
    let others = names.dropFirst().map { "`\($0)`" }
    return [
      EmitFinding(
        .registryMissing,
        "\(KubernetesEmitter.name) pulls images: without `registry` only nodes that were given `\(first)` by hand have it",
        span: project.program.targetPlaces[KubernetesEmitter.name],
        notes: others.isEmpty ? [] : ["the same holds for \(others.joined(separator: ", "))"],
        help: [
          "name it: `options: { kubernetes: { registry: registry.example.com } }`",
          "or allow the finding for a cluster that gets its images by `kind load docker-image` or `k3d image import`",
        ])
    ]
  }

  // MARK: Services

  private static func ofService(_ service: Service, _ project: KubernetesProject) -> [EmitFinding] {
    var findings: [EmitFinding] = []
    if !service.isProxy, project.account(of: service) == nil {
      findings.append(
        EmitFinding(
          .userUnknown, "nothing says which user `\(service.name)` runs as; the namespace admits no root",
          span: service.span, subject: [.name("user")],
          help: [
            service.build?.dockerfile == nil
              ? "name the number of the user: `options: { kubernetes: { user: 1000 } }`"
              : "write `USER 1000` into the Dockerfile, or `options: { kubernetes: { user: 1000 } }`"
          ]))
    }
    if service.exposure.isTCP {
      findings.append(
        EmitFinding(
          .cannotExpress, "\(KubernetesEmitter.name) cannot publish the port of `\(service.name)`",
          span: service.span(of: .isPublic), subject: [.name("tcp")],
          notes: ["the address of a load balancer is known only after it was made"],
          help: [
            "reach it with `kubectl port-forward service/\(project.host(of: service))`, or add a Service of type LoadBalancer of your own"
          ]))
    }
    if service.build?.builder == .railpack, service.build?.sharedWith == nil {
      findings.append(
        EmitFinding(
          .approximated, "\(KubernetesEmitter.name) runs an image of `\(service.name)` that Railpack must make",
          span: service.span(of: .buildBuilder), subject: [.name("build")],
          notes: ["no command is written for it: the image is built elsewhere"],
          help: ["build it with `railpack build`, or give the service a Dockerfile"]))
    }
    findings += orders(service, project) + volumes(service, project)
    if project.isDeployment(service) {
      for excess in KubernetesRollout(service, project).excess {
        findings.append(
          EmitFinding(
            .rolloutOverBudget,
            "while `\(service.name)` is replaced, \(excess.connections) connections may be open to `\(excess.store)`, "
              + "which accepts \(excess.available)",
            span: service.span, subject: [.name(excess.store)],
            help: ["make its pool smaller, raise the limit of `\(excess.store)`, or put a pooler in front of it"]))
      }
    }
    return findings + backup(service, project)
  }

  private static func backup(_ service: Service, _ project: KubernetesProject) -> [EmitFinding] {
    guard let store = service.store, store.backup != nil, project.operated(service) == nil,
      KubernetesBackup(service, project) == nil
    else { return [] }
    return [
      EmitFinding(
        .cannotExpress, "\(KubernetesEmitter.name) cannot back up `\(service.name)`",
        span: service.span(of: .backup), subject: [.name("backup")],
        notes: [
          store.dump?.dataPath == nil
            ? "nothing dumps \(store.title)" : "a dump of \(store.title) reads the server's volume, which one pod has"
        ],
        help: ["remove `backup`, and let the storage of the cluster take snapshots of the volume"])
    ]
  }

  /// Two services with code start together; only phases are kept apart.
  private static func orders(_ service: Service, _ project: KubernetesProject) -> [EmitFinding] {
    guard service.declared.contains(.needs), !service.inherits(.needs, in: project.program) else { return [] }
    return service.needs.compactMap { need in
      guard need.condition != .done, let other = project.program.service(need.service), !other.isStore,
        other.name != service.name
      else { return nil }
      let edge = project.program.edges(from: service.name).first { $0.to == other.name && $0.kind == .startup }
      return EmitFinding(
        .approximated, "\(KubernetesEmitter.name) starts `\(service.name)` and `\(other.name)` together",
        span: edge?.span ?? service.span(of: .needs), subject: [.name(other.name)],
        notes: ["phases are kept apart: stores, releases, services; within a phase a client retries"])
    }
  }

  private static func volumes(_ service: Service, _ project: KubernetesProject) -> [EmitFinding] {
    guard !service.inherits(.volumes, in: project.program) else { return [] }
    return service.volumes.compactMap { volume in
      guard let name = volume.shared, project.program.services(sharing: name).first?.name == service.name,
        project.program.services(sharing: name).count > 1 || project.mostReplicas(service) > 1
      else { return nil }
      return EmitFinding(
        .approximated, "\(KubernetesEmitter.name) mounts `\(name)` in several pods only where its storage class can",
        span: service.span(of: .volumes), subject: [.name(name)],
        notes: ["the claim asks for ReadWriteMany, which disks of cloud providers mostly lack"],
        help: [
          "name a storage class that has it, such as one of NFS: `options: { kubernetes: { storage_class: nfs } }`"
        ])
    }
  }
}

/// E0902 for files that a cluster cannot be given.
enum KubernetesFileFindings {
  /// What a store runs at its first start is in one ConfigMap.
  private static func initial(_ service: Service, _ store: Store, _ project: KubernetesProject) -> [EmitFinding] {
    let isLarge = store.initFiles.contains { project.program.contents[$0] == .tooLarge }
    guard isLarge else { return [] }
    return [
      EmitFinding(
        .cannotExpress,
        "\(KubernetesEmitter.name) cannot give `\(service.name)` its `init` files: one is larger than 1 MiB",
        span: service.span(of: .initFiles), subject: [.name(ServiceKey.initFiles.name)],
        notes: ["a ConfigMap holds 1,048,576 bytes"], help: ["run it from the `release` command of a service"])
    ]
  }

  static func all(_ service: Service, _ project: KubernetesProject) -> [EmitFinding] {
    if let store = service.store, project.operated(service) == nil, !store.initFiles.isEmpty {
      let initial = initial(service, store, project)
      if !initial.isEmpty { return initial }
    }
    guard !service.files.isEmpty, !service.inherits(.files, in: project.program) else { return [] }
    var findings: [EmitFinding] = []
    func add(_ message: String, _ notes: [String], _ help: String) {
      findings.append(
        EmitFinding(
          .cannotExpress, message, span: service.span(of: .files), subject: [.name(ServiceKey.files.name)],
          notes: notes,
          help: [help]))
    }
    var bytes = 0
    for file in service.files {
      switch file.source {
      case .secret: break
      case .composed(let text):
        if text.value?.isKnownWhenEmitted != false { continue }
        add(
          "\(KubernetesEmitter.name) cannot put secrets into the text of `\(file.path)`",
          ["a ConfigMap holds no secret, and a Secret is made before anything is known of the text"],
          "let the program read these values from its variables, or mount the secret as a file of its own")
      case .repository(let path):
        switch project.program.contents[path] {
        case .bytes(let content)?: bytes += content.count
        // How large it is has not been read.
        case .tooLarge?: bytes += KubernetesConfig.mostBytes + 1
        case nil: break
        }
      }
    }
    if bytes > KubernetesConfig.mostBytes {
      add(
        "\(KubernetesEmitter.name) cannot mount the `files` of `\(service.name)`: together they are larger than 1 MiB",
        ["a ConfigMap holds 1,048,576 bytes"], "COPY them in the Dockerfile, or keep them in a bucket")
    }
    return findings
  }
}

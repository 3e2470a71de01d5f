package import IR

/// Kubernetes: whole objects for each environment, in the phases in which they are applied, with the scripts that put a
/// version and its Secrets into a cluster.
package enum KubernetesEmitter: Emitter {
  package static let name = "kubernetes"
  package static let title = "Kubernetes"
  package static let summary = "Kubernetes: manifests in phases, and scripts that deploy them"
  package static let files = [
    "<environment>/kubernetes/0-keep/*.yaml", "<environment>/kubernetes/1-data/*.yaml",
    "<environment>/kubernetes/2-release/*.yaml", "<environment>/kubernetes/3-serve/*.yaml",
    "<environment>/kubernetes/kustomization.yaml", "<environment>/kubernetes/deploy.sh",
    "<environment>/kubernetes/secrets.sh", "<environment>/kubernetes/README.md",
  ]
  package static let scope = EmitterScope.environment
  package static let role = EmitterRole.deploy

  package static let capabilities: Capabilities = {
    var capabilities = Capabilities()
    capabilities.expandsSupplied = true
    capabilities.continuousHealth = true
    capabilities.healthHosts = [HealthProbe.host]
    capabilities.proxyInFront = true
    capabilities.startupOrder = true
    capabilities.release = true
    capabilities.releaseVariables = true
    capabilities.replicas = true
    capabilities.replacesBeside = true
    capabilities.resourceLimits = true
    capabilities.reservations = true
    capabilities.autoscale = true
    capabilities.volumes = true
    capabilities.sharedVolumes = true
    capabilities.cron = .every(minutes: 1)
    capabilities.backups = true
    capabilities.fileMounts = true
    capabilities.embedsFiles = true
    capabilities.takesRaw = true
    capabilities.numbersUsers = true
    capabilities.storeInit = true
    capabilities.poolers = true
    capabilities.hostedDatabases = true
    capabilities.replicaSets = false
    capabilities.wrapsShellCommands = true
    capabilities.runsOnMachines = false
    capabilities.buildsStages = true
    capabilities.buildSecrets = true
    return capabilities
  }()

  package static func capabilities(for program: Program) -> Capabilities {
    var capabilities = capabilities
    let options = KubernetesOptions(program)
    capabilities.knowsPlatformDomainAtBuild = options.domain != nil
    capabilities.backupCopies = program.services.contains { KubernetesOperators.one(for: $0, options) != nil }
    return capabilities
  }

  package static let options =
    [
      EmitterOption("registry", "in front of the names of built images: `registry.example.com/team`"),
      EmitterOption(
        "tag", "of built images in the files, text with references; `set-by-deploy`", takesReferences: true),
      EmitterOption("namespace", "of all objects; `<project>-<environment>`", change: .losesData),
      EmitterOption("domain", "below which public services without a domain of their own have one"),
      EmitterOption(
        "ingress",
        "of public services: `class`, the cluster issuer `issuer` of cert-manager, the `namespace` of the controller, "
          + "`annotations`", members: ["class", "issuer", "namespace", "annotations"]),
      EmitterOption(
        "gateway", "in place of `ingress`: `name`, `namespace` and `section` of a Gateway",
        members: ["name", "namespace", "section"], excludes: "ingress"),
      EmitterOption("storage_class", "of volumes; the cluster's default", owner: .both),
      EmitterOption("pull_secret", "the Secret with which images are pulled"),
      EmitterOption(
        "secrets",
        "where Secrets come from: `script`, or a store of External Secrets by `store`, `kind` and `path`",
        values: ["script"], members: ["store", "kind", "path"]),
      EmitterOption(
        "egress", "whether services reach the internet, or only what they refer to; internet",
        values: ["internet", "closed"], owner: .both),
      EmitterOption(
        "cpu_limits", "whether code has CPU limits too, for a cluster with a quota of them; false",
        values: ["true", "false"]),
      EmitterOption(
        "user", "of a service: the number of the user that its image runs as, `1000` or `\"1000:1000\"`",
        owner: .service),
      EmitterOption(
        "read_only", "of a service: whether its file system is read-only; true for images that are generated",
        values: ["true", "false"], owner: .service),
      EmitterOption("writable", "of a service: directories that stay writable", owner: .service),
      EmitterOption(
        "liveness", "of a service: `tcp`, `none`, or a path that depends on nothing else; tcp", owner: .service),
      EmitterOption(
        "drain", "of a service: how long a pod waits before it stops, until no proxy sends requests; 5s",
        owner: .service),
      EmitterOption("service_account", "of a service: an existing ServiceAccount", owner: .service),
    ] + KubernetesOperators.options

  package static func findings(among programs: [(position: Int, program: Program)]) -> [EmitFinding] {
    KubernetesNamespaceFindings.all(programs)
  }

  package static var secretsForm: SecretsForm? { KubernetesSecretList.form }

  package static func operation(_ request: EmitRequest) -> (any TargetOperation)? {
    KubernetesOperation(KubernetesManifests(KubernetesProject(request.program, layout: request.layout)))
  }

  package static func measuring(_ request: EmitRequest) -> (any MeasuredTarget)? {
    let project = KubernetesProject(request.program, layout: request.layout)
    return KubernetesMeasuring(project: project, directory: KubernetesOperation(KubernetesManifests(project)).directory)
  }

  package static func scripts(_ request: EmitRequest) -> TargetScripts? { KubernetesOperations.of(request) }

  package static func pipeline(_ request: EmitRequest) -> TargetPipeline? { KubernetesPipeline.of(request) }

  package static func emit(_ request: EmitRequest) -> Emission {
    let project = KubernetesProject(request.program, layout: request.layout)
    var emission = Emission()
    if request.wantsFindings {
      emission.findings = KubernetesFindings.all(project) + KubernetesOperatorFindings.all(request.program)
    }
    if request.isForFindings { return emission }
    let environment = request.program.environment.name
    let header = request.layout.header(.hash, for: environment)
    func path(_ name: String) -> String { OutputLayout.path(environment, name: name) }
    let manifests = KubernetesManifests(project)
    for phase in KubernetesPhase.allCases where !manifests[phase].isEmpty {
      emission.files.append(
        EmittedFile(path: path(phase.rawValue + "/kustomization.yaml"), header: header) {
          manifests.kustomization(phase).write(to: &$0)
        })
      for manifest in manifests[phase] {
        emission.files.append(
          EmittedFile(path: path("\(phase.rawValue)/\(manifest.name).yaml"), header: header) {
            manifest.write(to: &$0)
          })
      }
    }
    emission.files.append(
      EmittedFile(path: path("kustomization.yaml"), header: header) { manifests.kustomization.write(to: &$0) })
    emission.files += manifests.instructions
    return emission
  }
}

extension OutputLayout {
  fileprivate static func path(_ environment: String, name: String) -> String {
    path(environment, KubernetesEmitter.name, name)
  }
}

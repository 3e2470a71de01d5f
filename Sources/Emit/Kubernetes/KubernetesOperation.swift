import IR

/// How an environment on a cluster is operated (kubernetes.io, reference of kubectl 1.37, 2026-11).
struct KubernetesOperation: TargetOperation {
  let manifests: KubernetesManifests
  private let project: KubernetesProject

  init(_ manifests: KubernetesManifests) {
    self.manifests = manifests
    project = manifests.project
  }

  private var kubectl: String { "kubectl -n \(project.namespace)" }

  var directory: String {
    OutputLayout.join(
      OutputLayout.relative(from: project.layout.topologyFolder, to: project.layout.outputFolder), project.folder)
  }

  var preparation: String? { nil }

  var state: String { "\(kubectl) get pods" }

  func logs(of service: Service) -> String? { object(of: service).map { "\(kubectl) logs --tail=200 \($0)" } }

  func restart(_ service: Service) -> String? { object(of: service).map { "\(kubectl) rollout restart \($0)" } }

  func inside(_ store: Service, _ command: String) -> String? {
    object(of: store).map { "\(kubectl) exec -it \($0) -- \(command)" }
  }

  func steps(_ task: OperationTask) -> [String] {
    switch task {
    case .deploy: ["./\(KubernetesDeployScript.name) --diff\(tag)", "./\(KubernetesDeployScript.name)\(tag)"]
    case .goBack:
      deployments.isEmpty
        ? [] : [ShellText.line(["\(kubectl) rollout undo"] + deployments.map { "deployment/\($0)" }, indent: 2)]
    case .renewSecrets:
      deployments.isEmpty
        ? [] : [ShellText.line(["\(kubectl) rollout restart"] + deployments.map { "deployment/\($0)" }, indent: 2)]
    case .rebuild:
      (KubernetesSecretScript(manifests) == nil ? [] : ["./\(KubernetesSecretScript.name)"])
        + ["./\(KubernetesDeployScript.name)\(tag)"]
    case .dump(let store):
      KubernetesBackup(store, project).map { backup in
        let name = backup.owner.name
        return [
          "\(kubectl) create job --from=cronjob/\(name) \(name)-now",
          "\(kubectl) wait --for=condition=Complete job/\(name)-now --timeout=1h",
        ]
      } ?? []
    case .restore: []
    }
  }

  func note(_ task: OperationTask) -> String? {
    switch task {
    case .deploy: tag.isEmpty ? nil : "`\(KubernetesDeployScript.exampleTag)` is an example of an image tag."
    case .renewSecrets: "The values are in Secrets: \(KubernetesReadme.code("\(kubectl) edit secret NAME"))."
    case .restore: "The steps are in `\(KubernetesReadme.name)`, under Backups and restore."
    case .goBack, .rebuild, .dump: nil
    }
  }

  private var tag: String {
    KubernetesDeployScript(manifests).needsTag ? " " + KubernetesDeployScript.exampleTag : ""
  }

  private var deployments: [String] {
    manifests.inventory.workloads(in: .serve).filter { $0.kind == .deployment }.map(\.name)
  }

  /// What runs a service; nil: nothing that stays, or an operator of the cluster.
  private func object(of service: Service) -> String? {
    if deployments.contains(service.dns) { return "deployment/\(service.dns)" }
    let stores = manifests.inventory.workloads(in: .data).map(\.name)
    return service.isStore && project.operated(service) == nil && stores.contains(service.dns)
      ? "statefulset/\(service.dns)" : nil
  }
}

import IR

/// What the objects of an environment are, for scripts and pages that speak of them.
struct KubernetesInventory {
  /// What a rollout is waited for.
  struct Workload {
    enum Kind: String {
      case statefulSet = "statefulset"
      case deployment
    }

    let kind: Kind
    let name: String
  }

  struct Claim {
    let name: String
    let storageClass: String?
    let isShared: Bool
    /// The StatefulSet that makes it; nil: it is an object of its own.
    let owner: String?
  }

  private var workloads: [(phase: KubernetesPhase, workload: Workload)] = []
  /// The names of the autoscalers, which are those of the Deployments that they scale.
  private(set) var autoscalers: [String] = []
  private(set) var claims: [Claim] = []

  /// In the order of the files.
  func workloads(in phase: KubernetesPhase) -> [Workload] { workloads.filter { $0.phase == phase }.map(\.workload) }

  mutating func add(_ object: YAMLMapping, in phase: KubernetesPhase) {
    guard case .text(let kind) = object["kind"], case .text(let name) = object["metadata", "name"] else { return }
    switch kind {
    case "StatefulSet":
      workloads.append((phase, Workload(kind: .statefulSet, name: name)))
      guard case .sequence(let templates) = object["spec", "volumeClaimTemplates"] else { return }
      for case .mapping(let template) in templates.map(\.value) { add(claim: template, of: name) }
    case "Deployment": workloads.append((phase, Workload(kind: .deployment, name: name)))
    case "HorizontalPodAutoscaler": autoscalers.append(name)
    case "PersistentVolumeClaim": add(claim: object, of: nil)
    default: break
    }
  }

  private mutating func add(claim: YAMLMapping, of owner: String?) {
    guard case .text(let name) = claim["metadata", "name"] else { return }
    var storageClass: String?
    if case .text(let name) = claim["spec", "storageClassName"] { storageClass = name }
    claims.append(
      Claim(
        // The first pod of a StatefulSet is the only one here.
        name: owner.map { "\(name)-\($0)-0" } ?? name, storageClass: storageClass,
        isShared: claim["spec", "accessModes"] == .flow([.text("ReadWriteMany")]), owner: owner))
  }
}

extension YAMLMapping {
  /// The value of a key of a mapping that is the value of a key.
  fileprivate subscript(key: String, member: String) -> YAMLValue? {
    guard case .mapping(let mapping) = self[key] else { return nil }
    return mapping[member]
  }
}

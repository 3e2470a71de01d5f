import IR

/// How a new version takes the place of the old one, within the connections that stores accept.
///
/// Pods that end are not counted: their pools close when they are told to stop.
struct KubernetesRollout {
  /// What one more pod of a service means to a store that has no room for it.
  struct Excess {
    let store: String
    /// Connections while the new pod runs beside the old one.
    let connections: Int
    let available: Int
  }

  /// Whether a new pod runs before an old one is stopped.
  let surges: Bool
  /// The sum, for a comment.
  let note: String?
  /// The stores that one more pod is too much for, although one must start beside the only one.
  let excess: [Excess]

  init(_ service: Service, _ project: KubernetesProject) {
    var sums: [String] = []
    var excess: [Excess] = []
    for budget in project.program.connectionBudgets(with: service.name) {
      let own = budget.consumers.filter { $0.service == service.name && !$0.isPooled && !$0.isUnknown }
      guard !own.isEmpty else { continue }
      let more = own.map { consumer in
        var consumer = consumer
        consumer.replicas += 1
        return consumer
      }
      let total = budget.used + more.reduce(0) { $0 + $1.total } - own.reduce(0) { $0 + $1.total }
      let sum = more.map(\.arithmetic).joined(separator: " and ")
      let others = more.reduce(0) { $0 + $1.total } == total ? "" : ", \(total) with all others,"
      sums.append("\(sum)\(others) of \(budget.available) connections while it rolls")
      if total > budget.available {
        excess.append(Excess(store: budget.store, connections: total, available: budget.available))
      }
    }
    let canWait = project.mostReplicas(service) > 1
    surges = excess.isEmpty || !canWait
    note =
      excess.isEmpty || !canWait
      ? sums.first : "one more would be \(excess[0].connections) of \(excess[0].available) connections"
    self.excess = canWait ? [] : excess
  }

  /// `strategy:` of a Deployment.
  var strategy: YAMLMapping {
    var strategy = YAMLMapping()
    strategy.add("type", .text("RollingUpdate"))
    strategy.add(
      "rollingUpdate",
      .mapping(
        .flow([("maxSurge", .integer(surges ? 1 : 0)), ("maxUnavailable", .integer(surges ? 0 : 1))])), note: note)
    return strategy
  }

  /// All pods end before the first new one starts: what they share allows no two.
  static var recreate: YAMLMapping { .flow([("type", .text("Recreate"))]) }
}

extension ConnectionBudget {
  /// `3 replicas x 2 workers x (5 + 5) = 60 of 97 connections` of one service; nil: it opens none here.
  func comment(for service: Service) -> String? {
    let own = consumers.filter { $0.service == service.name && !$0.isPooled }
    return own.isEmpty ? nil : own.map(\.arithmetic).joined(separator: " and ") + " of \(available) connections"
  }
}

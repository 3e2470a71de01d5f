import IR

/// An operator of the cluster that runs a store from an object of its own, in place of a StatefulSet.
protocol KubernetesOperator: SendableMetatype {
  /// The option that asks for it, and those that it reads.
  static var options: [EmitterOption] { get }

  /// Nil: it does not run the store.
  init?(_ service: Service, _ options: KubernetesOptions)

  /// The port that it starts the server on.
  var port: Int { get }
  /// The Service of the server that takes writes.
  var host: String { get }
  /// What is ready when the server is, as kubectl names it.
  var resource: String { get }
  /// The Secret with which the operator makes the account of services, by the id of its secret; nil: it makes none.
  var account: (id: String, place: KubernetesSecretKey)? { get }

  /// What the cluster must have for it, each an item of a list.
  var needs: [String] { get }

  func objects(in project: KubernetesProject) -> [YAMLMapping]
  /// The pods that it starts, for policies.
  func pods(in project: KubernetesProject) -> KubernetesOperatedPods
  /// Those of the pooler; nil: services connect to the server itself.
  func pooler(in project: KubernetesProject) -> KubernetesOperatedPods?
  /// The Secrets that its objects refer to.
  func secrets(in project: KubernetesProject) -> [KubernetesSecret]
  /// How its data is copied and brought back.
  /// - Parameter kubectl: the command with its namespace.
  func addBackups(to page: inout MarkdownDocument, _ kubectl: String)
  /// What it cannot do, or does in a way of its own.
  func findings(in program: Program) -> [EmitFinding]
}

/// Pods that an operator starts, and who connects to them beside those that refer to the store.
struct KubernetesOperatedPods {
  /// Of their policy.
  let name: String
  /// What they have in common and no other pods have.
  let labels: YAMLMapping
  /// Ports on which they connect to each other.
  var common: [Int] = []
  /// Ports on which the operator asks for their state, from a namespace that is not known here.
  var watched: [Int] = []
  /// Ports of the API server and of the store of backups.
  var outside: [Int] = []
}

/// The operators that are known.
enum KubernetesOperators {
  private static let all: [any KubernetesOperator.Type] = [
    KubernetesPostgres.self
  ]

  static let options = all.flatMap { $0.options }

  /// The one that runs a store; nil: a StatefulSet does.
  static func one(for service: Service, _ options: KubernetesOptions) -> (any KubernetesOperator)? {
    guard service.isStore else { return nil }
    for type in all {
      if let found = type.init(service, options) { return found }
    }
    return nil
  }
}

extension KubernetesProject {
  func operated(_ service: Service) -> (any KubernetesOperator)? { KubernetesOperators.one(for: service, options) }

  /// The name under which pods of the store itself are reached.
  func host(of service: Service) -> String { operated(service)?.host ?? service.dns }
}

/// What operators make of a program, for findings.
enum KubernetesOperatorFindings {
  static func all(_ program: Program) -> [EmitFinding] {
    let options = KubernetesOptions(program)
    let hasOne = program.services.contains { KubernetesOperators.one(for: $0, options) != nil }
    return program.services.flatMap { service -> [EmitFinding] in
      if let found = KubernetesOperators.one(for: service, options) { return found.findings(in: program) }
      // Without any operator the rule of all targets says so.
      guard hasOne, service.isStore, service.store?.backup?.destination != nil else { return [] }
      return [
        EmitFinding(
          .cannotExpress, "kubernetes keeps no copy of the backups of `\(service.name)` in a bucket",
          span: service.span(of: .backupTo),
          notes: ["dumps of a StatefulSet lie on a volume of the cluster"],
          help: ["omit `backup.to` there, and copy the dumps by a tool of your own"])
      ]
    }
  }
}

/// What a policy says of pods that an operator starts, beside the references of services.
struct KubernetesOperatedRules {
  private let pods: KubernetesOperatedPods

  init(_ pods: KubernetesOperatedPods) { self.pods = pods }

  var ingress: [YAMLItem] {
    var rules = among("from")
    if !pods.watched.isEmpty {
      var rule = YAMLMapping()
      rule.add("ports", Self.ports(pods.watched), note: "the operator, from a namespace that is not known here")
      rules.append(YAMLItem(.mapping(rule)))
    }
    return rules
  }

  var egress: [YAMLItem] {
    var rules = among("to")
    if !pods.outside.isEmpty {
      var rule = YAMLMapping()
      rule.add("ports", Self.ports(pods.outside), note: "to anywhere: the API server and the store of backups")
      rules.append(YAMLItem(.mapping(rule)))
    }
    return rules
  }

  private func among(_ side: String) -> [YAMLItem] {
    guard !pods.common.isEmpty else { return [] }
    var selector = YAMLMapping()
    selector.add("matchLabels", .mapping(pods.labels))
    var peer = YAMLMapping()
    peer.add("podSelector", .mapping(selector))
    var rule = YAMLMapping()
    rule.add(side, .sequence([YAMLItem(.mapping(peer))]), note: "each other")
    rule.add("ports", Self.ports(pods.common))
    return [YAMLItem(.mapping(rule))]
  }

  private static func ports(_ numbers: [Int]) -> YAMLValue {
    .sequence(numbers.map { YAMLItem(.mapping(.flow([("port", .integer($0)), ("protocol", .text("TCP"))]))) })
  }
}

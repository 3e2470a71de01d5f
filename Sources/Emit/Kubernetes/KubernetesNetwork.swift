import IR

/// Who may connect to whom: what references in the topology say, and nothing else.
struct KubernetesNetwork {
  /// One pair of pods.
  struct Link {
    let from: String
    let to: String
    let ports: [KubernetesPorts.Port]
    /// The variables with the address, or what else connects.
    var reasons: [String]
    /// Whether the reasons are variables of the one that connects.
    let isReference: Bool
  }

  /// A name of pods that has a policy.
  private struct Node {
    let name: String
    let ports: [KubernetesPorts.Port]
    /// Ports that requests from outside come to.
    var open: [KubernetesPorts.Port] = []
    /// Whether it reaches the internet.
    var isFree = false
    /// Servers outside that it connects to.
    var outside: [ExternalServer] = []
    /// Of pods that an operator starts.
    var operated: KubernetesOperatedPods?
  }

  private let project: KubernetesProject
  private var nodes: [Node] = []
  private(set) var links: [Link] = []
  private var positions: [String: Int] = [:]

  init(_ project: KubernetesProject) {
    self.project = project
    for service in project.program.services where !service.isProxy { add(service) }
  }

  // MARK: The graph

  private mutating func add(_ service: Service) {
    let ports = KubernetesPorts(service, in: project).all
    let isCode = !service.isStore
    nodes.append(
      Node(
        name: service.dns, ports: ports, open: ports.filter { project.openPorts(service).contains($0.number) },
        isFree: isCode && !project.options.isClosed(service), outside: externals(of: service)))
    for (variable, address) in addresses(in: service) { connect(service, to: address, by: variable) }
    if let operated = project.operated(service) {
      nodes[nodes.count - 1].operated = operated.pods(in: project)
      if let pooler = operated.pooler(in: project) {
        nodes.append(Node(name: pooler.name, ports: Array(ports.prefix(1)), operated: pooler))
      }
    }
    if let pooler = KubernetesPooler(service, project) {
      nodes.append(Node(name: pooler.owner.name, ports: Array(ports.prefix(1))))
      join(pooler.owner.name, service.dns, Array(ports.prefix(1)), "the pooler")
    }
    if let backup = KubernetesBackup(service, project) {
      nodes.append(Node(name: backup.owner.name, ports: []))
      join(backup.owner.name, service.dns, ports, "the backup")
    }
    for maker in project.makers(of: service) {
      nodes.append(Node(name: maker.owner.name, ports: []))
      join(maker.owner.name, service.dns, ports, "its \(maker.owner.component.rawValue)")
    }
  }

  /// The servers outside that a service refers to.
  private func externals(of service: Service) -> [ExternalServer] {
    guard !project.program.externals.isEmpty else { return [] }
    let names = Set(project.program.edges(from: service.name).map(\.to))
    return project.program.externals.filter { names.contains($0.name) }
  }

  /// An output that is a host of the private network.
  private struct Address: Hashable {
    let service: String
    let output: String
  }

  private static let hosts: Set<String> = ["host", "private_host", "unpooled_host", "endpoint"]

  private func addresses(in service: Service) -> [(variable: String, address: Address)] {
    let released =
      service.release == nil ? [] : ReleaseEnvironment.variables(of: service, in: project.program)
    var found: [(variable: String, address: Address)] = []
    for variable in service.values + released where variable.phase != .build {
      variable.value?.walk { node in
        guard case .output(let owner, let output) = node, owner != service.name, Self.hosts.contains(output) else {
          return
        }
        found.append((variable.name, Address(service: owner, output: output)))
      }
    }
    return found
  }

  private mutating func connect(_ service: Service, to address: Address, by variable: String) {
    guard let target = project.program.service(address.service), !target.isProxy else { return }
    let ports = KubernetesPorts(target, in: project).all
    let isPooled = address.output == "host" && target.store?.pooler != nil
    join(
      service.dns, isPooled ? project.entry(of: target) : target.dns, isPooled ? Array(ports.prefix(1)) : ports,
      variable, isReference: true)
  }

  private mutating func join(
    _ from: String, _ to: String, _ ports: [KubernetesPorts.Port], _ reason: String, isReference: Bool = false
  ) {
    let key = from + "\n" + to
    if let position = positions[key] {
      if !links[position].reasons.contains(reason) { links[position].reasons.append(reason) }
      return
    }
    positions[key] = links.count
    links.append(Link(from: from, to: to, ports: ports, reasons: [reason], isReference: isReference))
  }

  // MARK: Policies

  var objects: [YAMLMapping] {
    let into = Dictionary(grouping: links, by: \.to)
    let out = Dictionary(grouping: links, by: \.from)
    let selectors = Dictionary(
      nodes.map { ($0.name, $0.operated.map { Self.pods($0.labels) } ?? Self.pods($0.name)) }
    ) { first, _ in first }
    return [denial, names] + nodes.map { policy($0, into[$0.name] ?? [], out[$0.name] ?? [], selectors) }
  }

  private func policy(
    _ name: String, _ selector: YAMLValue, above: [String] = [], types: [String] = ["Ingress", "Egress"],
    _ rules: (inout YAMLMapping) -> Void
  ) -> YAMLMapping {
    var object = project.object(
      "networking.k8s.io/v1", "NetworkPolicy", project.metadata(name, nil), above: above)
    var spec = YAMLMapping()
    spec.add("podSelector", selector)
    spec.add("policyTypes", .flow(types.map { .text($0) }))
    rules(&spec)
    object.add("spec", .mapping(spec))
    return object
  }

  private var denial: YAMLMapping {
    policy(
      "default-deny", .mapping(.flow([])),
      above: [
        "Nothing connects to anything unless a reference in the topology says so. Policies add up: one of your own can",
        "allow more.",
      ]
    ) { _ in }
  }

  private var names: YAMLMapping {
    let ports = ["UDP", "TCP"].map { transport in
      YAMLItem(.mapping(.flow([("port", .integer(53)), ("protocol", .text(transport))])))
    }
    return policy(
      "allow-dns", .mapping(.flow([])),
      above: [
        "To anywhere: node-local DNS caches answer at an address of their own, and clusters label their DNS differently."
      ],
      types: ["Egress"]
    ) { spec in
      var rule = YAMLMapping()
      rule.add("ports", .sequence(ports))
      spec.add("egress", .sequence([YAMLItem(.mapping(rule))]))
    }
  }

  private func policy(
    _ node: Node, _ into: [Link], _ out: [Link], _ selectors: [String: YAMLMapping]
  ) -> YAMLMapping {
    policy(node.name, .mapping(selectors[node.name] ?? Self.pods(node.name))) { spec in
      let ingress = self.ingress(node, into, selectors)
      let egress = self.egress(node, out, selectors)
      if !ingress.isEmpty { spec.add("ingress", .sequence(ingress)) }
      if !egress.isEmpty { spec.add("egress", .sequence(egress)) }
    }
  }

  private static func pods(_ name: String) -> YAMLMapping {
    pods(.flow([(KubernetesNames.nameLabel, .text(name))]))
  }

  private static func pods(_ labels: YAMLMapping) -> YAMLMapping {
    var selector = YAMLMapping()
    selector.add("matchLabels", .mapping(labels))
    return selector
  }

  private static func peer(_ selector: YAMLMapping) -> YAMLItem {
    var peer = YAMLMapping()
    peer.add("podSelector", .mapping(selector))
    return YAMLItem(.mapping(peer))
  }

  private func ingress(_ node: Node, _ links: [Link], _ selectors: [String: YAMLMapping]) -> [YAMLItem] {
    var rules: [YAMLItem] = []
    // One rule for all that reach the same ports.
    var groups: [(ports: [Int], links: [Link])] = []
    for link in links {
      let numbers = link.ports.map(\.number)
      if let position = groups.firstIndex(where: { $0.ports == numbers }) {
        groups[position].links.append(link)
      } else {
        groups.append((numbers, [link]))
      }
    }
    for group in groups {
      let note = group.links.map { link in
        link.isReference
          ? "\(link.reasons.joined(separator: ", ")) of \(link.from)" : link.reasons.joined(separator: ", ")
      }
      var rule = YAMLMapping()
      rule.add(
        "from", .sequence(group.links.map { Self.peer(selectors[$0.from] ?? Self.pods($0.from)) }),
        note: note.joined(separator: "; "))
      rule.add("ports", KubernetesPorts.rule(group.links[0].ports))
      rules.append(YAMLItem(.mapping(rule)))
    }
    if !node.open.isEmpty { rules.append(fromOutside(node.open)) }
    if let operated = node.operated { rules += KubernetesOperatedRules(operated).ingress }
    return rules
  }

  private func fromOutside(_ ports: [KubernetesPorts.Port]) -> YAMLItem {
    var rule = YAMLMapping()
    if case .ingress(let ingress) = project.front, let namespace = ingress.namespace {
      var labels = YAMLMapping()
      labels.add("matchLabels", .mapping(.flow([("kubernetes.io/metadata.name", .text(namespace))])))
      var peer = YAMLMapping()
      peer.add("namespaceSelector", .mapping(labels))
      rule.add("from", .sequence([YAMLItem(.mapping(peer))]), note: "public: the controller's namespace")
      rule.add("ports", KubernetesPorts.rule(ports))
    } else {
      rule.add(
        "ports", KubernetesPorts.rule(ports),
        note: "public: from anywhere, since the addresses of controllers and load balancers are not known here")
    }
    return YAMLItem(.mapping(rule))
  }

  private func egress(_ node: Node, _ links: [Link], _ selectors: [String: YAMLMapping]) -> [YAMLItem] {
    var rules = links.map { link -> YAMLItem in
      var rule = YAMLMapping()
      rule.add(
        "to", .sequence([Self.peer(selectors[link.to] ?? Self.pods(link.to))]),
        note: link.isReference ? link.reasons.joined(separator: ", ") : nil)
      rule.add("ports", KubernetesPorts.rule(link.ports))
      return YAMLItem(.mapping(rule))
    }
    for server in node.outside {
      var rule = YAMLMapping()
      rule.add(
        "ports", KubernetesPorts.rule([.init(name: server.name, number: server.port, transport: .tcp)]),
        note: "\(server.name), which runs elsewhere: at any address, those of private networks too")
      rules.append(YAMLItem(.mapping(rule)))
    }
    if node.isFree { rules.append(Self.internet) }
    if let operated = node.operated { rules += KubernetesOperatedRules(operated).egress }
    return rules
  }

  /// Every address but those of private networks (RFC 1918, 6598, 3927, 4193, 4291).
  private static let internet: YAMLItem = {
    func block(_ network: String, except: [String]) -> YAMLItem {
      var block = YAMLMapping()
      block.add("cidr", .text(network))
      block.add("except", .flow(except.map { .text($0) }))
      var peer = YAMLMapping()
      peer.add("ipBlock", .mapping(block))
      return YAMLItem(.mapping(peer))
    }
    let blocks = [
      block(
        "0.0.0.0/0", except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]),
      block("::/0", except: ["fc00::/7", "fe80::/10"]),
    ]
    var rule = YAMLMapping()
    rule.add(
      "to", .sequence(blocks), note: "the internet, as on compose; not the cluster's and the provider's own networks")
    return YAMLItem(.mapping(rule))
  }()
}

import IR

/// How requests from outside reach a service: an Ingress, or a route of a Gateway. A proxy of the topology is its routes.
struct KubernetesFront {
  private struct Rule {
    let host: String
    let prefix: String
    let service: String
    let port: YAMLValue
    let number: Int
    let isStripped: Bool

    /// All but the host.
    var target: String { "\(prefix)\n\(service)\n\(number)\n\(isStripped)" }
  }

  private let project: KubernetesProject
  private let service: Service
  private let rules: [Rule]
  private let hosts: [String]

  /// Nil: nothing outside reaches it directly.
  init?(_ service: Service, _ project: KubernetesProject) {
    let hosts = project.hosts(of: service)
    guard !hosts.isEmpty else { return nil }
    self.project = project
    self.service = service
    self.hosts = hosts
    if service.isProxy {
      rules = Self.rules(ofProxy: service, hosts, project)
    } else {
      guard let port = service.port else { return nil }
      rules = hosts.map {
        Rule(
          host: $0, prefix: "/", service: service.dns, port: .text(KubernetesPorts.name(of: service)), number: port,
          isStripped: false)
      }
    }
  }

  private static func rules(ofProxy service: Service, _ hosts: [String], _ project: KubernetesProject) -> [Rule] {
    let sites = ProxySites(service)
    func rules(_ host: String, _ routes: [Proxy.Route]) -> [Rule] {
      routes.compactMap { route in
        guard let target = project.program.service(route.service) else { return nil }
        let port: YAMLValue =
          route.port == target.port ? .text(KubernetesPorts.name(of: target)) : .integer(route.port)
        return Rule(
          host: host, prefix: route.prefix, service: target.dns, port: port, number: route.port,
          isStripped: route.isStripped)
      }
    }
    if sites.sites.isEmpty { return hosts.flatMap { rules($0, sites.common) } }
    return hosts.flatMap { host in
      rules(host, sites.sites.first { $0.hosts.contains(host) }?.routes ?? sites.common)
    }
  }

  /// Whether a prefix is removed from requests, which an Ingress cannot do.
  var strips: Bool { rules.contains(where: \.isStripped) }

  var secret: String { project.names.service("tls", of: service) }

  /// An Ingress has the rules of all hosts; hosts whose rules differ have a route each.
  var objects: [YAMLMapping] {
    switch project.front {
    case .ingress(let ingress): return [self.ingress(ingress)]
    case .gateway(let gateway):
      var groups: [(hosts: [String], rules: [Rule])] = []
      for (host, rules) in byHost() {
        if let position = groups.firstIndex(where: { $0.rules.map(\.target) == rules.map(\.target) }) {
          groups[position].hosts.append(host)
        } else {
          groups.append(([host], rules))
        }
      }
      return groups.enumerated().map { index, group in
        route(gateway, index == 0 ? service.dns : "\(service.dns)-\(index + 1)", group.hosts, group.rules)
      }
    }
  }

  private var owner: KubernetesOwner { KubernetesOwner(service) }

  private func byHost() -> [(host: String, rules: [Rule])] {
    hosts.map { host in (host, rules.filter { $0.host == host }) }
  }

  private func ingress(_ ingress: KubernetesOptions.Ingress) -> YAMLMapping {
    var annotations: [(String, YAMLValue)] = ingress.annotations.map { ($0.name, .text($0.value)) }
    if let issuer = ingress.issuer { annotations.insert(("cert-manager.io/cluster-issuer", .text(issuer)), at: 0) }
    var object = project.object(
      "networking.k8s.io/v1", "Ingress", project.metadata(service.dns, owner, annotations: annotations))
    var spec = YAMLMapping()
    if let name = ingress.className { spec.add("ingressClassName", .text(name)) }
    var tls = YAMLMapping()
    tls.add("hosts", .flow(hosts.map { .text($0) }))
    tls.add("secretName", .text(secret))
    spec.add("tls", .sequence([YAMLItem(.mapping(tls))]))
    let items = byHost().map { host, rules in
      var paths: [YAMLItem] = []
      for rule in rules {
        let port: String = if case .integer = rule.port { "number" } else { "name" }
        let backend = YAMLMapping.flow([
          ("service", .mapping(.flow([("name", .text(rule.service)), ("port", .mapping(.flow([(port, rule.port)])))])))
        ])
        var path = YAMLMapping()
        path.add("path", .text(rule.prefix))
        path.add("pathType", .text("Prefix"))
        path.add("backend", .mapping(backend))
        paths.append(YAMLItem(.mapping(path)))
      }
      var http = YAMLMapping()
      http.add("paths", .sequence(paths))
      var entry = YAMLMapping()
      entry.add("host", .text(host))
      entry.add("http", .mapping(http))
      return YAMLItem(.mapping(entry))
    }
    spec.add("rules", .sequence(items))
    object.add("spec", .mapping(spec))
    return object
  }

  private func route(
    _ gateway: KubernetesOptions.Gateway, _ name: String, _ hosts: [String], _ rules: [Rule]
  ) -> YAMLMapping {
    var object = project.object("gateway.networking.k8s.io/v1", "HTTPRoute", project.metadata(name, owner))
    var parent = YAMLMapping.flow([("name", .text(gateway.name))])
    if let namespace = gateway.namespace { parent.add("namespace", .text(namespace)) }
    if let section = gateway.section { parent.add("sectionName", .text(section)) }
    var spec = YAMLMapping()
    spec.add("parentRefs", .sequence([YAMLItem(.mapping(parent))]))
    spec.add("hostnames", .flow(hosts.map { .text($0) }))
    spec.add("rules", .sequence(rules.map { YAMLItem(.mapping(Self.entry($0))) }))
    object.add("spec", .mapping(spec))
    return object
  }

  /// One rule of an HTTPRoute.
  private static func entry(_ rule: Rule) -> YAMLMapping {
    var entry = YAMLMapping()
    if rule.prefix != "/" {
      let path = YAMLMapping.flow([("type", .text("PathPrefix")), ("value", .text(rule.prefix))])
      entry.add("matches", .sequence([YAMLItem(.mapping(.flow([("path", .mapping(path))])))]))
    }
    if rule.isStripped {
      let path = YAMLMapping.flow([("type", .text("ReplacePrefixMatch")), ("replacePrefixMatch", .text("/"))])
      let filter = YAMLMapping.flow([
        ("type", .text("URLRewrite")), ("urlRewrite", .mapping(.flow([("path", .mapping(path))]))),
      ])
      entry.add("filters", .sequence([YAMLItem(.mapping(filter))]))
    }
    let backend = YAMLMapping.flow([("name", .text(rule.service)), ("port", .integer(rule.number))])
    entry.add("backendRefs", .sequence([YAMLItem(.mapping(backend))]))
    return entry
  }
}

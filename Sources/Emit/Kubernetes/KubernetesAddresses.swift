import IR

extension KubernetesProject {
  // MARK: Who is reached from outside

  /// The hosts under which a service is reached directly, the primary one first; empty: it is not, or not known.
  func hosts(of service: Service) -> [String] {
    guard service.exposure.isPublic, !service.exposure.isTCP else { return [] }
    if service.isProxy {
      let hosts = ProxySites(service).hosts
      if !hosts.isEmpty { return hosts }
    }
    if !service.exposure.domains.isEmpty { return service.exposure.domains }
    // Behind a public proxy a platform's domain is the proxy's.
    if !service.isProxy, proxy(before: service) != nil { return [] }
    return domain.map { ["\(platformLabel(service)).\($0)"] } ?? []
  }

  /// The one label below the domain of the environment, so that one wildcard certificate serves all.
  func platformLabel(_ service: Service) -> String { "\(service.dns)-\(KubernetesNames.namespace(program))" }

  /// Whether the service needs the option `domain`: it is public and has no domain of its own.
  func needsDomain(_ service: Service) -> Bool {
    service.exposure.isPublic && !service.exposure.isTCP && service.exposure.domains.isEmpty
      && (service.isProxy ? ProxySites(service).hosts.isEmpty : proxy(before: service) == nil)
  }

  private func proxy(before service: Service) -> (proxy: Service, route: Proxy.Route)? {
    program.front(of: service.name).flatMap { $0.proxy.exposure.isPublic ? $0 : nil }
  }

  /// The ports of a service that requests from outside reach.
  func openPorts(_ service: Service) -> [Int] {
    guard !service.isProxy else { return [] }
    let isOpen = !hosts(of: service).isEmpty || needsDomain(service)
    return (isOpen ? [service.port].compactMap { $0 } : []) + (routedPorts[service.name]?.open ?? [])
  }

  // MARK: Outputs

  /// An output that people outside see; nil for any other.
  func address(_ service: Service, output: String, separator: String) -> String? {
    let open = hosts(of: service)
    let front = open.isEmpty ? proxy(before: service) : nil
    let all = front.map { $0.route.host.map { [$0] } ?? hosts(of: $0.proxy) } ?? open
    let prefix = front.map { $0.route.prefix == "/" ? "" : $0.route.prefix } ?? ""
    guard let first = all.first else { return nil }
    return switch output {
    case "public_url": "https://" + first + prefix
    case "origin": "https://" + first
    case "public_websocket_url": "wss://" + first + prefix
    case "origins": all.map { "https://" + $0 }.joined(separator: separator)
    case "public_domain", "public_host": first
    case "public_domains": all.joined(separator: separator)
    case "public_port": "443"
    default: nil
    }
  }

  /// Any other output, as text.
  func text(_ service: Service, output: String, separator: String) -> String {
    if output == "hosts" { return hostList(service, separator) }
    if let address = address(service, output: output, separator: separator) { return address }
    return ServiceOutputs.text(service, output, host: output == "host" ? entry(of: service) : host(of: service))
  }

  /// Every host by which a web service is reached there.
  private func hostList(_ service: Service, _ separator: String) -> String {
    var open = hosts(of: service)
    for proxy in program.proxies(before: service) {
      open += proxy.hosts(leadingTo: service) + (proxy.exposure.isPublic ? hosts(of: proxy) : [])
    }
    return ServiceOutputs.hosts(open: open, inner: service.dns, KubernetesEmitter.capabilities, separator)
  }
}

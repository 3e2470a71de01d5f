import IR

/// The outside address of a service that is reached through a public proxy.
struct ComposeFront {
  private let scheme: String
  /// With its port, where that is not the scheme's.
  private let host: String
  private let prefix: String

  /// Nil: the service is reached directly, or not at all.
  init?(of service: Service, _ project: ComposeProject) {
    guard !service.isProxy, service.exposure.isPublic, let front = project.program.front(of: service.name),
      front.proxy.exposure.isPublic
    else { return nil }
    prefix = front.route.prefix == "/" ? "" : front.route.prefix
    let sites = ProxySites(front.proxy)
    if project.usesDomains, let domain = front.route.host ?? front.proxy.exposure.domains.first {
      scheme = "s"
      host = domain
      return
    }
    scheme = ""
    let isOther = front.route.host.map { host in sites.others.contains { $0.hosts.contains(host) } } ?? false
    let name = isOther ? "\(front.route.host ?? "").localhost" : "localhost"
    host = name + ((project.ports[front.proxy] ?? front.proxy.port).map { ":\($0)" } ?? "")
  }

  /// An output of a web service; nil: it is none of these.
  func text(_ output: String) -> String? {
    switch output {
    case "public_url": "http\(scheme)://\(host)\(prefix)"
    case "public_websocket_url": "ws\(scheme)://\(host)\(prefix)"
    case "origin", "origins": "http\(scheme)://\(host)"
    case "public_domain", "public_domains", "public_host":
      host.split(separator: ":").first.map(String.init) ?? host
    default: nil
    }
  }
}

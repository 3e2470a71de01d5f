import IR

/// The routes of a proxy by host.
struct ProxySites: Sendable {
  /// Hosts with equal routes.
  struct Site: Sendable {
    let hosts: [String]
    /// Longest path first; one for all paths is last.
    let routes: [Proxy.Route]
  }

  /// Own domains of the proxy in their order, then those of services that it leads to.
  let hosts: [String]
  /// By hosts.
  let sites: [Site]
  /// The routes of requests without one of these hosts: those of the proxy's first domain.
  let common: [Proxy.Route]

  init(_ service: Service) {
    let routes = service.proxy?.routes ?? []
    let own = service.exposure.domains.map { $0.lowercased() }
    var hosts = own
    for case let host? in routes.map(\.host) where !hosts.contains(host) { hosts.append(host) }
    self.hosts = hosts
    var sites: [Site] = []
    for host in hosts {
      let found = Self.sorted(routes.filter { $0.host == host || $0.host == nil && own.contains(host) })
      if let index = sites.firstIndex(where: { $0.routes == found }) {
        sites[index] = Site(hosts: sites[index].hosts + [host], routes: found)
      } else {
        sites.append(Site(hosts: [host], routes: found))
      }
    }
    self.sites = sites
    common = Self.sorted(routes.filter { $0.host == nil || $0.host == own.first })
  }

  /// Hosts whose routes differ from the common ones.
  var others: [Site] { sites.filter { $0.routes != common } }

  /// Longest path first, and of equal ones that of a host, each path once.
  private static func sorted(_ routes: [Proxy.Route]) -> [Proxy.Route] {
    let order = routes.indices.sorted { a, b in
      let (first, second) = (routes[a], routes[b])
      let counts = (first.prefix.utf8.count, second.prefix.utf8.count)
      if counts.0 != counts.1 { return counts.0 > counts.1 }
      if (first.host == nil) != (second.host == nil) { return first.host != nil }
      return a < b
    }
    var seen: Set<String> = []
    return order.map { routes[$0] }.filter { seen.insert($0.prefix.lowercased()).inserted }
  }

  /// The services and ports that the routes lead to, each once, in order of declaration.
  static func upstreams(_ service: Service) -> [Proxy.Route] {
    var seen: Set<String> = []
    return (service.proxy?.routes ?? []).filter { seen.insert("\($0.service)\n\($0.port)").inserted }
  }
}

extension Program {
  /// The proxies that lead to a service, in order of declaration.
  func proxies(before service: Service) -> [Service] {
    proxies.filter { $0.proxy?.routes.contains { $0.service == service.name } == true }
  }
}

extension Service {
  /// The hosts of requests that this proxy leads to a service; the proxy forwards the host of a request unchanged.
  func hosts(leadingTo service: Service) -> [String] {
    ProxySites(self).sites.filter { $0.routes.contains { $0.service == service.name } }.flatMap(\.hosts)
  }
}

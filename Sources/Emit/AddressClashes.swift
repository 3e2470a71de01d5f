import Diagnostics
import IR

/// E0612: services of one environment that want the same port of one machine, or the same domain.
enum AddressClashes {
  struct Clash {
    let finding: EmitFinding
    let targets: [String]
  }

  static func all(_ program: Program, _ emitters: [DeployTarget]) -> [Clash] {
    domains(program, emitters) + routes(program, emitters)
      + program.services.flatMap { portsTwice($0, emitters) } + emitters.flatMap { ports(program, $0) }
  }

  private static func domains(_ program: Program, _ emitters: [DeployTarget]) -> [Clash] {
    var owners: [String: Service] = [:]
    var clashes: [Clash] = []
    for service in program.services {
      for domain in service.exposure.domains {
        guard let owner = owners[domain] else {
          owners[domain] = service
          continue
        }
        let place = owner.span(of: .isPublic)
        clashes.append(
          Clash(
            finding: EmitFinding(
              .addressTakenTwice,
              owner.name == service.name
                ? "`\(domain)` stands twice in `\(owner.name)`"
                : "`\(domain)` belongs to `\(owner.name)` and `\(service.name)`",
              span: service.span(of: .isPublic),
              related: owner.name == service.name ? [] : place.map { [($0, "has it already")] } ?? [],
              help: ["a domain leads to one service: keep it in one place"]),
            targets: emitters.map { $0.name }))
      }
    }
    return clashes
  }

  /// A port that one service has under two names.
  private static func portsTwice(_ service: Service, _ emitters: [DeployTarget]) -> [Clash] {
    guard !service.ports.isEmpty else { return [] }
    var owners: [Listener: Int?] = [:]
    if let port = service.port { owners[Listener(port: port, transport: .tcp)] = service.span(of: .port) }
    return service.ports.compactMap { port in
      let listener = Listener(port: port.port, transport: port.transport)
      guard let owner = owners.updateValue(port.span, forKey: listener) else { return nil }
      return Clash(
        finding: EmitFinding(
          .addressTakenTwice, "`\(service.name)` has port \(port.port) twice", span: port.span,
          related: owner.map { [($0, "the same port")] } ?? [],
          help: ["one process listens on a port: remove one of the two"]),
        targets: emitters.map { $0.name })
    }
  }

  private struct Listener: Hashable {
    let port: Int
    let transport: NamedPort.Transport
  }

  /// Two routes of a proxy for the same requests, and routes of a host that leads elsewhere.
  private static func routes(_ program: Program, _ emitters: [DeployTarget]) -> [Clash] {
    var clashes: [Clash] = []
    func add(_ finding: EmitFinding) { clashes.append(Clash(finding: finding, targets: emitters.map { $0.name })) }
    for proxy in program.proxies {
      var owners: [String: Proxy.Route] = [:]
      for route in proxy.proxy?.routes ?? [] {
        if let host = route.host, !proxy.exposure.serves(host),
          !program.targets(of: proxy, at: host).contains(where: { $0.exposure.serves(host) })
        {
          add(
            EmitFinding(
              .addressTakenTwice, "`\(host)` is a domain neither of `\(proxy.name)` nor of `\(route.service)`",
              span: route.span ?? proxy.span,
              help: ["add it to `public` of `\(proxy.name)` or of `\(route.service)`"]))
        }
        // The server compares paths without regard to case.
        let key = (route.host ?? "") + route.prefix.lowercased()
        guard let owner = owners[key] else {
          owners[key] = route
          continue
        }
        add(
          EmitFinding(
            .addressTakenTwice,
            "two routes of `\(proxy.name)` match the same requests: `\((route.host ?? "") + route.prefix)`",
            span: route.span ?? proxy.span,
            related: owner.span.map { [($0, "leads to `\(owner.service)`")] } ?? [],
            help: ["keep one of them: case and a trailing slash make no difference"]))
      }
    }
    return clashes
  }

  private static func ports(_ program: Program, _ emitter: DeployTarget) -> [Clash] {
    // The first service that takes each port.
    var owners: [Listener: (service: Service, span: Int?)] = [:]
    var clashes: [Clash] = []
    for service in program.services {
      for (listener, span) in listeners(of: service, emitter.capabilities) {
        guard let owner = owners[listener] else {
          owners[listener] = (service, span)
          continue
        }
        // A port that one service has twice is reported for all targets.
        guard owner.service.name != service.name else { continue }
        clashes.append(
          Clash(
            finding: EmitFinding(
              .addressTakenTwice,
              "`\(owner.service.name)` and `\(service.name)` both take port \(listener.port) of one machine",
              span: span, related: owner.span.map { [($0, "takes \(listener.port)")] } ?? [],
              help: ["give one of them another `port`"]),
            targets: [emitter.name]))
      }
    }
    return clashes
  }

  /// The ports of the machine that a service takes, with where each is written.
  private static func listeners(
    of service: Service, _ capabilities: Capabilities
  ) -> [(listener: Listener, span: Int?)] {
    switch capabilities.hostPorts {
    // What publishes ports chooses them, and judges itself what it was told.
    case .none, .published: return []
    case .all:
      guard service.isStore || service.isLocalProcess else { return [] }
      let own = service.port.map { (Listener(port: $0, transport: .tcp), service.span(of: .port)) }
      return (own.map { [$0] } ?? [])
        + service.ports.map { (Listener(port: $0.port, transport: $0.transport), $0.span) }
    }
  }
}

extension Program {
  /// The services that a proxy leads requests of a host to.
  fileprivate func targets(of proxy: Service, at host: String) -> [Service] {
    (proxy.proxy?.routes ?? []).filter { $0.host == host }.compactMap { service($0.service) }
  }
}

extension Exposure {
  /// Whether a host is among the own domains.
  func serves(_ host: String) -> Bool { domains.contains { $0.lowercased() == host } }
}

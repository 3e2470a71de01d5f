import Diagnostics
import IR

/// E0612: services of one environment that want the same port of one machine, or the same domain.
enum AddressClashes {
  struct Clash {
    let finding: EmitFinding
    let targets: [String]
  }

  static func all(_ program: Program, _ emitters: [DeployTarget]) -> [Clash] {
    domains(program, emitters) + routes(program, emitters) + emitters.flatMap { ports(program, $0) }
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

  /// Two routes of a proxy that take the same requests, and routes of a host that leads elsewhere.
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
              help: ["add it to `public` of `\(proxy.name)`, or of `\(route.service)` alone"]))
        }
        // Servers compare paths without letter case.
        let key = (route.host ?? "") + route.prefix.lowercased()
        guard let owner = owners[key] else {
          owners[key] = route
          continue
        }
        add(
          EmitFinding(
            .addressTakenTwice,
            "two routes of `\(proxy.name)` take the same requests: `\((route.host ?? "") + route.prefix)`",
            span: route.span ?? proxy.span,
            related: owner.span.map { [($0, "leads to `\(owner.service)`")] } ?? [],
            help: ["keep one of them: letter case and a slash at the end make no difference"]))
      }
    }
    return clashes
  }

  private static func ports(_ program: Program, _ emitter: DeployTarget) -> [Clash] {
    // The first service that takes each port.
    var owners: [Int: Service] = [:]
    var clashes: [Clash] = []
    for service in program.services {
      guard let port = port(of: service, emitter.capabilities) else { continue }
      guard let owner = owners[port] else {
        owners[port] = service
        continue
      }
      clashes.append(
        Clash(
          finding: EmitFinding(
            .addressTakenTwice, "`\(owner.name)` and `\(service.name)` both take port \(port) of one machine",
            span: service.span(of: .port),
            related: owner.span(of: .port).map { [($0, "takes \(port)")] } ?? [],
            help: ["give one of them another `port`"]),
          targets: [emitter.name]))
    }
    return clashes
  }

  /// The port of the machine that a service takes; nil: none.
  private static func port(of service: Service, _ capabilities: Capabilities) -> Int? {
    guard let port = service.port else { return nil }
    switch capabilities.hostPorts {
    // What publishes ports chooses them, and judges itself what it was told.
    case .none, .published: return nil
    case .all: return service.isStore || service.isLocalProcess ? port : nil
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

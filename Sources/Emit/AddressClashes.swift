import Diagnostics
import IR

/// E0612: services of one environment that want the same port of one machine, or the same domain.
enum AddressClashes {
  struct Clash {
    let finding: EmitFinding
    let targets: [String]
  }

  static func all(_ program: Program, _ emitters: [DeployTarget]) -> [Clash] {
    domains(program, emitters) + emitters.flatMap { ports(program, $0) }
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

  private static func ports(_ program: Program, _ emitter: DeployTarget) -> [Clash] {
    var taken: [(service: Service, ports: ClosedRange<Int>)] = []
    var clashes: [Clash] = []
    for service in program.services {
      guard let range = range(of: service, emitter.capabilities) else { continue }
      if let other = taken.first(where: { $0.ports.overlaps(range) }) {
        let place = other.service.span(of: .port)
        let both = [other.ports, range].map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        clashes.append(
          Clash(
            finding: EmitFinding(
              .addressTakenTwice,
              both[0] == both[1]
                ? "`\(other.service.name)` and `\(service.name)` both take port \(both[0]) of one machine"
                : "`\(other.service.name)` takes the ports \(both[0]) of one machine, `\(service.name)` \(both[1])",
              span: service.span(of: .port),
              related: place.map { [($0, "takes \(both[0])")] } ?? [],
              help: ["give one of them another `port`"]),
            targets: [emitter.name]))
      }
      taken.append((service, range))
    }
    return clashes
  }

  /// The ports of the machine that a service takes; nil: none.
  private static func range(of service: Service, _ capabilities: Capabilities) -> ClosedRange<Int>? {
    guard let port = service.port else { return nil }
    switch capabilities.hostPorts {
    // What publishes ports chooses them, and judges itself what it was told.
    case .none, .published: return nil
    case .all: return service.isStore || ProcfileVariables.isProcess(service) ? port...port : nil
    }
  }
}

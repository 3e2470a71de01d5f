import IR
import JSON

/// The ports of this machine on which services are published.
struct ComposePorts {
  /// `options.compose.publish` of two services that want the same port.
  struct Clash {
    var first: Service
    var second: Service
    var ports: ClosedRange<Int>
  }

  private var first: [String: Int] = [:]
  private(set) var clashes: [Clash] = []

  /// A written port is taken as it is. A service without one gets its own port or the next free one: the port inside an
  /// image cannot always be changed, and two images may have the same.
  init(_ program: Program) {
    let published = program.services.filter(ComposeProject.isPublished)
    var taken: [(service: Service, ports: ClosedRange<Int>)] = []
    for service in published {
      guard let port = Self.written(service) else { continue }
      let ports = Self.range(port, service)
      if let other = taken.first(where: { $0.ports.overlaps(ports) }) {
        clashes.append(Clash(first: other.service, second: service, ports: ports))
      }
      taken.append((service, ports))
      first[service.name] = port
    }
    for service in published where first[service.name] == nil {
      guard let own = service.port else { continue }
      var ports = Self.range(own, service)
      while let other = taken.first(where: { $0.ports.overlaps(ports) }) {
        let next = other.ports.upperBound + 1
        ports = Self.range(next + ports.count - 1 > Self.last ? Self.lowest : next, service)
      }
      taken.append((service, ports))
      first[service.name] = ports.lowerBound
    }
  }

  /// The first port of a published service, nil for any other.
  subscript(service: Service) -> Int? { first[service.name] }

  private static let last = 65_535
  /// The first port that no right is needed for.
  private static let lowest = 1024

  private static func range(_ port: Int, _ service: Service) -> ClosedRange<Int> {
    port...(port + max(1, service.scale.replicas) - 1)
  }

  /// `options.compose.publish`; nil where it is not written or no port.
  static func written(_ service: Service) -> Int? {
    let value = service.options["compose"]?["publish"]
    guard let port = value?.int ?? value?.string.flatMap({ Int($0) }), range(port, service).upperBound <= last, port > 0
    else { return nil }
    return port
  }
}

import IR
import JSON

/// The ports of this machine on which services are published.
struct ComposePorts {
  /// One port of a service and where this machine has it.
  struct Publication: Hashable {
    /// Under `ports`; nil: the service's own.
    var name: String?
    /// Inside the container.
    var port: Int
    var transport: NamedPort.Transport
    /// On this machine; with replicas the first of a range.
    var host: Int
  }

  /// `options.compose.publish` of two services, or of two ports of one, with the same port.
  struct Clash {
    var first: Service
    var second: Service
    var ports: ClosedRange<Int>
  }

  private var published: [String: [Publication]] = [:]
  private(set) var clashes: [Clash] = []

  /// A written port is taken as it is. One without gets its own number or the next one that is free: the port inside an
  /// image cannot always be changed, and two images may have the same.
  init(_ program: Program) {
    var wanted = program.services.flatMap { service in
      Self.wanted(service, in: program).map { (service: service, port: $0) }
    }
    var taken: [NamedPort.Transport: TakenPorts] = [:]
    // Of two with the same port the first gets it.
    var owners: [Slot: Int] = [:]
    var secure: Service?
    for proxy in program.proxies where ComposeProxy.encryption(proxy, in: program) != .off {
      if let secure {
        clashes.append(Clash(first: secure, second: proxy, ports: 443...443))
      } else {
        secure = proxy
        for port in ComposeProxy.securePorts { taken[.tcp, default: TakenPorts()].take(port...port) }
      }
    }
    for (position, item) in wanted.enumerated() {
      guard let host = item.port.written else { continue }
      let ports = Self.range(host, item.service)
      let slots = ports.map { Slot(port: $0, transport: item.port.publication.transport) }
      if let owner = slots.compactMap({ owners[$0] }).min() {
        clashes.append(Clash(first: wanted[owner].service, second: item.service, ports: ports))
      }
      if let secure, item.port.publication.transport == .tcp,
        let port = ComposeProxy.securePorts.first(where: ports.contains)
      {
        clashes.append(Clash(first: secure, second: item.service, ports: port...port))
      }
      for slot in slots where owners[slot] == nil { owners[slot] = position }
      taken[item.port.publication.transport, default: TakenPorts()].take(ports)
      wanted[position].port.publication.host = host
    }
    for (position, item) in wanted.enumerated() where item.port.written == nil {
      let own = item.port.publication.port
      let count = Self.range(own, item.service).count
      let transport = item.port.publication.transport
      let host = taken[transport, default: TakenPorts()].free(from: own, count: count)
      taken[transport, default: TakenPorts()].take(host...host + count - 1)
      wanted[position].port.publication.host = host
    }
    for item in wanted { published[item.service.name, default: []].append(item.port.publication) }
  }

  private struct Slot: Hashable {
    let port: Int
    let transport: NamedPort.Transport
  }

  /// The first port of a service whose own port is published, nil for any other.
  subscript(service: Service) -> Int? { publications(of: service).first { $0.name == nil }?.host }

  /// What is published of a service: its own port first.
  func publications(of service: Service) -> [Publication] { published[service.name] ?? [] }

  static let last = 65_535
  /// The first port that no right is needed for.
  static let lowest = 1024

  private static func range(_ port: Int, _ service: Service) -> ClosedRange<Int> {
    port...(port + max(1, service.scale.replicas) - 1)
  }

  // MARK: What is written

  private struct Wanted {
    var publication: Publication
    var written: Int?
  }

  private static func wanted(_ service: Service, in program: Program) -> [Wanted] {
    var wanted: [Wanted] = []
    if let port = service.port, ComposeProject.isPublished(service, in: program) {
      let publication = Publication(name: nil, port: port, transport: .tcp, host: port)
      wanted.append(Wanted(publication: publication, written: written(service)))
    }
    let further = option(service)?.object ?? [:]
    for port in service.ports {
      guard let value = further[port.name], value.bool != false else { continue }
      let publication = Publication(name: port.name, port: port.port, transport: port.transport, host: port.port)
      wanted.append(Wanted(publication: publication, written: host(value, service)))
    }
    return wanted
  }

  /// `options.compose.publish`: a port of this machine for the service's own, or a mapping from `port` and names of
  /// `ports` to ports of this machine or `true`.
  static func option(_ service: Service) -> JSONValue? { service.options[ComposeEmitter.name]?["publish"] }

  /// What is written for the service's own port; nil: nothing.
  static func ownOption(_ service: Service) -> JSONValue? {
    guard let option = option(service) else { return nil }
    return option.object == nil ? option : option[ServiceKey.port.name]
  }

  /// `options.compose.publish`; nil where it is not written or no port.
  static func written(_ service: Service) -> Int? { ownOption(service).flatMap { host($0, service) } }

  /// A port of this machine; nil for any other value.
  static func host(_ value: JSONValue, _ service: Service) -> Int? {
    guard let port = value.int ?? value.string.flatMap({ Int($0) }), port > 0,
      range(port, service).upperBound <= last
    else { return nil }
    return port
  }
}

/// Ports that have an owner. Looking for a free one takes a few steps, however many are taken.
private struct TakenPorts {
  /// For a taken port one behind it, up to which all are taken.
  private var next: [Int: Int] = [:]

  mutating func take(_ ports: ClosedRange<Int>) { for port in ports where next[port] == nil { next[port] = port + 1 } }

  /// The first of `count` free ports in a row, at `start` or behind it; behind the last port the search goes on at the
  /// lowest. `start` where this machine has too few ports.
  mutating func free(from start: Int, count: Int) -> Int {
    var port = start
    var beginsAgain = false
    while let blocked = (port..<port + count).first(where: { next[$0] != nil }) {
      port = behind(blocked)
      guard port + count - 1 > ComposePorts.last else { continue }
      if beginsAgain { return start }
      beginsAgain = true
      port = ComposePorts.lowest
    }
    return port
  }

  /// The first port behind a taken one that is not taken.
  private mutating func behind(_ taken: Int) -> Int {
    var free = taken
    while let further = next[free] { free = further }
    // The way is remembered, so that it is not gone step by step again.
    var port = taken
    while let further = next[port], further != free {
      next[port] = free
      port = further
    }
    return free
  }
}

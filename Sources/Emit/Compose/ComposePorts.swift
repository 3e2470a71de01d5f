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

  /// A written port is taken as it is. A service without one gets its own port or the next one that is free: the port
  /// inside an image cannot always be changed, and two images may have the same.
  init(_ program: Program) {
    let published = program.services.filter { ComposeProject.isPublished($0, in: program) }
    var taken = TakenPorts()
    // Of two services that want one port the first has it.
    var owners: [Int: Int] = [:]
    var secure: Service?
    for proxy in program.proxies where ComposeProxy.encryption(proxy, in: program) != .off {
      if let secure {
        clashes.append(Clash(first: secure, second: proxy, ports: 443...443))
      } else {
        secure = proxy
        for port in ComposeProxy.securePorts { taken.take(port...port) }
      }
    }
    for (position, service) in published.enumerated() {
      guard let port = Self.written(service) else { continue }
      let ports = Self.range(port, service)
      if let owner = ports.compactMap({ owners[$0] }).min() {
        clashes.append(Clash(first: published[owner], second: service, ports: ports))
      }
      if let secure, let port = ComposeProxy.securePorts.first(where: ports.contains) {
        clashes.append(Clash(first: secure, second: service, ports: port...port))
      }
      for port in ports where owners[port] == nil { owners[port] = position }
      taken.take(ports)
      first[service.name] = port
    }
    for service in published where first[service.name] == nil {
      guard let own = service.port else { continue }
      let count = Self.range(own, service).count
      let port = taken.free(from: own, count: count)
      taken.take(port...port + count - 1)
      first[service.name] = port
    }
  }

  /// The first port of a published service, nil for any other.
  subscript(service: Service) -> Int? { first[service.name] }

  static let last = 65_535
  /// The first port that no right is needed for.
  static let lowest = 1024

  private static func range(_ port: Int, _ service: Service) -> ClosedRange<Int> {
    port...(port + max(1, service.scale.replicas) - 1)
  }

  /// `options.compose.publish`; nil where it is not written or no port.
  static func written(_ service: Service) -> Int? {
    let value = service.options[ComposeEmitter.name]?["publish"]
    guard let port = value?.int ?? value?.string.flatMap({ Int($0) }), range(port, service).upperBound <= last, port > 0
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

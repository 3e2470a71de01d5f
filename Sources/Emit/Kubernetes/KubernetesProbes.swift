import IR

/// The three questions that a kubelet asks a container.
struct KubernetesProbes {
  /// One of them, with its numbers.
  struct Probe {
    var action: (kind: String, value: YAMLMapping)
    /// A comment behind the name of the probe, and one above the question.
    var note: String?
    var above: [String] = []
    var period: Int
    var timeout: Int
    var failures: Int

    fileprivate var entry: YAMLMapping {
      var entry = YAMLMapping()
      entry.add(action.kind, .mapping(action.value), above: above)
      entry.add("periodSeconds", .integer(max(1, period)))
      entry.add("timeoutSeconds", .integer(max(1, timeout)))
      entry.add("failureThreshold", .integer(max(1, failures)))
      return entry
    }
  }

  /// Until it answers, the others are not asked.
  var startup: Probe?
  /// While it fails, no request is sent to the container.
  var readiness: Probe?
  /// When it fails, the container is started again.
  var liveness: Probe?

  func add(to entry: inout YAMLMapping) {
    for (name, probe) in [("startupProbe", startup), ("readinessProbe", readiness), ("livenessProbe", liveness)] {
      if let probe { entry.add(name, .mapping(probe.entry), note: probe.note) }
    }
  }

  /// Between two questions while a container starts, in seconds.
  static let startPeriod = 5
  /// Failures in a row after which a container is started again.
  static let failuresToRestart = 6

  init() {}

  /// The probes of a service with code, or of a store without an engine.
  /// - Parameter liveness: `options.kubernetes.liveness`.
  init(_ service: Service, liveness option: String?) {
    let health = service.health ?? Health(.none)
    let interval = KubernetesText.seconds(health.interval)
    let timeout = KubernetesText.seconds(health.timeout)
    let action: (kind: String, value: YAMLMapping)?
    switch health.check {
    case .http(let path): action = Self.request(path, port: Self.port(health.port, of: service))
    case .command(let command): action = Self.command(command)
    case .none: action = nil
    }
    guard let action else {
      if service.category == .web || service.isStore, service.port != nil {
        readiness = Probe(
          action: Self.socket(Self.port(nil, of: service)), period: interval, timeout: timeout,
          failures: health.retries)
      }
      addLiveness(option, service, health)
      return
    }
    let within = KubernetesText.seconds(health.within)
    startup = Probe(
      action: action, note: "\(within) s", period: Self.startPeriod, timeout: timeout,
      failures: (within + Self.startPeriod - 1) / Self.startPeriod)
    readiness = Probe(action: action, period: interval, timeout: timeout, failures: health.retries)
    addLiveness(option, service, health)
  }

  /// The socket by default: a page that asks a database would restart every replica when the database is away.
  private mutating func addLiveness(_ option: String?, _ service: Service, _ health: Health) {
    let port = Self.port(nil, of: service)
    var probe = Probe(
      action: Self.socket(port), period: KubernetesText.seconds(health.interval),
      timeout: KubernetesText.seconds(health.timeout), failures: Self.failuresToRestart)
    switch option {
    case "none": return
    case let path? where path.hasPrefix("/"): probe.action = Self.request(path, port: port)
    case "tcp": break
    default:
      guard case .http = health.check, service.port != nil else { return }
      probe.note = "the socket, not the page: a database that is away must not restart every replica"
    }
    guard service.port != nil else { return }
    liveness = probe
  }

  // MARK: Questions

  static func request(_ path: String, port: YAMLValue) -> (String, YAMLMapping) {
    // Without it the host is the address of the pod, which a list of allowed hosts cannot contain.
    let header = YAMLMapping.flow([("name", .text("Host")), ("value", .text(HealthProbe.host))])
    return (
      "httpGet",
      .flow([("path", .text(path)), ("port", port), ("httpHeaders", .flow([.mapping(header)]))])
    )
  }

  static func socket(_ port: YAMLValue) -> (String, YAMLMapping) { ("tcpSocket", .flow([("port", port)])) }

  /// A kubelet replaces `$(NAME)` in the words of a probe as well, by variables that are no secrets.
  static func command(_ command: Command) -> (String, YAMLMapping) { words(command.containerWords) }

  static func words(_ words: [String]) -> (String, YAMLMapping) {
    let value = KubernetesText.words(words.map(KubernetesText.escaped))
    if case .flow = value { return ("exec", .flow([("command", value)])) }
    var mapping = YAMLMapping()
    mapping.add("command", value)
    return ("exec", mapping)
  }

  /// The name of the port of the service, or the number of another one.
  private static func port(_ number: Int?, of service: Service) -> YAMLValue {
    if let number, number != service.port { return .integer(number) }
    return .text(KubernetesPorts.name(of: service))
  }
}

/// The ports of a service, in its container and in front of it.
struct KubernetesPorts {
  struct Port {
    var name: String
    var number: Int
    var transport: NamedPort.Transport
  }

  /// Its own port first.
  let all: [Port]

  /// - Parameter project: whose routes may lead to further ports of the service.
  init(_ service: Service, in project: KubernetesProject) {
    var ports: [Port] = []
    var taken: Set<String> = []
    func add(_ name: String, _ number: Int, _ transport: NamedPort.Transport) {
      var name = KubernetesNames.port(name, number)
      if !taken.insert(name).inserted { name = "p\(number)-\(transport.rawValue)" }
      taken.insert(name)
      ports.append(Port(name: name, number: number, transport: transport))
    }
    if let port = service.port { add(Self.name(of: service), port, .tcp) }
    for port in service.ports { add(port.name, port.port, port.transport) }
    for port in project.routedPorts[service.name]?.all ?? []
    where !ports.contains(where: { $0.number == port && $0.transport == .tcp }) {
      add("p\(port)", port, .tcp)
    }
    all = ports
  }

  /// The name of a service's own port: what is spoken there.
  static func name(of service: Service) -> String {
    if let store = service.store { return KubernetesNames.port(store.flavor, service.port ?? 0) }
    return service.category == .web ? "http" : "main"
  }

  /// `ports:` of a container.
  var ofContainer: [YAMLItem] {
    all.map { port in
      var entry = YAMLMapping.flow([("name", .text(port.name)), ("containerPort", .integer(port.number))])
      if port.transport == .udp { entry.add("protocol", .text("UDP")) }
      return YAMLItem(.mapping(entry))
    }
  }

  /// `ports:` of a Service.
  var ofService: [YAMLItem] {
    all.map { port in
      var entry = YAMLMapping.flow([
        ("name", .text(port.name)), ("port", .integer(port.number)), ("targetPort", .text(port.name)),
      ])
      if port.transport == .udp { entry.add("protocol", .text("UDP")) }
      return YAMLItem(.mapping(entry))
    }
  }

  /// `ports:` of a rule of a NetworkPolicy.
  static func rule(_ ports: [Port]) -> YAMLValue {
    .sequence(
      ports.map { port in
        YAMLItem(
          .mapping(
            .flow([("port", .integer(port.number)), ("protocol", .text(port.transport == .udp ? "UDP" : "TCP"))])))
      })
  }
}

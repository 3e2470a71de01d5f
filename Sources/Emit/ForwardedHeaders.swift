import IR

/// What a Python server must be told where a proxy is in front of it.
///
/// The proxy ends TLS and says so in `X-Forwarded-Proto`. uvicorn and gunicorn trust that header from 127.0.0.1 alone,
/// so that redirects and addresses they build begin with `http://`; `FORWARDED_ALLOW_IPS` names the other addresses they trust
/// (uvicorn 0.54, gunicorn 27, tried 2026-11). hypercorn and granian read no such variable.
enum ForwardedHeaders {
  static let variable = "FORWARDED_ALLOW_IPS"

  /// The programs whose servers read the variable. `fastapi run` starts uvicorn.
  private static let reading: Set<String> = ["uvicorn", "gunicorn", "fastapi"]
  private static let ignoring: Set<String> = ["hypercorn", "granian"]

  /// The program with the variable in every service behind a proxy that reads it. Every address is trusted, because only
  /// the proxy reaches the port. A written value is kept.
  static func added(to program: Program, _ capabilities: Capabilities) -> Program {
    guard capabilities.proxyInFront || !program.proxies.isEmpty else { return program }
    var services = program.services
    for (index, service) in program.services.enumerated()
    where needsVariable(service) && isBehindProxy(service, program, capabilities) {
      let position = service.env.firstIndex { $0.origin != .key } ?? service.env.count
      services[index].env.insert(trustingAll, at: position)
    }
    var program = program
    program.services = services
    return program
  }

  private static let trustingAll = Variable(
    name: variable, value: .literal("*"), origin: .key,
    reason: "nothing but the proxy reaches the port, and it says what was https")

  /// Whether only a proxy reaches the service from outside: that of the target, or one of the topology.
  static func isBehindProxy(_ service: Service, _ program: Program, _ capabilities: Capabilities) -> Bool {
    if capabilities.startsImages, let front = program.front(of: service.name),
      front.proxy.exposure.isPublic || !service.exposure.isPublic
    {
      return true
    }
    return capabilities.proxyInFront && service.exposure.isPublic
  }

  /// Whether the service reads the variable, and no other setting names the trusted addresses.
  static func needsVariable(_ service: Service) -> Bool {
    guard let server = server(of: service), reading.contains(server) else { return false }
    let isSettled =
      service.variable(variable) != nil || service.server?.extra.contains { $0.name == "forwarded_allow_ips" } == true
      || hasFlag("--forwarded-allow-ips", service)
    return !isSettled
  }

  /// The program of a service that trusts no header, whatever the value of the variable.
  static func deafServer(of service: Service) -> String? {
    guard let server = server(of: service), ignoring.contains(server) else { return nil }
    return server
  }

  private static func server(of service: Service) -> String? {
    if service.wholeCommand == nil || !service.hasWrittenCommand, let kind = service.server?.kind { return kind }
    return service.programs.first { reading.contains($0) || ignoring.contains($0) }
  }

  private static func hasFlag(_ flag: String, _ service: Service) -> Bool {
    switch service.wholeCommand {
    case .words(let words)?: words.contains { $0.literal.utf8.starts(with: flag.utf8) }
    case .shell(let text)?: text.contains(flag)
    case nil: false
    }
  }
}

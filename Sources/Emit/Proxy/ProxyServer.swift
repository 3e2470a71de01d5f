import IR

/// The configuration of the server of a proxy, Caddy, for one target.
///
/// Facts of 2.11: the official image runs `caddy run --config /etc/caddy/Caddyfile --adapter caddyfile`, keeps
/// certificates in `/data`, and has busybox (docker-library, caddy 2.11-alpine, 2026-11).
struct ProxyServer: Sendable {
  /// The part of the configuration that a target determines.
  struct Place: Sendable {
    /// The certificates; `off` where TLS ends before the proxy.
    var encryption = Proxy.Encryption.off
    /// Where requests without TLS are answered.
    var port: CaddyfileDocument.Token
    /// Whether hosts are also reached as `HOST.localhost`.
    var isLocal = false
    /// Whether visitors use HTTPS, wherever TLS ends.
    var isSecure = false
    /// The address for notices of the authority.
    var email: CaddyfileDocument.Token?
    /// The directory of another authority.
    var authority: CaddyfileDocument.Token?
    /// Addresses whose `X-Forwarded-*` are trusted, with the reason.
    var trusted: [CaddyfileDocument.Token] = []
    var trustNote: String?
    /// Whether its health is checked inside the container.
    var hasProbe = false
    /// The host of a service.
    var host: @Sendable (Service) -> CaddyfileDocument.Token
    /// The resolver for names of containers; nil: that of the system.
    var resolver: CaddyfileDocument.Token?
    /// The variable that replaces the addresses of a service while the proxy runs; nil: they are fixed.
    var pin: (@Sendable (Service) -> String)?
  }

  /// The port of the container that answers whether the proxy works.
  static let probePort = 8079
  static let configurationPath = "/etc/caddy"
  static let file = "Caddyfile"
  static let dataPath = "/data"
  /// Directories that it writes beside its data.
  static let scratchPaths = ["/config", "/tmp"]
  static let command = ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
  static let probe = ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:\(probePort)/health"]
  /// The right to listen below 1024, which the program has in the image.
  static let right = "NET_BIND_SERVICE"

  private typealias Token = CaddyfileDocument.Token
  private typealias Directive = CaddyfileDocument.Directive

  private let service: Service
  private let program: Program
  private let place: Place
  private let sites: ProxySites

  init(_ service: Service, in program: Program, at place: Place) {
    self.service = service
    self.program = program
    self.place = place
    sites = ProxySites(service)
  }

  private var proxy: Proxy { service.proxy ?? Proxy() }
  private var isEncrypted: Bool { place.encryption != .off && !sites.hosts.isEmpty }

  var document: CaddyfileDocument {
    var blocks = [Directive([], block: global)]
    for upstream in ProxySites.upstreams(service) { blocks += snippets(upstream) }
    if isEncrypted {
      blocks += sites.sites.map { site in
        .site(site.hosts.compactMap { Token($0) }, content(site.routes, isEncrypted: true))
      }
    }
    blocks += plain
    if place.hasProbe {
      let address: Token = "http://127.0.0.1:" + Token.number(Self.probePort)
      blocks.append(.site([address], [Directive("bind", "127.0.0.1"), Directive("respond", "/health", "200")]))
    }
    return CaddyfileDocument(blocks)
  }

  // MARK: The top

  private var global: [Directive] {
    var options = [Directive("admin", place.pin == nil ? "off" : "localhost:2019")]
    if !isEncrypted { options.append(Directive("auto_https", "off")) }
    if isEncrypted, let email = place.email { options.append(Directive("email", email)) }
    if isEncrypted, let authority = place.authority { options.append(Directive("acme_ca", authority)) }
    options.append(Directive("grace_period", .duration(Proxy.grace)))
    let timeouts = [
      Directive("read_header", "10s"), Directive("read_body", "60s"), Directive("idle", "75s"),
    ]
    var servers = [Directive("timeouts", block: timeouts)]
    if !place.trusted.isEmpty {
      servers.append(
        Directive(["trusted_proxies", "static"] + place.trusted, comments: place.trustNote.map { [$0] } ?? []))
    }
    options.append(Directive("servers", block: servers))
    return options
  }

  // MARK: Services

  /// The name of the snippet that forwards to a service.
  private func name(_ route: Proxy.Route) -> Token {
    guard let target = program.service(route.service) else { return "missing" }
    let name = Token(target.dns) ?? "service"
    return target.port == route.port ? name : name + "-" + .number(route.port)
  }

  private func snippets(_ route: Proxy.Route) -> [Directive] {
    guard let target = program.service(route.service) else { return [] }
    var lookup = [
      Directive("name", place.host(target)), Directive("port", .number(route.port)), Directive("refresh", "1s"),
    ]
    if let resolver = place.resolver { lookup.append(Directive("resolvers", resolver)) }
    let dynamic = Directive("dynamic", "a", block: lookup)
    guard let pin = place.pin?(target) else { return [.snippet(name(route), [forward(to: dynamic, route, target)])] }
    let names = name(route) + "-dns"
    // One variable for each port, since it holds addresses.
    let variable = target.port == route.port ? pin : "\(pin)_\(route.port)"
    let pinned = Directive(.variable(variable, else: ["import", names]))
    return [.snippet(names, [dynamic]), .snippet(name(route), [forward(to: pinned, route, target)])]
  }

  private func forward(to upstream: Directive, _ route: Proxy.Route, _ target: Service) -> Directive {
    // The side that sends must be the one that closes an idle connection. What is not known to keep one longer is
    // taken for the shortest: gunicorn's 2 s.
    let keepalive = target.server.map { max(1_000, $0.isAssumed ? 1_000 : $0.keepalive - 15_000) } ?? 1_000
    var transport = [Directive("dial_timeout", "2s"), Directive("keepalive", .duration(keepalive))]
    if let patience = route.patience {
      transport.append(Directive("response_header_timeout", .duration(patience)))
    }
    return Directive(
      "reverse_proxy",
      block: [
        upstream, Directive("lb_policy", "least_conn"), Directive("lb_try_duration", "5s"),
        Directive("lb_try_interval", "100ms"), Directive("fail_duration", "2s"),
        Directive("stream_close_delay", "1h"), Directive("transport", "http", block: transport),
      ])
  }

  // MARK: Sites

  /// Sites without TLS: all of them, or those of the private network.
  private var plain: [Directive] {
    let standard: Set<Int> = [80, 443]
    if isEncrypted, service.port.map(standard.contains) ?? true { return [] }
    var result: [Directive] = []
    if !sites.common.isEmpty || sites.sites.isEmpty {
      result.append(
        .site(
          [":" + place.port], comments: isEncrypted ? ["For the private network, without TLS."] : [],
          content(sites.common, isEncrypted: false)))
    }
    if isEncrypted { return result }
    for site in sites.others {
      var addresses: [Token] = []
      for host in site.hosts {
        let names = place.isLocal ? [host + ".localhost", host] : [host]
        addresses += names.compactMap { Token($0).map { "http://" + $0 + ":" + place.port } }
      }
      result.append(.site(addresses, content(site.routes, isEncrypted: false)))
    }
    return result
  }

  private func content(_ routes: [Proxy.Route], isEncrypted: Bool) -> [Directive] {
    var result: [Directive] = []
    if isEncrypted, place.encryption == .internal { result.append(Directive("tls", "internal")) }
    result.append(Directive("encode", "zstd", "gzip"))
    result.append(Directive("request_body", block: [Directive("max_size", .size(proxy.bodyBytes))]))
    if proxy.addsHeaders {
      var headers = [Directive("X-Content-Type-Options", "nosniff"), Directive("-Server")]
      if isEncrypted || place.isSecure {
        headers.insert(Directive("Strict-Transport-Security", "max-age=31536000"), at: 0)
      }
      result.append(Directive("header", block: headers))
    }
    for (index, route) in routes.enumerated() { result += handle(route, number: index + 1) }
    // Caddy's own answer to what nothing handles is an empty 200.
    if routes.last?.prefix != "/" { result.append(Directive("handle", block: [Directive("error", "404")])) }
    return result
  }

  private func handle(_ route: Proxy.Route, number: Int) -> [Directive] {
    var steps = [Directive("import", name(route))]
    guard route.prefix != "/", let prefix = Token(route.prefix) else { return [Directive("handle", block: steps)] }
    if route.isStripped { steps.insert(Directive("uri", "strip_prefix", prefix), at: 0) }
    let matcher: Token = "@route" + .number(number)
    return [Directive(matcher, "path", prefix, prefix + "/*"), Directive("handle", matcher, block: steps)]
  }
}

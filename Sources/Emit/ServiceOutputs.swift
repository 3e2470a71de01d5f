import IR

/// Outputs that are the same text in every target that runs the services under their own names.
enum ServiceOutputs {
  /// `host` is the name under which the service is reached.
  static func text(_ service: Service, _ output: String, host: String) -> String {
    switch output {
    case "host", "private_host": host
    case "port", "public_port": service.port.map { String($0) } ?? ""
    case "user": service.store?.login ?? ""
    case "database": service.store?.database ?? ""
    case "endpoint": "http://" + host + (service.port.map { ":\($0)" } ?? "")
    case "region": service.store?.region ?? ""
    case "bucket": service.store?.space ?? ""
    case "vhost": service.store?.space ?? "/"
    // The path of a URL: none for the server's own virtual host.
    case "vhost_path": service.store?.space.map { "/" + $0 } ?? ""
    case "name": service.name
    default: service.store?.outputs[output] ?? host
    }
  }

  /// Every host by which a web service is reached, each once: the public ones, the private one, those of health checks,
  /// and loopback.
  static func hosts(open: [String], inner: String, _ capabilities: Capabilities, _ separator: String) -> String {
    var seen: Set<String> = []
    return (open + [inner] + capabilities.healthHosts + ["127.0.0.1", "localhost"])
      .filter { !$0.isEmpty && seen.insert($0).inserted }.joined(separator: separator)
  }

  static func text(_ environment: EnvironmentInfo, _ name: String) -> String {
    switch name {
    case "kind": environment.kind.rawValue
    default: environment.name
    }
  }
}

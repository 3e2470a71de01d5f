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
    case "name": service.name
    default: service.store?.outputs[output] ?? host
    }
  }

  static func text(_ environment: EnvironmentInfo, _ name: String) -> String {
    switch name {
    case "kind": environment.kind.rawValue
    default: environment.name
    }
  }
}

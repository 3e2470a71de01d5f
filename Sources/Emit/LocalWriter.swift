import IR

/// Values for processes on one machine. Secrets inside them are a word to be replaced, since an env file cannot fill in
/// one value from another.
struct LocalWriter: ExpressionWriter {
  let program: Program

  func literal(_ text: String) -> String { text }

  func output(service name: String, name output: String, separator: String) -> String {
    guard let service = program.service(name) else { return "" }
    let local = "localhost" + (service.port.map { ":\($0)" } ?? "")
    switch output {
    case "public_url", "origin", "origins": return "http://" + local
    case "public_websocket_url": return "ws://" + local
    case "hosts": return ServiceOutputs.hosts(open: [], inner: "localhost", Capabilities(), separator)
    case "public_domain", "public_domains", "public_host": return "localhost"
    default: return ServiceOutputs.text(service, output, host: "localhost")
    }
  }

  func secret(id: String) -> String { "CHANGE_ME" }

  func variable(service: String?, name: String) -> String { "" }

  func environment(name: String) -> String { ServiceOutputs.text(program.environment, name) }

  func encoded(_ encoding: Expression.Encoding, _ inner: String) -> String { inner }
}

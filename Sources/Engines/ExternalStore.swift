package import IR

/// A store that is run elsewhere: the parts of its address, which take the place of those that a target would name.
package struct ExternalStore: Sendable {
  /// The service that declares it.
  package let service: String
  package let engine: StoreEngine
  /// Empty where one of `texts` is the whole address.
  package let host: String
  package let port: Int
  package let isEncrypted: Bool
  /// What outputs are, by their names: `user`, `vhost`, `endpoint`.
  package let texts: [String: String]
  /// The ids of secrets by the outputs that they are.
  package let secrets: [String: String]

  /// - Parameter port: nil where none is written.
  package init(
    service: String, engine: StoreEngine, host: String, port: Int?, isEncrypted: Bool, texts: [String: String],
    secrets: [String: String]
  ) {
    self.service = service
    self.engine = engine
    self.host = host
    self.port = port ?? (isEncrypted ? engine.securePorts[engine.port] : nil) ?? engine.port
    self.isEncrypted = isEncrypted
    self.texts = texts
    self.secrets = secrets
  }

  /// Whether nothing is said of a secret that is asked for by itself.
  ///
  /// - Parameter expression: what the engine offers for a store of its own.
  package func lacks(_ expression: Expression) -> Bool {
    guard case .secret(let id) = expression else { return false }
    return secret(id) == nil
  }

  /// An output of the engine for this store.
  ///
  /// - Parameter expression: what the engine offers for a store of its own.
  package func located(_ expression: Expression, output: String) -> Expression {
    texts[output].map { .literal($0) } ?? located(expression)
  }

  private func located(_ expression: Expression) -> Expression {
    switch expression {
    case .output(service, let name): .literal(text(of: name))
    case .secret(let id) where id.hasPrefix(service + "/"): secret(id).map { .secret(id: $0) } ?? .literal("")
    case .concat(let parts): .joined(parts.map(located))
    case .url(let url): .url(located(url))
    default: expression
    }
  }

  /// The secret that takes the place of one that the store would bring along.
  private func secret(_ id: String) -> String? {
    let output = engine.offered.first { output in
      if case .secret(id) = output.expression(service) { true } else { false }
    }
    return output.flatMap { secrets[$0.name] }
  }

  private func located(_ url: URLExpression) -> URLExpression {
    var url = url
    url.user = url.user.map { _ in .literal(text(of: "user")) }
    url.password = url.password.flatMap { password in
      if case .secret(let id) = password, secret(id) == nil { nil } else { located(password) }
    }
    url.host = located(url.host)
    url.port = url.port.map { port in
      guard isEncrypted, case .literal(let text) = port, let secure = Int(text).flatMap({ engine.securePorts[$0] })
      else { return located(port) }
      return .literal(String(secure))
    }
    url.path = url.path.map(located)
    url.query = url.query.map { URLExpression.QueryItem($0.name, located($0.value)) }
    guard isEncrypted else { return url }
    if url.scheme == "http" { url.scheme = "https" }
    guard let scheme = engine.scheme, url.scheme == scheme.name else { return url }
    if let secure = scheme.secure { url.scheme = secure }
    if let parameter = scheme.encryption {
      url.query.append(URLExpression.QueryItem(parameter.name, .literal(parameter.value)))
    }
    return url
  }

  private func text(of output: String) -> String {
    switch output {
    case "port", "public_port": return String(port)
    case "host", "public_host", StoreEngine.directHost: return host
    case "vhost_path":
      let name = text(of: "vhost")
      return name == "/" ? "" : "/" + name
    // A server that is run elsewhere has one address for all.
    case "public_url":
      return engine.externalKeys.first { $0.kind == .address }.flatMap { texts[$0.name] } ?? ""
    default: return texts[output] ?? engine.externalOutputs[output] ?? ""
    }
  }
}

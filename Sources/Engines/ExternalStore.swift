package import IR

/// A store that is run elsewhere: the parts of its address, which take the place of those that a target would name.
package struct ExternalStore: Sendable {
  /// The service that declares it.
  package let service: String
  package let host: String
  package let port: Int
  /// Nil: the account that the server has by itself.
  package let user: String?
  package let database: String?
  /// The id of the secret with the password; nil: none is asked for.
  package let password: String?
  package let isEncrypted: Bool
  package let engine: StoreEngine

  package init(
    service: String, host: String, port: Int, user: String?, database: String?, password: String?, isEncrypted: Bool,
    engine: StoreEngine
  ) {
    self.service = service
    self.host = host
    self.port = port
    self.user = user
    self.database = database
    self.password = password
    self.isEncrypted = isEncrypted
    self.engine = engine
  }

  /// A value that the engine offers for a store of its own, for this one.
  package func located(_ expression: Expression) -> Expression {
    switch expression {
    case .output(service, let name): .literal(text(of: name))
    case .secret(let id) where id.hasPrefix(service + "/"): password.map { .secret(id: $0) } ?? .literal("")
    case .concat(let parts): .joined(parts.map(located))
    case .url(let url): .url(located(url))
    default: expression
    }
  }

  private func located(_ url: URLExpression) -> URLExpression {
    var url = url
    url.user = user.map { .literal($0) } ?? url.user.map(located)
    url.password = password == nil ? nil : url.password.map(located)
    url.host = located(url.host)
    url.port = url.port.map(located)
    url.path = url.path.map(located)
    url.query = url.query.map { URLExpression.QueryItem($0.name, located($0.value)) }
    guard isEncrypted, let scheme = engine.scheme else { return url }
    if let secure = scheme.secure { url.scheme = secure }
    if let parameter = scheme.encryption {
      url.query.append(URLExpression.QueryItem(parameter.name, .literal(parameter.value)))
    }
    return url
  }

  private func text(of output: String) -> String {
    switch output {
    case "port", "public_port": String(port)
    case "user": user ?? engine.administrator
    case "database": database ?? "app"
    case "host", "public_host", StoreEngine.directHost: host
    default: engine.externalOutputs[output] ?? ""
    }
  }
}

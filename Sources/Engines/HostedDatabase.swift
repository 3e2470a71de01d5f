package import IR

/// A database in the server of another service, and the role that owns it.
package struct HostedDatabase: Sendable {
  /// The service that declares it.
  package let service: String
  /// The service that the server is.
  package let server: String
  package let database: String
  package let user: String

  package init(service: String, server: String, database: String, user: String) {
    self.service = service
    self.server = server
    self.database = database
    self.user = user
  }

  /// A value that the engine offers for a store of its own, for this database: the address is that of the server itself,
  /// because a pooler in front of it lets in the role of the server's own database only.
  package func located(_ expression: Expression) -> Expression {
    switch expression {
    case .output(let owner, let name) where owner == service:
      switch name {
      case "database": .literal(database)
      case "user": .literal(user)
      case "host": .output(service: server, name: StoreEngine.directHost)
      default: .output(service: server, name: name)
      }
    case .concat(let parts): .joined(parts.map(located))
    case .url(let url): .url(located(url))
    default: expression
    }
  }

  private func located(_ url: URLExpression) -> URLExpression {
    var url = url
    url.user = url.user.map(located)
    url.host = located(url.host)
    url.port = url.port.map(located)
    url.path = url.path.map(located)
    return url
  }
}

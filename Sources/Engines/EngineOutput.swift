package import IR

/// What a store offers to those that refer to it.
package struct EngineOutput: Sendable {
  package enum Kind: Sendable {
    /// A URL with the engine's scheme.
    case url
    /// A URL with one of these schemes.
    case address([String])
    case host
    case port
    case text
  }

  /// What the service must have for it.
  package enum Requirement: Sendable {
    case none
    case publicTCP
    /// An address that browsers reach.
    case published
    case pooler
  }

  /// A value that is made of a service's declared name.
  package typealias Part = @Sendable (String) -> Expression

  package let name: String
  /// A conventional name of a variable that means the same.
  package let convention: String
  /// Further such names.
  package var otherConventions: [String] = []
  package let kind: Kind
  package var isSecret = false
  /// Reached from the internet; nil: it is no address.
  package var isPublic: Bool?
  /// Known before anything runs.
  package var isKnownEarly = false
  package var requirement = Requirement.none
  /// The value, for a service of that declared name.
  package let expression: Part

  package init(name: String, convention: String, kind: Kind, expression: @escaping Part) {
    self.name = name
    self.convention = convention
    self.kind = kind
    self.expression = expression
  }
}

extension StoreEngine {
  /// The output that leads past a pooler.
  package static let directHost = "unpooled_host"

  /// The conventional variable for its URL; nil: it has none.
  package var urlVariable: String? { outputs.first { $0.name == "url" }?.convention }

  /// The outputs in the order of the reference page.
  package var offered: [EngineOutput] {
    (outputs.compactMap { output($0.name, $0.convention) } + ownOutputs).map { output in
      var output = output
      output.otherConventions += moreConventions[output.name] ?? []
      return output
    }
  }

  private func output(_ name: String, _ convention: String) -> EngineOutput? {
    func part(_ kind: EngineOutput.Kind, _ expression: @escaping @Sendable (String) -> Expression) -> EngineOutput {
      EngineOutput(name: name, convention: convention, kind: kind, expression: expression)
    }
    var output: EngineOutput
    switch name {
    case "url":
      output = part(.url) { url($0, host: "host", port: "port") }
      output.isSecret = true
      output.isPublic = false
    case "public_url":
      output = part(.url) { url($0, host: "public_host", port: "public_port") }
      output.isSecret = true
      output.isPublic = true
      output.requirement = .publicTCP
    case "unpooled_url":
      output = part(.url) { url($0, host: Self.directHost, port: "port") }
      output.isSecret = true
      output.isPublic = false
      output.requirement = .pooler
    case "host":
      output = part(.host) { .output(service: $0, name: name) }
      output.isPublic = false
    case "port":
      output = part(.port) { .output(service: $0, name: name) }
      output.isKnownEarly = true
    case "user":
      output = part(.text, account)
      output.isKnownEarly = true
    case "database":
      output = part(.text) { .output(service: $0, name: name) }
      output.isKnownEarly = true
    case "password":
      output = part(.text, password)
      output.isSecret = true
    default: return nil
    }
    return output
  }

  /// Services log in as a role of their own where the engine has roles.
  @Sendable private func account(_ service: String) -> Expression {
    abilities.contains(.roles) ? .output(service: service, name: "user") : .literal(administrator)
  }

  @Sendable private func password(_ service: String) -> Expression {
    .secret(id: service + "/" + (secrets.last?.name ?? "password"))
  }

  private func url(_ service: String, host: String, port: String) -> Expression {
    .url(
      URLExpression(
        scheme: scheme?.name ?? name, user: account(service), password: password(service),
        host: .output(service: service, name: host), port: .output(service: service, name: port),
        path: abilities.contains(.databases)
          ? .joined([.literal("/"), .output(service: service, name: "database")])
          : abilities.contains(.virtualHosts) ? .output(service: service, name: "vhost_path") : nil,
        query: query.map { URLExpression.QueryItem($0.name, $0.value(service)) }))
  }

  /// The value where the server is the member of a set of that name: clients ask the set for its primary.
  package func inGroup(_ expression: Expression, _ name: String) -> Expression {
    guard let group, case .url(var url) = expression, url.scheme == scheme?.name else { return expression }
    url.query.append(URLExpression.QueryItem(group.parameter, .literal(name)))
    return .url(url)
  }

  /// The value for services that log in as the administrator, which has a secret of its own.
  package func asAdministrator(_ expression: Expression, of service: String) -> Expression {
    guard let own = secrets.first, let role = secrets.last else { return expression }
    switch expression {
    case .secret(service + "/" + role.name): return .secret(id: service + "/" + own.name)
    case .url(var url):
      url.password = url.password.map { asAdministrator($0, of: service) }
      return .url(url)
    default: return expression
    }
  }
}

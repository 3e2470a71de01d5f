/// The value of a variable, as a tree whose leaves each target writes in its own syntax.
///
/// Normal form: no `concat` in a `concat`, no two adjacent literals in one, a `url` is never flattened, `encode` of a
/// literal is folded away.
package indirect enum Expression: Hashable, Sendable {
  /// Text known now.
  case literal(String)
  /// An output of a service that each target names in its own way. Names in use: `host` `port` `user` `database`
  /// (stores), `private_host` `port` `public_url` `public_websocket_url` `public_domain` `origin` (one primary address), and the list-valued
  /// `origins`, `public_domains` and `hosts` (every host by which the service is reached), which occur only in a `join`.
  case output(service: String, name: String)
  /// A secret by its project-unique id: `shared/TIINGO_API_KEY`, `postgres/password`, `postgres/app_password`.
  case secret(id: String)
  /// Another variable by name; only in `surface`, and in the value of what is made of a variable that an operator
  /// supplies. `service` is a service's declared name, `shared`, or nil for a
  /// variable of the same service.
  case variable(service: String?, name: String)
  /// A fact of the environment that is known only when it is deployed (`name`, `kind` of a preview).
  case environment(name: String)
  case url(URLExpression)
  case concat([Expression])
  /// A list, written with `separator` between its items.
  case join(separator: String, items: [Expression])
  /// An encoding that must happen on the value at run time.
  case encode(Encoding, Expression)
  /// The first of these that is present at run time; most alternatives fold away while compiling.
  case alternative([Expression])

  package enum Encoding: String, Sendable, CaseIterable {
    case uri
    case base64
    case json
  }
}

/// A structured URL. `password`, `user` and the query values are meant unencoded; whoever writes the URL encodes them.
package struct URLExpression: Hashable, Sendable {
  package var scheme: String
  /// The part after `+` in `postgresql+asyncpg`.
  package var driver: String?
  package var user: Expression?
  package var password: Expression?
  package var host: Expression
  package var port: Expression?
  /// Begins with `/` where it is a literal; nil when there is none.
  package var path: Expression?
  /// In the order in which they were written.
  package var query: [QueryItem]

  package struct QueryItem: Hashable, Sendable {
    package var name: String
    package var value: Expression

    package init(_ name: String, _ value: Expression) {
      self.name = name
      self.value = value
    }
  }

  package init(
    scheme: String, driver: String? = nil, user: Expression? = nil, password: Expression? = nil, host: Expression,
    port: Expression? = nil, path: Expression? = nil, query: [QueryItem] = []
  ) {
    self.scheme = scheme
    self.driver = driver
    self.user = user
    self.password = password
    self.host = host
    self.port = port
    self.path = path
    self.query = query
  }

  /// `postgresql+asyncpg`, or the scheme alone.
  package var fullScheme: String { driver.map { scheme + "+" + $0 } ?? scheme }
}

extension Expression {
  /// Concatenates in normal form: nested concatenations are opened, neighbouring literals joined, empty ones dropped.
  package static func joined(_ parts: [Expression]) -> Expression {
    var result: [Expression] = []
    var text = ""
    func append(_ part: Expression) {
      switch part {
      case .concat(let inner): inner.forEach(append)
      case .literal(let more): text += more
      default:
        if !text.isEmpty { result.append(.literal(text)) }
        text = ""
        result.append(part)
      }
    }
    parts.forEach(append)
    if !text.isEmpty { result.append(.literal(text)) }
    if result.isEmpty { return .literal("") }
    return result.count == 1 ? result[0] : .concat(result)
  }

  /// Calls `visit` for this node and every node below it, in reading order.
  package func walk(_ visit: (Expression) -> Void) {
    visit(self)
    switch self {
    case .literal, .output, .secret, .variable, .environment: break
    case .url(let url):
      url.user?.walk(visit)
      url.password?.walk(visit)
      url.host.walk(visit)
      url.port?.walk(visit)
      url.path?.walk(visit)
      for item in url.query { item.value.walk(visit) }
    case .concat(let parts), .join(_, let parts), .alternative(let parts): for part in parts { part.walk(visit) }
    case .encode(_, let inner): inner.walk(visit)
    }
  }

  /// Whether a secret is in it anywhere.
  package var hasSecret: Bool {
    switch self {
    case .secret: true
    case .literal, .output, .variable, .environment: false
    case .url(let url):
      url.user?.hasSecret == true || url.password?.hasSecret == true || url.host.hasSecret
        || url.port?.hasSecret == true || url.path?.hasSecret == true || url.query.contains { $0.value.hasSecret }
    case .concat(let parts), .join(_, let parts), .alternative(let parts): parts.contains(where: \.hasSecret)
    case .encode(_, let inner): inner.hasSecret
    }
  }

  /// The ids of the secrets in it, in reading order, each once.
  package var secretIDs: [String] {
    if !hasSecret { return [] }
    var ids: [String] = []
    // A few are compared; only many are worth a table.
    var seen: Set<String> = []
    walk { node in
      guard case .secret(let id) = node else { return }
      if ids.count == 8, seen.isEmpty { seen = Set(ids) }
      if ids.count < 8 ? !ids.contains(id) : seen.insert(id).inserted { ids.append(id) }
    }
    return ids
  }
}

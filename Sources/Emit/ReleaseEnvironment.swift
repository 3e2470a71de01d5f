import IR

/// The variables of a release command. Tools that migrate a schema hold locks of a session, which a pooler that shares
/// connections by transaction does not keep: they must reach the server itself.
enum ReleaseEnvironment {
  /// The variables of a service as its release command gets them where it can have its own: under the same names, and
  /// past the poolers.
  static func variables(of service: Service, in program: Program) -> [Variable] {
    service.env.map { variable in
      guard leadsToPooler(variable, in: program) else { return variable }
      var direct = variable
      direct.surface = nil
      direct.value = variable.value.map { past($0, in: program) }
      direct.reason = "the server itself: a migration holds locks that the pooler does not keep"
      return direct
    }
  }

  /// Whether a value leads to a pooler that shares connections by transaction.
  static func leadsToPooler(_ variable: Variable, in program: Program) -> Bool {
    has(variable, output: "host", in: program)
  }

  /// Whether a value leads past such a pooler.
  static func leadsPastPooler(_ variable: Variable, in program: Program) -> Bool {
    has(variable, output: "unpooled_host", in: program)
  }

  private static func has(_ variable: Variable, output: String, in program: Program) -> Bool {
    var found = false
    variable.value?.walk {
      if case .output(let store, output) = $0, isShared(store, program) { found = true }
    }
    return found
  }

  private static func isShared(_ store: String, _ program: Program) -> Bool {
    program.service(store)?.store?.pooler?.mode == .transaction
  }

  private static func past(_ expression: Expression, in program: Program) -> Expression {
    func past(_ inner: Expression) -> Expression { self.past(inner, in: program) }
    switch expression {
    case .output(let store, "host") where isShared(store, program):
      return .output(service: store, name: "unpooled_host")
    case .literal, .output, .secret, .variable, .environment: return expression
    case .concat(let parts): return .concat(parts.map(past))
    case .join(let separator, let items): return .join(separator: separator, items: items.map(past))
    case .alternative(let parts): return .alternative(parts.map(past))
    case .encode(let encoding, let inner): return .encode(encoding, past(inner))
    case .url(var url):
      url.user = url.user.map(past)
      url.password = url.password.map(past)
      url.host = past(url.host)
      url.port = url.port.map(past)
      url.path = url.path.map(past)
      url.query = url.query.map { URLExpression.QueryItem($0.name, past($0.value)) }
      return .url(url)
    }
  }
}

import IR
import Model

/// Computes the text that an expression comes to under an assignment of outputs and secrets: the meaning that surface
/// and value of a variable must share.
struct Evaluator {
  let program: Program
  /// What an output or secret without a fixed text is.
  let assignment: @Sendable (String) -> String
  private let depth: Int

  init(_ program: Program, assignment: @escaping @Sendable (String) -> String) {
    self.init(program, assignment, depth: 0)
  }

  private init(_ program: Program, _ assignment: @escaping @Sendable (String) -> String, depth: Int) {
    self.program = program
    self.assignment = assignment
    self.depth = depth
  }

  /// - Parameter service: who carries the expression, for variables without a service.
  func text(_ expression: Expression, in service: String) -> String {
    switch expression {
    case .literal(let text): text
    case .output(let owner, let name): output(owner, name)
    case .secret(let id): assignment("secret " + id)
    case .variable(let owner, let name): variable(name, of: owner ?? service)
    case .environment("name"):
      program.environment.kind == .preview ? assignment("environment") : program.environment.name
    case .environment(let name): assignment("environment " + name)
    case .concat(let parts): parts.map { text($0, in: service) }.joined()
    case .join(let separator, let items): items.map { text($0, in: service) }.joined(separator: separator)
    case .encode(let encoding, let inner): "\(encoding)(\(text(inner, in: service)))"
    case .alternative(let parts): parts.map { text($0, in: service) }.joined(separator: " else ")
    case .url(let url): text(url, in: service)
    }
  }

  private func text(_ url: URLExpression, in service: String) -> String {
    var result = url.fullScheme + "://"
    if let user = url.user { result += text(user, in: service) }
    if let password = url.password { result += ":" + text(password, in: service) }
    if url.user != nil || url.password != nil { result += "@" }
    result += text(url.host, in: service)
    if let port = url.port { result += ":" + text(port, in: service) }
    if let path = url.path { result += text(path, in: service) }
    for (index, item) in url.query.enumerated() {
      result += (index == 0 ? "?" : "&") + item.name + "=" + percent(text(item.value, in: service))
    }
    return result
  }

  private func percent(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
      if isPlain || "-._~".utf8.contains(byte) { return String(Unicode.Scalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return digits.count == 1 ? "%0" + digits : "%" + digits
    }.joined()
  }

  /// Ports are known; everything else is what the target makes of it.
  private func output(_ service: String, _ name: String) -> String {
    if name == "port", let port = program.service(service)?.port { return String(port) }
    return assignment("output \(service).\(name)")
  }

  /// What a variable's name stands for: the service's own, a shared one, or a store's conventional one.
  private func variable(_ name: String, of owner: String) -> String {
    guard depth < 20 else { return "endless" }
    let inner = Evaluator(program, assignment, depth: depth + 1)
    if owner == "shared" {
      if let shared = program.shared.first(where: { $0.name == name }), let value = shared.value {
        return inner.text(value, in: owner)
      }
      return assignment("secret shared/" + name)
    }
    if let own = program.service(owner)?.variable(name) {
      return own.value.map { inner.text($0, in: owner) } ?? assignment("operator \(name)")
    }
    return inner.text(conventional(name, of: owner), in: owner)
  }

  /// The variables that Railway's templates of stores and its platform provide (reference/variables, 2026-02-06).
  private func conventional(_ name: String, of owner: String) -> Expression {
    func output(_ name: String) -> Expression { .output(service: owner, name: name) }
    func url(_ scheme: String, user: Expression, secret: String, path: Expression?, host: String, port: String)
      -> Expression
    {
      .url(
        URLExpression(
          scheme: scheme, user: user, password: .secret(id: "\(owner)/\(secret)"), host: output(host),
          port: output(port), path: path))
    }
    let database = Expression.joined([.literal("/"), output("database")])
    switch name {
    case "DATABASE_URL":
      return url("postgresql", user: output("user"), secret: "app_password", path: database, host: "host", port: "port")
    case "DATABASE_PUBLIC_URL":
      return url(
        "postgresql", user: output("user"), secret: "app_password", path: database, host: "public_host",
        port: "public_port")
    case "REDIS_URL":
      return url("redis", user: .literal("default"), secret: "password", path: nil, host: "host", port: "port")
    case "PGHOST", "REDISHOST": return output("host")
    case "PGPORT", "REDISPORT": return output("port")
    case "PGUSER": return output("user")
    case "PGDATABASE": return output("database")
    case "PGPASSWORD": return .secret(id: "\(owner)/app_password")
    case "REDISUSER": return .literal("default")
    case "REDISPASSWORD": return .secret(id: "\(owner)/password")
    case "RAILWAY_PUBLIC_DOMAIN": return output("public_domain")
    case "RAILWAY_PRIVATE_DOMAIN": return output("private_host")
    case "RAILWAY_TCP_PROXY_DOMAIN": return output("public_host")
    case "RAILWAY_TCP_PROXY_PORT": return output("public_port")
    default:
      // A store without a template: what its engine offers under the name.
      let type = program.service(owner)?.store.flatMap { ServiceTypes.named($0.engine) }
      return type?.output(name)?.expression(owner) ?? .literal("no \(owner).\(name)")
    }
  }
}

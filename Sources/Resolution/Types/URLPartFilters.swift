import Engines
import IR
import Model
import Syntax

/// The filters that take one part of a URL out.
extension Filters {
  static let urlPartFilters: [Filter] = [
    part("host", "the host name", gives: "host") { value, url, _ in
      .success(value.part(url.host, .host, isAddress: true))
    },
    part("port", "the port, or the one that the scheme implies", gives: "port") { value, url, invocation in
      guard let port = port(of: url) else { return .failure(lacking("port", invocation)) }
      return .success(value.part(port, .port))
    },
    part("user", "the user name", gives: "string") { value, url, invocation in
      guard let user = url.user else { return .failure(lacking("user", invocation)) }
      return .success(value.part(user, .string))
    },
    part("password", "the password; secret as before", gives: "string") { value, url, invocation in
      guard let password = url.password else { return .failure(lacking("password", invocation)) }
      return .success(value.part(password, .string))
    },
    part("database", "the path without its first `/`", gives: "string") { value, url, invocation in
      guard let path = url.path, let name = withoutSlash(path) else {
        return .failure(lacking("database", invocation))
      }
      return .success(value.part(name, .string))
    },
    Filter(
      "origin", "origin", on: "an HTTP URL", gives: "origin", "scheme, host and port",
      accepts: { isHTTP($0) && !$0.type.schemes.contains { $0.name.hasPrefix("ws") } }, apply: origin),
    part("hostport", "host and port, with `:` between", gives: "hostport") { value, url, invocation in
      guard let port = port(of: url) else { return .failure(lacking("port", invocation)) }
      return .success(value.part(.joined([url.host, .literal(":"), port]), .hostport, isAddress: true))
    },
  ]

  /// The ports that schemes imply, beside those of engines (IANA's registry; AMQP and MySQL by their documentation).
  private static let defaultPorts = [
    "http": 80, "ws": 80, "https": 443, "wss": 443, "amqps": 5671,
  ]

  private static func part(
    _ name: String, _ summary: String, gives output: String,
    _ take: @escaping @Sendable (TypedValue, URLExpression, FilterInvocation) -> Result<TypedValue, FilterProblem>
  ) -> Filter {
    Filter(name, name, on: "a URL", gives: output, summary, accepts: { $0.type.isURL }) { value, invocation in
      if let problem = invocation.none() { return .failure(problem) }
      if let (service, _) = address(value.expression) {
        guard name == "host" else {
          return .failure(
            invocation.mismatch(
              "the \(name == "hostport" ? "port" : name) of a public address is up to the target",
              help: ["use `$<<\(service).public_domain>>` or `$<<\(service).origin>>`"]))
        }
        return .success(
          value.part(.output(service: service, name: "public_domain"), .domain, isAddress: true))
      }
      guard let url = value.url else { return .failure(opaque(invocation)) }
      return take(value, url, invocation)
    }
  }

  private static func lacking(_ part: String, _ invocation: FilterInvocation) -> FilterProblem {
    invocation.mismatch("this URL has no \(part)")
  }

  private static func port(of url: URLExpression) -> Expression? {
    url.port ?? (defaultPorts[url.scheme] ?? StoreEngines.port(ofScheme: url.scheme)).map { .literal(String($0)) }
  }

  private static func withoutSlash(_ path: Expression) -> Expression? {
    switch path {
    case .literal(let text):
      let name = text.hasPrefix("/") ? String(text.dropFirst()) : text
      return name.isEmpty ? nil : .literal(name)
    case .concat(let parts):
      guard case .literal(let first)? = parts.first, first.hasPrefix("/") else { return path }
      return .joined([.literal(String(first.dropFirst()))] + parts.dropFirst())
    default: return path
    }
  }

  @Sendable private static func origin(
    _ value: TypedValue, _ invocation: FilterInvocation
  ) -> Result<TypedValue, FilterProblem> {
    if let problem = invocation.none() { return .failure(problem) }
    if let (service, _) = address(value.expression) {
      return .success(value.part(.output(service: service, name: "origin"), .origin, isAddress: true))
    }
    guard var url = value.url else { return .failure(opaque(invocation)) }
    url.user = nil
    url.password = nil
    url.path = nil
    url.query = []
    return .success(value.part(.url(url), .origin, isAddress: true))
  }
}

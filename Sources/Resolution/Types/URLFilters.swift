import Diagnostics
import Engines
import IR
import Model
import Syntax

/// The filters that change a URL and leave it one.
extension Filters {
  static let urlFilters: [Filter] = [driver, scheme, with, db, path]

  /// The schemes of engines whose URLs can name a driver.
  private static let drivenSchemes = StoreEngines.all.compactMap(\.scheme).filter { !$0.drivers.isEmpty }

  /// Drivers that SQLAlchemy knows (dialects of version 2.0).
  package static let drivers = drivenSchemes.flatMap(\.drivers)

  /// From which scheme `scheme()` leads where.
  private static let schemeChanges: [String: [String]] = StoreEngines.all.compactMap(\.scheme).reduce(
    into: ["http": ["ws"], "https": ["wss"]]
  ) { changes, scheme in
    // A URL with `+srv` has no port: another scheme alone would not lead to the same place.
    let names = scheme.all.filter { !$0.hasSuffix("+srv") }
    for name in names { changes[name] = names.filter { $0 != name } }
  }

  static func takesDriver(_ value: TypedValue) -> Bool {
    drivenSchemes.contains { has(value, [$0.name] + $0.synonyms + $0.equals) }
  }
  static func isHTTP(_ value: TypedValue) -> Bool { has(value, ["http", "https", "ws", "wss"]) }

  private static func has(_ value: TypedValue, _ names: [String]) -> Bool {
    !value.type.schemes.isEmpty && value.type.schemes.allSatisfy { names.contains($0.name) }
  }

  /// The output of a public service that targets write as they write `public_url`, for WebSockets.
  private static let webSocketURL = "public_websocket_url"

  /// An address that the target names, with text behind it: `$<<backend.public_url | path("/api")>>`.
  static func address(_ expression: Expression) -> (service: String, rest: String)? {
    switch expression {
    case .output(let service, "public_url"), .output(let service, "origin"), .output(let service, webSocketURL):
      return (service, "")
    case .concat(let parts):
      guard parts.count == 2, case .literal(let rest) = parts[1], let head = address(parts[0]), head.rest.isEmpty else {
        return nil
      }
      return (head.service, rest)
    default: return nil
    }
  }

  private static let driver = Filter(
    "driver", #"driver("asyncpg")"#, on: "a PostgreSQL or MySQL URL", gives: "url<postgresql+asyncpg>",
    "adds the Python driver to the scheme, renames query parameters to those of the driver, and removes those that it "
      + "does not need (`channel_binding`), which is reported",
    accepts: takesDriver
  ) { value, invocation in
    let known = drivenSchemes.first { has(value, [$0.name] + $0.synonyms + $0.equals) }
    let drivers = known?.drivers ?? []
    let wanted = "one of \(drivers.joined(separator: ", "))"
    if let refusal = invocation.context.driverRefusal {
      var problem = invocation.mismatch(
        "a driver is not allowed here", help: ["remove `| \(invocation.call.name.text)(…)`"])
      problem.notes = [refusal]
      return .failure(problem)
    }
    switch invocation.single(wanted) {
    case .failure(let problem): return .failure(problem)
    case .success((let name, let range)):
      guard drivers.contains(name) else {
        var problem = invocation.wrongArguments("`driver` takes \(wanted)", at: range)
        problem.candidates = drivers
        return .failure(problem)
      }
      guard var url = value.url else { return .failure(opaque(invocation)) }
      url.scheme = known?.name ?? url.scheme
      url.driver = name
      if let client = known?.client(name) {
        for (index, item) in url.query.enumerated().reversed() where client.refused.contains(item.name) {
          if let meant = client.renamed[item.name] {
            url.query[index].name = meant
          } else if client.needless.contains(item.name) {
            url.query.remove(at: index)
          } else {
            return .failure(refused(item.name, by: client, invocation.call.range))
          }
        }
      }
      return .success(changed(value, url))
    }
  }

  /// Parameters of the query that `driver` removed, because the driver does not need them.
  static func dropped(from before: TypedValue, to after: TypedValue) -> [String] {
    guard let old = before.url, case .url(let new) = after.expression, new.query.count < old.query.count,
      let client = drivenSchemes.first(where: { $0.name == new.scheme })?.client(new.driver)
    else { return [] }
    return old.query.map(\.name).filter(client.needless.contains)
  }

  private static let scheme = Filter(
    "scheme", #"scheme("wss")"#, on: "a URL", gives: "the same URL with another scheme",
    "changes the scheme: postgres and postgresql, redis and rediss, http to ws, https to wss",
    accepts: { $0.type.isURL }
  ) { value, invocation in
    switch invocation.single("the name of a scheme") {
    case .failure(let problem): return .failure(problem)
    case .success((let name, let range)):
      let now = value.type.schemes.map(\.name)
      let allowed = now.flatMap { [$0] + (schemeChanges[$0] ?? []) }
      guard !now.isEmpty, now.allSatisfy({ $0 == name || schemeChanges[$0]?.contains(name) ?? false }) else {
        let choices = allowed.isEmpty ? Array(Set(schemeChanges.values.joined())).sorted() : allowed
        var problem = invocation.wrongArguments(
          "`scheme` takes one of \(choices.joined(separator: ", ")) here", at: range)
        problem.candidates = choices
        return .failure(problem)
      }
      if now == [name] { return .success(value) }
      if let (service, rest) = address(value.expression) {
        // The target decides whether its address is secure, and which port it has: `ws://localhost:8000` where it
        // writes `http://localhost:8000`.
        var result = value
        result.expression = .joined([.output(service: service, name: webSocketURL), .literal(rest)])
        result.type = .url([URLScheme(name)])
        return .success(result)
      }
      guard var url = value.url else { return .failure(opaque(invocation)) }
      url.scheme = name
      return .success(changed(value, url))
    }
  }

  private static let with = Filter(
    "with", #"with(sslmode="require")"#, on: "a URL", gives: "the same URL",
    "adds parameters to the query; a parameter that is there is replaced",
    accepts: { $0.type.isURL && $0.type != .origin }
  ) { value, invocation in
    let arguments = invocation.call.arguments
    guard !arguments.isEmpty else { return .failure(invocation.wrongArguments("`with` takes parameters with names")) }
    if let unnamed = arguments.first(where: { $0.label == nil }) {
      return .failure(invocation.wrongArguments("`with` takes parameters with names", at: unnamed.range))
    }
    let clients = value.type.schemes.compactMap { scheme in
      drivenSchemes.first { ([$0.name] + $0.synonyms).contains(scheme.name) }?.client(scheme.driver)
    }
    for client in clients {
      if let label = arguments.compactMap(\.label).first(where: { client.refused.contains($0.text) }) {
        return .failure(refused(label.text, by: client, label.range))
      }
    }
    if let (_, rest) = address(value.expression) {
      let query = arguments.map { encoded($0.label?.text ?? "") + "=" + encoded($0.text) }.joined(separator: "&")
      let separator = rest.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
      var result = value
      result.expression = .joined([value.expression, .literal(separator + query)])
      return .success(result)
    }
    guard var url = value.url else { return .failure(opaque(invocation)) }
    for argument in arguments {
      let item = URLExpression.QueryItem(argument.label?.text ?? "", .literal(argument.text))
      if let index = url.query.firstIndex(where: { $0.name == item.name }) {
        url.query[index] = item
      } else {
        url.query.append(item)
      }
    }
    return .success(changed(value, url))
  }

  private static let db = Filter(
    "db", "db(1)", on: "a Redis URL", gives: "the same URL", "chooses the number of the database",
    accepts: { value in
      StoreEngines.all.compactMap(\.scheme).contains { $0.numbersDatabases && has(value, $0.all) }
    }
  ) { value, invocation in
    switch invocation.single("a number from 0 to 15") {
    case .failure(let problem): return .failure(problem)
    case .success((let text, let range)):
      // How many there are is a setting of the server; the language accepts what Redis can be set to have.
      guard let number = Int(text), (0...9999).contains(number) else {
        return .failure(invocation.wrongArguments("`db` takes a number from 0 on", at: range))
      }
      guard var url = value.url else { return .failure(opaque(invocation)) }
      url.path = .literal("/\(number)")
      return .success(changed(value, url))
    }
  }

  private static let path = Filter(
    "path", #"path("/api")"#, on: "an HTTP URL", gives: "the same URL", "appends a path without doubling the `/`",
    accepts: isHTTP
  ) { value, invocation in
    switch invocation.single("a path") {
    case .failure(let problem): return .failure(problem)
    case .success((let text, let range)):
      guard !text.isEmpty,
        !text.utf8.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") })
      else {
        return .failure(invocation.wrongArguments("`path` takes a path without blanks, `?` and `#`", at: range))
      }
      var result = value
      if result.type == .origin { result.type = .url(value.type.schemes) }
      if let (_, rest) = address(value.expression) {
        guard !rest.utf8.contains(UInt8(ascii: "?")) else { return .failure(pathBehindQuery(invocation)) }
        let base = address(value.expression).map { $0.rest.isEmpty ? value.expression : head(of: value.expression) }
        result.expression = .joined([base ?? value.expression, .literal(appended(text, to: rest))])
        return .success(result)
      }
      guard var url = value.url else { return .failure(opaque(invocation)) }
      switch url.path {
      case nil: url.path = .literal(appended(text, to: ""))
      case .literal(let before)?: url.path = .literal(appended(text, to: before))
      case let before?: url.path = .joined([before, .literal(appended(text, to: ""))])
      }
      result.expression = .url(url)
      return .success(result)
    }
  }

  private static func head(of expression: Expression) -> Expression {
    if case .concat(let parts) = expression { return parts[0] }
    return expression
  }

  private static func pathBehindQuery(_ invocation: FilterInvocation) -> FilterProblem {
    invocation.mismatch("`path` comes before `with`", label: "a query stands here already")
  }

  /// Joins two paths with exactly one `/` between them.
  static func appended(_ path: String, to base: String) -> String {
    let front = base.hasSuffix("/") ? String(base.dropLast()) : base
    return front + (path.hasPrefix("/") ? path : "/" + path)
  }

  /// The value with another URL; its type follows the tree.
  private static func changed(_ value: TypedValue, _ url: URLExpression) -> TypedValue {
    var result = value
    result.expression = .url(url)
    result.type = .url([URLScheme(url.scheme, driver: url.driver)])
    return result
  }

  static func opaque(_ invocation: FilterInvocation) -> FilterProblem {
    invocation.mismatch(
      "`\(invocation.filter.name)` needs a URL whose parts are known", label: "this one is supplied as a whole",
      help: ["have the URL supplied as it is needed, or describe host, user and password one by one"])
  }

  private static func refused(_ name: String, by client: StoreEngine.Client, _ range: Range<Int>) -> FilterProblem {
    let message = "\(client.driver) has no parameter `\(name)`"
    guard let meant = client.renamed[name] else {
      return FilterProblem(
        .asyncpgSSLMode, range, message,
        help: ["remove it and set it in the code that connects, or choose another driver"])
    }
    var problem = FilterProblem(.asyncpgSSLMode, range, message + "; it is `\(meant)`")
    problem.replacement = ValueProblem.Replacement(meant, .safe, range: range)
    return problem
  }

  /// Percent-encodes everything but RFC 3986's unreserved characters.
  static func encoded(_ text: String) -> String {
    var result: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        result.append(byte)
      default:
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

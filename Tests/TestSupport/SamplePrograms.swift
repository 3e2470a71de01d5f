package import IR

/// The two example topologies in lowered form, written by hand: what lowering must make of them, and what the tests
/// of emitters and reports start from without needing the front end.
package enum SamplePrograms {
  package static let gayedProduction = gayed(.production)
  package static let gayedStaging = gayed(.staging)
  package static let tradesenseProduction = tradesense(.production)
  package static let tradesenseStaging = tradesense(.staging)

  package static let all: [Program] = [gayedProduction, gayedStaging, tradesenseProduction, tradesenseStaging]

  /// The environments that both examples have.
  package enum Stage: String, Sendable {
    case production
    case staging
  }
}

let mebibyte = 1 << 20
let gibibyte = 1 << 30

extension SamplePrograms {
  /// A source and one place for each service, so that findings have somewhere to point.
  static func finish(_ program: Program) -> Program {
    var program = program
    program.sources = [
      SourceInfo(path: "topology.yaml", sha256: String(repeating: "0123456789abcdef", count: 4))
    ]
    for index in program.services.indices {
      let line = 24 + 12 * index
      program.services[index].span = program.spans.count
      program.spans.append(SpanInfo(source: 0, start: 40 * line, end: 40 * line + 8, line: line, column: 3))
      for position in program.services[index].env.indices {
        let start = 40 * line + 400 + position
        program.services[index].env[position].span = program.spans.count
        program.spans.append(SpanInfo(source: 0, start: start, end: start + 1, line: line + 1 + position, column: 7))
      }
    }
    return program
  }

  // MARK: Variables

  /// A variable that a key of the service emits.
  static func key(_ name: String, _ value: String, type: String = "int", reason: String? = nil) -> Variable {
    Variable(name: name, type: type, value: .literal(value), origin: .key, reason: reason)
  }

  static func plain(
    _ name: String, _ value: String, type: String = "string", marks: Variable.Marks = .init(), summary: String? = nil,
    inheritedFrom: String? = nil
  ) -> Variable {
    Variable(
      name: name, type: type, marks: marks, value: .literal(value), inheritedFrom: inheritedFrom, summary: summary)
  }

  /// A shared secret that a service uses under its own name.
  static func shared(
    secret name: String, required: Bool = true, type: String = "string", inheritedFrom: String? = nil
  ) -> Variable {
    Variable(
      name: name, type: type, marks: .init(isSecret: true, known: "provision"),
      surface: .variable(service: "shared", name: name), value: .secret(id: "shared/" + name), isRequired: required,
      origin: .use, inheritedFrom: inheritedFrom)
  }

  /// A shared variable that a service uses under its own name.
  static func shared(_ variable: Variable, inheritedFrom: String? = nil) -> Variable {
    var copy = variable
    copy.surface = .variable(service: "shared", name: variable.name)
    copy.origin = .use
    copy.inheritedFrom = inheritedFrom
    return copy
  }

  static func reference(
    _ name: String, type: String, reach: String?, secret: Bool = false, phase: Variable.Phase = .run,
    browser: Bool = false, known: String = "provision", surface: Expression? = nil, value: Expression, summary: String,
    inheritedFrom: String? = nil
  ) -> Variable {
    Variable(
      name: name, type: type, phase: phase, isBrowserVisible: browser,
      marks: .init(isSecret: secret, reach: reach, known: known), surface: surface, value: value,
      inheritedFrom: inheritedFrom, summary: summary)
  }

  static func databaseURL(
    driver: String? = nil, query: [URLExpression.QueryItem] = [], summary: String, inheritedFrom: String? = nil
  ) -> Variable {
    let parameters = query.compactMap { item in
      if case .literal(let text) = item.value { "\(item.name)=\(text)" } else { nil }
    }
    let unchanged = Expression.variable(service: "postgres", name: "DATABASE_URL")
    return reference(
      "DATABASE_URL", type: driver.map { "url<postgresql+\($0)>" } ?? "url<postgresql>", reach: "private",
      secret: true,
      surface: driver == nil ? .concat([unchanged, .literal("?" + parameters.joined(separator: "&"))]) : nil,
      value: .url(
        URLExpression(
          scheme: "postgresql", driver: driver, user: .output(service: "postgres", name: "user"),
          password: .secret(id: "postgres/app_password"), host: .output(service: "postgres", name: "host"),
          port: .output(service: "postgres", name: "port"),
          path: .joined([.literal("/"), .output(service: "postgres", name: "database")]), query: query)),
      summary: summary, inheritedFrom: inheritedFrom)
  }

  static func redisURL(inheritedFrom: String? = nil) -> Variable {
    reference(
      "REDIS_URL", type: "url<redis>", reach: "private", secret: true,
      surface: .variable(service: "redis", name: "REDIS_URL"),
      value: .url(
        URLExpression(
          scheme: "redis", user: .literal("default"), password: .secret(id: "redis/password"),
          host: .output(service: "redis", name: "host"), port: .output(service: "redis", name: "port"))),
      summary: "redis.REDIS_URL", inheritedFrom: inheritedFrom)
  }

  static func privateURL(_ name: String, of service: String) -> Variable {
    reference(
      name, type: "url<http>", reach: "private",
      value: .url(
        URLExpression(
          scheme: "http", host: .output(service: service, name: "private_host"),
          port: .output(service: service, name: "port"))), summary: "\(service).private_url")
  }

  // MARK: Secrets

  /// The two passwords of the PostgreSQL and the one of the Redis.
  static func storeSecrets(clients: [String]) -> [SecretInfo] {
    [
      SecretInfo(
        id: "postgres/password", env: "POSTGRES_PASSWORD", source: .generate(alphabet: "alnum", bytes: 24),
        isURLSafe: true, usedBy: ["postgres"], isStoreOwned: true),
      SecretInfo(
        id: "postgres/app_password", env: "POSTGRES_APP_PASSWORD", source: .generate(alphabet: "alnum", bytes: 24),
        isURLSafe: true, usedBy: ["postgres"] + clients, isStoreOwned: true),
      SecretInfo(
        id: "redis/password", env: "REDIS_PASSWORD", source: .generate(alphabet: "alnum", bytes: 24),
        isURLSafe: true, usedBy: ["redis"] + clients, isStoreOwned: true),
    ]
  }

  static func generated(
    _ name: String, alphabet: String = "base64url", differsFrom: [String] = [], usedBy: [String]
  ) -> SecretInfo {
    SecretInfo(
      id: "shared/" + name, env: name, source: .generate(alphabet: alphabet, bytes: 32), isURLSafe: true,
      usedBy: usedBy, differsFrom: differsFrom)
  }

  static func external(
    _ name: String, required: Bool = true, pattern: String? = nil, doc: String? = nil, usedBy: [String]
  ) -> SecretInfo {
    SecretInfo(
      id: "shared/" + name, env: name, source: .external, isRequired: required, isURLSafe: false, usedBy: usedBy,
      pattern: pattern, doc: doc)
  }

  // MARK: Commands and settings

  /// Words of a start command; `$NAME=fallback` after a prefix stands for a variable: `0.0.0.0:$PORT=5000`.
  static func words(_ text: String) -> Command {
    .words(
      text.split(separator: " ").map { word in
        guard let dollar = word.firstIndex(of: "$") else { return .text(String(word)) }
        let pair = word[word.index(after: dollar)...].split(separator: "=", maxSplits: 1).map(String.init)
        let prefix = String(word[..<dollar])
        return Command.Word(
          (prefix.isEmpty ? [] : [.text(prefix)])
            + [.variable(name: pair[0], fallback: pair.count > 1 ? pair[1] : "")])
      })
  }

  static func httpHealth(_ path: String, probe: Recipe.HTTPProbe) -> Health {
    var health = Health(.http(path: path))
    health.probe = probe
    return health
  }

  static func edges(_ from: String, stores: [String], addresses: [String] = []) -> [Edge] {
    stores.map { Edge(from: from, to: $0, kind: .startup, condition: .healthy) }
      + addresses.map { Edge(from: from, to: $0, kind: .address) }
  }

  static func healthy(_ services: String...) -> [Need] { services.map { Need(service: $0, condition: .healthy) } }
}

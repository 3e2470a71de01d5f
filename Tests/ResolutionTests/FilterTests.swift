import Resolution
import Diagnostics
import IR
import Model
import Syntax
import Testing

/// An expression as one line.
func show(_ expression: Expression) -> String {
  switch expression {
  case .literal(let text): return text
  case .output(let service, let name): return "{\(service).\(name)}"
  case .secret(let id): return "{secret \(id)}"
  case .variable(let service, let name): return "{var \(service ?? "").\(name)}"
  case .environment(let name): return "{env \(name)}"
  case .concat(let parts): return parts.map(show).joined(separator: "+")
  case .join(let separator, let items): return "join(\(separator): " + items.map(show).joined(separator: " ") + ")"
  case .encode(let encoding, let inner): return "\(encoding)(\(show(inner)))"
  case .alternative(let parts): return parts.map(show).joined(separator: " ?? ")
  case .url(let url):
    let login = url.user.map { show($0) + (url.password.map { ":" + show($0) } ?? "") + "@" } ?? ""
    let query = url.query.map { "\($0.name)=\(show($0.value))" }.joined(separator: "&")
    return "url(\(url.fullScheme)://\(login)\(show(url.host))\(url.port.map { ":" + show($0) } ?? "")"
      + "\(url.path.map(show) ?? "")\(query.isEmpty ? "" : "?" + query))"
  }
}

@Suite struct FilterTests {
  static let secret = Marks(isSecret: true, phase: .provision, reach: .private)
  static let values: [String: TypedValue] = [
    "pg": TypedValue(
      expression: .url(
        URLExpression(
          scheme: "postgresql", user: .output(service: "pg", name: "user"), password: .secret(id: "pg/app_password"),
          host: .output(service: "pg", name: "host"), port: .output(service: "pg", name: "port"),
          path: .joined([.literal("/"), .output(service: "pg", name: "database")]))),
      type: .url("postgresql"), marks: secret),
    "redis": TypedValue(
      expression: .url(
        URLExpression(
          scheme: "redis", password: .secret(id: "redis/password"), host: .output(service: "redis", name: "host"))),
      type: .url("redis"), marks: secret),
    "private": TypedValue(
      expression: .url(
        URLExpression(
          scheme: "http", host: .output(service: "api", name: "private_host"),
          port: .output(service: "api", name: "port"))),
      type: .url("http"), marks: Marks(phase: .provision, reach: .private)),
    "public": TypedValue(
      expression: .output(service: "api", name: "public_url"), type: .url("https"),
      marks: Marks(phase: .provision, reach: .public)),
    "origins": TypedValue(
      expression: .join(separator: ",", items: [.output(service: "web", name: "origins")]), type: .list(.origin),
      marks: Marks(phase: .provision, reach: .public)),
    "list": TypedValue(
      expression: .join(separator: ",", items: [.literal("a"), .literal("b\"")]), type: .list(.string),
      listItems: [.literal("a"), .literal("b\"")]),
    "legacy": TypedValue(
      expression: .secret(id: "shared/LEGACY"), type: .url("postgresql"),
      marks: Marks(isSecret: true, phase: .provision)),
    "text": TypedValue(expression: .literal("Größe & Co"), type: .string),
    "name": TypedValue(expression: .environment(name: "name"), type: .string, marks: Marks(phase: .provision)),
    "size": TypedValue(expression: .literal("1.5GiB"), type: .bytes),
    "time": TypedValue(expression: .literal("1500ms"), type: .duration),
    "literal": TypedValue(
      expression: .literal("https://u%40x:p@h.example/a?q=1%202"), type: .url("https"), marks: Marks(reach: .public)),
    "never": .never,
  ]

  static func apply(_ text: String) -> (result: Result<TypedValue, FilterProblem>, text: String) {
    let full = "$<<\(text)>>"
    let (parsed, problems) = ReferenceText.parse(full)
    #expect(problems.isEmpty)
    let pipeline = parsed.references[0].alternatives[0]
    guard case .path(let names) = pipeline.primary, let value = values[names[0].text] else {
      Issue.record("no value \(text)")
      return (.success(.never), full)
    }
    let context = FilterContext { id in
      id.hasSuffix("password") ? .password : id == "shared/GENERATED" ? .generated : .external
    }
    var result: Result<TypedValue, FilterProblem> = .success(value)
    for filter in pipeline.filters { result = result.flatMap { Filters.apply(filter, to: $0, context) } }
    return (result, full)
  }

  @Test(
    arguments: [
      (
        "pg | driver(\"asyncpg\")",
        "url(postgresql+asyncpg://{pg.user}:{secret pg/app_password}@{pg.host}:{pg.port}/+{pg.database})",
        "url<postgresql+asyncpg>"
      ),
      (
        "pg | driver(psycopg2) | with(sslmode=\"require\") | driver(asyncpg)",
        "url(postgresql+asyncpg://{pg.user}:{secret pg/app_password}@{pg.host}:{pg.port}/+{pg.database}?ssl=require)",
        "url<postgresql+asyncpg>"
      ),
      ("redis | scheme(\"rediss\") | db(1)", "url(rediss://{redis.host}/1)", "url<rediss>"),
      ("private | path(\"/v1/\") | path(x)", "url(http://{api.private_host}:{api.port}/v1/x)", "url<http>"),
      ("private | scheme(ws)", "url(ws://{api.private_host}:{api.port})", "url<ws>"),
      ("public | path(\"/api\")", "{api.public_url}+/api", "url<https>"),
      ("public | path(api) | path(\"/v1\") | with(a=\"b c\")", "{api.public_url}+/api/v1?a=b%20c", "url<https>"),
      ("public | with(a=1) | with(b=true)", "{api.public_url}+?a=1&b=true", "url<https>"),
      ("public | scheme(\"wss\")", "{api.public_websocket_url}", "url<wss>"),
      ("public | path(\"/ws\") | scheme(wss)", "{api.public_websocket_url}+/ws", "url<wss>"),
      ("public | host", "{api.public_domain}", "domain"), ("public | origin", "{api.origin}", "origin"),
      ("pg | host", "{pg.host}", "host"), ("pg | port", "{pg.port}", "port"), ("pg | user", "{pg.user}", "string"),
      ("pg | password", "{secret pg/app_password}", "string"), ("pg | database", "{pg.database}", "string"),
      ("pg | hostport", "{pg.host}+:+{pg.port}", "hostport"), ("redis | port", "6379", "port"),
      ("private | origin", "url(http://{api.private_host}:{api.port})", "origin"),
      ("literal | user", "u@x", "string"),
      ("literal | with(q=\"2\")", "url(https://u@x:p@h.example/a?q=2)", "url<https>"),
      ("literal | port", "443", "port"), ("literal | origin", "url(https://h.example)", "origin"),
      ("origins | join(\";\")", "join(;: {web.origins})", "string"),
      ("origins | json", "[\"+join(\",\": {web.origins})+\"]", "json"), ("list | json", "[\"a\",\"b\\\"\"]", "json"),
      ("name | json", "json({env name})", "json"), ("name | base64", "base64({env name})", "string"),
      ("text | json", "\"Größe & Co\"", "json"), ("text | upper", "GRÖSSE & CO", "string"),
      ("text | slug", "gr-e-co", "string"), ("text | urlencode", "Gr%C3%B6%C3%9Fe%20%26%20Co", "string"),
      ("text | base64", "R3LDtsOfZSAmIENv", "string"), ("size | mib", "1536", "int"),
      ("size | bytes", "1610612736", "int"),
      ("time | millis", "1500", "int"),
      ("legacy | declassify(\"made for browsers\")", "{secret shared/LEGACY}", "url<postgresql>"),
      ("never | whatever(1)", "", "never"),
    ] as [(String, String, String)])
  func gives(_ text: String, _ expected: String, _ type: String) throws {
    let value = try Self.apply(text).result.get()
    let shown = show(value.expression)
    #expect(expected.hasPrefix("url(rediss") ? shown.hasPrefix("url(rediss://{redis.host}") : shown == expected)
    #expect(value.type.description == type)
  }

  @Test(arguments: [
    ("pg | drvier(\"asyncpg\")", "E0309", "drvier", "there is no filter `drvier`"),
    ("pg | driver(\"mysql\")", "E0310", "\"mysql\"", "`driver` takes one of psycopg, psycopg2, asyncpg, pg8000"),
    ("pg | driver", "E0310", "driver", "`driver` takes one of psycopg, psycopg2, asyncpg, pg8000"),
    ("redis | driver(\"asyncpg\")", "E0416", "driver", "`driver` applies to a PostgreSQL or MySQL URL"),
    ("pg | db(1)", "E0416", "db", "`db` applies to a Redis URL"),
    ("redis | db(x)", "E0310", "x", "`db` takes a number from 0 on"),
    (
      "pg | driver(asyncpg) | with(sslmode=\"require\")", "E0404", "sslmode",
      "asyncpg has no parameter `sslmode`; it is `ssl`"
    ),
    ("pg | with(sslmode=\"require\") | driver(pg8000)", "E0404", "driver(pg8000)", "pg8000 has no parameter `sslmode`"),
    ("pg | with(\"x\")", "E0310", "\"x\"", "`with` takes parameters with names"),
    ("pg | scheme(mysql)", "E0310", "mysql", "`scheme` takes one of postgresql, postgres here"),
    ("private | host(1)", "E0310", "host(1)", "`host` takes no arguments"),
    ("private | user", "E0416", "user", "this URL has no user"),
    ("public | port", "E0416", "port", "the port of a public address is up to the target"),
    ("legacy | driver(asyncpg)", "E0416", "driver(asyncpg)", "`driver` needs a URL whose parts are known"),
    ("name | upper", "E0416", "upper", "`upper` applies to text that is known while compiling"),
    ("origins | upper", "E0416", "upper", "`upper` applies to text that is known while compiling"),
    ("time | seconds", "E0416", "seconds", "`1500ms` is no whole number of seconds"),
    ("time | mib", "E0416", "mib", "`mib` applies to a size"),
    ("text | join(\",\")", "E0416", "join", "`join` applies to a list"),
    ("pg | declassify(\"why not\")", "E0513", "declassify(\"why not\")", "a password cannot be declassified"),
    ("legacy | declassify", "E0513", "declassify", "a reason is required to declassify a value"),
    ("text | declassify(\"x\")", "E0416", "declassify", "`declassify` applies to a secret"),
    ("private | path(\"/a b\")", "E0310", "\"/a b\"", "`path` takes a path without blanks, `?` and `#`"),
    ("public | with(a=1) | path(x)", "E0416", "path(x)", "`path` comes before `with`"),
  ])
  func refuses(_ text: String, _ code: String, _ place: String, _ message: String) {
    let (result, full) = Self.apply(text)
    guard case .failure(let problem) = result else {
      Issue.record("\(text) was accepted")
      return
    }
    #expect(problem.kind.code == code)
    #expect(problem.message == message)
    #expect(String(decoding: Array(full.utf8)[problem.range], as: UTF8.self) == place)
  }

  @Test func partsAreSecretOnlyWhereASecretStands() throws {
    for (part, isSecret, reach) in [
      ("host", false, Marks.Reach.private), ("port", false, nil), ("user", false, nil), ("password", true, nil),
      ("hostport", false, .private),
    ] {
      let value = try Self.apply("pg | \(part)").result.get()
      #expect(value.marks.isSecret == isSecret && value.marks.reach == reach, "\(part)")
    }
    #expect(try Self.apply("pg | driver(asyncpg)").result.get().marks == Self.secret)
    #expect(try Self.apply("redis | port").result.get().marks.phase == .compile)
    #expect(try !Self.apply("legacy | declassify(\"public\")").result.get().marks.isSecret)
  }

  @Test func suggestionsNameTheFilters() {
    guard case .failure(let problem) = Self.apply("pg | drvier(x)").result else {
      Issue.record("`drvier` was accepted")
      return
    }
    #expect(problem.candidates.contains("driver"))
    #expect(Set(problem.candidates).count == Filters.all.count)
  }

  @Test func urlShapes() {
    let mixed = Expression.joined([.literal("amqp://"), .output(service: "mq", name: "user")])
    #expect(URLShape.scheme(of: mixed) == URLScheme("amqp"))
    #expect(URLShape.scheme(of: .literal("postgresql+asyncpg://h")) == URLScheme("postgresql", driver: "asyncpg"))
    #expect(URLShape.scheme(of: .literal("text")) == nil)
    #expect(URLShape.scheme(of: .output(service: "a", name: "public_url")) == nil)
  }
}

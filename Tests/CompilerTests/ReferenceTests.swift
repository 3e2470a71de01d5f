import Compiler
import Diagnostics
import IR
import Testing

/// References from the text of a topology to the lowered expression, or to exactly one finding.
@Suite struct ReferenceTests {
  /// A service `api` with these variables, beside stores, a worker and a public `site`.
  func check(_ variables: [String], keys: String = "", top: String = "", environments: String = "") -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      lints: { W0506: off, W0602: off, W0607: off }
      \(top)
      services:
        postgres: { database: orders, public: tcp, resources: { memory: 2GiB }, backup: { schedule: "0 3 * * *" } }
        redis: { public: tcp }
        site: { type: nextjs, health: /, public: true }
        runner: { type: worker, start: run, variables: { TOKEN: t } }
        api:
          type: fastapi
          health: /health
          public: true
          \(keys)
          variables:
      \(variables.map { "      " + $0 }.joined(separator: "\n"))
      \(environments)
      """)
  }

  private func value(_ reference: String, top: String = "", name: String = "X") -> (Expression?, [String]) {
    let checked = check(["\(name): \(reference)"], top: top)
    return (checked.variable(name, of: "api")?.value, checked.codes.filter { $0 != "W0324" })
  }

  private static func out(_ service: String, _ name: String) -> Expression { .output(service: service, name: name) }

  private static func database(
    driver: String? = nil, host: String = "host", port: String = "port", query: [URLExpression.QueryItem] = []
  ) -> Expression {
    .url(
      URLExpression(
        scheme: "postgresql", driver: driver, user: out("postgres", "user"),
        password: .secret(id: "postgres/app_password"),
        host: out("postgres", host), port: out("postgres", port),
        path: .joined([.literal("/"), out("postgres", "database")]), query: query))
  }

  private static func cache(
    host: String = "host", port: String = "port", scheme: String = "redis", path: Expression? = nil
  ) -> Expression {
    .url(
      URLExpression(
        scheme: scheme, user: .literal("default"), password: .secret(id: "redis/password"), host: out("redis", host),
        port: out("redis", port), path: path))
  }

  static let outputs: [(String, Expression)] = [
    ("postgres.url", database()), ("postgres.DATABASE_URL", database()),
    ("postgres.public_url", database(host: "public_host", port: "public_port")),
    ("postgres.DATABASE_PUBLIC_URL", database(host: "public_host", port: "public_port")),
    ("postgres.host", out("postgres", "host")), ("postgres.PGHOST", out("postgres", "host")),
    ("postgres.port", out("postgres", "port")), ("postgres.PGPORT", out("postgres", "port")),
    ("postgres.user", out("postgres", "user")), ("postgres.PGUSER", out("postgres", "user")),
    ("postgres.database", out("postgres", "database")), ("postgres.PGDATABASE", out("postgres", "database")),
    ("postgres.password", .secret(id: "postgres/app_password")),
    ("postgres.PGPASSWORD", .secret(id: "postgres/app_password")),
    ("redis.url", cache()), ("redis.REDIS_URL", cache()),
    ("redis.public_url", cache(host: "public_host", port: "public_port")),
    ("redis.host", out("redis", "host")), ("redis.REDISPORT", out("redis", "port")),
    ("redis.user", .literal("default")), ("redis.REDISPASSWORD", .secret(id: "redis/password")),
    ("redis.RAILWAY_TCP_PROXY_DOMAIN", out("redis", "public_host")),
    ("redis.RAILWAY_TCP_PROXY_PORT", out("redis", "public_port")),
    (
      "site.private_url",
      .url(URLExpression(scheme: "http", host: out("site", "private_host"), port: out("site", "port")))
    ),
    ("site.private_host", out("site", "private_host")), ("site.RAILWAY_PRIVATE_DOMAIN", out("site", "private_host")),
    ("site.port", out("site", "port")), ("site.PORT", out("site", "port")),
    ("site.public_url", out("site", "public_url")), ("site.public_domain", out("site", "public_domain")),
    ("site.RAILWAY_PUBLIC_DOMAIN", out("site", "public_domain")), ("site.origin", out("site", "origin")),
    ("site.origins | join(\",\")", .join(separator: ",", items: [out("site", "origins")])),
    ("site.public_domains | join(\" \")", .join(separator: " ", items: [out("site", "public_domains")])),
    ("runner.TOKEN", .literal("t")), ("runner.name", .literal("runner")), ("site.replicas", .literal("1")),
    ("self.public_url", out("api", "public_url")), ("self.PORT", out("api", "port")), ("PORT", out("api", "port")),
    ("project.name", .literal("shop")), ("environment.name", .literal("production")),
    ("environment.kind", .literal("standard")), ("RAILWAY_SERVICE_NAME", .literal("api")),
    ("RAILWAY_PUBLIC_DOMAIN", out("api", "public_domain")), ("site.NODE_ENV", .literal("production")),
    ("Site.origin", out("site", "origin")), ("'site'.origin", out("site", "origin")),
  ]

  @Test(arguments: outputs)
  func output(reference: String, expected: Expression) {
    for text in ["$<<\(reference)>>", "'${{ \(reference.replacing("'", with: "\"")) }}'"] {
      let (found, codes) = value(text)
      #expect(found == expected, "\(text)")
      #expect(codes == [], "\(text)")
    }
  }

  @Test(arguments: ["compose", "railway", "procfile"])
  func behindAPooler(target: String) {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [\(target)]
      services:
        postgres: { pooler: transaction }
        api: { type: flask, variables: { X: $<<postgres.unpooled_url>>, Y: $<<postgres.DATABASE_UNPOOLED_URL>> } }

      """)
    #expect(checked.codes == [])
    for name in ["X", "Y"] {
      #expect(checked.variable(name, of: "api")?.value == Self.database(host: "unpooled_host"))
    }
    #expect(check(["X: $<<postgres.unpooled_url>>"]).codes == ["E0306"])
  }

  /// PgBouncer has no certificate: who wants TLS connects to the server itself, which gets one.
  @Test(arguments: [("url", ["E0902"], false), ("unpooled_url", [], true)])
  func encryptedBehindAPooler(output: String, codes: [String], isEncrypted: Bool) {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { pooler: transaction }
        api: { type: flask, variables: { X: '$<<postgres.\(output) | with(sslmode="require")>>' } }

      """)
    #expect(checked.compilation.diagnostics.map(\.code).filter { $0.hasPrefix("E") } == codes)
    #expect(checked.program()?.service("postgres")?.store?.requiresTLS == isEncrypted)
  }

  static let filters: [(String, Expression)] = [
    (#"postgres.url | driver("asyncpg")"#, database(driver: "asyncpg")),
    (
      #"postgres.url | with(sslmode="require") | driver("asyncpg")"#,
      database(driver: "asyncpg", query: [.init("ssl", .literal("require"))])
    ),
    (#"postgres.url | with(sslmode="require")"#, database(query: [.init("sslmode", .literal("require"))])),
    (
      #"postgres.url | with(a="1") | with(b="2")"#,
      database(query: [.init("a", .literal("1")), .init("b", .literal("2"))])
    ),
    (#"postgres.url | with(a="1") | with(a="2")"#, database(query: [.init("a", .literal("2"))])),
    (#"redis.url | scheme("rediss")"#, cache(scheme: "rediss")), ("redis.url | db(3)", cache(path: .literal("/3"))),
    (
      #"site.private_url | path("/v1/")"#,
      .url(
        URLExpression(
          scheme: "http", host: out("site", "private_host"), port: out("site", "port"), path: .literal("/v1/")))
    ),
    (#"site.public_url | path("v1") | path("/x")"#, .concat([out("site", "public_url"), .literal("/v1/x")])),
    ("postgres.url | host", out("postgres", "host")), ("postgres.url | port", out("postgres", "port")),
    ("postgres.url | user", out("postgres", "user")), ("postgres.url | password", .secret(id: "postgres/app_password")),
    ("postgres.url | database", out("postgres", "database")),
    ("postgres.url | hostport", .concat([out("postgres", "host"), .literal(":"), out("postgres", "port")])),
    ("site.name | upper", .literal("SITE")), ("site.name | upper | lower", .literal("site")),
    ("project.name | slug", .literal("shop")), ("site.name | base64", .literal("c2l0ZQ==")),
    ("site.name | json", .literal("\"site\"")), ("postgres.password | urlencode", .secret(id: "postgres/app_password")),
    ("api.memory | mib", .literal("512")), ("api.memory | bytes", .literal("536870912")),
  ]

  @Test(arguments: filters)
  func filter(reference: String, expected: Expression) {
    let (found, codes) = value("$<<\(reference)>>")
    #expect(found == expected)
    #expect(codes == [])
  }

  @Test func encodingOfASecretThatMayNeedIt() {
    let safe = value("$<<shared.KEY | urlencode>>", top: "secrets: { KEY: { source: external, charset: url } }")
    #expect(safe.0 == .secret(id: "shared/KEY"))
    let unsafe = value("$<<shared.KEY | urlencode>>", top: "secrets: { KEY: external }")
    #expect(unsafe.0 == .encode(.uri, .secret(id: "shared/KEY")))
    #expect(unsafe.1 == ["E0909"])
  }

  static let mistakes: [(String, String, String)] = [
    ("$<<postgress.url>>", "E0301", "postgress"), ("$<<postgres.URI>>", "E0302", "URI"),
    ("$<<postgres.Url>>", "E0307", "Url"), ("$<<postgres.database_url>>", "E0307", "database_url"),
    ("$<<runner.private_url>>", "E0306", "private_url"), ("$<<site.url>>", "E0317", "url"),
    ("$<<nothing>>", "E0314", "nothing"), ("$<<public_url>>", "E0314", "public_url"),
    ("$<<shared.NOTHING>>", "E0302", "NOTHING"), ("$<<project.nme>>", "E0302", "nme"),
    ("$<<environment.nme>>", "E0302", "nme"), ("$<<postgres.url | drvier(\"asyncpg\")>>", "E0309", "drvier"),
    ("$<<redis.url | driver(\"asyncpg\")>>", "E0416", "driver"),
    ("$<<postgres.url | driver(\"mysql\")>>", "E0310", "\"mysql\""),
    ("$<<postgres.url | driver>>", "E0310", "driver"), ("$<<redis.url | db(\"x\")>>", "E0310", "\"x\""),
    ("$<<postgres.host | upper>>", "E0416", "upper"),
    ("$<<postgres.url | driver(\"asyncpg\") | with(sslmode=\"require\")>>", "E0404", "sslmode"),
    ("$<<foo(1)>>", "E0309", "foo"), ("a$<<secret(32)>>", "E0309", "secret"),
    ("a $<<site.origins>>", "E0406", "$<<site.origins>>"), ("a $<<self.memory>>", "E0407", "$<<self.memory>>"),
    ("$<<self.memory>>", "E0401", "$<<self.memory>>"), ("$<<postgres.url ?? redis.url>>", "W0326", " ?? redis.url"),
    ("$<<X>>", "E0316", "$<<X>>"), ("$<<self.X>>", "E0316", "$<<self.X>>"), ("$<<api.X>>", "E0316", "$<<api.X>>"),
    ("${X}", "E0316", "${X}"), ("$X", "E0316", "$X"), ("'{{X}}'", "E0316", "'{{X}}'"), ("$(X)", "E0316", "$(X)"),
    ("$<X>", "E0316", "$<X>"),
    ("${Y}", "W0311", "${Y}"), ("a$Y/b", "W0311", "$Y"), ("'{{Y}}'", "W0311", "{{Y}}"), ("$(Y)", "W0311", "$(Y)"),
    ("'%OTHER%'", "W0311", "%OTHER%"), ("$<Y>", "W0311", "$<Y>"), ("${Y:-z}", "W0311", "${Y:-z}"),
  ]

  @Test(arguments: mistakes)
  func mistake(text: String, code: String, marked: String) {
    let checked = check(["X: \(text)"])
    #expect(checked.codes == [code])
    let found = checked.marked(code)
    #expect(found == marked || found == "'\(marked)'" || "'\(found ?? "")'" == marked)
  }

  @Test(arguments: ["$$x", "$5", "100%", "$2b$12$abc", "pre $$<<a.b>> post", "$"])
  func textThatIsNoReference(text: String) {
    #expect(check(["X: '\(text)'"]).codes == [])
  }

  // MARK: Presence

  @Test func optionalSecrets() {
    let top = "secrets: { KEY: optional }"
    #expect(check(["X: $<<shared.KEY>>"], top: top).codes == ["E0802"])
    #expect(check(["X: { value: $<<shared.KEY>>, required: false }"], top: top).codes == [])
    #expect(check(["X: $<<shared.KEY ?? \"none\">>"], top: top).codes == [])
    #expect(check(["X: y"], keys: "use: [KEY]", top: top).variable("KEY", of: "api")?.isRequired == false)
  }

  @Test func alternativesFoldWhereAServiceIsDisabled() {
    let checked = check(
      ["X: $<<redis.REDIS_URL ?? \"\">>"],
      environments: "environments: { production: {}, staging: { services: { redis: { enabled: false } } } }")
    #expect(checked.codes == [], "one environment needs the alternative")
    #expect(checked.variable("X", of: "api")?.value == Self.cache())
    #expect(checked.variable("X", of: "api", in: "staging")?.value == .literal(""))
  }

  @Test func disabledWithoutAlternative() {
    let checked = check(
      ["X: $<<redis.REDIS_URL>>"],
      environments: "environments: { production: {}, staging: { services: { redis: { enabled: false } } } }")
    #expect(checked.codes == ["E0803"])
    #expect(checked.first("E0803")?.environments == ["staging"])
  }

  @Test func nothingLeftOfAllAlternatives() {
    let checked = check(
      ["X: $<<redis.REDIS_URL ?? site.origin>>"],
      environments:
        "environments: { production: {}, staging: { services: { redis: { enabled: false }, site: { enabled: false } } } }"
    )
    #expect(checked.codes == ["E0802"])
  }

  @Test func alternativesHaveOneType() {
    let top = "secrets: { KEY: { source: optional, type: url<postgresql> } }"
    #expect(check(["X: $<<shared.KEY ?? redis.url>>"], top: top).codes == ["E0401"])
    #expect(check(["X: $<<shared.KEY ?? postgres.url>>"], top: top).codes == [])
  }

  @Test func publicInOneEnvironmentOnly() {
    let environments = "environments: { production: {}, staging: { services: { site: { public: false } } } }"
    let checked = check(["X: $<<site.public_url>>"], environments: environments)
    #expect(checked.codes == ["E0306"])
    #expect(checked.first("E0306")?.environments == ["staging"])
    #expect(check(["X: $<<site.public_url ?? \"\">>"], environments: environments).codes == [])
  }

  // MARK: Shared variables, URLs, secrecy

  @Test func sharedVariablesMayReferToServices() {
    let top = "variables: { MAIN: $<<postgres.DATABASE_URL>>, PLAIN: text }"
    let checked = check(["A_DATABASE_URL: $<<shared.MAIN>>", "B: $<<shared.PLAIN>>"], top: top)
    #expect(checked.codes == [])
    #expect(checked.variable("A_DATABASE_URL", of: "api")?.value == Self.database())
    #expect(
      checked.variable("A_DATABASE_URL", of: "api")?.surface == .variable(service: "postgres", name: "DATABASE_URL"))
    #expect(checked.variable("B", of: "api")?.surface == .variable(service: "shared", name: "PLAIN"))
    #expect(checked.service("api")?.needs.contains(Need(service: "postgres", condition: .healthy)) == true)
  }

  @Test(arguments: [("$<<self.port>>", "E0314"), ("$<<PLAIN>>", "E0314"), ("$<<shared.MAIN>>", "E0316")])
  func whatASharedVariableCannotSay(text: String, code: String) {
    #expect(check(["A: $<<shared.MAIN>>"], top: "variables: { MAIN: \(text) }").codes == [code])
  }

  @Test func cyclesAreOneFinding() {
    #expect(check(["A: $<<B>>", "B: $<<C>>", "C: $<<self.A>>"]).codes == ["E0320"])
    #expect(check(["A: $<<shared.P>>"], top: "variables: { P: $<<shared.Q>>, Q: $<<shared.P>> }").codes == ["E0320"])
  }

  @Test func textsOfURLShapeAreURLs() {
    #expect(check(["DATABASE_URL: redis://$<<redis.host>>:$<<redis.port>>/0"]).codes == ["E0402"])
    #expect(check(["REDIS_URL: redis://$<<redis.host>>:$<<redis.port>>/0"]).codes == [])
    #expect(check(["PAGE_URL: http://$<<site.private_host>>:$<<site.port>>/x"]).codes == [])
    #expect(check(["SITE_URL: $<<site.private_host>>"]).codes == ["E0401"])
  }

  @Test func secrecyFollowsTheParts() {
    let checked = check(
      [
        "A: $<<postgres.url>>", "B: $<<postgres.url | host>>", "C: $<<postgres.url | password>>",
        "D: x-$<<shared.KEY>>",
        "E: $<<D>>", "F: '$<<shared.KEY | declassify(\"publishable\")>>'",
      ], top: "secrets: { KEY: external }")
    #expect(checked.codes == [])
    let secret = ["A", "B", "C", "D", "E", "F"].map { checked.variable($0, of: "api")?.marks.isSecret }
    #expect(secret == [true, false, true, true, true, false])
  }

  @Test(arguments: ["NEXT_PUBLIC_KEY", "VITE_KEY"])
  func secretsNeverReachABrowser(name: String) {
    let top = "secrets: { KEY: external }"
    #expect(check(["\(name): $<<shared.KEY>>"], top: top).codes == ["E0503"])
    #expect(check(["\(name): $<<postgres.url>>"]).codes == ["E0503"])
    #expect(check(["\(name): $<<site.private_url>>"]).codes == ["E0601"])
    #expect(check(["\(name): '$<<shared.KEY | declassify(\"publishable\")>>'"], top: top).codes == [])
  }

  @Test(arguments: [
    ("secrets: { KEY: generate }", "$<<shared.KEY | declassify(\"x\")>>"),
    ("", "$<<postgres.password | declassify(\"x\")>>"),
    ("secrets: { KEY: external }", "$<<shared.KEY | declassify>>"),
    ("secrets: { KEY: external }", "$<<shared.KEY | declassify(\"\")>>"),
  ])
  func refusedDeclassification(top: String, text: String) {
    #expect(check(["X: '\(text)'"], top: top).codes == ["E0513"])
  }

  /// What an operator supplies is known by name only: a target that cannot put it into another value must refuse that,
  /// not lose it.
  @Test(arguments: ["{ source: external, type: string }", "{ source: external, value: eu, type: string }"])
  func variablesThatAnOperatorSupplies(declaration: String) {
    let own = check(["REGION: \(declaration)", "X: in-$<<REGION>>"])
    #expect(own.codes == [])
    #expect(
      own.variable("X", of: "api")?.surface == .concat([.literal("in-"), .variable(service: nil, name: "REGION")]))
    let shared = check(["X: $<<shared.REGION>>"], top: "variables: { REGION: \(declaration) }")
    #expect(shared.codes == [])
    #expect(shared.variable("X", of: "api")?.value == .variable(service: "shared", name: "REGION"))
    let processes = Checked(
      """
      infracc: 1
      project: shop
      targets: [procfile]
      services:
        api: { type: fastapi, health: /, variables: { REGION: \(declaration), X: in-$<<REGION>> } }

      """)
    #expect(processes.codes == ["E0902"], "\(processes.report)")
    #expect(check(["X: y"], keys: "use: [REGION]", top: "variables: { REGION: \(declaration) }").codes == [])
  }
}

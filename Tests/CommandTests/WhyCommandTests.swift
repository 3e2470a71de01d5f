import Foundation
import JSON
import TestSupport
import Testing

struct WhyCommandTests {
  /// A small project with what several tools read.
  private static let topology = """
    infracc: 1
    project: shop
    targets: [compose, procfile, railway, kubernetes]
    secrets: { API_KEY: external }
    services:
      postgres:
        version: 17
        resources: { memory: 512MiB, storage: 2GiB }
        tuning: { max_connections: 60 }   # few
        backup: { schedule: "0 3 * * *" }
      redis: { version: 7, tuning: { policy: allkeys-lru } }
      api:
        type: fastapi
        root: ./api
        health: /health
        public: api.shop.example.com
        workers: 2
        pools: { postgres: { size: 4, overflow: 3 } }
        use: [API_KEY]
        variables: { DATABASE_URL: $<<postgres.DATABASE_URL>>, REDIS_URL: $<<redis.REDIS_URL>>, COLOR: blue }
    environments:
      production: { services: { api: { scale: { replicas: 2 } } } }
    options: { kubernetes: { registry: registry.example.com, ingress: { class: nginx } } }

    """

  private func repository() throws -> TemporaryFolder {
    let folder = try Shop.folder(Self.topology)
    let build = try infracc("build", "--no-fs", "--no-probe", in: folder)
    #expect(build.status == 0, "\(build.stderr)")
    return folder
  }

  private static let compose = "infra/production/compose/docker-compose.yml"

  private func number(of text: String, in file: String, _ folder: TemporaryFolder) throws -> Int {
    let lines = try folder.text(file).split(separator: "\n", omittingEmptySubsequences: false)
    return try #require(lines.firstIndex { $0.contains(text) }, "\(text)") + 1
  }

  @Test(arguments: [
    (compose, "DB_POOL_SIZE:", "services.api.pools.postgres.size"), (compose, "COLOR:", "services.api.variables.COLOR"),
    (compose, "image: postgres:", "services.postgres.version"),
    (
      "infra/production/postgres/postgres/postgresql.conf", "max_connections =",
      "services.postgres.tuning.max_connections"
    ),
    ("infra/production/redis/redis/redis.conf", "maxmemory-policy", "services.redis.tuning.policy"),
    ("infra/production/kubernetes/3-serve/api.yaml", "host: ", "services.api.public"),
    ("infra/railway/.railway/railway.ts", "COLOR", "services.api.variables.COLOR"),
    ("infra/production/procfile/.env.example", "COLOR", "services.api.variables.COLOR"),
  ])
  func aLineNamesWhatDecidesIt(file: String, text: String, key: String) throws {
    let folder = try repository()
    let line = try number(of: text, in: file, folder)
    let output = try infracc("why", "\(file):\(line)", "--format", "json", in: folder)
    #expect(output.status == 0, "\(output.stderr)")
    guard case .success(let answers) = JSONReader.parse(Array(output.stdout.utf8)) else {
      Issue.record("no JSON: \(output.stdout)")
      return
    }
    let reason = answers.array?.first?["reasons"]?.array?.first
    #expect(reason?["key"]?.string == key, "\(output.stdout)")
    #expect(reason?["file"]?.string == "topology.yaml")
  }

  @Test func theAnswerIsForPeople() throws {
    let folder = try repository()
    let line = try number(of: "DB_POOL_SIZE:", in: Self.compose, folder)
    let output = try infracc("why", "\(Self.compose):\(line)", in: folder)
    Golden.expect(output.stdout, "why/pool.txt")
  }

  @Test func anEditedLineIsNoAnswer() throws {
    let folder = try repository()
    let line = try number(of: "DB_POOL_SIZE:", in: Self.compose, folder)
    let text = try folder.text(Self.compose).replacingOccurrences(
      of: "DB_POOL_SIZE: \"4\"", with: "DB_POOL_SIZE: \"40\"")
    try folder.write(text, to: Self.compose)
    let edited = try infracc("why", "\(Self.compose):\(line)", in: folder)
    #expect(edited.status == 1 && edited.stdout.contains("this line was edited; the generated one is"))
    #expect(edited.stdout.contains("DB_POOL_SIZE: \"4\""))
    // A line that moved is the same line.
    try folder.write("# mine\n" + text, to: Self.compose)
    let color = try number(of: "COLOR:", in: Self.compose, folder)
    let moved = try infracc("why", "\(Self.compose):\(color)", in: folder)
    #expect(moved.status == 0 && moved.stdout.contains("COLOR"), "\(moved.stdout)")
  }

  @Test(arguments: [
    ("\(compose):99999", "has no line 99999"), ("\(compose):0", "is no FILE:LINE"), (compose, "is no FILE:LINE"),
    ("infra/nowhere.yml:3", "the topology generates no file `infra/nowhere.yml`"),
    ("Dockerfile.api:1", "the topology generates no file"),
  ])
  func whatIsNotThereIsWrongUsage(place: String, message: String) throws {
    let output = try infracc("why", place, in: try repository())
    #expect(output.status == 2 && output.stderr.contains(message), "\(output.stderr)")
  }

  /// What the tools say of such files, as they said it: Compose 2.40, kubectl 1.37, kubernetes-validate 1.37, hadolint 2.12,
  /// PostgreSQL 15 and Redis 7.0.
  private static let messages = [
    (
      "validating /srv/shop/infra/production/compose/docker-compose.yml: services.postgres additional properties 'enviroment' not allowed",
      "services.postgres"
    ),
    (
      "validating /srv/shop/infra/production/compose/docker-compose.yml: services.api.environment.DB_POOL_SIZE must be a boolean, null, number or string",
      "services.api.pools.postgres.size"
    ),
    ("service \"api\" depends on undefined service \"redis-setings\": invalid compose project", "services.api"),
    ("'services[api].stop_grace_period' time: invalid duration \"soon\"", "services.api"),
    (
      "error while interpolating services.api.environment.API_KEY: required variable API_KEY is missing a value: set API_KEY in .env",
      "secrets.API_KEY"
    ),
    ("infra/dockerfile/api/Dockerfile:3 DL3007 warning: Using latest is prone to errors", "services.api"),
    (
      "2026-11-30 18:22:50.161 GMT [28417] LOG:  invalid value for parameter \"max_connections\": \"lots\"",
      "services.postgres.tuning.max_connections"
    ),
    (">>> 'maxmemory-policy allkeys-lru'", "services.redis.tuning.policy"),
  ]

  @Test(arguments: messages)
  func messagesOfToolsNameLinesOfTheTopology(message: String, key: String) throws {
    let folder = try repository()
    let output = try infracc("why", "-", "--format", "json", input: "noise\n\(message)\n", in: folder)
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stdout.contains("\"key\": \"\(key)"), "\(output.stdout)")
  }

  @Test func aMessageWithAPlaceInAFile() throws {
    let folder = try repository()
    let path = "infra/production/postgres/postgres/postgresql.conf"
    let line = try number(of: "max_connections =", in: path, folder)
    for message in [
      "LOG:  syntax error in file \"/etc/postgresql/postgresql.conf\" line \(line), near token \"x\"",
      "configuration file \(path): line \(line): is wrong",
    ] {
      let output = try infracc("why", "-", input: message, in: folder)
      #expect(output.stdout.contains("tuning: { max_connections: 60 }"), "\(output.stdout)\(output.stderr)")
      #expect(output.stdout.contains("tool  " + message))
    }
    let beyond = try infracc("why", "-", input: "\(path):99999 is wrong\n", in: folder)
    #expect(beyond.status == 2 && beyond.stderr.contains("has no line 99999, which a message names"))
    let none = try infracc("why", "-", input: "all is well\n", in: folder)
    #expect(none.status == 2 && none.stderr.contains("no message names a generated file"))
  }

  /// Messages of actionlint 1.17 as it prints them, with and without its list of the line.
  @Test func messagesAboutWorkflows() throws {
    let topology = Self.topology.replacing("procfile, railway, kubernetes]", with: "railway, scripts, github-actions]")
      .replacing(
        "options: { kubernetes: { registry: registry.example.com, ingress: { class: nginx } } }",
        with: "options: { github-actions: { setup: [./ci/setup.sh], deploy: railway } }"
      )
      .replacing("workers: 2", with: "checks: { test: pytest --quiet }\n    workers: 2")
    let folder = try Shop.folder(topology)
    let build = try infracc("build", "--no-fs", "--no-probe", in: folder)
    #expect(build.status == 0, "\(build.stderr)")
    let path = ".github/workflows/deploy.yml"
    for (text, key) in [
      ("run: pytest", "services.api.checks.test"), ("node-version: \"22\"", "options.github-actions.deploy"),
    ] {
      let line = try number(of: text, in: path, folder)
      let message =
        "\(path):\(line):14: shellcheck reported issue in this script: SC2086:info:1:13: Double quote to prevent globbing and word splitting [shellcheck]\n   |\n\(line) |         run: x\n   |              ^~~~\n"
      let output = try infracc("why", "-", "--format", "json", input: message, in: folder)
      #expect(output.status == 0 && output.stdout.contains("\"key\": \"\(key)"), "\(output.stdout)\(output.stderr)")
    }
  }

  @Test func aBrokenTopologyIsReported() throws {
    let folder = try Shop.folder(Shop.broken)
    let output = try infracc("why", "\(Self.compose):3", in: folder)
    #expect(output.status == 1 && output.stderr.contains("error[E0301]"))
  }
}

import Compiler
import Diagnostics
import Engines
import IR
import Import
import Model
import Testing

/// A Blueprint as a stack.
struct RenderStackTests {
  private static let blueprint = """
    previews: { generation: manual }
    services:
      - type: web
        name: api
        env: docker
        region: frankfurt
        plan: standard
        dockerfilePath: ./docker/api.Dockerfile
        dockerContext: ./api
        dockerCommand: gunicorn app:app --bind 0.0.0.0:$PORT
        preDeployCommand: flask db upgrade
        healthCheckPath: /health
        scaling: { minInstances: 2, maxInstances: 5 }
        maxShutdownDelaySeconds: 60
        domains: [ shop.test, www.shop.test ]
        disk: { name: files, mountPath: /data, sizeGB: 10 }
        envVars:
          - { key: DATABASE_URL, fromDatabase: { name: shop, property: connectionString } }
          - { key: DATABASE_USER, fromDatabase: { name: shop, property: user } }
          - { key: CACHE, fromService: { type: keyvalue, name: cache, property: hostport } }
          - { key: PEER_TOKEN, fromService: { type: pserv, name: peer, envVarKey: TOKEN } }
          - { key: SECRET_KEY, generateValue: true }
          - { key: STRIPE_KEY, sync: false }
          - { key: PRICE, value: 5$ }
          - fromGroup: mail
      - type: pserv
        name: peer
        runtime: go
        rootDir: peer
        buildCommand: go build -o app
        startCommand: ./app
        buildFilter: { paths: [ "peer/**" ] }
      - { type: web, name: site, runtime: static, staticPublishPath: ./dist }
      - { type: cron, name: cleanup, runtime: image, image: { url: "registry.example.com/cleanup:1" }, schedule: "0 3 * * *" }
      - { type: keyvalue, name: cache, plan: starter, maxmemoryPolicy: noeviction, ipAllowList: [] }
    databases:
      - { name: shop, plan: basic-1gb, databaseName: orders, user: clerk, postgresMajorVersion: "16", diskSizeGB: 20 }
    envVarGroups:
      - { name: mail, envVars: [ { key: MAIL_FROM, value: shop@shop.test }, { key: MAIL_TOKEN } ] }
    projects:
      - name: second
        environments:
          - name: staging
            services:
              - { type: worker, name: api, runtime: python, startCommand: celery -A app worker }
            databases: [ { name: shop } ]

    """

  private let example = PlatformExample([
    ("render.yaml", blueprint), ("docker/api.Dockerfile", "FROM python:3.13-slim\n"),
    ("peer/main.go", "package main\n"),
  ])

  @Test func everyResourceIsAService() throws {
    let stack = try #require(example.stacks.first)
    #expect(example.stacks.count == 1 && stack.dialect == .render && stack.isComplete)
    #expect(
      stack.services.map(\.name) == ["api", "peer", "site", "cleanup", "cache", "shop", "api-staging", "shop-db"])
    let roles = stack.services.map { $0.facts.role?.value }
    #expect(roles == [.web, .privateServer, .staticSite, .cron, nil, nil, .worker, nil])
    #expect(
      stack.services.map { $0.facts.environment?.value } == Array(repeating: nil, count: 6) + ["staging", "staging"])
    #expect(stack.services.map { $0.facts.isPublic?.value } == [true, nil, true, nil, nil, nil, nil, nil])
  }

  @Test func whatComposeHasAKeyForIsInTheNode() throws {
    let api = try #require(example.stacks.first?.service("api"))
    #expect(api.plain("build") == "{context: api, dockerfile: ../docker/api.Dockerfile}")
    #expect(api.command?.texts.first?.known == "gunicorn app:app --bind 0.0.0.0:$PORT")
    #expect(api.plain("stop_grace_period") == "60s" && api.plain("image") == nil)
    #expect(api.mounts.map(\.source) == ["files"] && api.mounts.map(\.target) == ["/data"])
    #expect(api.environment.map(\.name).suffix(4) == ["STRIPE_KEY", "PRICE", "MAIL_FROM", "MAIL_TOKEN"])
    #expect(api.environment.compactMap { $0.value?.known } == ["5$", "shop@shop.test"])
    let cleanup = try #require(example.stacks.first?.service("cleanup"))
    #expect(cleanup.plain("image") == "registry.example.com/cleanup:1" && cleanup.facts.sourceDirectory == nil)
  }

  @Test func facts() throws {
    let stack = try #require(example.stacks.first)
    let api = try #require(stack.service("api")?.facts)
    #expect(api.release?.texts.first?.known == "flask db upgrade" && api.health?.path.value == "/health")
    #expect(api.region?.value == "frankfurt" && api.plan?.value == "standard" && api.runtime?.value == "docker")
    #expect(api.processors?.value == 1_000 && api.memory?.value == 2 << 30)
    #expect(api.fewestReplicas?.value == 2 && api.mostReplicas?.value == 5)
    #expect(api.domains.map(\.value) == ["shop.test", "www.shop.test"])
    #expect(api.disks.map { $0.size?.value } == [10 << 30])
    #expect(api.groups.map(\.value) == ["mail"] && stack.groups.map(\.name.value) == ["mail"])
    let peer = try #require(stack.service("peer")?.facts)
    #expect(peer.sourceDirectory?.value == "peer" && peer.watch.map(\.value) == ["peer/**"])
    #expect(peer.buildCommand?.texts.first?.known == "go build -o app")
    #expect(stack.service("site")?.facts.publishDirectory?.value == "./dist")
    #expect(stack.service("cleanup")?.facts.schedule?.value == "0 3 * * *")
  }

  @Test func storesAreManaged() throws {
    let stack = try #require(example.stacks.first)
    let store = try #require(stack.service("shop")?.facts.store)
    #expect(store.engine?.name == "postgres" && store.version?.value == "16")
    #expect(store.database?.value == "orders" && store.user?.value == "clerk" && store.storage?.value == 20 << 30)
    #expect(stack.service("shop")?.facts.memory?.value == 1 << 30)
    #expect(stack.service("cache")?.facts.store?.eviction?.value == "noeviction")
  }

  @Test func variablesHaveTheirSources() throws {
    let variables = try #require(example.stacks.first?.service("api")?.facts.variables)
    let sources = variables.map { variable -> String in
      switch variable.source {
      case .value(let node): "value \(example.text(node.span))"
      case .generated(let node): "generated \(example.text(node.span))"
      case .supplied(let node): "supplied \(node.map { example.text($0.span) } ?? "")"
      case .reference(let reference):
        "\(reference.service.value) \(reference.property.map { "\($0.value)" } ?? "?") \(example.text(reference.service.span))"
      }
    }
    #expect(
      sources == [
        "shop url shop", "shop user shop", "cache hostAndPort cache", "peer variable(\"TOKEN\") peer", "generated true",
        "supplied false", "value 5$",
      ])
  }

  /// In an environment a name means what that environment declares.
  @Test func namesOfAnEnvironment() throws {
    let text = """
      projects:
        - environments:
            - name: production
              services: [ { type: web, name: api, envVars: [ { key: D, fromDatabase: { name: db, property: host } } ] } ]
              databases: [ { name: db } ]
            - name: staging
              services: [ { type: web, name: api, envVars: [ { key: D, fromDatabase: { name: db, property: host } } ] } ]
              databases: [ { name: db } ]
      """
    let stack = try #require(PlatformExample([("render.yaml", text)]).stacks.first)
    let targets = stack.services.flatMap(\.facts.variables).compactMap { variable -> String? in
      guard case .reference(let reference) = variable.source else { return nil }
      return reference.service.value
    }
    #expect(stack.services.map(\.name) == ["api", "db", "api-staging", "db-db"])
    #expect(targets == ["db", "db-db"])
  }

  @Test func scalarsHaveDottedPaths() throws {
    let scalars = example.scalars(of: try #require(example.stacks.first))
    #expect(scalars["services.0.envVars.5.sync"] == "false" && scalars["previews.generation"] == "manual")
    #expect(scalars["projects.0.environments.0.services.0.name"] == "api")
  }

  /// A group neither asks for a value nor takes one from a service.
  @Test func secretsOfGroups() throws {
    let text = """
      services:
        - { type: web, name: api, runtime: python, envVars: [ fromGroup: mail ] }
      envVarGroups:
        - { name: mail, envVars: [ { key: MAIL_PASSWORD, value: u7Tq9xPw2Lm4 } ] }
      """
    let example = ForeignExample([("render.yaml", text)])
    #expect(example.found == ["W0506 render.yaml:4"])
    #expect(example.check.diagnostics[0].help == ["remove `value`, and enter it in the dashboard"])
  }
}

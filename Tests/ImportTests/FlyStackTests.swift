import Diagnostics
import Import
import Model
import Testing

/// `fly.toml` as a stack.
struct FlyStackTests {
  private static let app = """
    app = "shop"
    primary_region = 'ams'
    kill_timeout = "1m30s"

    [build]
    dockerfile = "../Dockerfile"
    build-target = "run"

    [deploy]
    release_command = "python manage.py migrate"

    [env]
    LOG_LEVEL = "info"
    "PRICE" = "5$"
    WORKERS = 4

    [processes]
    worker = "celery -A app worker"
    app = "gunicorn app:app --bind 0.0.0.0:8080"

    [http_service]
    internal_port = 8_080
    min_machines_running = 1
    [[http_service.checks]]
    path = "/health"
    interval = "30s"
    timeout = 5000
    grace_period = "10s"

    [[mounts]]
    source = "data"
    destination = "/data"
    initial_size = "3gb"
    processes = ["worker"]

    [[vm]]
    size = "shared-cpu-1x"
    memory = "512mb"
    [[vm]]
    cpus = 2
    memory_mb = 2048
    processes = ["worker"]

    [[restart]]
    policy = "on-failure"
    retries = 5
    processes = ["worker"]

    """

  private let example = PlatformExample([
    ("deploy/fly.toml", app), ("Dockerfile", "FROM python:3.13-slim\n"),
    ("fly.staging.toml", "app = 'shop-staging'\n[build]\nimage = 'registry.example.com/shop:1'\n"),
  ])

  private func service(_ name: String) throws -> StackService {
    try #require(example.stacks.first { $0.name?.value == "shop" }?.service(name))
  }

  @Test func eachFileIsAStack() throws {
    #expect(example.stacks.map(\.dialect) == [.fly, .fly])
    #expect(example.stacks.map(\.files) == [["fly.staging.toml"], ["deploy/fly.toml"]])
    let staging = try #require(example.stacks[0].services.first)
    #expect(staging.name == "shop-staging" && staging.plain("image") == "registry.example.com/shop:1")
    #expect(staging.facts.role?.value == .worker && staging.build == nil)
  }

  /// A section that names no process is for the one called `app`.
  @Test func processes() throws {
    let (app, worker) = (try service("app"), try service("worker"))
    #expect(app.plain("build") == "{context: deploy, dockerfile: ../Dockerfile, target: run}")
    #expect(app.plain("ports") == "[8080]" && worker.node["ports"] == nil)
    #expect(app.facts.role?.value == .web && worker.facts.role?.value == .worker)
    #expect(app.facts.isPublic?.value == true && app.facts.fewestReplicas?.value == 1)
    #expect(app.facts.release?.texts.first?.known == "python manage.py migrate" && worker.facts.release == nil)
    #expect(worker.command?.texts.first?.known == "celery -A app worker")
    #expect(worker.mounts.map(\.target) == ["/data"] && app.mounts.isEmpty)
    #expect(worker.facts.disks.map { $0.size?.value } == [3 << 30])
    #expect(worker.plain("restart") == "on-failure:5" && app.node["restart"] == nil)
    #expect(app.plain("stop_grace_period") == "90s" && app.facts.region?.value == "ams")
    #expect(app.facts.plan?.value == "shared-cpu-1x" && app.facts.memory?.value == 512 << 20)
    #expect(worker.facts.memory?.value == 2 << 30 && worker.facts.processors?.value == 2_000)
    #expect(app.environment.map { $0.value?.known } == ["info", "5$", "4"])
  }

  @Test func health() throws {
    let health = try #require(try service("app").facts.health)
    #expect(example.text(health.path.span) == "\"/health\"")
    #expect(health.interval?.value == 30_000 && health.timeout?.value == 5_000 && health.gracePeriod?.value == 10_000)
  }

  /// The form of older files: services, their ports and their checks.
  @Test func olderSections() throws {
    let text = """
      app = "shop"
      kill_timeout = 5
      [[services]]
      internal_port = 8080
      [[services.ports]]
      port = 443
      [[services.http_checks]]
      path = "/up"
      [[services]]
      internal_port = 9090
      [mounts]
      source = "data"
      destination = "/data"
      [checks.second]
      path = "/second"
      """
    let service = try #require(PlatformExample([("fly.toml", text)]).stacks.first?.services.first)
    #expect(service.name == "shop" && service.plain("ports") == "[8080, 9090]")
    #expect(service.facts.health?.path.value == "/up" && service.plain("stop_grace_period") == "5s")
    #expect(service.mounts.map(\.target) == ["/data"])
  }

  @Test func scalarsHaveDottedPaths() throws {
    let scalars = example.scalars(of: try #require(example.stacks.last))
    #expect(scalars["http_service.checks.0.grace_period"] == "10s" && scalars["vm.1.processes.0"] == "worker")
    #expect(scalars["http_service.internal_port"] == "8080" && scalars["env.PRICE"] == "5$")
  }
}

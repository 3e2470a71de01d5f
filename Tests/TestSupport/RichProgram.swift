package import IR
import JSON

/// A program that has what the two examples lack: an old volume taken over, PostgreSQL 18 with initialisation files, a
/// Redis that is backed up, a store of another kind with a TCP proxy, a hand-written Dockerfile, an image from elsewhere,
/// a job, mounted files and secrets, values that an operator supplies, profiles, unchecked additions.
package enum RichProgram {
  package static let program: Program = {
    var program = Program(project: "shop", environment: EnvironmentInfo(name: "production"))
    program.targets = ["compose", "procfile"]
    program.secrets = secrets
    program.services = [database, queue, media, seed, api, admin, reports]
    program.edges = [
      Edge(from: "api", to: "orders db", kind: .startup, condition: .healthy),
      Edge(from: "api", to: "queue", kind: .startup, condition: .healthy),
      Edge(from: "api", to: "media", kind: .startup, condition: .healthy),
      Edge(from: "seed", to: "orders db", kind: .startup, condition: .healthy),
    ]
    return program
  }()

  private static let secrets: [SecretInfo] = [
    SecretInfo(
      id: "orders db/password", env: "ORDERS_DB_PASSWORD", source: .generate(alphabet: "alnum", bytes: 24),
      isURLSafe: true, usedBy: ["orders db"], isStoreOwned: true),
    SecretInfo(
      id: "orders db/app_password", env: "ORDERS_DB_APP_PASSWORD", source: .generate(alphabet: "alnum", bytes: 24),
      isURLSafe: true, usedBy: ["orders db", "api"], isStoreOwned: true),
    SecretInfo(
      id: "queue/password", env: "QUEUE_PASSWORD", source: .generate(alphabet: "alnum", bytes: 24),
      isURLSafe: true, usedBy: ["queue", "api"], isStoreOwned: true),
    SecretInfo(
      id: "shared/STORAGE_PASSWORD", env: "STORAGE_PASSWORD", source: .generate(alphabet: "uuid", bytes: 16),
      isURLSafe: true, usedBy: ["media", "api"]),
    SecretInfo(
      id: "shared/SIGNING_KEY", env: "SIGNING_KEY", source: .generate(alphabet: "base64url", bytes: 64),
      isURLSafe: true, usedBy: ["api"], doc: "signs access tokens"),
    SecretInfo(
      id: "shared/MAIL_PASSWORD", env: "MAIL_PASSWORD", source: .external, isRequired: false, isURLSafe: false,
      usedBy: ["api"]),
    SecretInfo(
      id: "shared/NPM_TOKEN", env: "NPM_TOKEN", source: .external, isURLSafe: false, usedBy: ["api"],
      pattern: "npm_[A-Za-z0-9]+"),
  ]

  private static func service(_ name: String, _ type: String, _ category: Service.Category) -> Service {
    Service(
      name: name, dns: String(name.map { $0 == " " ? "-" : $0 }), type: type, category: category,
      resources: Resources(cpuMilli: 500, memoryBytes: 322_122_547), stopGrace: 10_500)
  }

  private static var database: Service {
    var service = service("orders db", "postgres", .store)
    service.image = "pgvector/pgvector:pg18"
    service.port = 5432
    service.exposure.isTCP = true
    service.resources.storageBytes = 20 << 30
    service.files = [FileMount(path: "/etc/postgresql/pg_hba.conf", source: .repository("db/pg_hba.conf"))]
    service.files[0].digest = "0123456789"
    service.options = ["compose": ["volume": "oldshop_pgdata/18"]]
    var store = Store(engine: "postgres", version: "18")
    store.database = "shop"
    store.user = "shop"
    store.initFiles = ["db/init/schema.sql", "db/init/seed $1.sh"]
    store.extensions = ["vector"]
    store.backup = Backup(
      schedule: "15 2 * * *", keep: 14 * 86_400_000,
      to: Backup.Destination(
        url: "s3://backups/shop", endpoint: "https://s3.example.net", secret: "shared/BACKUP_BUCKET"))
    store.requiresTLS = true
    service.store = store.described(of: service)
    return service
  }

  private static var queue: Service {
    var service = service("queue", "redis", .store)
    service.image = "redis:7-bookworm"
    service.port = 6379
    service.declared = [.restart]
    service.restart.policy = .always
    var store = Store(engine: "redis", version: "7")
    store.isPersistent = true
    store.backup = Backup(schedule: "0 4 * * MON", keep: 30 * 86_400_000)
    service.store = store.described(of: service)
    // What no engine here has.
    service.store?.ports = [Store.Port("insight", 8001), Store.Port("metrics", 9121)]
    service.store?.outputs = ["console": "on"]
    service.store?.probe?.interval = 30_000
    service.store?.probe?.timeout = 15_000
    service.store?.secrets[0].form = Store.SecretForm(alphabet: "hex", bytes: 16, prefix: "GK")
    return service
  }

  private static var media: Service {
    var service = service("media", "store", .store)
    service.image = "minio/minio:RELEASE.2025-04-22T22-12-26Z"
    service.command = .words(["server", "/data", "--console-address", ":9001"].map { .text($0) })
    service.port = 9000
    service.exposure.isPublic = true
    service.volumes = [Volume(path: "/data", bytes: 20 << 30), Volume(path: "/cache", shared: "scratch")]
    var health = Health(.http(path: "/minio/health/live"))
    health.command = .shell("mc ready local && echo \"ok $HOSTNAME\"")
    service.health = health
    service.env = [
      Variable(name: "MINIO_ROOT_USER", value: .literal("shop")),
      Variable(
        name: "MINIO_ROOT_PASSWORD", marks: .init(isSecret: true), value: .secret(id: "shared/STORAGE_PASSWORD")),
    ]
    return service
  }

  private static var seed: Service {
    var service = service("seed", "job", .job)
    service.image = "registry.example.com/shop/seed:3"
    service.needs = [Need(service: "orders db", condition: .healthy)]
    service.command = .shell("echo \"$PGHOST\" && exec seed")
    return service
  }

  private static var api: Service {
    var service = service("api", "fastapi", .web)
    var build = Build(root: "services/api")
    build.dockerfile = "services/api/Dockerfile.prod"
    build.target = "run"
    build.push = "registry.example.com/shop/api"
    build.args = [Variable(name: "VERSION", phase: .build, value: .literal("1.0 $x"))]
    build.secrets = ["shared/NPM_TOKEN"]
    service.build = build
    service.command = .words([
      .text("uvicorn"), .text("main:app"), .text("--port"), Command.Word([.variable(name: "PORT", fallback: "8000")]),
    ])
    service.port = 8000
    service.exposure.isPublic = true
    service.exposure.hasPlatformDomain = true
    service.scale.replicas = 2
    service.resources.reserveCPUMilli = 100
    service.resources.reserveMemoryBytes = 64 << 20
    service.health = Health(.http(path: "/it's"))
    service.health?.probe = .python
    service.volumes = [Volume(path: "/srv/scratch", shared: "scratch", isReadOnly: true)]
    service.files = [
      FileMount(path: "/etc/app/settings.toml", source: .repository("config/settings.toml")),
      FileMount(path: "/run/keys/signing", source: .secret("shared/SIGNING_KEY")),
    ]
    service.files[0].digest = "abcdef0123"
    service.needs = [
      Need(service: "orders db", condition: .healthy), Need(service: "queue", condition: .started),
      Need(service: "media", condition: .healthy), Need(service: "seed", condition: .done),
    ]
    service.raw = [
      "compose": [
        "labels": ["com.example.team": "shop"], "init": .null, "environment": ["EXTRA": "yes"], "cpu_shares": 512,
      ]
    ]
    service.env = apiVariables
    return service
  }

  private static var apiVariables: [Variable] {
    [
      Variable(name: "PORT", type: "port", value: .literal("8000"), origin: .key),
      Variable(
        name: "QUEUE_URL", type: "url<redis>", marks: .init(isSecret: true, reach: "private"),
        value: .url(
          URLExpression(
            scheme: "redis", user: .literal("default"), password: .secret(id: "queue/password"),
            host: .output(service: "queue", name: "host"), port: .output(service: "queue", name: "port"),
            path: .literal("/1")))),
      Variable(name: "SELF_URL", type: "url<https>", value: .output(service: "api", name: "public_url")),
      Variable(name: "MAIL_PASSWORD", marks: .init(isSecret: true), value: .secret(id: "shared/MAIL_PASSWORD")),
      Variable(name: "SMTP_PASS", marks: .init(isSecret: true), value: .secret(id: "shared/MAIL_PASSWORD")),
      Variable(name: "REGION", value: nil, isOperatorSupplied: true, doc: "where the bucket is"),
      Variable(name: "MAIL_HOST", value: nil, isRequired: false, isOperatorSupplied: true),
      Variable(name: "SUPPORT_EMAIL", value: .literal("help@example.com"), isOperatorSupplied: true),
      Variable(name: "TEMPLATE", value: .literal("{name} pays $5"), isOperatorSupplied: true),
      Variable(name: "REGEX", value: .literal("^[a-z]{2}\\d+$")),
    ]
  }

  private static var admin: Service {
    var service = service("admin", "web", .web)
    service.image = "adminer:5"
    service.port = 8080
    service.health = Health(.http(path: "/"))
    service.options = ["compose": ["profiles": ["tools"]]]
    service.needs = [Need(service: "orders db", condition: .healthy)]
    return service
  }

  private static var reports: Service {
    var service = service("reports", "worker", .worker)
    var build = Build(root: "services/reports")
    build.builder = .railpack
    service.build = build
    service.command = .words([.text("python"), .text("-m"), .text("reports")])
    return service
  }
}

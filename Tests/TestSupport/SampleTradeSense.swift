import IR

// TradeSense: one code base as web service, worker and cron job; PostgreSQL over TLS, a Redis that keeps nothing.

extension SamplePrograms {
  static func tradesense(_ stage: Stage) -> Program {
    let isProduction = stage == .production
    var program = Program(project: "tradesense", environment: EnvironmentInfo(name: stage.rawValue))
    program.targets = ["railway", "compose", "procfile"]
    let all = ["backend", "worker"] + (isProduction ? ["backup"] : [])
    program.secrets =
      storeSecrets(clients: all) + [
        generated("SECRET_KEY", alphabet: "hex", usedBy: all),
        generated("JWT_SECRET_KEY", alphabet: "hex", differsFrom: ["SECRET_KEY"], usedBy: all),
        external("STRIPE_SECRET_KEY", pattern: "sk_(live|test)_[A-Za-z0-9]+", usedBy: all),
        external("STRIPE_WEBHOOK_SECRET", pattern: "whsec_[A-Za-z0-9]+", usedBy: all),
        external("SMTP_PASSWORD", usedBy: all),
        external("SENTRY_DSN", required: false, doc: "Type: url<https>.", usedBy: all),
      ]
    if isProduction { program.secrets.append(external("BACKUP_BUCKET_KEY", usedBy: ["backup"])) }
    program.shared = tradesenseShared
    program.services =
      [tradesensePostgres(stage), tradesenseRedis(), tradesenseBackend(stage), tradesenseWorker(stage)]
      + (isProduction ? [tradesenseBackup(stage)] : [])
    program.edges =
      edges("backend", stores: ["postgres", "redis"], addresses: isProduction ? [] : ["backend"])
      + edges("worker", stores: ["postgres", "redis"], addresses: isProduction ? [] : ["backend"])
      + (isProduction ? edges("backup", stores: ["postgres", "redis"]) : [])
    var consumers = [
      ConnectionBudget.Consumer(
        service: "backend", replicas: isProduction ? 2 : 1, workers: 2, size: 4, overflow: 3, isAssumed: false),
      .init(service: "worker", replicas: 1, workers: 1, size: 5, overflow: 2, isAssumed: false),
    ]
    if isProduction {
      consumers.append(
        .init(service: "backup", replicas: 1, workers: 1, size: 1, overflow: 0, isAssumed: false, isReplaced: false))
    }
    program.connectionBudgets = [
      ConnectionBudget(
        store: "postgres", maxConnections: isProduction ? 100 : 50, consumers: consumers,
        besides: [.init("release", 1)] + (isProduction ? [.init("backup", 1)] : []) + [.init("people", 3)])
    ]
    program.memoryBudgets = [
      isProduction
        ? MemoryBudget(
          store: "postgres",
          lines: [
            .init("shared memory", 279), .init("server", 40), .init("74 connections x 5.5", 407),
            .init("maintenance", 80),
          ], need: 806, limit: 1024)
        : MemoryBudget(
          store: "postgres",
          lines: [
            .init("shared memory", 142), .init("server", 40), .init("45 connections x 5.25", 236),
            .init("maintenance", 40),
          ], need: 458, limit: 512)
    ]
    return finish(program)
  }

  private static let tradesenseShared = [
    plain("STRIPE_PRICE_ID_PRO", "price_pro_test"), plain("STRIPE_PRICE_ID_TEAM", "price_team_test"),
  ]

  // MARK: Stores

  private static func tradesensePostgres(_ stage: Stage) -> Service {
    let isProduction = stage == .production
    var service = Service(
      name: "postgres", dns: "postgres", type: "postgres", category: .store,
      resources: Resources(
        cpuMilli: 1000, memoryBytes: (isProduction ? 1024 : 512) * mebibyte,
        storageBytes: (isProduction ? 10 : 2) * gibibyte, idleMemoryBytes: 40 * mebibyte), stopGrace: 60_000)
    service.stopGraceReason = "fast shutdown writes a checkpoint: at most shared_buffers"
    service.declared = [.version, .database, .resourcesCPU, .resourcesMemory, .resourcesStorage, .tuning]
    service.image = "postgres:16-trixie"
    service.port = 5432
    var store = Store(engine: "postgres", version: "16")
    store.database = "tradesense"
    store.user = "tradesense"
    if isProduction { store.backup = Backup(schedule: "0 3 * * *", keep: 30 * 86_400_000) }
    store.statementTimeout = 25_000
    store.idleInTransactionSessionTimeout = 60_000
    store.sharedMemoryBytes = 64 * mebibyte
    store.requiresTLS = true
    store.settings = [
      Setting(
        "listen_addresses", .text("*"), group: .connections, needsRestart: true,
        reason: "a mounted file replaces the image's own '*'", isFileOnly: true),
      Setting(
        "max_connections", .integer(isProduction ? 100 : 50), group: .connections, needsRestart: true,
        reason: "declared", isDeclared: true),
      Setting(
        "shared_buffers", .bytes((isProduction ? 256 : 128) * mebibyte), group: .memory, needsRestart: true,
        reason: isProduction ? "25 % of 1 GiB" : "25 % of 512 MiB"),
      Setting(
        "work_mem", .bytes(2 * mebibyte), group: .memory, reason: "declared; per sort or hash, not per connection",
        isDeclared: true),
      Setting("random_page_cost", .real("1.1"), group: .planner, reason: "SSD or network volume, no seek"),
    ]
    service.store = store.described(of: service)
    return service
  }

  private static func tradesenseRedis() -> Service {
    var service = Service(
      name: "redis", dns: "redis", type: "redis", category: .store,
      resources: Resources(cpuMilli: 500, memoryBytes: 256 * mebibyte, idleMemoryBytes: 16 * mebibyte),
      stopGrace: 10_000)
    service.declared = [.version, .resourcesCPU, .resourcesMemory, .tuning]
    service.image = "redis:7-bookworm"
    service.port = 6379
    var store = Store(engine: "redis", version: "7")
    store.settings = [
      Setting(
        "maxmemory", .bytes(201_326_592), group: .memory, reason: "75 % of 256 MiB, nothing is saved",
        isDeclared: true),
      Setting("maxmemory-policy", .word("allkeys-lru"), group: .memory, reason: "declared", isDeclared: true),
      Setting("save", .list([]), group: .persistence, reason: "declared: a cache", isDeclared: true),
    ]
    service.store = store.described(of: service)
    return service
  }

  // MARK: Code

  private static func tradesenseBackend(_ stage: Stage) -> Service {
    let isProduction = stage == .production
    var service = Service(
      name: "backend", dns: "backend", type: "fastapi", category: .web,
      resources: Resources(cpuMilli: 1000, memoryBytes: gibibyte, idleMemoryBytes: 150 * mebibyte), stopGrace: 35_000)
    service.stopGraceReason = "gunicorn's graceful timeout, 30 s, + 5 s"
    service.declared = [
      .port, .isPublic, .health, .release, .restart, .server, .workers, .pools, .resourcesCPU,
      .resourcesMemory,
    ]
    if isProduction { service.declared.insert(.scaleReplicas) }
    var build = Build(root: "src/backend")
    build.watch = ["src/backend/**"]
    service.build = build
    service.command = words(
      "gunicorn main:app --bind 0.0.0.0:$PORT=8000 --worker-class uvicorn_worker.UvicornWorker --timeout 30 "
        + "--graceful-timeout 30 --keep-alive 120 --max-requests 1000 --max-requests-jitter 50 --access-logfile -")
    service.release = words("alembic upgrade head")
    service.port = 8000
    service.exposure.isPublic = true
    if isProduction {
      service.exposure.domains = ["tradesense.example.com"]
    } else {
      service.exposure.hasPlatformDomain = true
    }
    service.health = httpHealth("/health", probe: .python)
    service.health?.interval = 30_000
    service.health?.startPeriod = 20_000
    service.scale.replicas = isProduction ? 2 : 1
    service.needs = healthy("postgres", "redis")
    service.workers = 2
    service.pools = [Pool(service: "postgres", size: 4, overflow: 3, isAssumed: false)]
    var server = Server(kind: "gunicorn", app: "main:app", gracefulTimeout: 30_000, keepalive: 120_000)
    server.workerClass = "uvicorn_worker.UvicornWorker"
    server.timeout = 30_000
    server.maxRequests = 1000
    server.maxRequestsJitter = 50
    service.declared.formUnion([
      .serverKind, .serverWorkerClass, .serverTimeout, .serverGracefulTimeout, .serverKeepalive, .serverMaxRequests,
      .serverMaxRequestsJitter,
    ])
    service.server = server
    let budget =
      isProduction
      ? "2 replicas x 2 workers x (4 + 3) = 28 of 97 connections"
      : "1 replica x 2 workers x (4 + 3) = 14 of 47 connections"
    service.env =
      [
        key("PORT", "8000", type: "port"),
        key("WEB_CONCURRENCY", "2", reason: "workers"),
        key("DB_POOL_SIZE", "4", reason: budget),
        key("DB_MAX_OVERFLOW", "3"),
      ] + tradesenseVariables(stage, inheritedFrom: nil)
    return service
  }

  private static func tradesenseWorker(_ stage: Stage) -> Service {
    let available = stage == .production ? 97 : 47
    var service = Service(
      name: "worker", dns: "worker", type: "worker", category: .worker,
      resources: Resources(cpuMilli: 500, memoryBytes: 512 * mebibyte, idleMemoryBytes: 90 * mebibyte),
      stopGrace: 30_000)
    service.stopGraceReason = "the longest statement, 25 s, + 5 s"
    service.declared = [.start, .workers, .pools, .resourcesCPU, .resourcesMemory]
    service.build = sharedBuild
    service.codeOf = "backend"
    service.command = words("python worker.py")
    service.needs = healthy("postgres", "redis") + [Need(service: "backend", condition: .done)]
    service.workers = 1
    service.pools = [Pool(service: "postgres", size: 5, overflow: 2, isAssumed: false)]
    service.env =
      [
        key("WEB_CONCURRENCY", "1", reason: "workers"),
        key(
          "DB_POOL_SIZE", "5", reason: "1 replica x 1 worker x (5 + 2) = 7 of \(available) connections"),
        key("DB_MAX_OVERFLOW", "2"),
      ] + tradesenseVariables(stage, inheritedFrom: "backend")
    return service
  }

  private static func tradesenseBackup(_ stage: Stage) -> Service {
    var service = Service(
      name: "backup", dns: "backup", type: "cron", category: .cron,
      resources: Resources(cpuMilli: 250, memoryBytes: 256 * mebibyte), stopGrace: 30_000)
    service.stopGraceReason = "the longest statement, 25 s, + 5 s"
    service.declared = [.start, .schedule, .pools, .resourcesCPU, .resourcesMemory]
    service.build = sharedBuild
    service.codeOf = "backend"
    service.command = words("python -m services.backup_service")
    service.schedule = "30 3 * * *"
    service.restart.policy = .never
    service.needs = healthy("postgres", "redis") + [Need(service: "backend", condition: .done)]
    service.pools = [Pool(service: "postgres", size: 1, overflow: 0, isAssumed: false)]
    var variables = tradesenseVariables(stage, inheritedFrom: "backend")
    let lastUsed = variables.lastIndex { $0.origin == .use } ?? variables.count - 1
    variables.insert(shared(secret: "BACKUP_BUCKET_KEY"), at: lastUsed + 1)
    service.env =
      [
        key("DB_POOL_SIZE", "1", reason: "1 replica x 1 worker x (1 + 0) = 1 of 97 connections"),
        key("DB_MAX_OVERFLOW", "0"),
      ] + variables
    return service
  }

  private static var sharedBuild: Build {
    var build = Build(root: "src/backend")
    build.watch = ["src/backend/**"]
    build.sharedWith = "backend"
    return build
  }

  /// What `backend` declares and its two children inherit.
  private static func tradesenseVariables(_ stage: Stage, inheritedFrom parent: String?) -> [Variable] {
    let isProduction = stage == .production
    let names = ["SECRET_KEY", "JWT_SECRET_KEY", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"]
    var variables = names.map { shared(secret: $0, inheritedFrom: parent) }
    variables += tradesenseShared.map { shared($0, inheritedFrom: parent) }
    variables.append(shared(secret: "SMTP_PASSWORD", inheritedFrom: parent))
    variables.append(shared(secret: "SENTRY_DSN", required: false, type: "url<https>", inheritedFrom: parent))
    variables.append(
      Variable(
        name: "ENVIRONMENT", surface: .environment(name: "name"), value: .literal(stage.rawValue),
        inheritedFrom: parent, summary: "environment.name"))
    variables.append(plain("DEBUG", "false", type: "bool", inheritedFrom: parent))
    variables.append(
      databaseURL(
        query: [.init("sslmode", .literal("require"))], summary: "postgres.DATABASE_URL with sslmode=require",
        inheritedFrom: parent))
    variables.append(redisURL(inheritedFrom: parent))
    variables.append(
      isProduction
        ? plain(
          "CORS_ORIGINS_STR", "https://tradesense.example.com,https://www.tradesense.example.com",
          type: "list<origin>", marks: .init(reach: "public"), inheritedFrom: parent)
        : reference(
          "CORS_ORIGINS_STR", type: "list<origin>", reach: "public",
          value: .join(separator: ",", items: [.output(service: "backend", name: "origin")]),
          summary: "backend.origin", inheritedFrom: parent))
    let rest: [(name: String, type: String, value: String)] = [
      ("JWT_ALGORITHM", "string", "HS256"), ("ACCESS_TOKEN_EXPIRE_MINUTES", "int", "30"),
      ("SMTP_HOST", "host", "smtp.sendgrid.net"), ("SMTP_PORT", "port", "587"), ("SMTP_USER", "string", "apikey"),
      ("FROM_EMAIL", "email", "hello@tradesense.example.com"),
      ("FEATURE_ADVANCED_ANALYTICS", "bool", isProduction ? "false" : "true"), ("FEATURE_AI_INSIGHTS", "bool", "false"),
      ("FEATURE_REAL_TIME_SYNC", "bool", "true"),
    ]
    return variables + rest.map { plain($0.name, $0.value, type: $0.type, inheritedFrom: parent) }
  }
}

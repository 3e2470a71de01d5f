import IR

// Gayed Signals: a public FastAPI with three replicas, a private Flask service, a Next.js front end, two stores.

extension SamplePrograms {
  static func gayed(_ stage: Stage) -> Program {
    var program = Program(project: "gayed-signals", environment: EnvironmentInfo(name: stage.rawValue))
    program.targets = ["railway", "compose", "procfile"]
    let all = ["backend", "backtrader", "frontend"]
    program.secrets =
      storeSecrets(clients: ["backend"]) + [
        generated("SECRET_KEY", usedBy: ["backend"]),
        generated("JWT_SECRET", usedBy: ["backend"]),
        external("TIINGO_API_KEY", usedBy: all),
        external("ALPHA_VANTAGE_KEY", usedBy: all),
        external("FRED_KEY", usedBy: all),
        external("BUREAU_OF_STATISTIC_KEY", usedBy: ["backend"]),
        external("OPENAI_API_KEY", required: false, usedBy: ["backend"]),
        external("ANTHROPIC_API_KEY", required: false, usedBy: ["backend"]),
      ]
    program.shared = [logLevel(stage)]
    program.services = [
      gayedPostgres(stage), gayedRedis(stage), gayedBackend(stage), gayedBacktrader(stage), gayedFrontend(stage),
    ]
    program.edges =
      edges("backend", stores: ["postgres", "redis"], addresses: ["backtrader", "frontend"])
      + edges("frontend", stores: [], addresses: ["backend", "backtrader", "backend"])
    program.connectionBudgets = [
      ConnectionBudget(
        store: "postgres", maxConnections: stage == .production ? 100 : 50,
        consumers: [
          .init(
            service: "backend", replicas: stage == .production ? 3 : 1, workers: 2, size: 4, overflow: 3,
            isAssumed: false)
        ],
        besides: [.init("release", 1)] + (stage == .production ? [.init("backup", 1)] : []) + [.init("people", 3)])
    ]
    program.memoryBudgets = [
      stage == .production
        ? MemoryBudget(
          store: "postgres",
          lines: [
            .init("shared memory", 279), .init("server", 40), .init("87 connections x 5.5", 479),
            .init("maintenance", 80),
          ], need: 878, limit: 1024)
        : MemoryBudget(
          store: "postgres",
          lines: [
            .init("shared memory", 142), .init("server", 40), .init("31 connections x 5.25", 163),
            .init("maintenance", 40),
          ], need: 385, limit: 512)
    ]
    return finish(program)
  }

  private static func logLevel(_ stage: Stage) -> Variable {
    plain("LOG_LEVEL", stage == .production ? "info" : "debug", type: "enum(debug, info, warning, error)")
  }

  // MARK: Stores

  private static func gayedPostgres(_ stage: Stage) -> Service {
    let isProduction = stage == .production
    var service = Service(
      name: "postgres", dns: "postgres", type: "postgres", category: .store,
      resources: Resources(
        cpuMilli: isProduction ? 1000 : 500, memoryBytes: isProduction ? gibibyte : 512 * mebibyte,
        storageBytes: (isProduction ? 10 : 2) * gibibyte, idleMemoryBytes: 40 * mebibyte), stopGrace: 60_000)
    service.stopGraceReason = "fast shutdown writes a checkpoint: at most shared_buffers"
    service.declared = [.version, .database, .resourcesCPU, .resourcesMemory, .resourcesStorage, .tuning]
    service.image = "postgres:15-trixie"
    service.port = 5432
    var store = Store(engine: "postgres", version: "15")
    store.database = "gayed_signals"
    store.user = "gayed_signals"
    if isProduction { store.backup = Backup(schedule: "0 3 * * *", keep: 14 * 86_400_000) }
    store.statementTimeout = 25_000
    store.idleInTransactionSessionTimeout = 60_000
    store.sharedMemoryBytes = 64 * mebibyte
    store.settings = [
      Setting(
        "listen_addresses", .text("*"), group: .connections, needsRestart: true,
        reason: "a mounted file replaces the image's own '*'", isFileOnly: true),
      Setting(
        "max_connections", .integer(isProduction ? 100 : 50), group: .connections, needsRestart: true,
        reason: "declared", isDeclared: true),
      Setting(
        "shared_buffers", .bytes((isProduction ? 256 : 128) * mebibyte), group: .memory, needsRestart: true,
        reason: isProduction ? "declared; 25 % of 1 GiB" : "25 % of 512 MiB", isDeclared: isProduction),
      Setting(
        "work_mem", .bytes(2 * mebibyte), group: .memory, reason: "declared; per sort or hash, not per connection",
        isDeclared: true),
      Setting(
        "maintenance_work_mem", .bytes((isProduction ? 64 : 32) * mebibyte), group: .memory, reason: "declared",
        isDeclared: true),
      Setting(
        "effective_cache_size", .bytes((isProduction ? 768 : 384) * mebibyte), group: .memory,
        reason: "75 % of memory; an estimate for the planner, allocates nothing", isDeclared: true),
      Setting(
        "huge_pages", .word("off"), group: .memory, needsRestart: true,
        reason: "the container has no huge page budget"),
      Setting(
        "max_parallel_workers_per_gather", .integer(0), group: .processes, reason: "fewer than 2 vCPU"),
      Setting("jit", .boolean(false), group: .processes, reason: "web queries are short"),
      Setting("random_page_cost", .real("1.1"), group: .planner, reason: "SSD or network volume, no seek"),
      Setting(
        "shared_preload_libraries", .text("pg_stat_statements"), group: .observability, needsRestart: true,
        reason: "counts the statements"),
      Setting(
        "log_min_duration_statement", .milliseconds(2500), group: .observability,
        reason: "statement_timeout 25 s / 10"),
      Setting(
        "log_line_prefix", .text("%m [%p] %q%u@%d %a "), group: .observability, reason: "who asked, from where"),
    ]
    store.leftAtDefault = ["wal_buffers (automatic: shared_buffers / 32)"]
    service.store = store.described(of: service)
    return service
  }

  private static func gayedRedis(_ stage: Stage) -> Service {
    let isProduction = stage == .production
    var service = Service(
      name: "redis", dns: "redis", type: "redis", category: .store,
      resources: Resources(
        cpuMilli: isProduction ? 500 : 250, memoryBytes: (isProduction ? 512 : 256) * mebibyte,
        storageBytes: gibibyte, idleMemoryBytes: 16 * mebibyte), stopGrace: 30_000)
    service.stopGraceReason = "SIGTERM writes a last snapshot"
    service.declared = [.version, .resourcesCPU, .resourcesMemory, .resourcesStorage, .tuning]
    service.image = "redis:7-bookworm"
    service.port = 6379
    var store = Store(engine: "redis", version: "7")
    store.isPersistent = true
    store.settings = [
      Setting(
        "maxmemory", .bytes(isProduction ? 307 << 20 : 153 << 20), group: .memory, needsRestart: false,
        reason: "60 % of memory, because snapshots are on", isDeclared: true),
      Setting("maxmemory-policy", .word("allkeys-lru"), group: .memory, reason: "declared", isDeclared: true),
      Setting(
        "save", .list(["900 1", "300 10", "60 10000"]), group: .persistence, reason: "declared", isDeclared: true),
      Setting(
        "dir", .text("/data"), group: .persistence, reason: "the volume", isFileOnly: true),
    ]
    service.store = store.described(of: service)
    return service
  }

  // MARK: Code

  private static func gayedBackend(_ stage: Stage) -> Service {
    let isProduction = stage == .production
    let replicas = isProduction ? 3 : 1
    var service = Service(
      name: "backend", dns: "backend", type: "fastapi", category: .web,
      resources: Resources(
        cpuMilli: isProduction ? 1000 : 500, memoryBytes: (isProduction ? 1024 : 512) * mebibyte,
        idleMemoryBytes: 150 * mebibyte),
      stopGrace: 30_000)
    service.stopGraceReason = "the longest statement, 25 s, + 5 s"
    service.declared = [
      .port, .isPublic, .health, .release, .workers, .pools, .resourcesCPU, .resourcesMemory,
      .scaleReplicas,
    ]
    var build = Build(root: "backend")
    build.watch = ["backend/**"]
    service.build = build
    service.command = words(
      "uvicorn main:app --host 0.0.0.0 --port $PORT=8000 --workers $WEB_CONCURRENCY=2 --timeout-keep-alive 75 "
        + "--timeout-graceful-shutdown 25 --log-level $LOG_LEVEL=\(isProduction ? "info" : "debug")")
    service.release = words("alembic upgrade head")
    service.port = 8000
    service.exposure.isPublic = true
    if isProduction {
      service.exposure.domains = ["api.gayed-signals.example.com"]
    } else {
      service.exposure.hasPlatformDomain = true
    }
    service.health = httpHealth("/health", probe: .python)
    service.scale.replicas = replicas
    if isProduction { service.scale.autoscale = .init(min: 2, max: 3, cpuPercent: 70, memoryPercent: nil) }
    service.needs = healthy("postgres", "redis")
    service.workers = 2
    service.pools = [
      Pool(service: "postgres", size: 4, overflow: 3, isAssumed: false),
      Pool(service: "redis", size: 50, overflow: 0, isAssumed: false),
    ]
    service.server = Server(kind: "uvicorn", app: "main:app", gracefulTimeout: 25_000, keepalive: 75_000)
    service.server?.logLevel = isProduction ? "info" : "debug"
    let budget =
      isProduction
      ? "3 replicas x 2 workers x (4 + 3) = 42 of 97 connections"
      : "1 replica x 2 workers x (4 + 3) = 14 of 47 connections"
    service.env =
      [
        key("PORT", "8000", type: "port"),
        key("WEB_CONCURRENCY", "2", reason: "workers"),
        key("DB_POOL_SIZE", "4", reason: budget),
        key("DB_MAX_OVERFLOW", "3"),
        key("REDIS_POOL_SIZE", "50"),
        shared(secret: "SECRET_KEY"), shared(secret: "JWT_SECRET"), shared(secret: "TIINGO_API_KEY"),
        shared(secret: "ALPHA_VANTAGE_KEY"), shared(secret: "FRED_KEY"), shared(secret: "BUREAU_OF_STATISTIC_KEY"),
        shared(secret: "OPENAI_API_KEY", required: false), shared(secret: "ANTHROPIC_API_KEY", required: false),
        shared(logLevel(stage)),
      ] + gayedBackendVariables(stage)
    return service
  }

  private static func gayedBackendVariables(_ stage: Stage) -> [Variable] {
    [
      databaseURL(driver: "asyncpg", summary: "postgres.DATABASE_URL with driver asyncpg"),
      redisURL(),
      privateURL("BACKTRADER_URL", of: "backtrader"),
      Variable(
        name: "ENVIRONMENT", surface: .environment(name: "name"), value: .literal(stage.rawValue),
        summary: "environment.name"),
      reference(
        "ALLOWED_ORIGINS", type: "list<origin>", reach: "public",
        known: stage == .production ? "compile" : "provision",
        value: .join(separator: ",", items: [.output(service: "frontend", name: "origins")]),
        summary: "frontend.origins"),
    ]
  }

  private static func gayedBacktrader(_ stage: Stage) -> Service {
    var service = Service(
      name: "backtrader", dns: "backtrader", type: "flask", category: .web,
      resources: Resources(cpuMilli: 1000, memoryBytes: gibibyte, idleMemoryBytes: 150 * mebibyte), stopGrace: 35_000)
    service.stopGraceReason = "gunicorn's graceful timeout, 30 s, + 5 s"
    service.declared = [.port, .health, .workers, .resourcesCPU, .resourcesMemory]
    var build = Build(root: "python-services/backtrader-analysis")
    build.watch = ["python-services/backtrader-analysis/**"]
    service.build = build
    service.command = words(
      "gunicorn app:app --bind 0.0.0.0:$PORT=5000 --worker-class gthread --timeout 30 --graceful-timeout 30 "
        + "--keep-alive 75 --access-logfile - --log-level $LOG_LEVEL=\(stage == .production ? "info" : "debug")")
    service.port = 5000
    service.health = httpHealth("/health", probe: .python)
    service.workers = 2
    var server = Server(kind: "gunicorn", app: "app:app", gracefulTimeout: 30_000, keepalive: 75_000)
    server.workerClass = "gthread"
    server.timeout = 30_000
    server.threads = 4
    server.logLevel = stage == .production ? "info" : "debug"
    service.server = server
    service.env = [
      key("PORT", "5000", type: "port"),
      key("WEB_CONCURRENCY", "2", reason: "workers"),
      shared(secret: "TIINGO_API_KEY"), shared(secret: "ALPHA_VANTAGE_KEY"), shared(secret: "FRED_KEY"),
      shared(logLevel(stage)),
    ]
    return service
  }

  private static func gayedFrontend(_ stage: Stage) -> Service {
    let isProduction = stage == .production
    var service = Service(
      name: "frontend", dns: "frontend", type: "nextjs", category: .web,
      resources: Resources(cpuMilli: 500, memoryBytes: 512 * mebibyte, idleMemoryBytes: 90 * mebibyte),
      stopGrace: 10_000)
    service.declared = [.port, .isPublic, .health, .resourcesCPU, .resourcesMemory]
    var build = Build(root: ".")
    build.watch = ["**", "!backend/**", "!python-services/backtrader-analysis/**"]
    build.nestedRoots = ["backend", "python-services/backtrader-analysis"]
    service.build = build
    service.command = words("node server.js")
    service.port = 3000
    service.exposure.isPublic = true
    if isProduction {
      service.exposure.domains = ["app.gayed-signals.example.com", "www.gayed-signals.example.com"]
    } else {
      service.exposure.hasPlatformDomain = true
    }
    service.health = httpHealth("/api/health", probe: .node)
    service.env = [
      key("PORT", "3000", type: "port"),
      key("HOSTNAME", "0.0.0.0", type: "host", reason: "the address that server.js listens on"),
      key("NODE_ENV", "production", type: "enum(production, development, test)"),
      shared(secret: "TIINGO_API_KEY"), shared(secret: "ALPHA_VANTAGE_KEY"), shared(secret: "FRED_KEY"),
      privateURL("FASTAPI_BASE_URL", of: "backend"),
      privateURL("PYTHON_SERVICE_URL", of: "backtrader"),
      reference(
        "NEXT_PUBLIC_API_URL", type: "url<https>", reach: "public", phase: .build, browser: true,
        known: isProduction ? "compile" : "provision",
        value: .output(service: "backend", name: "public_url"), summary: "backend.public_url"),
    ]
    return service
  }
}

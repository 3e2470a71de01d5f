import IR
import Tuning

extension StoreEngine {
  package static let redis: StoreEngine = {
    var engine = StoreEngine(
      "redis", title: "Redis", port: 6379, version: "8", administrator: "default", image: RedisFacts.image,
      facts: RedisFacts.fill)
    engine.aliases = ["keydb", "cache"]
    engine.managed = Store.Managed("redis")
    engine.images = [Image("redis")]
    engine.abilities = [.queue]
    // redis.io, November 2026.
    engine.support = Support(ended: [([5], "April 2022"), ([6], "2025")], current: "8", newest: 8)
    engine.settings = RedisFacts.settings
    engine.secrets = [
      Secret("password") { service, account in
        "\(service), user \(account). Letters and digits only, because it becomes part of a URL."
      }
    ]
    engine.clientPool = ClientPool(sizeName: "REDIS_POOL_SIZE", prefix: "REDIS_POOL")
    engine.scheme = Scheme("redis", secure: "rediss", numbersDatabases: true)
    // Celery 5.4.0 and 5.7.0 stop with `A rediss:// URL must have parameter ssl_cert_reqs`; a broker needs none.
    engine.scheme?.resultParameter = DemandedParameter("ssl_cert_reqs", "CERT_REQUIRED")
    engine.outputs = [
      ("url", "REDIS_URL"), ("public_url", "REDIS_PUBLIC_URL"), ("host", "REDISHOST"), ("port", "REDISPORT"),
      ("user", "REDISUSER"), ("password", "REDISPASSWORD"),
    ]
    engine.libraries = [
      "redis", "aioredis", "ioredis", "bullmq", "bull", "connect-redis", "rq", "arq", "django-redis",
      "@redis/client", "github.com/redis/go-redis/v9", "github.com/go-redis/redis/v8",
      "github.com/hibiken/asynq",
    ]
    engine.urlNames = ["REDIS_URL", "*_REDIS_URL"]
    engine.externalOutputs = ["user": "default"]
    engine.foreignNames = RedisFacts.foreignNames
    engine.words = ["REDIS", "CACHE", "BROKER"]
    engine.evidence =
      "Run for real: Redis 7.0 and 8.0 start with the configuration and with Railway's start command, and every setting reads back."
    engine.tune = RedisStoreTuning.tuned
    engine.grace = { tuned in
      tuned.isPersistent
        ? Grace(milliseconds: 30_000, reason: "SIGTERM writes a last snapshot") : Grace(milliseconds: 10_000)
    }
    engine.add([
      .valkey
    ])
    return engine
  }()
}

/// The longer answers of the engine.
private enum RedisFacts {
  @Sendable static func image(_ version: String, _ store: Store) -> String {
    "redis:\(version)-\(DebianSuite.of(version, since: version.contains(".") ? [8, 4] : [8]))"
  }

  @Sendable static func fill(_ input: StoreInput, _ store: inout Store) {
    store.keepsData = store.isPersistent
    store.dataPath = "/data"
    // A newer server opens the data of an older one (redis.io, administration, upgrading, read 2026-11-30).
    store.upgradesInPlace = true
    let port = store.ownPort(input.port).map { " -p \($0)" } ?? ""
    var container = Store.Container()
    container.configurationPath = "/etc/infracc"
    container.command = ["sh", "-c", command(store, port)]
    container.commandNote =
      "The image's entrypoint is called on purpose: started through a bare \"sh -c\", \(store.flavor) would keep running as root."
    container.environment = [Store.Variable("REDIS_PASSWORD", input.secret("password"))]
    // Account and programs of the image bear the server's name.
    container.user = store.flavor
    // The official images of both servers (docker-library/redis, valkey-io/valkey-container, November 2026).
    container.account = Store.Account(999, 999)
    container.alpineAccount = Store.Account(999, 1000)
    container.scratch = []
    container.rights = ["CHOWN", "DAC_OVERRIDE", "SETGID", "SETUID"]
    container.scratchBytes = 16 << 20
    store.container = container
    store.probe = Store.Probe(
      .shell("REDISCLI_AUTH=\"$REDIS_PASSWORD\" \(store.flavor)-cli\(port) ping | grep -q PONG"),
      note: "grep: \(store.flavor)-cli ends with 0 even when the answer is NOAUTH or LOADING", startPeriod: 30_000,
      startNote: store.isPersistent ? "loading what was saved" : nil)
    store.passwordChanges = [Store.PasswordChange(input.secretID("password"))]
    store.dump = dump(input, store)
    store.restore = .instruction(
      "Restore a \(store.title): stop it, put the dump into its volume as dump.rdb without an appendonlydir beside it, start it."
    )
  }

  private static func command(_ store: Store, _ port: String) -> String {
    let start = "docker-entrypoint.sh \(store.flavor)-server /etc/infracc/redis.conf --requirepass \"$REDIS_PASSWORD\""
    guard store.settings.contains(where: { $0.name == "appendonly" && $0.value == .boolean(true) }) else {
      return "exec " + start
    }
    return """
      set -- \(start)
      if [ -s /data/dump.rdb ] && [ ! -e /data/appendonlydir ] && [ ! -e /data/appendonly.aof ]; then
        # A snapshot and no append-only file yet: \(store.flavor) would start empty. It loads the snapshot, then writes the file.
        set -- "$@" --appendonly no
        (until REDISCLI_AUTH=$REDIS_PASSWORD \(store.flavor)-cli\(port) config set appendonly yes | grep -q OK; do sleep 1; done) &
      fi
      exec "$@"

      """
  }

  private static func dump(_ input: StoreInput, _ store: Store) -> Store.Dump {
    // Stores of both servers may be in one file: the variable tells whose programs dump it.
    let variable = store.flavor.uppercased()
    var environment = [Store.Variable(variable + "_HOST", input.host)]
    if store.ownPort(input.port) != nil {
      environment.append(Store.Variable(variable + "_PORT", input.output("port")))
    }
    environment.append(Store.Variable("REDISCLI_AUTH", input.secret("password")))
    return Store.Dump(
      script: [
        "\(store.flavor)-cli -h \"$\(variable)_HOST\" -p \"${\(variable)_PORT:-6379}\" --rdb \"$1\" > /dev/null",
        "\(store.flavor)-check-rdb \"$1\" > /dev/null               # readable to its end",
      ],
      environment: environment, mark: variable + "_HOST", name: store.flavor, portVariable: variable + "_PORT")
  }

  static let settings: EngineSettings = {
    var settings = EngineSettings()
    settings.keys = [
      ("profile", .word(["cache", "queue"])), ("maxmemory", .memory),
      (
        "policy",
        .word([
          "noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-lfu",
          "volatile-random",
          "volatile-ttl",
        ])
      ), ("save", .savePoints), ("appendonly", .boolean), ("maxclients", .integer), ("timeout", .duration),
      ("databases", .integer),
    ]
    settings.deciding = RedisStoreTuning.deciding
    settings.passwordSetting = "requirepass"
    settings.versions = RedisCatalog.versions
    settings.rows = { RedisCatalog.settings(named: $0) }
    settings.names = { RedisCatalog.all.map(\.name) }
    // The modules that Redis 8 has inside, by what their directives begin with.
    settings.isForeign = { name in ["search-", "bf-", "cf-", "ts-", "json-"].contains { name.hasPrefix($0) } }
    return settings
  }()

  /// Sources (2025): the variables of Vercel's KV store (`KV_URL`), the properties of Render's blueprints
  /// (`connectionString`), and the variables of the official image.
  static let foreignNames = [
    "url": [
      "uri", "dsn", "connectionString", "connection_uri", "connection_url", "private_url", "REDIS_URI", "REDIS_DSN",
      "REDIS_PRIVATE_URL", "REDIS_CONNECTION_STRING", "REDIS_CONNECTION_URL", "KV_URL", "CACHE_URL", "VALKEY_URL",
    ],
    "host": ["hostname", "private_host", "REDIS_HOST", "REDIS_HOSTNAME", "VALKEY_HOST"],
    "port": ["REDIS_PORT", "VALKEY_PORT"],
    "user": ["username", "REDIS_USER", "REDIS_USERNAME"],
    "password": ["REDIS_PASSWORD", "REDIS_PASS", "REDIS_AUTH", "VALKEY_PASSWORD"],
  ]
}

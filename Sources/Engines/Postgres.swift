import IR
import Tuning

extension StoreEngine {
  package static let postgres: StoreEngine = {
    var engine = StoreEngine(
      "postgres", title: "PostgreSQL", port: 5432, version: "18", administrator: "postgres", image: PostgresFacts.image,
      facts: PostgresFacts.fill)
    engine.aliases = ["postgresql", "pg", "psql", "postgis"]
    engine.managed = Store.Managed("postgres")
    engine.cpuMilli = 1000
    engine.memory = 1 << 30
    engine.storage = 10 << 30
    engine.abilities = [.databases, .roles, .pooler, .extensions, .initFiles, .authoritative, .hosting]
    engine.images = [
      Image("postgres"), Image("pgvector/pgvector", prefix: "pg"), Image("postgis/postgis"),
      Image("timescale/timescaledb", prefix: "pg"), Image("timescale/timescaledb-ha", prefix: "pg"),
    ]
    // postgresql.org's versioning policy, November 2026.
    engine.support = Support(
      ended: [([11], "November 2023"), ([12], "November 2024"), ([13], "November 2025"), ([14], "November 2026")],
      current: "18", newest: 18,
      upgradeNote: "a new major version does not read the old files: restore a dump into it")
    engine.settings = PostgresFacts.settings
    engine.secrets = [
      Secret("password") { service, account in
        "Superuser of \(service). Used at the first start only; later: ALTER ROLE \(account) PASSWORD ..."
      },
      Secret("monitor_password", of: .monitor) { service, account in
        "Role \(account) of \(service): what its exporter of metrics logs in as."
      },
      Secret("app_password", of: .role) { service, account in
        "Role \(account) of \(service): what the services log in as. "
          + "Letters and digits only, because it becomes part of a URL."
      },
    ]
    engine.monitor = "monitor"
    // The documentation of the official image, November 2026.
    engine.initialization = Initialization(
      [.init(user: "POSTGRES_USER", password: "POSTGRES_PASSWORD", defaultUser: "postgres")], database: "POSTGRES_DB",
      needed: ["POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD"])
    engine.reservedNames = PostgresFacts.reservedNames
    // `superuser_reserved_connections`, and the memory of a backend (PostgreSQL 13 to 18, measured with pmap).
    engine.connections = Connections(
      setting: "max_connections", reserved: 3, for: "superusers", mebibytesEach: 3,
      limit: PostgresStoreTuning.maxConnections)
    engine.clientPool = ClientPool(sizeName: "DB_POOL_SIZE", overflowName: "DB_MAX_OVERFLOW", prefix: "DB_POOL")
    engine.scheme = Scheme(
      "postgresql", synonyms: ["postgres"], drivers: ["psycopg", "psycopg2", "asyncpg", "pg8000"])
    engine.scheme?.encryption = ("sslmode", "require")
    engine.scheme?.clients = PostgresFacts.clients
    engine.outputs = [
      ("url", "DATABASE_URL"), ("public_url", "DATABASE_PUBLIC_URL"), ("unpooled_url", "DATABASE_UNPOOLED_URL"),
      ("host", "PGHOST"), ("port", "PGPORT"), ("user", "PGUSER"), ("database", "PGDATABASE"),
      ("password", "PGPASSWORD"),
    ]
    engine.libraries = [
      "asyncpg", "psycopg", "psycopg2", "psycopg2-binary", "pg8000", "pgvector", "pg", "postgres",
      "pg-promise", "@neondatabase/serverless", "github.com/jackc/pgx/v5", "github.com/jackc/pgx/v4",
      "github.com/lib/pq", "gorm.io/driver/postgres",
    ]
    engine.urlNames = ["POSTGRES_URL", "PG_DSN", "POSTGRES_DSN"]
    engine.externalOutputs = ["user": "postgres", "database": "app"]
    engine.foreignNames = PostgresFacts.foreignNames
    engine.words = ["DB", "DATABASE", "POSTGRES", "POSTGRESQL", "PG"]
    engine.evidence =
      "Run for real: PostgreSQL 15 to 18 start with the configuration and the scripts, every setting reads back, roles have the "
      + "rights that were meant, and a dump is restored. Railway's image was not run."
    engine.tune = PostgresStoreTuning.tuned
    engine.idleOptions = PgTuneChoices.idle
    engine.grace = { _ in
      Grace(milliseconds: 60_000, reason: "fast shutdown writes a checkpoint: at most shared_buffers")
    }
    return engine
  }()
}

/// The longer answers of the engine.
private enum PostgresFacts {
  /// SQLAlchemy 2.0.58 and 2.1.9, seen by making engines of both kinds.
  static let clients: [StoreEngine.Client] = {
    typealias Client = StoreEngine.Client
    var asyncpg = Client("asyncpg", isAsync: true, isBlocking: false)
    asyncpg.refused = StoreEngine.refusedByAsyncpg
    asyncpg.renamed = ["sslmode": "ssl"]
    asyncpg.needless = ["channel_binding", "gssencmode"]
    var pg8000 = Client("pg8000")
    pg8000.refused = ["sslmode"]
    return [
      Client("psycopg2", distributions: ["psycopg2", "psycopg2-binary"], defaultSince: .always),
      Client("psycopg", isAsync: true, defaultSince: .sinceTwoOne), asyncpg, pg8000,
    ]
  }()

  /// Extensions that the official image lacks have images of their own.
  @Sendable static func image(_ version: String, _ store: Store) -> String {
    let debian = DebianSuite.of(version, since: [13])
    if store.extensions.contains("vector") {
      return "pgvector/pgvector:pg\(version.prefix { $0 != "." })-\(debian)"
    }
    return "postgres:\(version)-\(debian)"
  }

  @Sendable static func fill(_ input: StoreInput, _ store: inout Store) {
    let database = store.database ?? "postgres"
    // The image of 18 keeps its data one directory deeper and its volume is mounted above (docker-library/postgres
    // 6edb0a8, `PGDATA`). Where the version is not known, the volume is there and the image is told a directory of it:
    // neither the volume that the older images make by themselves nor the check of the newer ones meets it.
    let isBefore18 = store.majorVersion.map { $0 < 18 } ?? false
    store.dataPath = isBefore18 ? "/var/lib/postgresql/data" : "/var/lib/postgresql"
    store.container = container(input, store, database)
    store.probe = Store.Probe(
      .words(
        ["pg_isready", "--quiet", "-h", "127.0.0.1", "-U", "postgres", "-d", database].map { .text($0) }),
      note: "-h 127.0.0.1: while the image initialises the database, its temporary server answers on the socket only",
      startPeriod: 60_000, startNote: "crash recovery")
    store.dump = dump(input, store, database)
    let owner = store.user.map { " --no-owner --role=\($0)" } ?? ""
    store.restore = .command("pg_restore -U postgres -d \(database) --clean --if-exists\(owner)")
    store.passwordChanges = passwordChanges(input, store)
  }

  /// psql asks twice, without a terminal on its standard input, and sends a hash: neither the connection nor a log has the
  /// value (PostgreSQL 18, psql, `\\password`).
  private static func passwordChanges(_ input: StoreInput, _ store: Store) -> [Store.PasswordChange] {
    var roles = [(input.secretID("password"), "postgres")]
    if let user = store.user { roles.append((input.secretID("app_password"), user)) }
    if let monitor = store.monitor { roles.append((input.secretID(monitor.secret), monitor.user)) }
    roles += store.databases.map { ($0.secretID, $0.user) }
    return roles.map { secret, role in
      let name = "\"\(role.replacing("\"", with: "\"\""))\""
      return Store.PasswordChange(
        secret, command: ["psql", "-X", "-q", "-U", "postgres", "-d", "postgres", "-c", "\\password \(name)"], lines: 2)
    }
  }

  private static func container(_ input: StoreInput, _ store: Store, _ database: String) -> Store.Container {
    var container = Store.Container()
    container.configurationPath = "/etc/infracc"
    container.command = ["postgres", "-c", "config_file=/etc/infracc/postgresql.conf"]
    container.certificate = Store.Certificate(
      path: "/etc/postgresql/tls", owner: "postgres:postgres",
      ownerNote: "PostgreSQL refuses a key that it does not own")
    if store.requiresTLS {
      container.command += [
        "-c", "ssl=on", "-c", "ssl_cert_file=/etc/postgresql/tls/server.crt", "-c",
        "ssl_key_file=/etc/postgresql/tls/server.key",
      ]
    }
    container.environment = environment(input, store, database)
    container.initPath = "/docker-entrypoint-initdb.d"
    container.configurationMounts = [
      Store.Mount("init.sql", at: "/docker-entrypoint-initdb.d/10-init.sql", note: "the first start only"),
      Store.Mount("settings.sql", at: "/docker-entrypoint-initdb.d/15-settings.sql"),
    ]
    container.user = "postgres"
    // The official images (docker-library/postgres, November 2026).
    container.account = Store.Account(999, 999)
    container.alpineAccount = Store.Account(70, 70)
    container.scratch = ["/var/run/postgresql", "/tmp"]
    if let version = store.majorVersion, version < 18 {
      container.nestedData = Store.Variable(
        "PGDATA", .literal(store.dataPath + "/pgdata"), note: "not the volume's root: that has a lost+found")
    }
    // KILL: what a reaper starts as root passes the stop signal on to a process of another user.
    container.rights = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID"]
    // Seen with PostgreSQL 15: the server as process 1 gets every orphan of `docker exec`, takes the end of one by a
    // signal for a crash of its own, and drops all connections.
    container.reaperNote = "as process 1 the server would take killed strangers for its own"
    return container
  }

  private static func environment(_ input: StoreInput, _ store: Store, _ database: String) -> [Store.Variable] {
    var environment = [
      Store.Variable("POSTGRES_DB", .literal(database)),
      Store.Variable(
        "POSTGRES_USER", .literal("postgres"),
        note: store.user.map { "superuser, for init.sql and administration; services log in as \($0)" }),
      // Variables of the official image that end with `_FILE` name a file with the value ("Docker Secrets" in the
      // image's description, 2025). init.sql keeps to the same form.
      Store.Variable("POSTGRES_PASSWORD", input.secret("password"), initialFile: "POSTGRES_PASSWORD_FILE"),
    ]
    if store.user != nil {
      environment.append(
        Store.Variable(
          "POSTGRES_APP_PASSWORD", input.secret("app_password"), initialFile: "POSTGRES_APP_PASSWORD_FILE"))
    }
    if let monitor = store.monitor {
      environment.append(
        Store.Variable(
          "POSTGRES_MONITOR_PASSWORD", input.secret(monitor.secret), initialFile: "POSTGRES_MONITOR_PASSWORD_FILE"))
    }
    if store.majorVersion == nil {
      environment.append(
        Store.Variable(
          "PGDATA", .literal(store.dataPath + "/pgdata"),
          note: "images keep it elsewhere in each version, and this one does not tell its version"))
    }
    // On by default since 18, which takes the word as well.
    if store.mayBeBefore(18) {
      environment.append(Store.Variable("POSTGRES_INITDB_ARGS", .literal("--data-checksums")))
    }
    if let port = store.ownPort(input.port) {
      environment.append(
        Store.Variable(
          "PGPORT", .literal(String(port)), note: "the server listens there, and its programs ask there"))
    }
    return environment
  }

  private static func dump(_ input: StoreInput, _ store: Store, _ database: String) -> Store.Dump {
    var environment = [Store.Variable("PGHOST", input.host)]
    if store.ownPort(input.port) != nil { environment.append(Store.Variable("PGPORT", input.output("port"))) }
    if store.databases.isEmpty {
      environment += [
        Store.Variable(
          "PGUSER", input.output("user"), note: store.user == nil ? nil : "owns every object: no superuser needed"),
        Store.Variable("PGDATABASE", input.output("database")),
        Store.Variable("PGPASSWORD", input.secret(store.loginSecret)),
      ]
    } else {
      let names = [database] + store.databases.map(\.name)
      environment += [
        Store.Variable("PGUSER", .literal("postgres"), note: "the databases have owners of their own"),
        Store.Variable("PGDATABASE", .literal(database)),
        Store.Variable(Store.Dump.databases, .literal(names.joined(separator: " "))),
        Store.Variable("PGPASSWORD", input.secret("password")),
      ]
    }
    return Store.Dump(
      script: [
        "pg_dump --format=custom --file=\"$1\"",
        "pg_restore --list \"$1\" > /dev/null             # readable to the end of its table of contents",
      ],
      environment: environment, mark: "PGDATABASE", note: "pg_dump of the server's own version",
      portVariable: "PGPORT")
  }

  static let settings: EngineSettings = {
    var settings = EngineSettings()
    settings.keys = [
      ("profile", .word(["web", "oltp", "dw", "mixed"])), ("max_connections", .integer), ("shared_buffers", .memory),
      ("effective_cache_size", .memory), ("maintenance_work_mem", .memory), ("work_mem", .memory),
      ("statement_timeout", .duration), ("idle_in_transaction_session_timeout", .duration), ("wal_buffers", .memory),
      ("min_wal_size", .memory), ("max_wal_size", .memory), ("checkpoint_completion_target", .real),
      ("checkpoint_timeout", .duration), ("random_page_cost", .real), ("effective_io_concurrency", .integer),
      ("max_worker_processes", .integer), ("max_parallel_workers", .integer),
      ("max_parallel_workers_per_gather", .integer),
      ("max_parallel_maintenance_workers", .integer), ("autovacuum_max_workers", .integer),
      ("autovacuum_work_mem", .memory),
      ("hash_mem_multiplier", .real), ("default_statistics_target", .integer), ("jit", .boolean),
      ("huge_pages", .word(["off", "on", "try"])), ("log_min_duration_statement", .duration), ("temp_buffers", .memory),
      ("max_locks_per_transaction", .integer), ("wal_compression", .word(["off", "on", "pglz", "lz4", "zstd"])),
    ]
    settings.versions = PostgresCatalog.versions
    settings.rows = { PostgresCatalog.settings(named: $0) }
    settings.names = { PostgresCatalog.all.map(\.name) }
    settings.isForeign = { $0.contains(".") }
    return settings
  }()

  /// Every server has both templates, and no one may connect to the first one (initdb). `role name "…" is reserved`:
  /// CREATE ROLE, PostgreSQL 13 to 18, quoted or not.
  static let reservedNames: StoreEngine.ReservedNames = {
    var names = StoreEngine.ReservedNames()
    for name in ["template0", "template1"] { names.databases[name] = "new databases are copies of it" }
    names.account = { name in
      if name.hasPrefix("pg_") { return "roles that begin with `pg_` are the server's own" }
      return name == "public" || name == "none" ? "a word of GRANT and SET ROLE" : nil
    }
    return names
  }()

  /// Sources (2025): the variables of Vercel's Postgres store (`POSTGRES_URL`), the properties of Render's blueprints
  /// (`connectionString`), Flask-SQLAlchemy's `SQLALCHEMY_DATABASE_URI`, Railway's older `DATABASE_PRIVATE_URL`, and the
  /// variables of the official image.
  static let foreignNames = [
    "url": [
      "uri", "dsn", "connectionString", "connection_uri", "connection_url", "private_url", "POSTGRES_URL",
      "POSTGRES_URI",
      "POSTGRES_DSN", "POSTGRESQL_URL", "POSTGRESQL_URI", "POSTGRES_PRISMA_URL", "PG_URL", "PG_URI", "PG_DSN", "DB_URL",
      "DB_URI", "DB_DSN", "DATABASE_URI", "DATABASE_DSN", "DATABASE_PRIVATE_URL", "SQLALCHEMY_DATABASE_URI",
      "SQLALCHEMY_DATABASE_URL", "DATABASE_CONNECTION_STRING",
    ],
    "host": ["hostname", "private_host", "POSTGRES_HOST", "PG_HOST", "DB_HOST", "DATABASE_HOST"],
    "port": ["POSTGRES_PORT", "PG_PORT", "DB_PORT", "DATABASE_PORT"],
    "user": ["username", "POSTGRES_USER", "PG_USER", "DB_USER", "DB_USERNAME", "DATABASE_USER"],
    "password": ["POSTGRES_PASSWORD", "PG_PASSWORD", "DB_PASSWORD", "DB_PASS", "DATABASE_PASSWORD"],
    "database": [
      "dbname", "database_name", "POSTGRES_DB", "POSTGRES_DATABASE", "PG_DATABASE", "DB_NAME", "DB_DATABASE",
    ],
  ]
}

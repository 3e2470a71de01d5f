import IR
import Tuning

extension StoreEngine {
  package static let mysql: StoreEngine = {
    var engine = StoreEngine(
      "mysql", title: "MySQL", port: 3306, version: "8.4", administrator: "root",
      image: { version, _ in "mysql:\(version)" },
      facts: { MysqlFacts(.mysql).fill($0, &$1) })
    engine.managed = Store.Managed("mysql")
    engine.memory = 1 << 30
    engine.storage = 10 << 30
    engine.abilities = [.databases, .roles, .initFiles, .authoritative, .hosting]
    engine.images = [Image("mysql")]
    // mysql.com's lifetime support policy, November 2026. 8.4 and 9.7 are long-term releases.
    engine.support = Support(
      ended: [([5, 7], "October 2023"), ([8, 0], "April 2026")], current: "8.4", newest: 9,
      upgradeNote: "the server converts its files at the first start and cannot go back: make a dump before")
    engine.settings = MysqlFacts.settings(.mysql)
    engine.secrets = [
      Secret("root_password") { service, account in
        "Administrator \(account) of \(service). Used at the first start only; later: ALTER USER \(account) "
          + "IDENTIFIED BY ..."
      },
      Secret("password", of: .role) { service, account in
        "User \(account) of \(service): what the services log in as. "
          + "Letters and digits only, because it becomes part of a URL."
      },
    ]
    // The documentation of the official image, November 2026.
    engine.initialization = Initialization(
      [
        .init(user: "MYSQL_USER", password: "MYSQL_PASSWORD"),
        .init(user: nil, password: "MYSQL_ROOT_PASSWORD", defaultUser: "root"),
      ], database: "MYSQL_DATABASE",
      needed: ["MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD"])
    engine.reservedNames = MysqlFacts.reservedNames
    engine.connections = Connections(setting: "max_connections", mebibytesEach: 1) {
      MysqlTuner($0, .mysql).maxConnections
    }
    engine.clientPool = ClientPool(sizeName: "DB_POOL_SIZE", overflowName: "DB_MAX_OVERFLOW", prefix: "DB_POOL")
    // Dialects of SQLAlchemy 2.0: what its package calls `mysqlclient` is the driver `mysqldb`.
    engine.scheme = Scheme(
      "mysql", equals: ["mariadb"], drivers: ["pymysql", "mysqldb", "aiomysql", "asyncmy", "mysqlconnector"])
    engine.scheme?.encryption = ("ssl-mode", "REQUIRED")
    engine.scheme?.clients = [
      Client("mysqldb", distributions: ["mysqlclient"], defaultSince: .always), Client("pymysql"),
      Client("mysqlconnector", distributions: ["mysql-connector-python"]),
      Client("aiomysql", isAsync: true, isBlocking: false), Client("asyncmy", isAsync: true, isBlocking: false),
    ]
    engine.outputs = [
      ("url", "MYSQL_URL"), ("public_url", "MYSQL_PUBLIC_URL"), ("host", "MYSQLHOST"), ("port", "MYSQLPORT"),
      ("user", "MYSQLUSER"), ("database", "MYSQLDATABASE"), ("password", "MYSQLPASSWORD"),
    ]
    engine.moreConventions = ["url": ["DATABASE_URL"]]
    engine.externalOutputs = ["user": "root", "database": "app"]
    engine.libraries = [
      "mysqlclient", "pymysql", "aiomysql", "asyncmy", "mysql-connector-python", "mysql2", "mysql",
      "github.com/go-sql-driver/mysql", "gorm.io/driver/mysql",
    ]
    engine.urlNames = ["MYSQL_URL", "*_MYSQL_URL", "MYSQL_DATABASE_URL", "MARIADB_URL"]
    engine.foreignNames = MysqlFacts.foreignNames
    engine.words = ["MYSQL", "MARIADB"]
    engine.tune = { MysqlTuner.tuned($0, .mysql) }
    engine.grace = { _ in Grace(milliseconds: 60_000, reason: "a shutdown writes changed pages of the buffer pool") }
    engine.evidence =
      "Not run for tests: MySQL itself. Configuration, dump, restore and rights are those of MariaDB but for what is named."
    engine.add([
      .mariadb
    ])
    return engine
  }()
}

/// The longer answers of the engine, for one of its servers.
struct MysqlFacts {
  /// The programs and variables of an image.
  struct Image {
    /// What its variables begin with.
    let prefix: String
    let client: String
    let dump: String
    /// Options of the dump that only this server needs.
    let dumpOptions: String

    static let mysql = Image(
      prefix: "MYSQL", client: "mysql", dump: "mysqldump", dumpOptions: " --no-tablespaces --set-gtid-purged=OFF")
    static let mariadb = Image(prefix: "MARIADB", client: "mariadb", dump: "mariadb-dump", dumpOptions: "")
  }

  private let image: Image

  init(_ image: Image) { self.image = image }

  @Sendable func fill(_ input: StoreInput, _ store: inout Store) {
    store.dataPath = "/var/lib/mysql"
    // A newer server opens the data of an older one (MySQL manual 8.4, 3.4; MariaDB, upgrading between versions, read 2026-11-30).
    store.upgradesInPlace = true
    var container = Store.Container()
    container.configurationPath = "/etc/infracc"
    container.configurationMounts = [Store.Mount("infracc.cnf", at: "/etc/mysql/conf.d/infracc.cnf")]
    container.initPath = "/docker-entrypoint-initdb.d"
    container.environment = environment(input, store)
    container.user = "mysql"
    // The official images of both servers (docker-library/mysql and mariadb, November 2026).
    container.account = Store.Account(999, 999)
    container.rights = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"]
    store.container = container
    store.probe = probe(input, store)
    store.dump = dump(input, store)
    store.restore = .command("sh -c 'MYSQL_PWD=\"$\(password(store))\" \(image.client) -u \(store.login)'")
    store.passwordChanges = passwordChanges(input, store)
  }

  /// As root, who has an account for the network and one for the socket (docker-library/mysql and mariadb, November 2026).
  /// Values are letters and digits, which need no quotes of their own.
  private func passwordChanges(_ input: StoreInput, _ store: Store) -> [Store.PasswordChange] {
    let root = image.prefix + "_ROOT_PASSWORD"
    func change(_ secret: String, _ accounts: [(user: String, host: String)]) -> Store.PasswordChange {
      let statement = accounts.map { "'\($0.user)'@'\($0.host)'".replacing("%", with: "%%") + " IDENTIFIED BY '%s'" }
        .joined(separator: ", ")
      let values = accounts.map { _ in " \"$value\"" }.joined()
      let script =
        "IFS= read -r value && printf \"ALTER USER IF EXISTS \(statement);\\n\"\(values) | "
        + "MYSQL_PWD=\"${\(root):-$(cat \"${\(root)_FILE:-/dev/null}\")}\" \(image.client) -u root"
      return Store.PasswordChange(secret, command: ["sh", "-c", script], readsFormer: true)
    }
    let administrator = change(input.secretID("root_password"), [("root", "localhost"), ("root", "%")])
    let user = store.user.map { change(input.secretID("password"), [($0, "%")]) }
    return [administrator] + [user].compactMap(\.self) + store.databases.map { change($0.secretID, [($0.user, "%")]) }
  }

  /// The variable that holds the password that services log in with.
  private func password(_ store: Store) -> String {
    image.prefix + (store.user == nil ? "_ROOT_PASSWORD" : "_PASSWORD")
  }

  /// Variables of the official images (Docker Hub, "Docker Secrets": those that end with `_FILE` name a file). The
  /// password of the role is read at every check of the health and by the restore, that of root at the first start alone.
  private func environment(_ input: StoreInput, _ store: Store) -> [Store.Variable] {
    var environment = [Store.Variable(image.prefix + "_DATABASE", .literal(store.database ?? "app"))]
    let root = image.prefix + "_ROOT_PASSWORD"
    if let user = store.user {
      environment += [
        Store.Variable(
          image.prefix + "_USER", .literal(user), note: "services log in as \(user), with no rights outside"),
        Store.Variable(image.prefix + "_PASSWORD", input.secret("password")),
        Store.Variable(root, input.secret("root_password"), initialFile: root + "_FILE"),
      ]
    } else {
      environment.append(Store.Variable(root, input.secret("root_password")))
    }
    if image.prefix == Image.mariadb.prefix {
      environment.append(
        Store.Variable("MARIADB_AUTO_UPGRADE", .literal("1"), note: "a new version converts the system tables"))
    }
    return environment
  }

  /// Logs in, over TCP: the image's server for the first start answers on the socket alone. `mysqladmin ping` would be
  /// content with any server, and with a wrong password.
  private func probe(_ input: StoreInput, _ store: Store) -> Store.Probe {
    let start = (period: 60_000, note: "crash recovery")
    guard image.prefix == Image.mysql.prefix else {
      return Store.Probe(
        .words(["healthcheck.sh", "--connect", "--innodb_initialized"].map { .text($0) }),
        note: "of the image, with a user of its own: it logs in over TCP", startPeriod: start.period,
        startNote: start.note)
    }
    let port = store.ownPort(input.port).map { " -P \($0)" } ?? ""
    return Store.Probe(
      .shell("MYSQL_PWD=\"$\(password(store))\" mysql -h 127.0.0.1\(port) -u \(store.login) -e 'SELECT 1'"),
      note: "-h 127.0.0.1: while the image initializes the database, its temporary server answers on the socket only",
      startPeriod: start.period, startNote: start.note)
  }

  private func dump(_ input: StoreInput, _ store: Store) -> Store.Dump {
    let prefix = image.prefix
    var environment = [Store.Variable(prefix + "_HOST", input.host)]
    if store.ownPort(input.port) != nil {
      environment.append(Store.Variable(prefix + "_PORT", input.output("port")))
    }
    let names = [store.database ?? "app"] + store.databases.map(\.name)
    let isAlone = store.databases.isEmpty
    environment.append(
      isAlone
        ? Store.Variable(
          prefix + "_USER", input.output("user"),
          note: store.user == nil ? nil : "may read every table: no root needed")
        : Store.Variable(
          prefix + "_USER", .literal(store.administrator), note: "the databases have users of their own"))
    environment.append(
      Store.Variable(prefix + "_DATABASE", isAlone ? input.output("database") : .literal(names[0])))
    if !isAlone {
      environment.append(Store.Variable(Store.Dump.databases, .literal(names.joined(separator: " "))))
    }
    environment.append(Store.Variable("MYSQL_PWD", input.secret(isAlone ? store.loginSecret : "root_password")))
    let options = "--single-transaction --quick --routines --events --triggers\(image.dumpOptions)"
    return Store.Dump(
      script: [
        "\(image.dump) -h \"$\(prefix)_HOST\" -P \"${\(prefix)_PORT:-3306}\" -u \"$\(prefix)_USER\" \\",
        "  \(options) --databases \"$\(prefix)_DATABASE\" > \"$1\"",
        "tail -n 1 \"$1\" | grep -q 'Dump completed'        # written to its end",
      ],
      environment: environment, mark: prefix + "_DATABASE", note: "\(image.dump) of the server's own version",
      portVariable: prefix + "_PORT")
  }

  static func settings(_ variant: MysqlVariant) -> EngineSettings {
    var settings = EngineSettings()
    settings.keys = [
      ("max_connections", .integer), ("innodb_buffer_pool_size", .memory), (variant.redoLog, .memory),
      ("key_buffer_size", .memory),
    ]
    if variant.hasAria { settings.keys.append(("aria_pagecache_buffer_size", .memory)) }
    settings.keys += [
      ("tmp_table_size", .memory), ("max_heap_table_size", .memory), ("performance_schema", .boolean),
      ("character_set_server", .name), ("collation_server", .name), ("skip_name_resolve", .boolean),
      ("local_infile", .boolean),
    ]
    return settings
  }

  /// MySQL 8.4 manual, "User Names and Passwords"; MariaDB has room for 80 characters.
  static let reservedNames: StoreEngine.ReservedNames = {
    var names = StoreEngine.ReservedNames()
    for name in ["information_schema", "mysql", "performance_schema", "sys"] {
      names.databases[name] = "the server keeps its own tables in it"
    }
    names.longestAccount = 32
    return names
  }()

  /// Sources (2025): Railway's and the official image's variables, and what Laravel and WordPress call them.
  static let foreignNames = [
    "url": [
      "uri", "dsn", "connectionString", "connection_uri", "connection_url", "private_url", "MYSQL_URI", "MYSQL_DSN",
      "MYSQL_PRIVATE_URL", "MARIADB_URL", "DB_URL", "DATABASE_URI", "DATABASE_DSN",
    ],
    "host": ["hostname", "private_host", "MYSQL_HOST", "MARIADB_HOST", "DB_HOST", "DATABASE_HOST"],
    "port": ["MYSQL_PORT", "MARIADB_PORT", "DB_PORT", "DATABASE_PORT"],
    "user": ["username", "MYSQL_USER", "MARIADB_USER", "DB_USER", "DB_USERNAME", "DATABASE_USER"],
    "password": ["MYSQL_PASSWORD", "MARIADB_PASSWORD", "DB_PASSWORD", "DB_PASS", "DATABASE_PASSWORD"],
    "database": ["dbname", "database_name", "MYSQL_DATABASE", "MARIADB_DATABASE", "DB_NAME", "DB_DATABASE"],
  ]
}

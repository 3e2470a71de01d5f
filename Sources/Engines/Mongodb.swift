import IR
import Tuning

extension StoreEngine {
  package static let mongodb: StoreEngine = {
    var engine = StoreEngine(
      "mongodb", title: "MongoDB", port: 27_017, version: "8.0", administrator: "root",
      image: { version, _ in "mongo:\(version)" },
      facts: MongodbFacts.fill)
    engine.aliases = ["mongo"]
    // The documentation of the official image, November 2026: without them it starts, and asks for no password.
    engine.initialization = Initialization(
      [.init(user: "MONGO_INITDB_ROOT_USERNAME", password: "MONGO_INITDB_ROOT_PASSWORD")],
      database: "MONGO_INITDB_DATABASE")
    engine.managed = Store.Managed("mongo")
    engine.memory = 1 << 30
    engine.storage = 10 << 30
    engine.abilities = [.databases, .roles, .initFiles, .authoritative, .groups]
    engine.images = [Image("mongo")]
    // mongodb.com's lifecycle schedules, November 2026.
    engine.support = Support(
      ended: [([5, 0], "October 2024"), ([6, 0], "July 2025")], current: "8.0", newest: 8,
      upgradeNote: "upgrade one major version after the other, and set the feature compatibility version each time")
    engine.settings.keys = [("wiredTigerCacheSizeGB", .real), ("maxConns", .integer)]
    engine.secrets = [
      Secret("root_password") { service, account in
        "Administrator \(account) of \(service). Used at the first start only; later: db.changeUserPassword(...)"
      },
      Secret("replica_key", of: .group, form: Store.SecretForm(bytes: 48)) { service, _ in
        "\(service). What the members of its replica set trust each other by; no client needs it."
      },
      Secret("password", of: .role) { service, account in
        "User \(account) of \(service): what the services log in as. "
          + "Letters and digits only, because it becomes part of a URL."
      },
    ]
    engine.connections = Connections(setting: "maxConns", mebibytesEach: 1) { MongodbTuner($0).maxConnections }
    // Drivers open up to 100 connections in each process unless the URL says otherwise (MongoDB manual, "maxPoolSize").
    engine.clientPool = ClientPool(
      sizeName: "MONGO_POOL_SIZE", prefix: "MONGO_POOL", parameter: "maxPoolSize", usualSize: 100)
    engine.scheme = Scheme("mongodb", equals: ["mongodb+srv"])
    engine.scheme?.encryption = ("tls", "true")
    engine.externalOutputs = [MongodbFacts.authSource: "admin", "user": "root", "database": "app"]
    engine.group = Group(parameter: "replicaSet", example: "rs0")
    engine.outputs = [
      ("url", "MONGO_URL"), ("public_url", "MONGO_PUBLIC_URL"), ("host", "MONGOHOST"), ("port", "MONGOPORT"),
      ("user", "MONGOUSER"), ("database", "MONGODATABASE"), ("password", "MONGOPASSWORD"),
    ]
    engine.moreConventions = ["url": ["MONGODB_URI", "MONGODB_URL", "MONGO_URI"]]
    engine.ownOutputs = [
      EngineOutput(
        name: MongodbFacts.authSource, convention: "MONGOAUTHSOURCE", kind: .text,
        expression: MongodbFacts.authSource(of:))
    ]
    engine.query = [("authSource", MongodbFacts.authSource(of:))]
    engine.libraries = [
      "pymongo", "motor", "beanie", "mongoengine", "odmantic", "mongodb", "mongoose",
      "go.mongodb.org/mongo-driver", "go.mongodb.org/mongo-driver/v2",
    ]
    engine.urlNames = [
      "MONGO_URL", "MONGO_URI", "MONGODB_URL", "MONGODB_URI", "*_MONGO_URL", "*_MONGO_URI", "MONGO_DATABASE_URL",
      "MONGODB_DATABASE_URL",
    ]
    engine.foreignNames = MongodbFacts.foreignNames
    engine.words = ["MONGO", "MONGODB"]
    engine.tune = MongodbTuner.tuned
    engine.grace = { _ in Grace(milliseconds: 60_000, reason: "a shutdown writes a checkpoint of the cache") }
    engine.evidence =
      "Not run for tests: no package has MongoDB. What is written for it rests on its documentation; tests compare the text "
      + "and read it with compose."
    return engine
  }()
}

/// The longer answers of the engine.
private enum MongodbFacts {
  /// The output that names the database in which an account was made.
  static let authSource = "auth_source"

  @Sendable static func authSource(of service: String) -> Expression { .output(service: service, name: authSource) }

  @Sendable static func fill(_ input: StoreInput, _ store: inout Store) {
    let database = store.database ?? "app"
    store.dataPath = "/data/db"
    store.outputs[authSource] = store.user == nil ? "admin" : database
    var container = Store.Container()
    var server = ["mongod"] + store.settings.flatMap(arguments)
    if let port = store.ownPort(input.port) { server += ["--port", String(port)] }
    container.commandNote = store.settings.first.map { "\($0.name): \($0.reason)" }
    container.command = store.replicaSet.map { inSet(named: $0, server) } ?? server
    container.environment = environment(input, store, database)
    container.initPath = "/docker-entrypoint-initdb.d"
    if store.user != nil {
      container.configurationMounts = [
        Store.Mount("app.js", at: "/docker-entrypoint-initdb.d/10-app.js", note: "the first start only")
      ]
    }
    container.user = "mongodb"
    // The official image (docker-library/mongo, November 2026).
    container.account = Store.Account(999, 999)
    container.rights = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"]
    store.container = container
    store.probe = probe(input, store)
    store.dump = dump(input, store, database)
    store.restore = .command(
      "sh -c 'mongorestore --quiet --drop --gzip --archive -u \(store.login) -p \"$\(password(store))\" "
        + "--authenticationDatabase \(store.outputs[authSource] ?? "admin") --nsInclude \"\(database).*\"'")
    store.passwordChanges = passwordChanges(input, store, database)
  }

  /// As root, in the database that the account was made in (MongoDB manual 8.0, `db.changeUserPassword`).
  private static func passwordChanges(
    _ input: StoreInput, _ store: Store, _ database: String
  ) -> [Store.PasswordChange] {
    let root = "MONGO_INITDB_ROOT_PASSWORD"
    let port = store.ownPort(input.port).map { " --port \($0)" } ?? ""
    func change(_ secret: String, _ user: String, _ database: String) -> Store.PasswordChange {
      let script =
        "db.getSiblingDB(\"admin\").auth(process.env.MONGO_INITDB_ROOT_USERNAME, process.env.FORMER); "
        + "db.getSiblingDB(\"\(database)\").changeUserPassword(\"\(user)\", process.env.VALUE)"
      let command =
        "IFS= read -r VALUE; FORMER=${\(root):-$(cat \"${\(root)_FILE:-/dev/null}\")}; export VALUE FORMER; "
        + "mongosh --quiet --norc\(port) --eval '\(script)'"
      return Store.PasswordChange(secret, command: ["bash", "-c", command], readsFormer: true)
    }
    let administrator = change(input.secretID("root_password"), store.administrator, "admin")
    return [administrator] + [store.user.map { change(input.secretID("password"), $0, database) }].compactMap(\.self)
  }

  /// The member of a set and its clients log in, and members trust each other by a file that the server alone may read
  /// (MongoDB manual 8.0, "Keyfile Authentication"). The image's entrypoint leaves both options out while it makes the
  /// accounts.
  private static func inSet(named name: String, _ server: [String]) -> [String] {
    let script =
      "printf %s \"$MONGO_REPLICA_KEY\" | install -m 400 -o mongodb -g mongodb /dev/stdin \(keyFile) && "
      + "exec docker-entrypoint.sh \"$@\""
    return ["bash", "-c", script, "bash"] + server + ["--replSet", name, "--keyFile", keyFile]
  }

  /// In a directory that the image gives to the server.
  private static let keyFile = "/data/configdb/replica.key"

  private static func arguments(_ setting: Setting) -> [String] {
    switch setting.value {
    case .integer(let number): ["--" + setting.name, String(number)]
    case .real(let text), .word(let text), .text(let text): ["--" + setting.name, text]
    default: []
    }
  }

  /// The variable of the container that holds the password that services log in with.
  private static func password(_ store: Store) -> String {
    store.user == nil ? "MONGO_INITDB_ROOT_PASSWORD" : "MONGO_APP_PASSWORD"
  }

  /// Variables of the official image, and those of app.js (Docker Hub, "Initializing a fresh instance"). A file can hold
  /// the password of root, which is read at the first start alone.
  private static func environment(_ input: StoreInput, _ store: Store, _ database: String) -> [Store.Variable] {
    let root = "MONGO_INITDB_ROOT_PASSWORD"
    var environment = [
      Store.Variable("MONGO_INITDB_DATABASE", .literal(database)),
      Store.Variable("MONGO_INITDB_ROOT_USERNAME", .literal(store.administrator)),
      Store.Variable(
        root, input.secret("root_password"),
        // The check of the health initiates the set, which only root may do.
        initialFile: store.user == nil || store.replicaSet != nil ? nil : root + "_FILE"),
    ]
    if store.replicaSet != nil {
      let port = Expression.literal(":" + String(input.port ?? store.usualPort))
      environment += [
        Store.Variable("MONGO_REPLICA_KEY", input.secret("replica_key")),
        Store.Variable("MONGO_MEMBER", .joined([input.host, port]), note: "what the set calls its one member"),
      ]
    }
    if let user = store.user {
      environment += [
        Store.Variable("MONGO_APP_USER", .literal(user), note: "services log in as \(user): app.js makes it"),
        Store.Variable("MONGO_APP_PASSWORD", input.secret("password")),
      ]
    }
    return environment
  }

  /// Logs in, by the name of the container: the image's server for the first start listens on 127.0.0.1 alone. A Node
  /// process for each question, so it is not asked often.
  private static func probe(_ input: StoreInput, _ store: Store) -> Store.Probe {
    let script = store.replicaSet.map(initiation) ?? login(store)
    let port = store.ownPort(input.port).map { " --port \($0)" } ?? ""
    var probe = Store.Probe(
      .shell("mongosh --quiet --norc --host \"$(hostname)\"\(port) --eval '\(script)'"),
      note: "by the container's name: while the image sets the database up, its server listens on 127.0.0.1 only",
      startPeriod: 60_000, startNote: "recovery from the journal")
    probe.interval = 10_000
    probe.timeout = 10_000
    return probe
  }

  private static func login(_ store: Store) -> String {
    let (user, name) =
      store.user == nil
      ? ("MONGO_INITDB_ROOT_USERNAME", "\"admin\"") : ("MONGO_APP_USER", "process.env.MONGO_INITDB_DATABASE")
    return "const d = db.getSiblingDB(\(name)); d.auth(process.env.\(user), process.env.\(password(store))); "
      + "quit(d.adminCommand(\"ping\").ok === 1 ? 0 : 1)"
  }

  /// Initiates the set where nothing has yet, and is content once the member is its primary (MongoDB manual 8.0,
  /// "hello": `isreplicaset` is there before the set is initiated, and never after).
  private static func initiation(_ name: String) -> String {
    let root = "process.env.MONGO_INITDB_ROOT_USERNAME, process.env.MONGO_INITDB_ROOT_PASSWORD"
    return "const d = db.getSiblingDB(\"admin\"); d.auth(\(root)); "
      + "if (d.hello().isreplicaset) rs.initiate({_id: \"\(name)\", members: [{_id: 0, host: process.env.MONGO_MEMBER}]}); "
      + "quit(d.hello().isWritablePrimary ? 0 : 1)"
  }

  private static func dump(_ input: StoreInput, _ store: Store, _ database: String) -> Store.Dump {
    var environment = [Store.Variable("MONGO_HOST", input.host)]
    if store.ownPort(input.port) != nil { environment.append(Store.Variable("MONGO_PORT", input.output("port"))) }
    environment += [
      Store.Variable("MONGO_USER", input.output("user"), note: store.user == nil ? nil : "may read every collection"),
      Store.Variable("MONGO_DATABASE", input.output("database")),
      Store.Variable("MONGO_AUTH_SOURCE", input.output(authSource)),
      Store.Variable("MONGO_PASSWORD", input.secret(store.loginSecret)),
    ]
    return Store.Dump(
      script: [
        "mongodump --quiet --host \"$MONGO_HOST\" --port \"${MONGO_PORT:-27017}\" -u \"$MONGO_USER\" \\",
        "  -p \"$MONGO_PASSWORD\" --authenticationDatabase \"$MONGO_AUTH_SOURCE\" --db \"$MONGO_DATABASE\" \\",
        "  --gzip --archive=\"$1\"",
        "gzip -t \"$1\"                                   # readable to its end",
      ],
      environment: environment, mark: "MONGO_DATABASE", note: "mongodump of the server's own image",
      portVariable: "MONGO_PORT")
  }

  /// Sources (2025): Railway's variables, those of Atlas' guides, and the variables of the official image.
  static let foreignNames = [
    "url": [
      "uri", "dsn", "connectionString", "connection_uri", "connection_url", "private_url", "MONGO_PRIVATE_URL",
      "MONGODB_CONNECTION_STRING", "MONGO_CONNECTION_STRING", "ATLAS_URI", "MONGODB_ATLAS_URI",
    ],
    "host": ["hostname", "private_host", "MONGO_HOST", "MONGODB_HOST"],
    "port": ["MONGO_PORT", "MONGODB_PORT"],
    "user": ["username", "MONGO_USER", "MONGODB_USER", "MONGO_USERNAME", "MONGODB_USERNAME"],
    "password": ["MONGO_PASSWORD", "MONGODB_PASSWORD"],
    "database": ["dbname", "database_name", "MONGO_DATABASE", "MONGODB_DATABASE", "MONGO_DB", "MONGODB_DB"],
  ]
}

import IR
import Tuning

extension StoreEngine {
  package static let rabbitmq: StoreEngine = {
    var engine = StoreEngine(
      "rabbitmq", title: "RabbitMQ", port: 5672, version: "4.1", administrator: RabbitMQFacts.account,
      image: { version, store in "rabbitmq:\(version)" + (store.hasConsole ? "-management" : "") },
      facts: RabbitMQFacts.fill)
    engine.aliases = ["rabbit", "amqp", "cloudamqp"]
    // The documentation of the official image, November 2026.
    engine.initialization = Initialization(
      [.init(user: "RABBITMQ_DEFAULT_USER", password: "RABBITMQ_DEFAULT_PASS", defaultUser: "guest")], database: nil)
    engine.memory = 512 << 20
    engine.storage = 5 << 30
    engine.abilities = [.virtualHosts, .console]
    engine.images = [Image("rabbitmq")]
    engine.consolePort = Store.Port("management", 15672)
    engine.secrets = [
      Secret("password") { service, account in
        "\(service), user \(account). Letters and digits only, because it becomes part of a URL."
      }
    ]
    engine.scheme = Scheme("amqp", secure: "amqps")
    engine.outputs = [
      ("url", "AMQP_URL"), ("public_url", "AMQP_PUBLIC_URL"), ("host", "RABBITMQ_HOST"), ("port", "RABBITMQ_PORT"),
      ("user", "RABBITMQ_USER"), ("password", "RABBITMQ_PASSWORD"),
    ]
    engine.moreConventions = ["url": ["RABBITMQ_URL", "CLOUDAMQP_URL"]]
    engine.ownOutputs = [RabbitMQFacts.virtualHost]
    engine.externalOutputs = ["vhost": "/"]
    // rabbitmq.com, "Networking", 4.1.
    engine.securePorts = [5672: 5671]
    engine.libraries = [
      "pika", "aio-pika", "aiormq", "amqplib", "amqp-connection-manager", "github.com/rabbitmq/amqp091-go",
      "github.com/streadway/amqp", "kombu", "celery",
    ]
    engine.urlNames = ["AMQP_URL", "*_AMQP_URL", "RABBITMQ_URL", "CLOUDAMQP_URL"]
    engine.foreignNames = RabbitMQFacts.foreignNames
    engine.words = ["RABBITMQ", "RABBIT", "AMQP"]
    engine.settings.keys = [
      (RabbitMQFacts.watermark, .memory), (RabbitMQFacts.diskLimit, .memory), ("channel_max", .integer),
      ("heartbeat", .duration),
    ]
    engine.tune = RabbitMQFacts.tuned
    engine.grace = { _ in Grace(milliseconds: 60_000, reason: "queues are written to the disk") }
    engine.evidence =
      "Run for real: Debian's RabbitMQ 3.10.8 starts with the configuration, reads every setting back, lets the application in with "
      + "the URL for the default and for a named virtual host, its account is no administrator, and a dump of its "
      + "definitions comes back in an empty broker. The images and RabbitMQ 4 were not run. `backup` dumps definitions: "
      + "users, virtual hosts, exchanges, queues and policies. Messages are not included."
    return engine
  }()
}

/// The longer answers of the engine.
private enum RabbitMQFacts {
  /// Services log in as it. It is no administrator: `rabbitmqctl` in the container asks for no password.
  static let account = "app"
  static let watermark = "vm_memory_high_watermark.absolute"
  static let diskLimit = "disk_free_limit.absolute"

  static let virtualHost: EngineOutput = {
    var output = EngineOutput(name: "vhost", convention: "RABBITMQ_VHOST", kind: .text) {
      .output(service: $0, name: "vhost")
    }
    output.isKnownEarly = true
    return output
  }()

  @Sendable static func fill(_ input: StoreInput, _ store: inout Store) {
    store.dataPath = "/var/lib/rabbitmq"
    // A newer server opens the data of an older one (rabbitmq.com, upgrade, read 2026-11-30).
    store.upgradesInPlace = true
    var container = Store.Container()
    // The variables of the server itself (rabbitmq.com, "Configuration", 4.1); they count at the first start.
    container.environment = [
      Store.Variable("RABBITMQ_DEFAULT_USER", .literal(account), note: "the services log in as it; no administrator"),
      Store.Variable("RABBITMQ_DEFAULT_PASS", input.secret("password")),
    ]
    if let space = store.space {
      container.environment.append(Store.Variable("RABBITMQ_DEFAULT_VHOST", .literal(space)))
    }
    if let port = store.ownPort(input.port) {
      container.environment.append(Store.Variable("RABBITMQ_NODE_PORT", .literal(String(port))))
    }
    container.hostNameVariable = Store.Variable(
      "RABBITMQ_NODENAME", .literal("rabbit@localhost"),
      note: "the data lies under the name of the host: another name would be an empty broker")
    container.entrypoint = ["docker-entrypoint.sh", "rabbitmq-server"]
    container.user = "rabbitmq"
    // The official images (docker-library/rabbitmq, November 2026).
    container.account = Store.Account(999, 999)
    container.alpineAccount = Store.Account(100, 101)
    container.rights = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"]
    container.fileLimit = 65_536
    container.files = [Store.File("20-infracc.conf", at: "/etc/rabbitmq/conf.d/20-infracc.conf", lines: lines(store))]
    store.container = container
    var probe = Store.Probe(
      .words(["rabbitmq-diagnostics", "-q", "check_running"].map { .text($0) }), startPeriod: 60_000,
      startNote: "queues are read from the disk")
    // Each question starts an Erlang machine: 1.1 s of CPU with 3.10.
    probe.interval = 30_000
    probe.timeout = 15_000
    store.probe = probe
    store.dump = dump(input)
    store.restore = .command("rabbitmqctl import_definitions")
    // Without the value among its words it reads a line (rabbitmqctl(8), 4.1).
    store.passwordChanges = [
      Store.PasswordChange(input.secretID("password"), command: ["rabbitmqctl", "-q", "change_password", account])
    ]
  }

  /// Asks the broker through the network, as one of its cluster would: both know the cookie, which the server makes in its
  /// volume at the first start (rabbitmq.com, "Command Line Tools", 4.1). Messages cannot be dumped.
  private static func dump(_ input: StoreInput) -> Store.Dump {
    let data = "/var/lib/server"
    return Store.Dump(
      script: [
        "rabbitmqctl -q -n \"rabbit@$RABBITMQ_HOST\" --erlang-cookie \"$(cat \"$RABBITMQ_COOKIE_FILE\")\" \\",
        "  export_definitions \"$1\" > /dev/null",
        "grep -q '\"users\":' \"$1\"                        # of the whole broker",
      ],
      environment: [
        Store.Variable("RABBITMQ_HOST", input.host),
        Store.Variable("RABBITMQ_COOKIE_FILE", .literal(data + "/.erlang.cookie")),
        Store.Variable(
          "RABBITMQ_CTL_ERL_ARGS", .literal("+S 1:1 +SDio 1"),
          note: "few threads: what a container may start is limited"),
      ], mark: "RABBITMQ_HOST", name: "rabbitmq",
      note: "definitions: users, virtual hosts, queues, policies; no messages",
      dataPath: data)
  }

  /// rabbitmq.conf: `name = value`.
  private static func lines(_ store: Store) -> [Store.File.Line] {
    let settings = store.settings.map { Store.File.Line("\($0.name) = \(text($0.value))", note: $0.reason) }
    let tags = [
      Store.File.Line(
        "default_user_tags.administrator = false", note: "\(account) reaches queues, and no user or policy"),
      Store.File.Line("default_user_tags.management = \(store.hasConsole)"),
    ]
    return settings + tags
  }

  private static func text(_ value: Setting.Value) -> String {
    switch value {
    case .bytes(let bytes): String(bytes)
    case .milliseconds(let duration): String((duration + 999) / 1000)
    case .integer(let number): String(number)
    case .boolean(let flag): String(flag)
    case .real(let text), .word(let text), .text(let text): text
    case .list(let items): items.joined(separator: ",")
    }
  }

  /// MiB of a server that has nothing to do (3.10.8, `status`).
  private static let idle = 147.0

  /// Above the watermark publishers are blocked; what is above it stays free for the collection of garbage.
  @Sendable static func tuned(_ input: TuningInput) -> TunedStore {
    var tuned = TunedStore()
    func bytes(_ name: String, _ usual: Int, _ reason: String) -> (setting: Setting, bytes: Int) {
      let (value, words): (Int, String) =
        switch input.declared[name] {
        case .bytes(let bytes)?: (bytes, "declared")
        case .percent(let percent)?: (input.memoryBytes / 100 * percent, "declared: \(percent)% of memory")
        default: (usual, reason)
        }
      let setting = Setting(
        name, .bytes(value), group: .memory, needsRestart: true, reason: words,
        isDeclared: input.declared[name] != nil)
      return (setting, value)
    }
    // A relative value may count the memory of the machine (rabbitmq.com, "Memory", 4.2).
    let limit = bytes(
      watermark, input.memoryBytes / 10 * 6 + input.memoryBytes % 10 * 6 / 10, "60% of memory, in bytes")
    let disk = bytes(diskLimit, 512 << 20, "the default of 50 MB is no protection")
    tuned.settings = [limit.setting, disk.setting]
    if case .integer(let number)? = input.declared["channel_max"] {
      tuned.settings.append(declared("channel_max", .integer(number)))
    } else {
      tuned.settings.append(usual("channel_max", .integer(2047), "channels of a connection", input))
    }
    if case .milliseconds(let duration)? = input.declared["heartbeat"] {
      tuned.settings.append(declared("heartbeat", .milliseconds(duration)))
    } else {
      tuned.settings.append(
        usual("heartbeat", .milliseconds(60_000), "a silent client is gone after two of these", input))
    }
    tuned.settings.add(input.extra)
    let mebibytes = Double(input.memoryBytes) / 1_048_576
    // What is declared is filled before publishers are blocked; by itself the smallest memory in which an idle server is
    // below its watermark.
    let filled = max(idle, Double(limit.bytes) / 1_048_576)
    tuned.need = limit.setting.isDeclared ? filled : idle / 0.6
    tuned.limit = mebibytes
    tuned.memory = MemoryBudget(
      store: input.store,
      lines: [
        .init("server, idle", Int(idle), isIdle: true),
        .init(limit.setting.isDeclared ? "messages" : "above the watermark", Int((tuned.need - idle).rounded())),
      ], need: Int(tuned.need.rounded()), limit: Int(mebibytes.rounded()))
    return tuned
  }

  private static func declared(_ name: String, _ value: Setting.Value) -> Setting {
    Setting(name, value, group: .connections, needsRestart: true, reason: "declared", isDeclared: true)
  }

  private static func usual(_ name: String, _ value: Setting.Value, _ reason: String, _ input: TuningInput) -> Setting {
    Setting(
      name, value, group: .connections, needsRestart: true, reason: reason, isDeclared: input.declared[name] != nil)
  }

  /// Sources (2025): Celery's settings, CloudAMQP's add-on, and the variables of the official image.
  static let foreignNames = [
    "url": [
      "uri", "dsn", "connectionString", "connection_url", "private_url", "RABBITMQ_URI", "RABBIT_URL", "AMQP_URI",
      "BROKER_URL", "CELERY_BROKER_URL", "MESSAGE_BROKER_URL",
    ],
    "host": ["hostname", "private_host", "RABBIT_HOST", "AMQP_HOST", "RABBITMQ_HOSTNAME"],
    "port": ["AMQP_PORT", "RABBIT_PORT", "RABBITMQ_NODE_PORT"],
    "user": ["username", "RABBITMQ_USERNAME", "RABBITMQ_DEFAULT_USER", "AMQP_USER"],
    "password": ["RABBITMQ_PASS", "RABBITMQ_DEFAULT_PASS", "AMQP_PASSWORD"],
    "vhost": ["virtual_host", "RABBITMQ_DEFAULT_VHOST", "AMQP_VHOST"],
  ]
}

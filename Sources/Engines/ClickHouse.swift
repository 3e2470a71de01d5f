import IR
import Tuning

extension StoreEngine {
  package static let clickhouse: StoreEngine = {
    var engine = StoreEngine(
      "clickhouse", title: "ClickHouse", port: 8123, version: "25.8", administrator: ClickHouseFacts.account,
      image: { version, _ in "clickhouse/clickhouse-server:\(version)" }, facts: ClickHouseFacts.fill)
    engine.aliases = ["click-house", "clickhouse-server"]
    engine.cpuMilli = 1000
    engine.memory = 2 << 30
    engine.storage = 20 << 30
    engine.abilities = [.databases, .withoutDump]
    engine.images = [Image("clickhouse/clickhouse-server"), Image("clickhouse/clickhouse-server-alpine")]
    engine.otherPorts = [ClickHouseFacts.native]
    engine.secrets = [
      Secret("password") { service, account in
        "\(service), user \(account). Letters and digits only, because it becomes part of a URL."
      }
    ]
    engine.scheme = Scheme("clickhouse", drivers: ["native", "http", "asynch", "connect"])
    engine.outputs = [
      ("host", "CLICKHOUSE_HOST"), ("port", "CLICKHOUSE_PORT"), ("user", "CLICKHOUSE_USER"),
      ("password", "CLICKHOUSE_PASSWORD"), ("database", "CLICKHOUSE_DB"),
    ]
    engine.ownOutputs = [ClickHouseFacts.address, ClickHouseFacts.nativeAddress]
    engine.externalOutputs = ["user": "default", "database": "default"]
    // ClickHouse's documentation, "Network ports", 25.8, and the parameter of its drivers for Python.
    engine.securePorts = [8123: 8443, ClickHouseFacts.native.number: 9440]
    engine.scheme?.encryption = ("secure", "true")
    engine.foreignNames = [
      "url": ["uri", "dsn", "http_url", "private_url", "CLICKHOUSE_HTTP_URL", "CLICKHOUSE_ENDPOINT"],
      "native_url": ["tcp_url", "CLICKHOUSE_DSN", "CLICKHOUSE_TCP_URL"],
      "host": ["hostname", "private_host"], "user": ["username", "CLICKHOUSE_USERNAME"],
      "database": ["dbname", "CLICKHOUSE_DATABASE"], "password": ["CLICKHOUSE_PASS"],
    ]
    engine.libraries = [
      "clickhouse-connect", "clickhouse-driver", "asynch", "@clickhouse/client",
      "github.com/ClickHouse/clickhouse-go/v2",
    ]
    engine.words = ["CLICKHOUSE"]
    engine.settings.keys = [
      ("max_connections", .integer), ("max_concurrent_queries", .integer), (ClickHouseFacts.memory, .memory),
      (ClickHouseFacts.cache, .memory),
    ]
    engine.tune = ClickHouseFacts.tuned
    engine.grace = { _ in Grace(milliseconds: 60_000, reason: "running queries may end") }
    engine.evidence =
      "Nothing of it was run: no package of Debian or PyPI brings the server. The forms rest on its documentation "
      + "(25.8); tests compare the text and `docker compose config`. There is no `backup`: `BACKUP DATABASE … TO Disk` "
      + "writes into the server's own volume."
    return engine
  }()
}

/// The longer answers of the engine.
private enum ClickHouseFacts {
  /// The account that the image makes at the first start, with the rights to its database.
  static let account = "app"
  static let memory = "max_server_memory_usage"
  static let cache = "mark_cache_size"
  /// What drivers speak that do not use HTTP.
  static let native = Store.Port("native", 9000)

  static let address: EngineOutput = {
    var output = EngineOutput(name: "url", convention: "CLICKHOUSE_URL", kind: .address(["http"])) { service in
      .url(
        URLExpression(
          scheme: "http", user: .literal(account), password: .secret(id: service + "/password"),
          host: .output(service: service, name: "host"), port: .output(service: service, name: "port"),
          path: .literal("/"), query: [.init("database", .output(service: service, name: "database"))]))
    }
    output.isSecret = true
    output.isPublic = false
    return output
  }()

  static let nativeAddress: EngineOutput = {
    var output = EngineOutput(name: "native_url", convention: "CLICKHOUSE_NATIVE_URL", kind: .url) { service in
      .url(
        URLExpression(
          scheme: "clickhouse", user: .literal(account), password: .secret(id: service + "/password"),
          host: .output(service: service, name: "host"), port: .literal(String(native.number)),
          path: .joined([.literal("/"), .output(service: service, name: "database")])))
    }
    output.isSecret = true
    output.isPublic = false
    return output
  }()

  @Sendable static func fill(_ input: StoreInput, _ store: inout Store) {
    store.dataPath = "/var/lib/clickhouse"
    // A newer server opens the data of an older one (clickhouse.com, manage, updates, read 2026-11-30).
    store.upgradesInPlace = true
    var container = Store.Container()
    // The variables of the official image ("Docker", 25.8).
    container.environment = [
      Store.Variable("CLICKHOUSE_DB", .literal(store.database ?? "app")),
      Store.Variable("CLICKHOUSE_USER", .literal(account), note: "the services log in as it"),
      Store.Variable("CLICKHOUSE_PASSWORD", input.secret("password")),
    ]
    container.entrypoint = ["/entrypoint.sh"]
    container.user = "clickhouse"
    // ClickHouse's own image, 25.8.
    container.account = Store.Account(101, 101)
    container.rights = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"]
    container.fileLimit = 262_144
    container.files = [
      Store.File(
        "infracc.yaml", at: "/etc/clickhouse-server/config.d/infracc.yaml", lines: lines(store, port: input.port))
    ]
    store.container = container
    // The entrypoint writes the account again at every start ("Docker", 25.8).
    store.passwordChanges = [Store.PasswordChange(input.secretID("password"))]
    store.probe = Store.Probe(
      .shell(
        "clickhouse-client --user \"$CLICKHOUSE_USER\" --password \"$CLICKHOUSE_PASSWORD\" --query 'SELECT 1' | grep -q 1"
      ),
      startPeriod: 60_000, startNote: "parts of tables are read")
  }

  /// The server reads YAML beside its own XML.
  private static func lines(_ store: Store, port: Int?) -> [Store.File.Line] {
    let own = store.ownPort(port).map { [Store.File.Line("http_port: \($0)", note: "declared")] } ?? []
    let settings = store.settings.map { Store.File.Line("\($0.name): \(text($0.value))", note: $0.reason) }
    let logs = Store.File.Line("logger: {level: warning, console: 1}", note: "to the container's log, not to a file")
    return own + settings + [logs]
  }

  private static func text(_ value: Setting.Value) -> String {
    switch value {
    case .bytes(let bytes): String(bytes)
    case .milliseconds(let duration): String((duration + 999) / 1000)
    case .integer(let number): String(number)
    case .boolean(let flag): flag ? "1" : "0"
    case .real(let text): text
    case .word(let text), .text(let text): scalar(text)
    case .list(let items): scalar(items.joined(separator: ","))
    }
  }

  /// A text as a scalar of YAML, quoted where a sign of YAML could be in it.
  private static func scalar(_ text: String) -> String {
    let isPlain = { (byte: UInt8) in
      (48...57).contains(byte) || (97...122).contains(byte | 0x20) || "_./".utf8.contains(byte)
    }
    if !text.isEmpty, text.utf8.allSatisfy(isPlain) { return text }
    return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  @Sendable static func tuned(_ input: TuningInput) -> TunedStore {
    var tuned = TunedStore()
    func integer(_ name: String, _ usual: Int, _ reason: String) -> Setting {
      if case .integer(let number)? = input.declared[name] { return setting(name, .integer(number), "declared", input) }
      return setting(name, .integer(usual), reason, input)
    }
    func bytes(_ name: String, _ usual: Int, _ reason: String) -> Setting {
      switch input.declared[name] {
      case .bytes(let bytes)?: setting(name, .bytes(bytes), "declared", input)
      case .percent(let percent)?:
        setting(name, .bytes(input.memoryBytes / 100 * percent), "declared: \(percent)% of memory", input)
      default: setting(name, .bytes(usual), reason, input)
      }
    }
    tuned.settings = [
      integer("max_connections", 4096, "the server's own default, stated"),
      integer("max_concurrent_queries", 100, "more of them wait for each other"),
      // By itself the server takes nine tenths of what the machine has.
      bytes(memory, input.memoryBytes / 10 * 8, "80% of memory, in bytes"),
      // 5 GiB by default, more than a small container has.
      bytes(cache, input.memoryBytes / 10, "10% of memory; by itself 5 GiB"),
    ]
    tuned.settings.add(input.extra)
    return tuned
  }

  private static func setting(
    _ name: String, _ value: Setting.Value, _ reason: String, _ input: TuningInput
  ) -> Setting {
    Setting(
      name, value, group: .memory, needsRestart: true, reason: reason, isDeclared: input.declared[name] != nil)
  }
}

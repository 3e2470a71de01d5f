import IR

/// The files of a PgBouncer. Settings and their defaults: its documentation and source, 1.18 to 1.25.2 (looked up
/// 2026-11).
struct PgBouncerConfiguration: PoolerConfiguration {
  /// Where the list of users lies in the container; it is made there, when it starts.
  static let userList = "/tmp/userlist.txt"
  static let path = ConfigurationLines.folder + "/pgbouncer.ini"
  /// What PgBouncer reads only when it starts (its documentation of RELOAD and config.md, 1.25).
  private static let startOnly: Set<String> = ["listen_addr", "listen_port", "unix_socket_dir"]

  private let program: Program
  private let service: Service
  private let store: Store
  private let pooler: Pooler

  /// Nil: the service has no pooler.
  init?(_ program: Program, _ service: Service) {
    guard let store = service.store, let pooler = store.pooler else { return nil }
    self.program = program
    self.service = service
    self.store = store
    self.pooler = pooler
  }

  /// The role that it lets in, and that it logs in as.
  var user: String { store.login }

  /// `postgres` of the image edoburu/pgbouncer, which is made of Alpine (v1.25.2-p0, November 2026).
  let account = Store.Account(70, 70)

  /// Without clients that hold more than their share: 2 kB and four buffers of 4 kB each, and what they prepare.
  var memoryBytes: Int { ((64 + pooler.clients / 32) + 63) / 64 * 64 << 20 }

  /// What it may have open, where that is more than the usual limit of a process (main.c, `check_limits`).
  var fileLimit: Int? {
    let need = pooler.clients + pooler.size + 32
    return need > 1000 ? (need + 999) / 1000 * 1000 : nil
  }

  private var port: Int { service.port ?? store.usualPort }
  private var database: String { store.database ?? store.administrator }

  // MARK: How it is started

  let kind = PgBouncerEmitter.name
  let title = "PgBouncer"
  let file = "pgbouncer.ini"
  let stopSignal = (name: "SIGINT", note: "transactions may end; SIGTERM would wait for clients to go")

  var console: String { "psql -h 127.0.0.1 -p \(port) -U \(user) pgbouncer -c 'SHOW POOLS'" }

  /// With a user that it knows: it notes each question of another one.
  var probe: [String] { ["pg_isready", "--quiet", "-h", "127.0.0.1", "-p", String(port), "-U", user, "-d", database] }

  /// Its list of users holds the password, so it is made when the container starts, in memory. Quotes are doubled.
  let startScript = """
    umask 077
    quoted() { printf '"%s"' "$(printf %s "$1" | sed 's/"/""/g')"; }
    printf '%s %s\\n' "$(quoted "$POOLER_USER")" "$(quoted "$POOLER_PASSWORD")" > \(Self.userList)
    unset POOLER_PASSWORD
    exec pgbouncer \(Self.path)

    """

  /// Its list of users holds the password, so both files are made when the container starts, in words between double
  /// quotes. A quote inside of a user's line is doubled.
  var hostedStartScript: String {
    let surroundings = Surroundings(
      host: "${POOLER_HOST}", port: store.usualPort, user: store.administrator, size: "${POOLER_SIZE}",
      regular: "${POOLER_REGULAR}", reserve: "${POOLER_RESERVE}", clients: "${POOLER_CLIENTS}")
    let lines = settings(surroundings).map { line in
      "\"" + ShellText.insideDoubleQuotes(line).replacing("\\${POOLER_", with: "${POOLER_") + "\""
    }
    let file = "/tmp/pgbouncer.ini"
    return [
      "set -eu", "umask 077",
      #"quoted() { printf "\"%s\"" "$(printf %s "$1" | sed "s/\"/\"\"/g")"; }"#,
      #"printf "%s %s\n" "$(quoted "$POOLER_USER")" "$(quoted "$POOLER_PASSWORD")" > "# + Self.userList,
      #"printf "%s\n" "# + lines.joined(separator: " ") + " > " + file,
      "unset POOLER_PASSWORD", "exec pgbouncer \(file)",
    ].joined(separator: "; ")
  }

  // MARK: pgbouncer.ini

  /// The lines of pgbouncer.ini by what puts a changed one into force.
  var configurationLines: ConfigurationLines {
    ConfigurationLines(configuration) { !Self.startOnly.contains($0) }
  }

  var configuration: KeyValueDocument {
    document(
      Surroundings(
        host: service.dns, port: port, user: user, size: String(pooler.size),
        regular: String(pooler.size - pooler.reserve), reserve: String(pooler.reserve), clients: String(pooler.clients))
    )
  }

  /// What depends on where the pooler runs.
  struct Surroundings {
    /// The server's.
    var host: String
    /// The server's, and its own: only the host tells them apart.
    var port: Int
    /// The role that clients log in as.
    var user: String
    /// Connections to the server, and further down those of clients, at most.
    var size: String
    /// Of `size`, what is opened at once, and what only when clients have waited.
    var regular: String
    var reserve: String
    var clients: String
  }

  /// The lines without comments, for a platform that mounts no files.
  func settings(_ surroundings: Surroundings) -> [String] {
    document(surroundings).render().split(separator: "\n").map(String.init).filter { !$0.hasPrefix(";") }
  }

  private func document(_ surroundings: Surroundings) -> KeyValueDocument {
    var document = KeyValueDocument(.ini)
    header(&document)
    document.section("databases")
    document.comment("One database and one user: one pool.")
    let database = database
    document.entry(
      Self.key(database),
      "host=\(surroundings.host) port=\(surroundings.port) dbname=\(Self.value(database))")
    document.section("pgbouncer")
    document.entry("listen_addr", "*")
    document.entry(
      "listen_port", String(surroundings.port), remark: "as the server's: only the host tells them apart")
    document.entry("unix_socket_dir", "", remark: "no socket: everything comes over the network")
    document.emptyLine()
    document.entry("auth_type", "scram-sha-256")
    document.entry("auth_file", Self.userList)
    if Self.isPlain(surroundings.user) {
      document.entry("stats_users", surroundings.user, remark: "may look (SHOW POOLS, SHOW STATS), may change nothing")
    }
    document.emptyLine()
    sizes(&document, surroundings)
    document.emptyLine()
    timeouts(&document)
    document.emptyLine()
    document.entry("ignore_startup_parameters", "extra_float_digits", remark: "JDBC sends it; others are refused")
    document.entry("log_connections", "0", remark: "a line for each question of a health check helps nobody")
    document.entry("log_disconnections", "0")
    return document
  }

  private func header(_ document: inout KeyValueDocument) {
    document.paragraph(
      "PgBouncer 1.21 or newer, in front of \(service.name). Comments stand on lines of their own: it knows no others.")
    document.comment("")
    if let budget = program.connectionBudget(of: service.name) {
      let clients = budget.consumers.filter(\.isPooled)
      let width = clients.map(\.service.count).max() ?? 0
      for consumer in clients {
        document.comment(
          consumer.service + String(UInt8(ascii: " "), times: width - consumer.service.count) + "  "
            + consumer.arithmetic + (consumer.isAssumed ? " (assumed)" : ""))
      }
      document.paragraph(
        "Together \(budget.pooled) connections to the pooler, which opens at most \(pooler.size) of the server's "
          + "\(budget.available) (\(budget.maxConnections) - \(budget.reserved) for superusers).")
      document.comment("")
    }
    switch pooler.mode {
    case .transaction:
      document.paragraph(
        "Between two transactions a connection belongs to nobody: no LISTEN, no session advisory locks, no SET without "
          + "LOCAL, no temporary tables that stay. What needs them, as some migrations do, connects to the server "
          + "itself: its address is the output `unpooled_url`.")
    case .session:
      document.paragraph(
        "A connection belongs to a client until it goes, so no more clients are served at once than "
          + "default_pool_size; the others wait.")
    }
  }

  private func sizes(_ document: inout KeyValueDocument, _ surroundings: Surroundings) {
    document.entry("pool_mode", pooler.mode.rawValue)
    document.entry("default_pool_size", surroundings.regular, remark: pooler.sizeReason)
    if surroundings.reserve != "0" {
      document.entry(
        "reserve_pool_size", surroundings.reserve,
        remark: "opened when clients have waited for reserve_pool_timeout, 5 s: a burst, or a rollout")
    }
    document.entry("max_db_connections", surroundings.size, remark: "never more, whatever else is added here")
    document.entry("max_client_conn", surroundings.clients, remark: pooler.clientsReason)
    document.entry(
      "max_prepared_statements", "200",
      remark: "per connection; asyncpg and psycopg prepare everything, and 0 (default before 1.24) breaks them")
  }

  private func timeouts(_ document: inout KeyValueDocument) {
    document.entry(
      "query_wait_timeout", "60", remark: "> 30 s, after which pools of applications mostly give up and say why")
    if let statement = store.statementTimeout, statement > 0 {
      document.entry(
        "query_timeout", String(statement / 1000 + 15),
        remark: "> statement_timeout of the role (\(Quantities.duration(milliseconds: statement))): the server ends a "
          + "statement, not the pooler")
    }
    if let idle = store.idleInTransactionSessionTimeout, idle > 0 {
      document.entry(
        "idle_transaction_timeout", String((idle + 999) / 1000),
        remark: "as idle_in_transaction_session_timeout of the role")
    }
  }

  // MARK: userlist.txt

  func users() -> String {
    let secret = program.secret("\(service.name)/\(store.loginSecret)")?.env
    var document = KeyValueDocument(.ini)
    document.paragraph(
      "For a PgBouncer that you start yourself; compose makes this file in the container. Mode 0400, never committed. "
        + "The second field is the password itself\(secret.map { ", \($0)" } ?? ""), not its SCRAM verifier: with "
        + "that, PgBouncer could not log in to the server. A quote inside is doubled.")
    return document.render() + "\(Self.quoted(user)) \"\"\n"
  }

  // MARK: Spelling

  private static func isPlain(_ text: String) -> Bool {
    !text.isEmpty
      && text.allBytes { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }

  private static func key(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

  private static func value(_ text: String) -> String {
    isPlain(text) ? text : "'" + text.replacing("'", with: "''") + "'"
  }

  private static func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }
}

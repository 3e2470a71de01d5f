import IR

/// One PostgreSQL and what is known about it: what its files are made of.
struct PostgresServer {
  let program: Program
  let service: Service
  let store: Store
  let targets: StoreTargets

  init(_ program: Program, _ service: Service, _ store: Store) {
    self.program = program
    self.service = service
    self.store = store
    self.targets = StoreTargets(program)
  }

  /// What the server's key and certificate are read from; nil: it does not speak TLS.
  var certificate: (path: String, key: String)? {
    guard store.requiresTLS, let folder = store.container.certificate?.path else { return nil }
    return (folder + "/server.crt", folder + "/server.key")
  }

  var database: String { store.database ?? store.administrator }

  /// The role of the services; nil where they log in as the superuser.
  var role: String? { store.user == "postgres" ? nil : store.user }

  var connections: ConnectionBudget? { program.connectionBudget(of: service.name) }
  var memory: MemoryBudget? { program.memoryBudget(of: service.name) }

  /// Settings whose name and value postgresql.conf can hold.
  var fileSettings: [(setting: Setting, value: String)] {
    store.settings.compactMap { setting in
      guard PostgresText.isParameterName(setting.name) else { return nil }
      return PostgresText.configuration(setting.value).map { (setting, $0) }
    }
  }

  /// Settings for ALTER SYSTEM.
  var systemSettings: [(setting: Setting, value: String)] {
    store.settings.filter { !$0.isFileOnly }.compactMap { setting in
      guard PostgresText.isParameterName(setting.name) else { return nil }
      return PostgresText.system(setting.name, setting.value).map { (setting, $0) }
    }
  }
}

// MARK: - postgresql.conf

extension Store {
  /// The folder that holds the cluster in the official image; from 18 on it is named after the version
  /// (docker-library/postgres 6edb0a8, `PGDATA`). Where the version is not known, the container is told.
  package var clusterFolder: String {
    let told = self.container.environment.first { $0.name == "PGDATA" }?.value
    if case .literal(let folder)? = told { return folder }
    guard let majorVersion, majorVersion >= 18 else { return self.dataPath }
    return "\(self.dataPath)/\(majorVersion)/docker"
  }
}

extension PostgresServer: StoreConfiguration {
  package var inspection: String? {
    let query =
      "SELECT usename, application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2, 3 ORDER BY 4 DESC"
    return "psql -U \(store.administrator) -d \(ShellText.quoted(database)) -c \"\(query)\""
  }

  package var restoreScript: (@Sendable () -> ShellScript)? {
    guard let restore = PostgresRestore(self) else { return nil }
    return { restore.script }
  }

  /// psql reads what can change while the server runs.
  package var application: SettingsApplication? {
    let folder = store.container.configurationPath ?? ""
    var environment = [Store.Variable("PGHOST", .output(service: service.name, name: "unpooled_host"))]
    if let port = store.ownPort(service.port) { environment.append(Store.Variable("PGPORT", .literal(String(port)))) }
    environment += [
      Store.Variable("PGUSER", .literal("postgres"), note: "extensions and limits of roles: the superuser's"),
      Store.Variable("PGDATABASE", .literal(database)),
      Store.Variable("PGPASSWORD", .secret(id: "\(service.name)/password")),
    ]
    return SettingsApplication(
      command: ["psql", "-X", "-q", "-v", "reload=1", "-f", folder + "/settings.sql"], environment: environment)
  }

  /// Extensions and limits of the role are in the data, not in a file.
  package var afterRestart: SettingsApplication? { application }

  /// A role keeps its password under another name, unless that is hashed with MD5 (PostgreSQL 18, ALTER ROLE).
  package func renaming(from former: Store) -> String? {
    let before = (former.database ?? former.administrator, former.user)
    var statements: [String] = []
    if before.0 != database {
      guard let old = SQLScript.identifier(before.0), let new = SQLScript.identifier(database) else { return nil }
      statements.append("ALTER DATABASE \(old) RENAME TO \(new);")
    }
    if let former = before.1, let user = store.user, former != user {
      guard let old = SQLScript.identifier(former), let new = SQLScript.identifier(user) else { return nil }
      statements.append("ALTER ROLE \(old) RENAME TO \(new);")
    }
    if statements.isEmpty { return nil }
    return "`\(statements.joined(separator: " "))` as superuser while no one is connected, then deploy"
  }

  /// psql makes what is missing, and states passwords and rights again.
  package var databaseMaker: SettingsApplication? {
    guard !store.databases.isEmpty else { return nil }
    let folder = store.container.configurationPath ?? ""
    var environment = [Store.Variable("PGHOST", .output(service: service.name, name: "unpooled_host"))]
    if let port = store.ownPort(service.port) { environment.append(Store.Variable("PGPORT", .literal(String(port)))) }
    environment += [
      Store.Variable("PGUSER", .literal("postgres"), note: "makes databases and roles"),
      Store.Variable("PGDATABASE", .literal("postgres")),
      Store.Variable("PGPASSWORD", .secret(id: "\(service.name)/password")),
    ]
    environment += store.databases.map { Store.Variable($0.variable, .secret(id: $0.secretID)) }
    return SettingsApplication(
      command: ["psql", "-X", "-q", "-f", folder + "/databases.sql"], environment: environment)
  }

  /// A platform without files gets SQL instead.
  package func startWords(volume: String?) -> [String]? { nil }

  /// The lines of postgresql.conf by what puts a changed one into force. A name that no setting has, as those of TLS,
  /// counts as one that needs a restart. What settings.sql states is put into force with them.
  package var configurationLines: ConfigurationLines {
    let reloadable = Set(store.settings.lazy.filter { !$0.needsRestart }.map(\.name))
    var lines = ConfigurationLines(configuration(hasComments: false)) { reloadable.contains($0) }
    lines.reload += settingsScript()?.statements ?? []
    return lines
  }

  /// postgresql.conf.
  /// - Parameter hasComments: false where only the statements are asked for.
  func configuration(hasComments: Bool = true) -> KeyValueDocument {
    let version = store.titleWithVersion
    var document = KeyValueDocument(.equals, hasComments: hasComments)
    document.comment(
      "\(version) in a container with \(service.resources.summary). [restart] = a reload is not enough.")
    document.comment(
      "A value that equals \(version)'s own default is not repeated here, unless the topology declares it.")
    document.emptyLine()
    document.paragraph(
      "What initdb chose with the cluster stays in force: locale, text search, time zone. Every line below wins over it."
    )
    document.entry("include_if_exists", "'\(store.clusterFolder)/postgresql.conf'")
    let settings = fileSettings
    for group in Setting.Group.allCases {
      let members = settings.indices.filter { settings[$0].setting.group == group }
      guard !members.isEmpty || group == .memory && memory != nil else { continue }
      document.section(group.title)
      document.comments(remarks(above: group))
      for index in members {
        let (setting, value) = settings[index]
        document.entry(
          setting.name, value, remark: (setting.needsRestart ? "[restart] " : "") + setting.reason)
      }
    }
    if let certificate, !store.settings.contains(where: { $0.name == "ssl" }) { tls(&document, certificate) }
    if hasComments, let timeouts {
      document.emptyLine()
      document.paragraph(
        "\(timeouts) \(roleTimeouts.count > 1 ? "belong" : "belongs") to the role \(role ?? "postgres") (settings.sql): set "
          + "here they would also end backups, VACUUM by hand and an administrator's session.")
    }
    return document
  }

  private func remarks(above group: Setting.Group) -> [String] {
    switch group {
    case .connections: connections?.commentLines ?? []
    case .memory: memoryLines
    case .wal:
      service.resources.storageBytes.map { ["Data and WAL share one volume of \(Quantities.size($0))."] } ?? []
    default: []
    }
  }

  /// The lines of the memory budget with their sum.
  private var memoryLines: [String] {
    guard let budget = memory else { return [] }
    var lines = budget.commentLines
    if let worst = budget.worst, let connections {
      lines.append(
        "With all \(connections.maxConnections) connections in use \(worst) (\(budget.percent(of: worst)) %): "
          + "only sessions beyond the sum above get there.")
    }
    return lines
  }

  private func tls(_ document: inout KeyValueDocument, _ certificate: (path: String, key: String)) {
    document.section("TLS")
    document.paragraph(
      "A service asks for sslmode=require. compose makes a self-signed certificate before the first start: it encrypts "
        + "the traffic and proves nobody's identity.")
    document.entry("ssl", "on", remark: "the key must belong to the server's user, mode 0600")
    document.entry("ssl_cert_file", "'\(certificate.path)'")
    document.entry("ssl_key_file", "'\(certificate.key)'")
  }

  /// `statement_timeout 25 s and idle_in_transaction_session_timeout 60 s`, nil when none is set.
  var timeouts: String? {
    let parts = roleTimeouts.map { "\($0.name) \(Quantities.duration(milliseconds: $0.value))" }
    return parts.isEmpty ? nil : parts.joined(separator: " and ")
  }

  var roleTimeouts: [(name: String, value: Milliseconds)] {
    roleLimits.compactMap { name, value in value.map { (name, $0) } }
  }

  /// The limits of the role's sessions; nil: the server's own default.
  var roleLimits: [(name: String, value: Milliseconds?)] {
    [
      ("statement_timeout", store.statementTimeout),
      ("idle_in_transaction_session_timeout", store.idleInTransactionSessionTimeout),
    ]
  }
}

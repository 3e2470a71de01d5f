import IR

// The role that an exporter of metrics logs in as.

extension PostgresServer {
  /// The statements that make the role. Nil where a name cannot be written in SQL.
  /// - Parameters:
  ///   - database: as it is written in SQL.
  ///   - password: the same.
  private func monitorStatements(database: String, password: String) -> [String]? {
    guard let monitor = store.monitor, let role = SQLScript.identifier(monitor.user) else { return nil }
    // `pg_monitor` reads all statistics and the sizes of all databases (PostgreSQL 10 and newer, "Predefined Roles").
    return [
      "ALTER ROLE \(role) LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD \(password)",
      "GRANT pg_monitor TO \(role)", "GRANT CONNECT ON DATABASE \(database) TO \(role)",
    ]
  }

  /// Adds the role to init.sql, where something measures the server.
  /// - Parameter database: as it is written in SQL.
  /// - Returns: False where a name cannot be written in SQL.
  func addMonitor(database: String, to script: inout SQLScript) -> Bool {
    guard let monitor = store.monitor else { return true }
    guard let role = SQLScript.identifier(monitor.user), let roleText = SQLScript.literal(monitor.user),
      let create = SQLScript.literal("CREATE ROLE \(role)"),
      let statements = monitorStatements(database: database, password: ":'monitor_password'")
    else { return false }
    readPassword("POSTGRES_MONITOR_PASSWORD", mayBeFile: true, as: "monitor_password", to: &script)
    script.emptyLine()
    script.comment("\(monitor.user): the exporter of metrics. Reads statistics and no table; takes one connection.")
    script.line("SELECT \(create) WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = \(roleText)) \\gexec")
    for statement in statements { script.statement(statement) }
    return true
  }

  /// What a server that runs already is given by hand: init.sql is run at the first start alone.
  func addMonitor(to page: inout MarkdownDocument) {
    guard let monitor = store.monitor, let role = SQLScript.identifier(monitor.user),
      let database = SQLScript.identifier(self.database),
      let statements = monitorStatements(database: database, password: "'…'")
    else { return }
    page.paragraph(
      "A server that was started before \(MarkdownDocument.code(monitor.user)) was declared does not have the role, "
        + "because init.sql is run at the first start only. As superuser, with the value of "
        + "\(MarkdownDocument.code(program.secret("\(service.name)/\(monitor.secret)")?.env ?? monitor.secret)):")
    page.block((["CREATE ROLE \(role)"] + statements).map { $0 + ";" }, language: "sql")
  }
}

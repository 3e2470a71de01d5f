import IR

// The SQL scripts of a PostgreSQL, all for psql and all harmless when run again.

extension PostgresServer {
  /// Longest name that PostgreSQL keeps whole.
  private static let nameLimit = 63

  /// Whether neither script fails for a name that cannot be written in SQL.
  var hasWritableNames: Bool {
    ([database, role ?? ""] + store.extensions).allSatisfy { SQLScript.identifier($0) != nil }
  }

  /// The settings for a server without a mounted file. Nil where a name cannot be written in SQL.
  func tuningScript() -> SQLScript? {
    let major = store.majorVersion
    var script = SQLScript()
    script.comment(
      targets.haveFiles
        ? "For servers without a mounted postgresql.conf\(targets.titlesWithoutFiles.map { " (\($0))" } ?? ""). The reasons are in "
          + "postgresql.conf beside this file."
        : "For servers without a mounted postgresql.conf (\(targets.titlesWithoutFiles ?? "")). The reasons are in README.md "
          + "beside this file.")
    script.emptyComment()
    script.comment("  psql \"$DATABASE_URL\" -X -f tuning.sql      as superuser, then restart the server once")
    script.emptyComment()
    let fileOnly = store.settings.filter(\.isFileOnly).map(\.name)
    if !fileOnly.isEmpty {
      script.comment("Not set here, because the image or the platform sets it: \(fileOnly.joined(separator: ", ")).")
    }
    script.comment("Undo: ALTER SYSTEM RESET ALL; ALTER DATABASE ... RESET ALL; restart.")
    script.emptyLine()
    script.line("\\set ON_ERROR_STOP on")
    if let major {
      script.line("SELECT current_setting('server_version_num')::int / 10000 = \(major) AS version_ok \\gset")
      script.line("\\if :version_ok")
      script.line("\\else")
      script.line("  \\warn 'these settings are for PostgreSQL \(major)'")
      script.line("  DO $$ BEGIN RAISE EXCEPTION 'wrong major version'; END $$;")
      script.line("\\endif")
    }
    let ownSettings = systemSettings.filter { !$0.setting.isOfLibrary }
    alterSystem(&script, "Applied by the restart", ownSettings.filter(\.setting.needsRestart))
    alterSystem(&script, "Applied by the reload below", ownSettings.filter { !$0.setting.needsRestart })
    if !roleTimeouts.isEmpty {
      script.emptyLine()
      script.comment("For new sessions of this database only\(longMigrations)")
      for (name, value) in roleTimeouts {
        script.statement("ALTER DATABASE :\"DBNAME\" SET \(name) = '\(PostgresText.plain(.milliseconds(value)))'")
      }
    }
    reload(&script)
    guard createExtensions(&script, "Extensions that the services need, in this database") else { return nil }
    let librarySettings = systemSettings.filter { $0.setting.isOfLibrary }
    if !librarySettings.isEmpty {
      alterSystem(
        &script, "Parameters of libraries: refused until the library is loaded, so perhaps only after the restart",
        librarySettings)
      script.statement("SELECT pg_reload_conf() AS reloaded")
    }
    return script
  }

  private func alterSystem(
    _ script: inout SQLScript, _ title: String, _ settings: [(setting: Setting, value: String)]
  ) {
    guard !settings.isEmpty else { return }
    script.emptyLine()
    script.comment(title)
    // One statement each: ALTER SYSTEM cannot run inside a transaction block.
    for (setting, value) in settings { script.statement("ALTER SYSTEM SET \(setting.name) = \(value)") }
  }

  private func reload(_ script: inout SQLScript) {
    script.emptyLine()
    script.statement("SELECT pg_reload_conf() AS reloaded")
    script.statement("SELECT pg_sleep(1)")
    script.line("\\echo 'waiting for the restart:'")
    script.statement("SELECT name, setting AS running, unit FROM pg_settings WHERE pending_restart ORDER BY name")
    script.line("\\echo 'not accepted (must be empty, restart-only settings aside):'")
    script.statement(
      "SELECT f.name, f.setting, f.error FROM pg_file_settings f LEFT JOIN pg_settings s USING (name)\n"
        + " WHERE f.error IS NOT NULL AND s.context IS DISTINCT FROM 'postmaster'")
  }

  private func createExtensions(_ script: inout SQLScript, _ title: String) -> Bool {
    guard !store.extensions.isEmpty else { return true }
    script.emptyLine()
    script.comment(title)
    for name in store.extensions {
      guard let name = SQLScript.identifier(name) else { return false }
      script.statement("CREATE EXTENSION IF NOT EXISTS \(name)")
    }
    return true
  }
}

// MARK: - init.sql

extension PostgresServer {
  /// Roles and rights. Nil where a name cannot be written in SQL.
  func initScript() -> SQLScript? {
    guard let database = SQLScript.identifier(database) else { return nil }
    var script = SQLScript()
    script.paragraph(
      "Roles and rights of the database \(self.database). Run once by the container at its first start, as superuser, "
        + "connected to that database; may be run again."
        + (role == nil ? "" : " psql reads the password from a file or the environment: it is not in this file."))
    script.emptyLine()
    script.line("\\set ON_ERROR_STOP on")
    if let role {
      guard addRole(role, database: database, to: &script) else { return nil }
    } else {
      script.emptyLine()
      script.comment("Services log in as the superuser postgres: no role of their own.")
      script.comment("No other role may connect.")
      script.statement("REVOKE ALL ON DATABASE \(database) FROM PUBLIC")
    }
    guard addMonitor(database: database, to: &script) else { return nil }
    script.emptyLine()
    script.comment("The databases that every server has are closed to the services as well.")
    for name in Self.commonDatabases where name != self.database {
      script.statement("REVOKE CONNECT, TEMPORARY ON DATABASE \(name) FROM PUBLIC")
    }
    return script
  }

  /// Databases that initdb makes and that accept connections of every role.
  private static let commonDatabases = ["postgres", "template1"]

  /// The role for people and reports; nil where the name would be cut off.
  func readerName(_ role: String) -> String? {
    let name = role + "_readonly"
    return name.utf8.count > Self.nameLimit ? nil : name
  }

  private func addRole(_ name: String, database: String, to script: inout SQLScript) -> Bool {
    let reader = readerName(name)
    guard let role = SQLScript.identifier(name), let roleText = SQLScript.literal(name),
      let create = SQLScript.literal("CREATE ROLE \(role)")
    else { return false }
    readPassword("POSTGRES_APP_PASSWORD", mayBeFile: true, as: "app_password", to: &script)
    script.emptyLine()
    script.comment("\(name): what the services log in as. Owns the database, so migrations work; not a superuser.")
    script.line("SELECT \(create) WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = \(roleText)) \\gexec")
    script.statement(
      "ALTER ROLE \(role) LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS "
        + "PASSWORD :'app_password'")
    script.statement("ALTER DATABASE \(database) OWNER TO \(role)")
    if let reader { addReader(reader, to: &script) }
    script.emptyLine()
    script.comment(
      store.mayBeBefore(15)
        ? "No other role may connect, or create anything in schema public (open to every role before 15)."
        : "No other role may connect. (CREATE on schema public is closed to PUBLIC since PostgreSQL 15.)")
    for statement in rights(in: database, role: role) { script.statement(statement) }
    return true
  }

  /// Who may do what in a database of the role: statements for an administrator who is connected to it.
  /// - Parameters:
  ///   - database: as it is written in SQL.
  ///   - role: the same.
  func rights(in database: String, role: String) -> [String] {
    var statements = ["REVOKE ALL ON DATABASE \(database) FROM PUBLIC"]
    if store.mayBeBefore(15) {
      statements += ["REVOKE CREATE ON SCHEMA public FROM PUBLIC", "GRANT USAGE, CREATE ON SCHEMA public TO \(role)"]
    }
    guard let reader = self.role.flatMap(readerName).flatMap(SQLScript.identifier) else { return statements }
    return statements + [
      "GRANT CONNECT ON DATABASE \(database) TO \(reader)",
      "GRANT USAGE ON SCHEMA public TO \(reader)",
      "GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(reader)",
      "ALTER DEFAULT PRIVILEGES FOR ROLE \(role) IN SCHEMA public GRANT SELECT ON TABLES TO \(reader)",
    ]
  }

  private func addReader(_ name: String, to script: inout SQLScript) {
    guard let role = SQLScript.identifier(name), let text = SQLScript.literal(name),
      let create = SQLScript.literal("CREATE ROLE \(role) NOLOGIN")
    else { return }
    script.emptyLine()
    script.comment("\(name): for people and reports. GRANT \(role) TO somebody;")
    script.line("SELECT \(create) WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = \(text)) \\gexec")
  }

  /// From a file where a variable of that name and `_FILE` names one, else from the variable. psql has `\getenv` since
  /// 14; the image of 13 brings psql 13, which asks the shell for both.
  /// - Parameters:
  ///   - variable: of the environment.
  ///   - mayBeFile: whether it is one that a target may give as a file.
  ///   - name: of the variable of psql.
  func readPassword(_ variable: String, mayBeFile: Bool, as name: String, to script: inout SQLScript) {
    let file = "\(variable)_FILE"
    let print = "printf %s \"$\(variable)\""
    script.line("\\set \(name) ''")
    switch (store.mayBeBefore(14), mayBeFile) {
    case (true, false): script.line("\\set \(name) `\(print)`")
    case (true, true):
      script.line("\\set \(name) `if [ -n \"$\(file)\" ]; then cat \"$\(file)\"; else \(print); fi`")
    case (false, false): script.line("\\getenv \(name) \(variable)")
    case (false, true):
      script.line("\\getenv \(name)_file \(file)")
      script.line("\\if :{?\(name)_file}")
      script.line("\\set \(name) `cat \"$\(file)\"`")
      script.line("\\else")
      script.line("\\getenv \(name) \(variable)")
      script.line("\\endif")
    }
    script.line("SELECT :'\(name)' = '' AS \(name)_missing \\gset")
    script.line("\\if :\(name)_missing")
    script.line("  \\warn '\(variable) is not set'")
    script.line("  DO $$ BEGIN RAISE EXCEPTION '\(variable) is not set'; END $$;")
    script.line("\\endif")
  }

  /// Whether one of the limits ends a statement that runs for long.
  var limitsStatements: Bool { roleTimeouts.contains { $0.0 == "statement_timeout" } }

  private var longMigrations: String {
    limitsStatements ? "; a migration that needs longer starts with SET LOCAL statement_timeout = 0" : ""
  }

}

// MARK: - settings.sql

extension PostgresServer {
  /// What can be stated again on a running server: limits of sessions and extensions; on request also that it reads its
  /// file again, and whether it took everything. Nil where a name cannot be written in SQL.
  func settingsScript() -> SQLScript? {
    guard let database = SQLScript.identifier(database), let role = SQLScript.identifier(role ?? "postgres") else {
      return nil
    }
    var script = SQLScript()
    script.paragraph(
      "What can change while the server runs. compose runs it at the first start and at every \"up\"; by hand, as "
        + "superuser:")
    script.emptyComment()
    script.comment("  psql -X -v reload=1 -d \(SQLScript.literal(self.database) ?? "") -f settings.sql")
    script.emptyLine()
    script.line("\\set ON_ERROR_STOP on")
    script.line("SET client_min_messages = warning;")
    script.emptyLine()
    script.comment("Limits of the services' sessions only, from the next session on\(longMigrations)")
    for (name, value) in roleLimits {
      let change = value.map { "SET \(name) = '\(PostgresText.plain(.milliseconds($0)))'" } ?? "RESET \(name)"
      script.statement("ALTER ROLE \(role) IN DATABASE \(database) \(change)")
    }
    guard createExtensions(&script, "What the services' own tables need") else { return nil }
    script.emptyLine()
    script.comment("With -v reload=1: the server reads postgresql.conf again and must take every line of it.")
    script.line("\\if :{?reload}")
    script.line("SELECT pg_reload_conf() AS reloaded, pg_sleep(2) AS waited \\gset")
    script.line(Self.judgement)
    script.line("\\endif")
    script.emptyLine()
    script.paragraph(
      "Counts the statements of all databases. It is in the database postgres, so that dumps of \(self.database) hold "
        + "nothing of it and can be restored without errors.")
    script.line("\\connect postgres")
    script.line("SET client_min_messages = warning;")
    script.statement("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    return script
  }

  /// A restart-only setting that differs is an error of the file as well: it is named once, as waiting.
  private static let judgement = """
    DO $$
    DECLARE
      refused text := (SELECT string_agg(concat_ws(' ', f.name, '=', f.setting, '(' || f.error || ')'), ', ')
                         FROM pg_file_settings f LEFT JOIN pg_settings s USING (name)
                        WHERE f.error IS NOT NULL AND s.context IS DISTINCT FROM 'postmaster');
      waiting text := (SELECT string_agg(name, ', ' ORDER BY name) FROM pg_settings WHERE pending_restart);
    BEGIN
      IF refused IS NOT NULL THEN RAISE EXCEPTION 'postgresql.conf is not accepted: %', refused; END IF;
      IF waiting IS NOT NULL THEN RAISE EXCEPTION 'waits for a restart: %', waiting; END IF;
    END $$;
    """
}

extension Setting {
  /// Whether a library owns the parameter: `auto_explain.log_min_duration`.
  fileprivate var isOfLibrary: Bool { name.hasByte(UInt8(ascii: ".")) }
}

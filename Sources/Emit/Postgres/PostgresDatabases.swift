import IR

// The databases that other services declare in the server, as SQL that may be run at any time.

extension PostgresServer {
  /// Nil where a name cannot be written in SQL.
  func databasesScript() -> SQLScript? {
    var script = SQLScript()
    script.paragraph(
      "Databases of other services in this server, each with a role that owns it. compose runs it at every \"up\"; by "
        + "hand, as superuser, with the passwords in the environment:")
    script.emptyComment()
    let variables = store.databases.map { $0.variable + "=…" }.joined(separator: " ")
    script.comment("  \(variables) psql -X -d postgres -f databases.sql")
    script.emptyLine()
    script.line("\\set ON_ERROR_STOP on")
    script.line("SET client_min_messages = warning;")
    for database in store.databases {
      guard add(database, to: &script) else { return nil }
    }
    return script
  }

  private func add(_ database: Store.Database, to script: inout SQLScript) -> Bool {
    guard let name = SQLScript.identifier(database.name), let nameText = SQLScript.literal(database.name),
      let role = SQLScript.identifier(database.user), let roleText = SQLScript.literal(database.user),
      let createRole = SQLScript.literal("CREATE ROLE \(role)"),
      let createDatabase = SQLScript.literal("CREATE DATABASE \(name) OWNER \(role)")
    else { return false }
    script.emptyLine()
    script.comment("\(database.name), for \(database.service)")
    readPassword(database.variable, mayBeFile: false, as: "password", to: &script)
    script.line("SELECT \(createRole) WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = \(roleText)) \\gexec")
    script.statement(
      "ALTER ROLE \(role) LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password'")
    script.line(
      "SELECT \(createDatabase) WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = \(nameText)) \\gexec")
    script.statement("ALTER DATABASE \(name) OWNER TO \(role)")
    script.statement("REVOKE ALL ON DATABASE \(name) FROM PUBLIC")
    let closesSchema = store.mayBeBefore(15)
    guard closesSchema || !database.extensions.isEmpty else { return true }
    script.line("\\connect \(name)")
    script.line("SET client_min_messages = warning;")
    if closesSchema {
      script.statement("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
      script.statement("GRANT USAGE, CREATE ON SCHEMA public TO \(role)")
    }
    for name in database.extensions {
      guard let name = SQLScript.identifier(name) else { return false }
      script.statement("CREATE EXTENSION IF NOT EXISTS \(name)")
    }
    script.line("\\connect postgres")
    return true
  }

  /// What the page says of them.
  func databases(_ page: inout MarkdownDocument) {
    page.heading("Databases of other services")
    page.table(
      ["service", "database", "role", "password"],
      store.databases.map {
        [
          MarkdownDocument.text($0.service), MarkdownDocument.code($0.name), MarkdownDocument.code($0.user),
          MarkdownDocument.code($0.variable),
        ]
      })
    let variables = store.databases.map { $0.variable + "=…" }.joined(separator: " ")
    page.paragraph(
      "`databases.sql` makes what is missing and changes nothing else, so that it may be run at any time"
        + (targets.haveFiles ? "; compose does at every `up`. " : ". ") + "By hand, as superuser: "
        + MarkdownDocument.code("\(variables) psql \"$DATABASE_URL\" -X -f databases.sql") + ".")
  }
}

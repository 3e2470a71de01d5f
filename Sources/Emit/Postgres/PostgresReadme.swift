import IR

// The page that explains the files of one PostgreSQL to whoever runs it.

extension PostgresServer {
  func readme() -> MarkdownDocument {
    var page = MarkdownDocument()
    page.heading("\(MarkdownDocument.text(service.name)), \(program.environment.name)", level: 1)
    page.paragraph("\(store.titleWithVersion) for \(service.resources.summary).")
    files(&page)
    budgets(&page)
    settingsTable(&page)
    page.heading("Roles")
    roles(&page)
    if !store.databases.isEmpty { databases(&page) }
    if let certificate, targets.haveFiles { tls(&page, certificate) }
    for target in targets.withoutFiles {
      let notes = target.notes(on: service, in: program)
      if notes.isEmpty { continue }
      page.heading("On \(target.title)")
      page.list(notes)
    }
    return page
  }

  private func files(_ page: inout MarkdownDocument) {
    var rows: [[String]] = []
    if targets.haveFiles {
      rows.append([
        "`postgresql.conf`", "every server that is started with a file",
        "mounted, `postgres -c config_file=…`; after a change compose reloads it, or starts the server again",
      ])
    }
    rows.append([
      "`tuning.sql`",
      targets.titlesWithoutFiles.map { "\($0), any server without a mounted file" } ?? "servers without the file",
      "`psql \"$DATABASE_URL\" -X -f tuning.sql`, then one restart",
    ])
    if targets.haveFiles {
      let password = role == nil ? "" : "POSTGRES_APP_PASSWORD=… "
      rows.append([
        "`init.sql`", "compose: by itself at the first start; elsewhere by hand",
        "`\(password)psql \"$DATABASE_URL\" -X -f init.sql` as superuser, on a database named "
          + MarkdownDocument.code(database),
      ])
      rows.append([
        "`settings.sql`", "compose: by itself at every `up`; elsewhere by hand",
        "`psql \"$DATABASE_URL\" -X -v reload=1 -f settings.sql` as superuser, after init.sql",
      ])
    }
    page.table(["file", "used by", "how"], rows)
    if targets.haveFiles {
      page.paragraph(
        "`ALTER SYSTEM` writes `postgresql.auto.conf`, which beats `postgresql.conf`. Use one of the two ways on one "
          + "server, not both.")
    }
  }

  private func budgets(_ page: inout MarkdownDocument) {
    if let budget = memory {
      page.heading("Does it fit?")
      page.table(
        ["what", "MiB"],
        budget.lines.map { [MarkdownDocument.text($0.what), "\($0.mebibytes)"] }
          + [["**need**", "**\(budget.need) of \(budget.limit) (\(budget.percent) %)**"]])
      if let worst = budget.worst, let connections {
        page.paragraph(
          "`auto` aims at 90%; the rest is page cache. With all \(connections.maxConnections) connections in use "
            + "it would be \(worst) MiB (\(budget.percent(of: worst)) %): only sessions beyond the budget below, opened "
            + "by hand and all sorting at once, get there. Then lower `max_connections`"
            + (service.store?.pooler != nil || !targets.withoutFiles.isEmpty ? "." : " or set `pooler: transaction`."))
      }
    }
    guard let budget = connections else { return }
    page.heading("Connections")
    var rows = budget.consumers.filter { !$0.isPooled }.map {
      [MarkdownDocument.text($0.name), $0.arithmetic + ($0.isAssumed ? ", assumed: declare `pools`" : "")]
    }
    if let pooler = budget.poolerRow { rows.append([pooler.name, MarkdownDocument.text(pooler.connections)]) }
    rows.append(["**in use**", "**\(budget.isLowerBound ? "≥" : "")\(budget.used) of \(budget.available)**"])
    page.table(["service", "connections"], rows)
    let overlap =
      budget.isPooledOnly ? "." : ". While a rollout runs old and new replicas, the sum is \(budget.overlap)."
    page.paragraph(
      "\(budget.maxConnections) less \(budget.reserved) that the server keeps for superusers."
        + (budget.auxiliaries.map { " Not in the sum: \($0)\(overlap)" } ?? ""))
  }

  private func settingsTable(_ page: inout MarkdownDocument) {
    page.heading("Line by line")
    let settings = targets.haveFiles ? fileSettings : systemSettings
    var rows = settings.map { setting, value in
      [
        MarkdownDocument.code(setting.name), MarkdownDocument.code(value),
        MarkdownDocument.text(setting.reason), setting.needsRestart ? "restart" : "reload",
      ]
    }
    for (index, (name, value)) in roleTimeouts.enumerated() {
      let migrations = limitsStatements ? ". A long migration starts with `SET LOCAL statement_timeout = 0`" : ""
      let why =
        "on the role (settings.sql) or the database (tuning.sql): in postgresql.conf it would end backups and an "
        + "administrator's work too\(migrations)"
      rows.append([
        "`\(name)`", "`\(PostgresText.plain(.milliseconds(value)))`", index == 0 ? why : "as above", "new session",
      ])
    }
    page.table(["setting", "value", "why", "needs"], rows)
    var left = store.leftAtDefault.map(Self.nameAsCode)
    if !store.requiresTLS, !store.settings.contains(where: { $0.name == "ssl" }) {
      left.append("`ssl` (off: private network)")
    }
    if !left.isEmpty {
      page.paragraph("Left at \(store.titleWithVersion)'s defaults on purpose: \(left.joined(separator: ", ")).")
    }
  }

  /// `wal_level (replica)` with the name as code.
  private static func nameAsCode(_ text: String) -> String {
    let name = text.prefix { $0 != " " }
    return MarkdownDocument.code(String(name)) + MarkdownDocument.text(String(text.dropFirst(name.count)))
  }

  private func roles(_ page: inout MarkdownDocument) {
    var rows = [["`postgres`", "everything", role == nil ? "services, administration" : "init.sql, administration"]]
    if let role {
      let code = MarkdownDocument.code(role)
      rows.append([code, "owns the database, no superuser right", "services, migrations, backups"])
      if let reader = readerName(role) {
        let readerCode = MarkdownDocument.code(reader)
        rows.append([
          readerCode, "SELECT, also on future tables; no login", MarkdownDocument.code("GRANT \(reader) TO …"),
        ])
      }
    }
    if let monitor = store.monitor {
      rows.append([
        MarkdownDocument.code(monitor.user), "`pg_monitor`: statistics, no table", "the exporter of metrics",
      ])
    }
    page.table(["role", "may", "used by"], rows)
    addMonitor(to: &page)
  }

  private func tls(_ page: inout MarkdownDocument, _ certificate: (path: String, key: String)) {
    page.heading("TLS")
    page.paragraph(
      "A service asks for `sslmode=require`, so the server speaks TLS with `\(certificate.path)` and `\(certificate.key)` "
        + "(owned by the server's user, mode 0600). compose makes a self-signed pair: it encrypts, and proves nobody's "
        + "identity. For `verify-full` put a pair of your own authority there.")
  }
}

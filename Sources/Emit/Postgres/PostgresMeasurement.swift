import IR

// What postgres_exporter tells of a server, and what of it is an alarm.

extension PostgresServer {
  /// Version 0.20.1 of the exporter (quay.io, read 2026-11-30); its series were looked at with 0.11 and PostgreSQL 15.
  package var measurement: StoreMeasurement? {
    guard let monitor = store.monitor else { return nil }
    let host = Expression.output(service: service.name, name: "unpooled_host")
    let port = service.port ?? store.usualPort
    let mode = store.requiresTLS ? "require" : "disable"
    let exporter = StoreMeasurement.Exporter(
      image: "quay.io/prometheuscommunity/postgres-exporter:v0.20.1", port: 9187,
      environment: [
        Store.Variable(
          "DATA_SOURCE_URI", .concat([host, .literal(":\(port)/\(percentEncoded(database))?sslmode=\(mode)")])),
        Store.Variable("DATA_SOURCE_USER", .literal(monitor.user)),
        Store.Variable("DATA_SOURCE_PASS", .secret(id: "\(service.name)/\(monitor.secret)")),
      ],
      notes: [
        "\(MarkdownDocument.code(service.name)): the role \(MarkdownDocument.code(monitor.user)) must be there. A new "
          + "server makes it; for one that runs already, its README.md has the statements."
      ])
    return StoreMeasurement(
      exporter, alerts: [.down("PostgresDown", service, "pg_up")] + connectionAlerts + diskAlerts, panels: panels)
  }

  /// The series of the exporter of this server.
  private func series(_ name: String, _ labels: String = "") -> String {
    "\(name){service=\"\(service.dns)\"\(labels)}"
  }

  private var sessions: String { "sum(\(series("pg_stat_activity_count")))" }

  private var connectionAlerts: [Alert] {
    guard let budget = connections, budget.available > 0 else { return [] }
    let accounted = budget.used + budget.beside
    let scarce = budget.available * 80 / 100
    let shown = series("pg_stat_activity_count", ",state=\"idle\"")
    // Longer than a rollout, in which old and new replicas overlap.
    let (patience, urgency) = (900_000, 120_000)
    let over = accounted + 1
    return [
      Alert(
        "ConnectionsOverBudget", "\(sessions) > \(accounted)", hold: patience, .ticket, service: service.dns,
        summary: "{{ $value }} connections to \(service.dns); the topology accounts for \(accounted)",
        incident: .connections, store: service,
        note: "in use \(budget.used)" + (budget.auxiliaries.map { ", \($0)" } ?? ""),
        trials: Alert.trials(
          of: shown, threshold: accounted, above: over, hold: patience, Alert.Firing(value: "\(over)"))),
      Alert(
        "ConnectionsScarce", "\(sessions) > \(scarce)", hold: urgency, .page, service: service.dns,
        summary: "{{ $value }} of \(budget.available) connections to \(service.dns) are taken",
        incident: .connections, store: service,
        note: "80% of the \(budget.available) that are not kept for superusers",
        trials: Alert.trials(
          of: shown, threshold: scarce, above: scarce + 1, hold: urgency, Alert.Firing(value: "\(scarce + 1)"))),
    ]
  }

  private var diskAlerts: [Alert] {
    guard store.keepsData, let storage = service.resources.storageBytes else { return [] }
    let most = storage * 8 / 10
    let patience = 900_000
    let size = Quantities.size(storage)
    return [
      Alert(
        "PostgresDisk", "sum(\(series("pg_database_size_bytes"))) > \(most)", hold: patience, .ticket,
        service: service.dns, summary: "the databases of \(service.dns) hold more than 80% of \(size)", incident: .disk,
        store: service, note: "80% of \(size); the write-ahead log comes on top",
        trials: Alert.trials(
          of: series("pg_database_size_bytes", ",datname=\"a\""), threshold: most, above: most + (1 << 20),
          hold: patience, Alert.Firing()))
    ]
  }

  private var panels: [MeasuredPanel] {
    var panels: [MeasuredPanel] = []
    if let budget = connections {
      panels.append(
        MeasuredPanel(
          "Connections to \(service.dns)", .number,
          [(sessions, "open"), ("vector(\(budget.used + budget.beside))", "accounted for")], limit: budget.available))
    }
    panels.append(
      MeasuredPanel(
        "Databases of \(service.dns)", .bytes, [(series("pg_database_size_bytes"), "{{datname}}")],
        limit: service.resources.storageBytes))
    return panels
  }
}

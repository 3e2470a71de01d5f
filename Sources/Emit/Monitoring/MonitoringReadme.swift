import IR

/// The page beside the files: how monitoring is started, and what it does not measure.
struct MonitoringReadme {
  /// A target as the page has it: what it is called, and which configuration is for it.
  typealias Page = (title: String, file: String, answer: any MeasuredTarget)

  private let environment: MeasuredEnvironment
  private let targets: [Page]

  init(_ environment: MeasuredEnvironment, _ targets: [Page]) {
    self.environment = environment
    self.targets = targets
  }

  private static func code(_ text: String) -> String { MarkdownDocument.code(text) }

  var document: MarkdownDocument {
    var page = MarkdownDocument()
    let program = environment.program
    page.heading(
      "Monitoring of \(MarkdownDocument.text(program.project)), \(MarkdownDocument.text(program.environment.name))",
      level: 1)
    page.paragraph(
      "Prometheus evaluates the rules of `alerts.yml`; an Alertmanager that sends them is not part of these files. Every alert "
        + "names its section of [RUNBOOK.md](../\(RunbookEmitter.name)/RUNBOOK.md). `promtool test rules alerts.test.yml` "
        + "shows each rule the numbers below, at and above its threshold.")
    for target in targets { add(target, to: &page) }
    programs(&page)
    alerts(&page)
    page.heading("Not measured")
    page.list([
      "The memory of containers against their limits: what reads it needs the file systems of the host and the socket of its "
        + "container engine.",
      "The memory of a single process of a server with several workers: one of them answers for itself.",
      "Whether Prometheus itself runs: something outside of this environment must ask it.",
    ])
    return page
  }

  private func add(_ target: Page, to page: inout MarkdownDocument) {
    page.heading(MarkdownDocument.text(target.title))
    if !target.answer.startCommands.isEmpty {
      page.paragraph("In \(Self.code(target.answer.directory)):")
      page.block(target.answer.startCommands)
    }
    page.paragraph("Prometheus reads \(Self.code(target.file)).")
    if !target.answer.notes.isEmpty { page.list(target.answer.notes) }
  }

  private func programs(_ page: inout MarkdownDocument) {
    page.heading("Programs")
    page.table(
      ["name", "image", "port", "variables"],
      environment.programs(targets.first?.file ?? "").map { program in
        [
          Self.code(program.name), Self.code(program.image), "\(program.port)",
          program.environment.isEmpty ? "–" : program.environment.map { Self.code($0.name) }.joined(separator: ", "),
        ]
      })
    let notes = environment.stores.flatMap(\.measurement.exporter.notes)
    if !notes.isEmpty { page.list(notes) }
  }

  private func alerts(_ page: inout MarkdownDocument) {
    let alerts = environment.alerts
    if alerts.isEmpty { return }
    page.heading("Alerts")
    page.table(
      ["alert", "severity", "fires after", "threshold"],
      alerts.map { alert in
        let subject = alert.service.map { ", " + Self.code($0) } ?? ""
        return [
          Self.code(alert.name) + subject, alert.severity.rawValue,
          alert.hold == 0 ? "at once" : Quantities.longDuration(milliseconds: alert.hold),
          alert.note.map(MarkdownDocument.text) ?? "–",
        ]
      })
    let measured = environment.metrics.map { Self.code($0.service.name) }
    if !measured.isEmpty {
      page.paragraph(
        "Alerts about the answers of \(measured.joined(separator: ", ")) read `http_request_duration_seconds_bucket` and "
          + "`http_requests_total` with the status in the label `status`, `code` or `status_code`.")
    }
  }
}

import Diagnostics
package import IR
import JSON

/// Monitoring of an environment: what Prometheus asks, what it must tell people of, and how both are started. What a
/// server tells and what of it is an alarm comes from the store's engine; how it is reached comes from the target.
package enum MonitoringEmitter: Emitter {
  package static let name = "monitoring"
  package static let summary =
    "Prometheus configuration, alerts from budgets and objectives with their tests, a Grafana dashboard"
  package static let files =
    [
      "prometheus.yml (prometheus.<target>.yml where several targets are listed)", "alerts.yml", "alerts.test.yml",
      "blackbox.yml", "dashboard.json", "README.md", "docker-compose.monitoring.yml (compose)",
      "grafana/*/*.yml (option grafana)",
    ].map { "<environment>/monitoring/\($0)" }
  package static let withoutHeader = ["dashboard.json"]
  package static let scope = EmitterScope.environment
  package static let role = EmitterRole.companion
  package static let options = [
    EmitterOption(
      grafana, "whether Grafana is started with the dashboard, on the loopback address; false",
      values: ["true", "false"])
  ]
  package static let capabilities: Capabilities = {
    var capabilities = Capabilities()
    // What runs on one's own machine is watched by its developer.
    capabilities.runsOnMachines = false
    capabilities.measuresStores = true
    return capabilities
  }()

  private static let grafana = "grafana"

  package static func emit(_ request: EmitRequest) -> Emission {
    var emission = Emission()
    let program = request.program
    let targets = program.targets.compactMap(Emitters.named).filter { $0.builds(program.environment.kind) }
    let measured = targets.compactMap { target in target.measuring(request).map { (target: target, answer: $0) } }
    if request.wantsFindings {
      let names = Set(measured.map { $0.target.name })
      emission.findings = findings(program, targets.filter { !names.contains($0.name) })
    }
    if request.isForFindings || measured.isEmpty { return emission }
    let isOn = program.options[name]?[grafana]?.bool ?? false
    emission.files = files(MeasuredEnvironment(program, hasDashboards: isOn), request.layout, measured)
    return emission
  }

  private static func findings(_ program: Program, _ targets: [any Emitter.Type]) -> [EmitFinding] {
    let unmeasured = targets.map { target in
      EmitFinding(
        .dropped, "\(target.title) has no monitoring", span: program.targetPlaces[target.name],
        subject: [.name(target.name)], notes: ["nothing there runs programs that could measure the services"])
    }
    let stores = program.services.filter { service in
      service.isStore && Emitters.configuration(of: service, in: program)?.measurement == nil
    }
    let errors = program.services.filter { $0.objectives?.errors != nil && $0.metrics == nil }
    return unmeasured
      + stores.map { store in
        EmitFinding(
          .dropped, "`\(store.name)` is not measured", span: store.span, subject: [.name(store.name)],
          notes: ["no exporter for it is known: there is no alert about the store"])
      }
      + errors.map { service in
        EmitFinding(
          .dropped, "`objectives.errors` of `\(service.name)` has no alert", span: service.span,
          subject: [.name(service.name)],
          notes: ["the share of failing requests is known from the metrics of the service alone"],
          help: ["declare where it answers with them: `metrics: /metrics`"])
      }
  }

  /// The name of the configuration for a target: a plain one where there is no other target.
  private static func configuration(of target: any Emitter.Type, among count: Int) -> String {
    count == 1 ? "prometheus.yml" : "prometheus.\(target.name).yml"
  }

  private static func files(
    _ environment: MeasuredEnvironment, _ layout: OutputLayout,
    _ targets: [(target: any Emitter.Type, answer: any MeasuredTarget)]
  ) -> [EmittedFile] {
    let subject = environment.program.environment.name
    var files: [EmittedFile] = []
    func add(
      _ file: String, _ comment: CommentSyntax? = .hash, _ body: @escaping @Sendable (inout TextWriter) -> Void
    ) {
      files.append(
        EmittedFile(
          path: OutputLayout.path(subject, name, file), header: comment.map { layout.header($0, for: subject) },
          body: body))
    }
    for (target, answer) in targets {
      add(configuration(of: target, among: targets.count)) {
        PrometheusConfiguration(environment, answer).document.write(to: &$0)
      }
    }
    add("alerts.yml") { AlertRules(environment).document.write(to: &$0) }
    add("alerts.test.yml") { AlertTrials(environment).document.write(to: &$0) }
    add("blackbox.yml") { PrometheusConfiguration.prober.write(to: &$0) }
    add("dashboard.json", nil) { $0.write(Dashboard(environment).text) }
    if environment.hasDashboards {
      add("grafana/datasources/prometheus.yml") { Dashboard.source(environment).write(to: &$0) }
      add("grafana/dashboards/dashboards.yml") { Dashboard.provider.write(to: &$0) }
    }
    for (target, answer) in targets {
      guard let file = answer.startFile else { continue }
      let programs = environment.programs(configuration(of: target, among: targets.count))
      add(file) { answer.writeStart(of: programs, to: &$0) }
    }
    let pages = targets.map { item in
      (title: item.target.title, file: configuration(of: item.target, among: targets.count), answer: item.answer)
    }
    add("README.md", .html) { MonitoringReadme(environment, pages).document.write(to: &$0) }
    return files
  }
}

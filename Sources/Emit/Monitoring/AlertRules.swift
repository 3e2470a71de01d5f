import IR

/// alerts.yml: the rules that Prometheus evaluates.
struct AlertRules {
  private let environment: MeasuredEnvironment

  init(_ environment: MeasuredEnvironment) { self.environment = environment }

  var document: YAMLDocument {
    let program = environment.program
    let items = environment.alerts.map { alert in YAMLItem(.mapping(rule(alert))) }
    var group = YAMLMapping()
    group.add("name", .text("\(program.project)-\(program.environment.name)"))
    group.add("rules", items.isEmpty ? .flow([]) : .sequence(items))
    var root = YAMLMapping()
    root.add("groups", .sequence([YAMLItem(.mapping(group))]))
    return YAMLDocument(root: root)
  }

  private func rule(_ alert: Alert) -> YAMLMapping {
    var rule = YAMLMapping()
    rule.add("alert", .text(alert.name), note: alert.note)
    rule.add("expr", .text(alert.expression))
    if alert.hold > 0 { rule.add("for", .text(Self.duration(alert.hold))) }
    rule.add("labels", .mapping(.flow(alert.labels.map { ($0.name, .text($0.value)) })))
    var annotations = YAMLMapping()
    annotations.add("summary", .quoted(alert.summary))
    annotations.add("runbook", .text(alert.runbook))
    rule.add("annotations", .mapping(annotations))
    return rule
  }

  /// `15m`, in the notation of Prometheus.
  private static func duration(_ milliseconds: Milliseconds) -> String {
    milliseconds % 60_000 == 0 ? "\(milliseconds / 60_000)m" : "\(milliseconds / 1000)s"
  }
}

extension Alert {
  /// What it adds to the labels of its series, by name.
  var labels: [(name: String, value: String)] {
    [(name: "severity", value: severity.rawValue)] + (service.map { [(name: "service", value: $0)] } ?? [])
  }

  /// The section of the runbook, from the directory of the alerts.
  package var runbook: String {
    "../\(RunbookEmitter.name)/RUNBOOK.md#\(Incident(kind: incident, store: store).anchor)"
  }
}

/// alerts.test.yml: what promtool is shown, and what each rule must make of it.
struct AlertTrials {
  private let environment: MeasuredEnvironment

  init(_ environment: MeasuredEnvironment) { self.environment = environment }

  var document: YAMLDocument {
    var root = YAMLMapping()
    root.add("rule_files", .flow([.text("alerts.yml")]))
    root.add("evaluation_interval", .text("30s"))
    let tests = environment.alerts.flatMap { alert in groups(of: alert).map { test(alert, $0) } }
    root.add("tests", tests.isEmpty ? .flow([]) : .sequence(tests.map { YAMLItem(.mapping($0)) }))
    return YAMLDocument(header: ["promtool test rules alerts.test.yml"], root: root)
  }

  /// The trials of an alert that show the same series are one test with several questions.
  private func groups(of alert: Alert) -> [[Alert.Trial]] {
    alert.trials.reduce(into: []) { groups, trial in
      if groups.last?[0].series == trial.series {
        groups[groups.count - 1].append(trial)
      } else {
        groups.append([trial])
      }
    }
  }

  private func test(_ alert: Alert, _ trials: [Alert.Trial]) -> YAMLMapping {
    var test = YAMLMapping()
    test.add("interval", .text("1m"))
    let series = trials[0].series.map { series in
      YAMLItem(.mapping(.flow([("series", .text(series.name)), ("values", .quoted(series.values))])))
    }
    test.add("input_series", series.isEmpty ? .flow([]) : .sequence(series))
    let questions = trials.map { trial in
      var question = YAMLMapping()
      question.add("eval_time", .text("\(trial.minute)m"))
      question.add("alertname", .text(alert.name))
      question.add(
        "exp_alerts", trial.firing.map { .sequence([YAMLItem(.mapping(expected(alert, $0)))]) } ?? .flow([]))
      return YAMLItem(.mapping(question))
    }
    test.add("alert_rule_test", .sequence(questions))
    return test
  }

  private func expected(_ alert: Alert, _ firing: Alert.Firing) -> YAMLMapping {
    var expected = YAMLMapping()
    let own = Set(alert.labels.map(\.name))
    let labels = alert.labels + firing.labels.filter { !own.contains($0.name) }
    expected.add("exp_labels", .mapping(.flow(labels.map { ($0.name, .text($0.value)) })))
    var annotations = YAMLMapping()
    annotations.add("summary", .quoted(alert.summary(of: firing)))
    annotations.add("runbook", .text(alert.runbook))
    expected.add("exp_annotations", .mapping(annotations))
    return expected
  }
}

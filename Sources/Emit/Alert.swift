package import IR

/// A condition that people must be told of: a rule of Prometheus, the section of the runbook that it leads to, and what
/// proves it.
package struct Alert: Sendable {
  package enum Severity: String, Sendable {
    /// Someone must act now.
    case page
    /// Someone must act within days.
    case ticket
  }

  /// One CamelCase word.
  package var name: String
  /// In PromQL; holds while it gives a value.
  package var expression: String
  /// How long it must hold; 0: at once.
  package var hold: Milliseconds
  package var severity: Severity
  /// The folded name of the service that it is about; nil: the series say it.
  package var service: String?
  /// A template of Prometheus, one sentence without a period.
  package var summary: String
  /// The section of the runbook that it leads to.
  package var incident: Incident.Kind
  /// The store of that section; nil: it is about no single one.
  package var store: Service?
  /// Where its number comes from, for a comment; nil: it has none.
  package var note: String?
  /// What is shown to promtool.
  package var trials: [Trial]

  package init(
    _ name: String, _ expression: String, hold: Milliseconds, _ severity: Severity, service: String? = nil,
    summary: String, incident: Incident.Kind, store: Service? = nil, note: String? = nil, trials: [Trial]
  ) {
    self.name = name
    self.expression = expression
    self.hold = hold
    self.severity = severity
    self.service = service
    self.summary = summary
    self.incident = incident
    self.store = store
    self.note = note
    self.trials = trials
  }

  /// Series that are shown to the rule, and what it makes of them.
  package struct Trial: Sendable {
    /// A series in promtool's notation, and its values, one a minute: `up{job="a"}`, `1x30`.
    package var series: [Series]
    /// When the rule is asked.
    package var minute: Int
    /// What fires then; nil: nothing.
    package var firing: Firing?

    package init(_ series: [Series], at minute: Int, _ firing: Firing? = nil) {
      self.series = series
      self.minute = minute
      self.firing = firing
    }
  }

  package struct Series: Hashable, Sendable {
    package var name: String
    package var values: String

    package init(_ name: String, _ values: String) {
      self.name = name
      self.values = values
    }
  }

  /// An alert as it is sent.
  package struct Firing: Sendable {
    /// Labels of the series, beside those of the rule.
    package var labels: [(name: String, value: String)]
    /// `$value` of the summary, as Prometheus writes it.
    package var value: String

    package init(labels: [(name: String, value: String)] = [], value: String = "") {
      self.labels = labels
      self.value = value
    }
  }

  /// The summary of an alert that is sent.
  package func summary(of firing: Firing) -> String {
    firing.labels.reduce(summary.replacing("{{ $value }}", with: firing.value)) { text, label in
      text.replacing("{{ $labels.\(label.name) }}", with: label.value)
    }
  }
}

extension Alert {
  /// Trials of a rule that compares one series with a number: at the number, above it before the rule has held for long
  /// enough, and after that.
  /// - Parameters:
  ///   - series: in promtool's notation.
  ///   - threshold: the most that is no alarm.
  ///   - above: the number that is shown for an alarm.
  ///   - firing: what fires above it.
  package static func trials(
    of series: String, threshold: Int, above: Int, hold: Milliseconds, _ firing: Firing
  ) -> [Trial] {
    // The first evaluation that sees the number is at minute 0.
    let minutes = (hold + 59_999) / 60_000
    let length = minutes + 5
    return [
      Trial([Series(series, "\(threshold)x\(length)")], at: minutes + 3)
    ] + (minutes > 1 ? [Trial([Series(series, "\(above)x\(length)")], at: minutes - 1)] : [])
      + [Trial([Series(series, "\(above)x\(length)")], at: minutes + 3, firing)]
  }

  /// The job that asks the exporters of stores.
  static let jobOfStores = "stores"

  /// A store that its exporter cannot connect to, or an exporter that does not answer. `up` is there whenever
  /// Prometheus is told of the exporter; `absent` would say the same, and of every other store as well in a trial.
  /// - Parameter series: 1 while the exporter is connected.
  static func down(_ name: String, _ store: Service, _ series: String) -> Alert {
    let connected = "\(series){service=\"\(store.dns)\"}"
    let job = (name: "job", value: jobOfStores)
    let up = "up{job=\"\(job.value)\",service=\"\(store.dns)\"}"
    return Alert(
      name, "\(connected) == 0 or \(up) == 0", hold: 60_000, .page, service: store.dns,
      summary: "\(store.dns) does not answer its exporter", incident: .storeDown, store: store,
      trials: [
        Trial([Series(connected, "1x10"), Series(up, "1x10")], at: 5),
        // A restart that is over within the minute.
        Trial([Series(connected, "1 1 1 0 1 1 1 1")], at: 4),
        Trial([Series(connected, "0x10")], at: 5, Firing()),
        Trial([Series(up, "0x10")], at: 5, Firing(labels: [job])),
      ])
  }
}

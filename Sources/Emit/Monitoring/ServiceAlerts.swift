import IR

/// What is an alarm about services that are no stores: health, objectives, certificates.
struct ServiceAlerts {
  private let environment: MeasuredEnvironment

  init(_ environment: MeasuredEnvironment) { self.environment = environment }

  var all: [Alert] {
    down
      + environment.program.services.flatMap { service -> [Alert] in
        guard let objectives = service.objectives else { return [] }
        return slow(service, objectives) + failing(service, objectives)
      } + certificates
  }

  private static let jobs = (inside: PrometheusConfiguration.probes, open: PrometheusConfiguration.openProbes)

  /// The series of a page, in promtool's notation, and its labels.
  private static func shown(
    _ name: String, job: String, _ service: Service, _ instance: String
  ) -> (series: String, labels: [(name: String, value: String)]) {
    let labels = [
      (name: "instance", value: instance), (name: "job", value: job), (name: "service", value: service.dns),
    ]
    let text = labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
    return ("\(name){\(text)}", labels)
  }

  /// A page that does not answer, or of which nothing is known because nothing asks for it.
  private var down: [Alert] {
    guard let first = environment.healthy.first else { return [] }
    let url = "http://\(first.service.dns):\(first.port)\(first.path)"
    let probe = Self.shown("probe_success", job: Self.jobs.inside, first.service, url)
    let prober = Self.shown("up", job: Self.jobs.inside, first.service, url)
    return [
      Alert(
        "ServiceDown", "probe_success == 0 or up{job=~\"\(Self.jobs.inside)|\(Self.jobs.open)\"} == 0", hold: 120_000,
        .page, summary: "{{ $labels.service }} does not answer {{ $labels.instance }}", incident: .serviceDown,
        trials: [
          Alert.Trial([Alert.Series(probe.series, "1x10")], at: 8),
          Alert.Trial([Alert.Series(probe.series, "1x3 0x10")], at: 5),
          Alert.Trial([Alert.Series(probe.series, "1x3 0x10")], at: 8, Alert.Firing(labels: probe.labels)),
          Alert.Trial([Alert.Series(prober.series, "0x10")], at: 8, Alert.Firing(labels: prober.labels)),
        ])
    ]
  }

  // MARK: Objectives

  /// From the histogram of the service, where it answers with metrics; else from the answers of its health path.
  private func slow(_ service: Service, _ objectives: Objectives) -> [Alert] {
    guard let latency = objectives.latency, service.metrics != nil || service.healthPath != nil else { return [] }
    let limit = Self.decimal(latency, of: 1000)
    let hold = 600_000
    let probes = "probe_duration_seconds{job=\"\(Self.jobs.inside)\",service=\"\(service.dns)\""
    let buckets = "http_request_duration_seconds_bucket{service=\"\(service.dns)\""
    let expression =
      service.metrics == nil
      ? "max(quantile_over_time(0.95, \(probes)}[10m]))"
      : "histogram_quantile(0.95, sum by (le) (rate(\(buckets)}[10m])))"
    func trial(within: Int, at minute: Int, _ firing: Alert.Firing? = nil) -> Alert.Trial {
      if service.metrics == nil {
        let seconds = within > 95 ? limit : Self.decimal(2 * latency, of: 1000)
        return Alert.Trial([Alert.Series("\(probes),instance=\"a\"}", "\(seconds)x40")], at: minute, firing)
      }
      let counts = [(limit, within), (Self.decimal(2 * latency, of: 1000), 100), ("+Inf", 100)]
      return Alert.Trial(
        counts.map { Alert.Series("\(buckets),le=\"\($0.0)\"}", "0+\($0.1)x40") }, at: minute, firing)
    }
    return [
      Alert(
        "ServiceSlow", "\(expression) > \(limit)", hold: hold, .ticket, service: service.dns,
        summary: "5 of 100 answers of \(service.dns) take longer than \(Quantities.duration(milliseconds: latency))",
        incident: .slow, note: "the declared objective",
        trials: [
          trial(within: 96, at: 35), trial(within: 90, at: 5), trial(within: 90, at: 35, Alert.Firing()),
        ])
    ]
  }

  /// The names that libraries give the label of the status: those of FastAPI's and Flask's exporters, of Go's, of
  /// Starlette's (their documentation, read 2026-11-30).
  private static let statusLabels = ["status", "code", "status_code"]

  private func failing(_ service: Service, _ objectives: Objectives) -> [Alert] {
    // The health path alone says nothing about a share of requests. More than all of them cannot fail.
    guard let errors = objectives.errors, errors < 10_000, service.metrics != nil else { return [] }
    let requests = "http_requests_total{service=\"\(service.dns)\""
    let failed = Self.statusLabels.map { "sum(rate(\(requests),\($0)=~\"5..\"}[10m]))" }.joined(separator: " or ")
    func trial(_ label: String, failed: Int, at minute: Int, _ firing: Alert.Firing? = nil) -> Alert.Trial {
      Alert.Trial(
        [
          Alert.Series("\(requests),\(label)=\"500\"}", "0+\(failed)x20"),
          Alert.Series("\(requests),\(label)=\"200\"}", "0+\(10_000 - failed)x20"),
        ], at: minute, firing)
    }
    return [
      Alert(
        "ErrorRate", "(\(failed)) / sum(rate(\(requests)}[10m])) > \(Self.decimal(errors, of: 10_000))", hold: 300_000,
        .page, service: service.dns,
        summary: "more than \(Quantities.percent(hundredths: errors)) of the answers of \(service.dns) are 5xx",
        incident: .errors, note: "the declared objective",
        trials: [
          trial("status", failed: max(0, errors - 1), at: 15), trial("status", failed: errors + 1, at: 3),
        ] + Self.statusLabels.map { trial($0, failed: errors + 1, at: 15, Alert.Firing()) })
    ]
  }

  // MARK: Certificates

  private var certificates: [Alert] {
    guard let first = environment.open.first else { return [] }
    let limit = 14 * 86_400
    let name = "probe_ssl_earliest_cert_expiry"
    let shown = Self.shown(name, job: Self.jobs.open, first.service, first.url)
    return [
      Alert(
        "CertificateEnds", "\(name){job=\"\(Self.jobs.open)\"} - time() < \(limit)", hold: 0, .ticket,
        summary: "the certificate of {{ $labels.instance }} ends within 14 days", incident: .certificate,
        note: "14 days; certificates are usually renewed 30 days before their end",
        trials: [
          // promtool's clock begins at 0.
          Alert.Trial([Alert.Series(shown.series, "\(limit + 3600)x10")], at: 5),
          Alert.Trial([Alert.Series(shown.series, "\(limit)x10")], at: 5, Alert.Firing(labels: shown.labels)),
        ])
    ]
  }

  /// A share as a decimal number: `0.5` for 500 of 1000.
  private static func decimal(_ number: Int, of whole: Int) -> String {
    let rest = number % whole
    if rest == 0 { return "\(number / whole)" }
    var digits = String(String(whole + rest).dropFirst())
    while digits.last == "0" { digits.removeLast() }
    return "\(number / whole).\(digits)"
  }
}

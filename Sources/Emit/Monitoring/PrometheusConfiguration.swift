import IR

/// What Prometheus asks, and how often. Sources: prometheus.io, "Configuration", read 2026-11-30; checked by promtool 2.42.
struct PrometheusConfiguration {
  private let environment: MeasuredEnvironment
  private let target: any MeasuredTarget

  init(_ environment: MeasuredEnvironment, _ target: any MeasuredTarget) {
    self.environment = environment
    self.target = target
  }

  static let probes = "health"
  static let openProbes = "public"
  private static let module = "http_2xx"

  var document: YAMLDocument {
    var root = YAMLMapping()
    let program = environment.program
    var global = YAMLMapping()
    global.add("scrape_interval", .text("30s"))
    global.add("evaluation_interval", .text("30s"))
    global.add(
      "external_labels",
      .mapping(
        .flow([
          ("project", .text(Self.escaped(program.project))),
          ("environment", .text(Self.escaped(program.environment.name))),
        ])))
    root.add("global", .mapping(global))
    root.add("rule_files", .flow([.text("alerts.yml")]))
    root.add("scrape_configs", .sequence(jobs.map { YAMLItem(.mapping($0)) }))
    return YAMLDocument(root: root)
  }

  /// Prometheus 3 fills in variables of its environment in external labels.
  private static func escaped(_ text: String) -> String { text.replacing("$", with: "$$") }

  private var jobs: [YAMLMapping] {
    var jobs: [YAMLMapping] = []
    let exporters = zip(environment.stores, environment.exporters).map { item, exporter in
      Self.group("\(target.host(of: exporter)):\(exporter.port)", item.service)
    }
    if !exporters.isEmpty {
      var job = YAMLMapping()
      job.add("job_name", .text(Alert.jobOfStores))
      job.add("static_configs", .sequence(exporters))
      jobs.append(job)
    }
    let pages = environment.healthy.map { page in
      Self.group("http://\(target.host(of: page.service)):\(page.port)\(page.path)", page.service)
    }
    if !pages.isEmpty { jobs.append(probes(Self.probes, "from inside, every service with a health path", pages)) }
    if target.servesDomains, !environment.open.isEmpty {
      jobs.append(
        probes(
          Self.openProbes, "at their own domains: certificates, proxies, DNS",
          environment.open.map { Self.group($0.url, $0.service) }))
    }
    return jobs + environment.metrics.map { metrics(of: $0.service, $0.metrics) }
  }

  private static func group(_ address: String, _ service: Service) -> YAMLItem {
    YAMLItem(
      .mapping(
        .flow([
          ("targets", .flow([.quoted(address)])),
          ("labels", .mapping(.flow([("service", .text(service.dns))]))),
        ])))
  }

  private func probes(_ name: String, _ note: String, _ groups: [YAMLItem]) -> YAMLMapping {
    var job = YAMLMapping()
    job.add("job_name", .text(name), note: note)
    job.add("metrics_path", .text("/probe"))
    job.add("params", .mapping(.flow([("module", .flow([.text(Self.module)]))])))
    job.add("static_configs", .sequence(groups))
    let prober = environment.prober
    let rules: [[(String, YAMLValue)]] = [
      [("source_labels", .flow([.text("__address__")])), ("target_label", .text("__param_target"))],
      [("source_labels", .flow([.text("__param_target")])), ("target_label", .text("instance"))],
      [
        ("target_label", .text("__address__")),
        ("replacement", .quoted("\(target.host(of: prober)):\(prober.port)")),
      ],
    ]
    job.add("relabel_configs", .sequence(rules.map { YAMLItem(.mapping(.flow($0))) }))
    return job
  }

  /// A service answers for one replica at a time: each of them is asked, where the DNS tells them apart.
  private func metrics(of service: Service, _ metrics: Metrics) -> YAMLMapping {
    var job = YAMLMapping()
    job.add("job_name", .text("metrics-\(service.dns)"))
    if metrics.path != "/metrics" { job.add("metrics_path", .text(metrics.path)) }
    let host = target.host(of: service)
    guard let records = target.replicaRecords else {
      job.add("static_configs", .sequence([Self.group("\(host):\(metrics.port)", service)]))
      return job
    }
    let names: [(String, YAMLValue)] = [
      ("names", .flow([.quoted(host)])), ("type", .text(records)), ("port", .integer(metrics.port)),
    ]
    job.add("dns_sd_configs", .sequence([YAMLItem(.mapping(.flow(names)))]))
    let label: [(String, YAMLValue)] = [("target_label", .text("service")), ("replacement", .text(service.dns))]
    job.add("relabel_configs", .sequence([YAMLItem(.mapping(.flow(label)))]))
    return job
  }

  /// blackbox.yml. A network without IPv4 is asked by IPv6.
  static let prober: YAMLDocument = {
    var http = YAMLMapping()
    http.add("follow_redirects", .boolean(true))
    http.add("preferred_ip_protocol", .text("ip4"))
    var module = YAMLMapping()
    module.add("prober", .text("http"))
    module.add("timeout", .text("5s"))
    module.add("http", .mapping(http))
    var modules = YAMLMapping()
    modules.add(PrometheusConfiguration.module, .mapping(module))
    var root = YAMLMapping()
    root.add("modules", .mapping(modules))
    return YAMLDocument(root: root)
  }()
}

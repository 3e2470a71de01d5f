import IR

/// What of an environment is measured, found once.
struct MeasuredEnvironment: Sendable {
  let program: Program
  /// Whether Grafana is started.
  let hasDashboards: Bool
  /// The services that are asked for their health from inside.
  let healthy: [HealthPage]
  /// Their pages at own domains.
  let open: [OpenPage]
  /// The services that answer with metrics of their own.
  let metrics: [(service: Service, metrics: Metrics)]
  let stores: [(service: Service, measurement: StoreMeasurement)]
  private let names: Names

  struct HealthPage: Sendable {
    let service: Service
    let path: String
    let port: Int
  }

  struct OpenPage: Sendable {
    let service: Service
    let url: String
  }

  /// The names of the programs, none of which a service has.
  private struct Names: Sendable {
    let server: String
    let prober: String
    let dashboards: String
    /// By the position of `stores`.
    let exporters: [String]
  }

  init(_ program: Program, hasDashboards: Bool) {
    self.program = program
    self.hasDashboards = hasDashboards
    let web = program.services.filter { $0.category == .web }
    healthy = web.compactMap { service in
      guard let path = service.healthPath, let port = service.health?.port ?? service.port else { return nil }
      return HealthPage(service: service, path: path, port: port)
    }
    open = ReachedService.all(program).flatMap { reached -> [OpenPage] in
      guard let path = reached.healthPath, let base = reached.base else { return [] }
      // A proxy with a route for one host answers there alone.
      let origins = reached.origins.contains(base) ? reached.origins : [base]
      return origins.map { OpenPage(service: reached.service, url: $0 + path) }
    }
    metrics = program.services.compactMap { service in service.metrics.map { (service, $0) } }
    stores = program.services.compactMap { service in
      Emitters.configuration(of: service, in: program)?.measurement.map { (service, $0) }
    }
    var taken = Set(program.services.map(\.dns))
    func free(_ stem: String) -> String {
      var (name, number) = (stem, 2)
      while !taken.insert(name).inserted {
        name = "\(stem)-\(number)"
        number += 1
      }
      return name
    }
    names = Names(
      server: free("prometheus"), prober: free("blackbox-exporter"), dashboards: free("grafana"),
      exporters: stores.map { free($0.service.dns + "-exporter") })
  }

  /// Where the directory of the files is in the containers.
  static let folder = "/etc/infracc"

  /// All alerts, in the order of the file.
  var alerts: [Alert] { ServiceAlerts(self).all + stores.flatMap(\.measurement.alerts) }

  // MARK: Programs

  /// Answers for services that are asked for their health.
  var prober: MeasuringProgram {
    // Docker Hub, read 2026-11-30.
    var program = MeasuringProgram(names.prober, image: "prom/blackbox-exporter:v0.27.0", port: 9115)
    program.words = ["--config.file=\(Self.folder)/blackbox.yml"]
    program.files = [directory]
    program.reachesServices = true
    return program
  }

  /// The exporter of each store, in the order of `stores`.
  var exporters: [MeasuringProgram] {
    zip(stores, names.exporters).map { item, name in
      let exporter = item.measurement.exporter
      var program = MeasuringProgram(name, image: exporter.image, port: exporter.port)
      program.environment = exporter.environment
      program.store = item.service
      return program
    }
  }

  /// The server that asks all of them and keeps what they say.
  func server(_ configuration: String) -> MeasuringProgram {
    var program = MeasuringProgram(names.server, image: "prom/prometheus:v3.7.3", port: 9090)
    program.words = [
      "--config.file=\(Self.folder)/\(configuration)", "--storage.tsdb.path=/prometheus",
      "--storage.tsdb.retention.time=15d",
    ]
    program.files = [directory]
    program.isForPeople = true
    program.reachesServices = true
    program.reachesStores = !stores.isEmpty
    program.dataPath = "/prometheus"
    program.cpuMilli = 500
    program.memoryBytes = 512 << 20
    return program
  }

  /// Anyone who reaches it may look, and no one may change anything: there is no account (Grafana 12, "Configure
  /// anonymous access" and `disable_initial_admin_creation`, read 2026-11-30).
  private var dashboards: MeasuringProgram {
    var program = MeasuringProgram(names.dashboards, image: "grafana/grafana:12.3.0", port: 3000)
    program.environment = [
      Store.Variable("GF_PATHS_PROVISIONING", .literal(Self.folder + "/grafana")),
      Store.Variable("GF_AUTH_ANONYMOUS_ENABLED", .literal("true")),
      Store.Variable("GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION", .literal("true")),
      Store.Variable("GF_ANALYTICS_REPORTING_ENABLED", .literal("false")),
      Store.Variable("GF_ANALYTICS_CHECK_FOR_UPDATES", .literal("false")),
    ]
    program.files = [directory]
    program.isForPeople = true
    program.reachesServices = true
    program.scratchPath = "/var/lib/grafana"
    program.memoryBytes = 256 << 20
    return program
  }

  /// All of them.
  /// - Parameter configuration: the file that the server reads.
  func programs(_ configuration: String) -> [MeasuringProgram] {
    [server(configuration), prober] + exporters + (hasDashboards ? [dashboards] : [])
  }

  /// The whole directory: a mounted file would stay the one that was there when the container started.
  private var directory: (source: String, path: String) {
    (program.environment.name + "/" + MonitoringEmitter.name, Self.folder)
  }
}

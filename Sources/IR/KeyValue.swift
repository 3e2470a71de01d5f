/// What a key of a service comes to once defaults are filled in, in its unit.
package enum KeyValue: Hashable, Sendable {
  case text(String)
  case number(Int)
  case boolean(Bool)
  case bytes(Int)
  case percent(Int)
  /// Hundredths of a percent.
  case share(Int)
  /// Thousandths of a vCPU.
  case cpu(Int)
  case duration(Milliseconds)
}

extension Service {
  /// The value of a key that has a single one: lowering has filled it in, and targets write what is there.
  /// - Returns: nil where the key has no single value, or the service none of that kind.
  package func value(of key: ServiceKey) -> KeyValue? {
    switch key {
    case .type: .text(type)
    case .enabled: .boolean(true)
    case .image: image.map { .text($0) }
    case .root: build.map { .text($0.root) }
    case .buildBuilder: build.map { .text($0.builder.rawValue) }
    case .buildDockerfile: build?.dockerfile.map { .text($0) }
    case .buildTarget: build?.target.map { .text($0) }
    case .buildPush: build?.push.map { .text($0) }
    case .app: server.flatMap { $0.isAssumed ? nil : .text($0.app) }
    case .serverKind, .serverWorkerClass, .serverTimeout, .serverGracefulTimeout, .serverKeepalive, .serverMaxRequests,
      .serverMaxRequestsJitter, .serverThreads:
      server.flatMap { $0.isAssumed ? nil : $0.value(of: key) }
    case .workers: workers.map { .number($0) }
    case .port: port.map { .number($0) }
    case .isPublic: .text(exposure.written)
    case .body: proxy.map { .bytes($0.bodyBytes) }
    case .headers: proxy.map { .boolean($0.addsHeaders) }
    case .tls: proxy?.encryption.map { .text($0.rawValue) }
    case .resourcesReserveCPU: resources.reserveCPUMilli.map { .cpu($0) }
    case .resourcesReserveMemory: resources.reserveMemoryBytes.map { .bytes($0) }
    case .health, .healthPath, .healthPort, .healthTimeout, .healthWithin, .healthInterval, .healthStartPeriod,
      .healthRetries:
      health.flatMap { $0.value(of: key) ?? (key == .healthPort ? port.map { .number($0) } : nil) }
    case .objectivesLatency, .objectivesErrors: objectives.flatMap { $0.value(of: key) }
    case .metrics, .metricsPath: metrics.map { .text($0.path) }
    case .metricsPort: metrics.map { .number($0.port) }
    case .checksInstall, .checksLint, .checksTest: checks.flatMap { $0.value(of: key) }
    case .resourcesCPU: .cpu(resources.cpuMilli)
    case .resourcesMemory: .bytes(resources.memoryBytes)
    case .resourcesStorage: resources.storageBytes.map { .bytes($0) }
    case .stopGrace: .duration(stopGrace)
    case .region: region.map { .text($0) }
    case .scaleReplicas: .number(scale.replicas)
    case .scaleAutoscaleMin, .scaleAutoscaleMax, .scaleAutoscaleCPU, .scaleAutoscaleMemory:
      scale.autoscale.flatMap { $0.value(of: key) }
    case .restart, .restartPolicy: .text(restart.policy.rawValue)
    case .restartMaxRetries: .number(restart.maxRetries)
    case .schedule: schedule.map { .text($0) }
    case .singleton: .boolean(isSingleton)
    case .flavor, .version, .database, .vhost, .bucket, .management, .replicaSet, .user, .pooler, .poolerMode,
      .poolerSize, .poolerClients, .poolerImage, .backupSchedule, .backupKeep, .backupToURL, .backupToEndpoint,
      .backupToSecret:
      store.flatMap { $0.value(of: key) }
    case .extends, .build, .buildArgs, .buildSecrets, .buildPython, .buildNode, .buildPackages, .buildWatch,
      .buildImageOf, .buildCommand, .buildOutput, .buildCollectstatic, .buildToolchain, .buildToolchainTool,
      .buildToolchainVersion, .buildInstallFiles, .buildInstallProject, .buildWorkspace, .buildExtras, .buildPackage,
      .buildRegistries, .buildStandalone, .buildBuildPackages, .server, .serverExtra, .entrypoint, .start, .release,
      .ports, .portsPort, .portsProtocol, .pools, .poolsSize, .poolsOverflow, .poolsAs, .poolsTimeout, .poolsRecycle,
      .poolsPrePing, .healthCommand, .objectives, .objectivesHeaders, .checks, .resources, .outputs, .outputsType,
      .outputsValue, .outputsSecret, .files, .filesSecret, .filesTemplate, .filesText, .options, .raw, .routes,
      .routesTo, .routesPort, .routesStrip, .resourcesReserve, .needs, .volumes, .mounts, .scale, .scaleAutoscale,
      .databaseOf, .use, .useRemoved, .secrets, .variables, .variablesValue, .variablesSource, .variablesType,
      .variablesWhen, .variablesVisible, .variablesRequired, .variablesSeparator, .variablesFormat, .variablesPattern,
      .variablesDoc, .tuning, .backup, .backupTo, .extensions, .initFiles, .external:
      nil
    }
  }
}

extension Server {
  fileprivate func value(of key: ServiceKey) -> KeyValue? {
    switch key {
    case .serverKind: .text(kind)
    case .serverWorkerClass: workerClass.map { .text($0) }
    case .serverTimeout: timeout.map { .duration($0) }
    case .serverGracefulTimeout: .duration(gracefulTimeout)
    case .serverKeepalive: .duration(keepalive)
    case .serverMaxRequests: maxRequests.map { .number($0) }
    case .serverMaxRequestsJitter: maxRequestsJitter.map { .number($0) }
    case .serverThreads: threads.map { .number($0) }
    default: nil
    }
  }
}

extension Health {
  fileprivate func value(of key: ServiceKey) -> KeyValue? {
    switch key {
    case .health, .healthPath:
      switch check {
      case .http(let path): .text(path)
      case .none: key == .health ? .text("none") : nil
      case .command: nil
      }
    case .healthWithin: .duration(within)
    case .healthInterval: .duration(interval)
    case .healthTimeout: .duration(timeout)
    case .healthPort: port.map { .number($0) }
    case .healthStartPeriod: .duration(startPeriod)
    case .healthRetries: .number(retries)
    default: nil
    }
  }
}

extension Scale.Autoscale {
  fileprivate func value(of key: ServiceKey) -> KeyValue? {
    switch key {
    case .scaleAutoscaleMin: .number(min)
    case .scaleAutoscaleMax: .number(max)
    case .scaleAutoscaleCPU: cpuPercent.map { .percent($0) }
    case .scaleAutoscaleMemory: memoryPercent.map { .percent($0) }
    default: nil
    }
  }
}

extension Objectives {
  fileprivate func value(of key: ServiceKey) -> KeyValue? {
    switch key {
    case .objectivesLatency: latency.map { .duration($0) }
    case .objectivesErrors: errors.map { .share($0) }
    default: nil
    }
  }
}

extension Checks {
  fileprivate func value(of key: ServiceKey) -> KeyValue? {
    switch key {
    case .checksInstall: install.map { .text($0) }
    case .checksLint: lint.map { .text($0) }
    case .checksTest: test.map { .text($0) }
    default: nil
    }
  }
}

extension Store {
  fileprivate func value(of key: ServiceKey) -> KeyValue? {
    switch key {
    case .flavor: .text(self.flavor)
    case .version: self.version.map { .text($0) }
    case .database: self.database.map { .text($0) }
    case .vhost, .bucket: self.space.map { .text($0) }
    case .management: .boolean(self.hasConsole)
    case .replicaSet: self.replicaSet.map { .text($0) }
    case .user: self.user.map { .text($0) }
    case .pooler, .poolerMode: .text(self.pooler?.mode.rawValue ?? "off")
    case .poolerSize: self.pooler.map { .number($0.size) }
    case .poolerClients: self.pooler.map { .number($0.clients) }
    case .poolerImage: self.pooler.map { .text($0.image) }
    case .backupSchedule: self.backup.map { .text($0.schedule) }
    case .backupKeep: self.backup.map { .duration($0.keep) }
    case .backupToURL: self.backup?.destination.map { .text($0.url) }
    case .backupToEndpoint: self.backup?.destination?.endpoint.map { .text($0) }
    case .backupToSecret: self.backup?.destination.map { .text($0.secret) }
    default: nil
    }
  }
}

extension Exposure {
  /// As `public` is written: `tcp`, the primary domain, `true` or `false`.
  fileprivate var written: String {
    isTCP ? "tcp" : domains.first ?? String(isPublic)
  }
}

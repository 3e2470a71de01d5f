import IR
import Model

/// What a key of a service comes to once defaults are filled in, as the language would spell it. The program is the one
/// source: lowering has filled it in, and targets write what is there.
enum EffectiveValue {
  /// Nil where the key has no single value, or the service none of that kind.
  static func text(of key: ServiceKey, in service: IR.Service) -> String? {
    switch key {
    case .type: service.type
    case .enabled: "true"
    case .image: service.image
    case .root: service.build?.root
    case .buildBuilder: service.build?.builder.rawValue
    case .buildDockerfile: service.build?.dockerfile
    case .buildTarget: service.build?.target
    case .buildPush: service.build?.push
    case .app: service.server.flatMap { $0.isAssumed ? nil : $0.app }
    case .serverKind, .serverWorkerClass, .serverTimeout, .serverGracefulTimeout, .serverKeepalive, .serverMaxRequests,
      .serverMaxRequestsJitter, .serverThreads:
      service.server.flatMap { $0.isAssumed ? nil : text(of: key, in: $0) }
    case .workers: service.workers.map(String.init)
    case .port: service.port.map(String.init)
    case .isPublic: exposure(service.exposure)
    case .body: service.proxy.map { ByteSize(bytes: $0.bodyBytes).canonical }
    case .headers: service.proxy.map { String($0.addsHeaders) }
    case .tls: service.proxy?.encryption?.rawValue
    case .resourcesReserveCPU: service.resources.reserveCPUMilli.map { CPUAmount(millicores: $0).canonical }
    case .resourcesReserveMemory: service.resources.reserveMemoryBytes.map { ByteSize(bytes: $0).canonical }
    case .health, .healthPath, .healthPort, .healthTimeout, .healthWithin, .healthInterval, .healthStartPeriod,
      .healthRetries:
      service.health.flatMap { text(of: key, in: $0) ?? (key == .healthPort ? service.port.map(String.init) : nil) }
    case .resourcesCPU: CPUAmount(millicores: service.resources.cpuMilli).canonical
    case .resourcesMemory: ByteSize(bytes: service.resources.memoryBytes).canonical
    case .resourcesStorage: service.resources.storageBytes.map { ByteSize(bytes: $0).canonical }
    case .stopGrace: duration(service.stopGrace)
    case .region: service.region
    case .scaleReplicas: String(service.scale.replicas)
    case .scaleAutoscaleMin: service.scale.autoscale.map { String($0.min) }
    case .scaleAutoscaleMax: service.scale.autoscale.map { String($0.max) }
    case .scaleAutoscaleCPU: service.scale.autoscale?.cpuPercent.map { "\($0)%" }
    case .scaleAutoscaleMemory: service.scale.autoscale?.memoryPercent.map { "\($0)%" }
    case .restart, .restartPolicy: service.restart.policy.rawValue
    case .restartMaxRetries: String(service.restart.maxRetries)
    case .schedule: service.schedule
    case .singleton: String(service.isSingleton)
    case .flavor, .version, .database, .vhost, .bucket, .management, .replicaSet, .user, .pooler,
      .poolerMode, .poolerSize,
      .poolerClients, .poolerImage,
      .backupSchedule,
      .backupKeep, .backupToURL, .backupToEndpoint:
      service.store.flatMap { text(of: key, in: $0) }
    case .extends, .build, .buildArgs, .buildSecrets, .buildPython, .buildNode, .buildPackages, .buildWatch,
      .buildImageOf, .buildCommand, .buildOutput, .buildCollectstatic, .buildToolchain, .buildToolchainTool,
      .buildToolchainVersion, .buildInstallFiles, .buildInstallProject, .buildWorkspace, .buildExtras, .buildPackage,
      .buildRegistries, .buildStandalone, .buildBuildPackages, .server, .serverExtra, .entrypoint, .start, .release,
      .ports, .portsPort, .portsProtocol, .pools, .poolsSize,
      .poolsOverflow, .poolsAs, .poolsTimeout, .poolsRecycle, .poolsPrePing, .healthCommand, .resources, .outputs,
      .outputsType, .outputsValue, .outputsSecret, .files, .filesSecret, .filesTemplate, .filesText, .options, .raw,
      .routes, .routesTo, .routesPort, .routesStrip, .resourcesReserve, .needs, .volumes, .mounts, .scale,
      .scaleAutoscale, .databaseOf,
      .use, .useRemoved, .secrets, .variables, .variablesValue, .variablesSource, .variablesType, .variablesWhen,
      .variablesVisible, .variablesRequired, .variablesSeparator, .variablesFormat, .variablesPattern, .variablesDoc,
      .tuning, .backup, .backupTo, .backupToSecret, .extensions, .initFiles, .external:
      nil
    }
  }

  private static func text(of key: ServiceKey, in server: Server) -> String? {
    switch key {
    case .serverKind: server.kind
    case .serverWorkerClass: server.workerClass
    case .serverTimeout: server.timeout.map(duration)
    case .serverGracefulTimeout: duration(server.gracefulTimeout)
    case .serverKeepalive: duration(server.keepalive)
    case .serverMaxRequests: server.maxRequests.map(String.init)
    case .serverMaxRequestsJitter: server.maxRequestsJitter.map(String.init)
    case .serverThreads: server.threads.map(String.init)
    default: nil
    }
  }

  private static func text(of key: ServiceKey, in health: Health) -> String? {
    switch key {
    case .health, .healthPath:
      switch health.check {
      case .http(let path): path
      case .none: key == .health ? "none" : nil
      case .command: nil
      }
    case .healthWithin: duration(health.within)
    case .healthInterval: duration(health.interval)
    case .healthTimeout: duration(health.timeout)
    case .healthPort: health.port.map(String.init)
    case .healthStartPeriod: duration(health.startPeriod)
    case .healthRetries: String(health.retries)
    default: nil
    }
  }

  private static func text(of key: ServiceKey, in store: Store) -> String? {
    switch key {
    case .flavor: store.flavor
    case .version: store.version
    case .database: store.database
    case .vhost, .bucket: store.space
    case .management: String(store.hasConsole)
    case .replicaSet: store.replicaSet
    case .user: store.user
    case .pooler, .poolerMode: store.pooler?.mode.rawValue ?? "off"
    case .poolerSize: store.pooler.map { String($0.size) }
    case .poolerClients: store.pooler.map { String($0.clients) }
    case .poolerImage: store.pooler?.image
    case .backupSchedule: store.backup?.schedule
    case .backupKeep: store.backup.map { duration($0.keep) }
    case .backupToURL: store.backup?.destination?.url
    case .backupToEndpoint: store.backup?.destination?.endpoint
    default: nil
    }
  }

  private static func exposure(_ exposure: Exposure) -> String {
    if exposure.isTCP { return "tcp" }
    return exposure.domains.first ?? String(exposure.isPublic)
  }

  private static func duration(_ duration: Milliseconds) -> String { Interval(milliseconds: duration).canonical }
}

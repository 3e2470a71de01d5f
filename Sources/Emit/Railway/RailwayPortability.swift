package import IR

extension RailwayEmitter {
  /// Railway's column of the portability table.
  package static func portability(of key: ServiceKey, in service: Service?, _ capabilities: Capabilities) -> Portable {
    if let service, RailwayBucket.isOne(service), let cell = RailwayBucket.portability(of: key, in: service) {
      return cell
    }
    return switch key {
    case .buildTarget: .near("the last stage of the Dockerfile is built, whatever its name")
    case .buildSecrets where service?.build?.builder == .railpack:
      .lowered(to: "a variable of the service, which its build gets as a secret")
    case .buildPush: .dropped("it builds images by itself and gives them names of its own")
    case .buildPython, .buildNode, .buildPackages, .buildBuildPackages, .buildOutput:
      service?.build?.builder == .railpack ? .lowered(to: "a variable of Railpack's") : .native
    case .port:
      service?.isRailwayDatabase != true
        ? .native : .dropped("its image of the store decides on the port, and references follow it")
    case .healthCommand:
      if case .http? = service?.health?.check {
        .meaningless("the path beside it is asked")
      } else {
        .near("no command is run: a new version counts as healthy once it runs")
      }
    case .healthPort: isAskedElsewhere(service) ? .near("only `PORT` is asked, so no path is") : .native
    case .healthWithin:
      if case .command? = service?.health?.check {
        .dropped("no command is run, so there is nothing to wait for")
      } else if service != nil, isAskedElsewhere(service) {
        .dropped("only `PORT` is asked, so there is nothing to wait for")
      } else {
        .native
      }
    case .entrypoint: .lowered(to: "a start command that begins with it")
    case .tls: .meaningless("its edge has the certificates")
    case .mounts: .meaningless("no environment of `kind: local` is deployed there")
    case .options: .meaningless("there are no options of a single service")
    case .objectives, .objectivesLatency, .objectivesErrors, .objectivesHeaders, .metrics, .metricsPath, .metricsPort,
      .checks, .checksInstall, .checksLint, .checksTest,
      .type, .enabled, .extends, .root, .build, .buildBuilder, .buildDockerfile, .buildArgs, .buildSecrets,
      .buildWatch, .buildImageOf, .buildCommand, .buildCollectstatic, .buildToolchain, .buildToolchainTool,
      .buildToolchainVersion, .buildInstallFiles, .buildInstallProject, .buildWorkspace, .buildExtras, .buildPackage,
      .buildRegistries, .buildStandalone, .image, .app, .server, .serverKind, .serverWorkerClass, .serverTimeout,
      .serverGracefulTimeout, .serverKeepalive, .serverMaxRequests, .serverMaxRequestsJitter, .serverThreads,
      .serverExtra, .start, .release, .workers, .pools, .poolsSize, .poolsOverflow, .poolsAs, .poolsTimeout,
      .poolsRecycle, .poolsPrePing, .ports, .portsPort, .portsProtocol, .isPublic, .health, .healthPath,
      .healthInterval, .healthTimeout, .healthStartPeriod, .healthRetries, .resources, .resourcesCPU, .resourcesMemory,
      .resourcesStorage, .resourcesReserve, .resourcesReserveCPU, .resourcesReserveMemory, .routes, .routesTo,
      .routesPort, .routesStrip, .body, .headers, .stopGrace, .region, .outputs, .outputsType, .outputsValue,
      .outputsSecret, .files, .filesSecret, .filesTemplate, .filesText, .raw, .needs, .volumes, .scale, .scaleReplicas,
      .scaleAutoscale, .scaleAutoscaleMin, .scaleAutoscaleMax, .scaleAutoscaleCPU, .scaleAutoscaleMemory, .restart,
      .restartPolicy, .restartMaxRetries, .schedule, .singleton, .use, .useRemoved, .secrets, .variables,
      .variablesValue, .variablesSource, .variablesType, .variablesWhen, .variablesVisible, .variablesRequired,
      .variablesSeparator, .variablesFormat, .variablesPattern, .variablesDoc, .flavor, .version, .databaseOf,
      .database, .vhost, .bucket, .management, .replicaSet, .user, .tuning, .pooler, .poolerMode, .poolerSize,
      .poolerClients, .poolerImage, .backup, .backupSchedule, .backupKeep, .backupTo, .backupToURL, .backupToEndpoint,
      .backupToSecret, .extensions, .initFiles, .external:
      capabilities.portability(of: key, in: service)
    }
  }

  /// Whether the health path is asked at another port than the service's own.
  private static func isAskedElsewhere(_ service: Service?) -> Bool {
    guard let service, let port = service.health?.port else { return service == nil }
    return port != service.port
  }
}

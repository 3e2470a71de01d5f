import IR

/// How a fact that differs reaches what runs, whatever the target. Every key has its line: a new one does not compile
/// without it.
enum Mechanisms {
  /// - Parameters:
  ///   - before: the service as it was; nil: the fact is of no service.
  ///   - service: as it is.
  static func of(_ pair: FactPair, _ before: Service? = nil, _ service: Service? = nil) -> ChangeMechanism {
    switch pair.either.subject {
    case .option: .option
    case .project(let key): of(key, pair)
    case .service(let key): of(key, pair, before, service ?? before)
    }
  }

  private static func of(_ key: ProjectKey, _ pair: FactPair) -> ChangeMechanism {
    switch key {
    case .targets: pair.new == nil ? .targetRemoved : .targetAdded
    case .repository, .repositoryGitHub, .repositoryBranch: .repository
    case .secretsSource: pair.new == nil || pair.old == nil ? .rule : needsValue(pair) ? .secretNeeded : .rule
    case .raw: .raw
    case .project: .project
    case .options: .option
    case .environmentsKind: .unknown
    case .version, .secrets, .secretsPrefix, .secretsRequired, .secretsPattern, .secretsType, .secretsCharset,
      .secretsDiffersFrom, .secretsClass, .secretsDoc, .secretsRotate, .secretsMultiline, .variables, .variablesValue,
      .variablesSource,
      .variablesType, .variablesWhen, .variablesVisible, .variablesRequired, .variablesSeparator, .variablesFormat,
      .variablesPattern, .variablesDoc, .services, .volumes, .environments, .environmentsFrom, .environmentsLife,
      .environmentsEnabled, .policies, .policiesSame, .policiesDifferent, .policiesAtLeast, .policiesAtLeastPath,
      .policiesAtLeastValue, .policiesAtLeastEnvironment, .policiesForbid, .policiesForbidPath, .policiesForbidEquals,
      .policiesForbidEnvironments, .policiesRequire, .policiesRequirePath, .policiesRequireWhen, .lints,
      .optionsLayout:
      .rule
    }
  }

  /// Whether a value is demanded that may not be there: an optional secret became required, a generated one external.
  private static func needsValue(_ pair: FactPair) -> Bool { pair.new?.text == ValueText.required }

  private static func of(
    _ key: ServiceKey, _ pair: FactPair, _ before: Service?, _ service: Service?
  ) -> ChangeMechanism {
    let isStore = service?.hasStore == true
    switch key {
    case .type: return isStore ? .otherServer : .type
    case .flavor, .external: return .otherServer
    case .root, .extends, .buildWorkspace, .buildImageOf: return .sources
    case .build, .buildBuilder, .buildDockerfile, .buildArgs, .buildSecrets, .buildTarget,
      .buildCommand, .buildOutput, .buildToolchain, .buildToolchainTool, .buildToolchainVersion, .buildInstallFiles,
      .buildInstallProject, .buildExtras, .buildPackage, .buildRegistries, .buildStandalone,
      .buildBuildPackages, .buildCollectstatic:
      return .image
    case .buildPython, .buildNode, .buildPackages: return .toolchain
    case .buildPush, .image: return .finishedImage
    case .buildWatch, .enabled, .outputs, .outputsType, .outputsValue, .outputsSecret, .variablesType,
      .variablesPattern, .variablesFormat, .variablesDoc, .objectives, .objectivesLatency, .objectivesErrors,
      .objectivesHeaders, .metrics, .metricsPath, .metricsPort, .checks, .checksInstall, .checksLint, .checksTest:
      return .rule
    case .app, .server, .serverKind, .serverWorkerClass, .serverTimeout, .serverGracefulTimeout, .serverKeepalive,
      .serverMaxRequests, .serverMaxRequestsJitter, .serverThreads, .serverExtra, .entrypoint, .start, .workers, .pools,
      .poolsSize, .poolsOverflow, .poolsAs, .poolsTimeout, .poolsRecycle, .poolsPrePing, .port, .ports, .portsPort,
      .portsProtocol, .stopGrace, .restart, .restartPolicy, .restartMaxRetries, .mounts, .use, .useRemoved, .secrets,
      .variablesSource, .variablesRequired, .variablesSeparator,
      .management:
      return .process
    case .variables, .variablesValue, .variablesWhen, .variablesVisible: return variable(pair)
    case .files, .filesSecret, .filesTemplate, .filesText: return .files
    case .release: return .release
    case .health, .healthPath, .healthCommand, .healthPort, .healthTimeout, .healthWithin, .healthInterval,
      .healthStartPeriod, .healthRetries:
      return .health
    case .isPublic: return exposure(pair)
    case .routes, .routesTo, .routesPort, .routesStrip, .body, .headers, .tls: return .proxyRoutes
    case .resourcesReserve, .resourcesReserveCPU, .resourcesReserveMemory: return .reserve
    case .resources, .resourcesCPU, .resourcesMemory:
      return isStore ? .storeLimits : .limits
    case .resourcesStorage: return storage(pair, before, service)
    case .region: return .region
    case .options: return .option
    case .raw: return .raw
    case .needs, .singleton: return .startOrder
    case .volumes: return volume(pair)
    case .scale, .scaleReplicas: return hasGrown(pair) ? .moreReplicas : .fewerReplicas
    case .scaleAutoscale, .scaleAutoscaleMin, .scaleAutoscaleMax, .scaleAutoscaleCPU, .scaleAutoscaleMemory:
      return .autoscaling
    case .schedule: return .schedule
    case .version: return version(pair, service)
    case .databaseOf: return pair.new == nil ? .extensionRemoved : pair.old == nil ? .extensionAdded : .firstStart
    case .database, .vhost, .bucket, .replicaSet, .user, .initFiles: return .firstStart
    case .extensions: return pair.new == nil ? .extensionRemoved : .extensionAdded
    case .tuning: return setting(pair)
    case .pooler, .poolerMode, .poolerImage: return .pooler
    case .poolerSize, .poolerClients: return pair.old == nil || pair.new == nil ? .pooler : .poolerSize
    case .backup, .backupSchedule, .backupKeep, .backupTo, .backupToURL, .backupToEndpoint, .backupToSecret:
      return pair.new == nil && service?.store?.backup == nil ? .backupEnded : .backup
    }
  }

  private static func variable(_ pair: FactPair) -> ChangeMechanism {
    [pair.old, pair.new].contains { $0?.detail == .baked } ? .baked : .process
  }

  private static func exposure(_ pair: FactPair) -> ChangeMechanism {
    guard case .exposure(let before)? = pair.old?.detail, case .exposure(let after)? = pair.new?.detail else {
      return .exposure
    }
    return before == after ? .domain : .exposure
  }

  private static func storage(_ pair: FactPair, _ before: Service?, _ service: Service?) -> ChangeMechanism {
    let keeps = (before?.store?.keepsData == true, service?.store?.keepsData == true)
    if keeps == (false, true) { return .volumeAdded }
    if keeps == (true, false) { return .storageEnded }
    // A size that is written or taken away: the platform decides.
    if pair.old == nil || pair.new == nil { return .storageGrown }
    return hasGrown(pair) ? .storageGrown : .storageShrunk
  }

  private static func hasGrown(_ pair: FactPair) -> Bool {
    guard case .amount(let before)? = pair.old?.detail, case .amount(let after)? = pair.new?.detail else {
      return pair.old == nil
    }
    return after > before
  }

  private static func volume(_ pair: FactPair) -> ChangeMechanism {
    guard case .volume(let before)? = pair.old?.detail else { return .volumeAdded }
    guard case .volume(let after)? = pair.new?.detail else { return .volumeRemoved }
    if before.shared != after.shared { return .volumeMoved }
    return before.bytes != after.bytes ? .volumeSize : .volumeAccess
  }

  private static func version(_ pair: FactPair, _ service: Service?) -> ChangeMechanism {
    guard case .version(let before)? = pair.old?.detail, case .version(let after)? = pair.new?.detail,
      let old = before.first, let new = after.first
    else { return .versionRefused }
    if service?.store?.keepsData == false { return .finishedImage }
    if new < old { return .versionLower }
    return new == old || service?.store?.upgradesInPlace == true ? .versionHigher : .versionRefused
  }

  private static func setting(_ pair: FactPair) -> ChangeMechanism {
    guard case .setting(_, let needsRestart, let isOnRole) = pair.either.detail else { return .startSetting }
    return isOnRole ? .roleSetting : needsRestart ? .startSetting : .reloadSetting
  }
}

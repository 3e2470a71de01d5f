package import IR

extension KubernetesEmitter {
  /// The column of the portability table for keys outside services.
  package static func portability(of key: ProjectKey, _ capabilities: Capabilities) -> Portable {
    switch key {
    case .repository, .repositoryGitHub, .repositoryBranch: .meaningless("images are built elsewhere")
    case .version, .project, .targets, .secrets, .secretsSource, .secretsPrefix, .secretsRequired, .secretsPattern,
      .secretsType, .secretsCharset, .secretsDiffersFrom, .secretsClass, .secretsDoc, .secretsRotate, .secretsMultiline,
      .variables,
      .variablesValue, .variablesSource, .variablesType, .variablesWhen, .variablesVisible, .variablesRequired,
      .variablesSeparator, .variablesFormat, .variablesPattern, .variablesDoc, .services, .volumes, .environments,
      .environmentsFrom, .environmentsKind, .environmentsLife, .environmentsEnabled, .policies, .policiesSame,
      .policiesDifferent, .policiesAtLeast, .policiesAtLeastPath, .policiesAtLeastValue, .policiesAtLeastEnvironment,
      .policiesForbid, .policiesForbidPath, .policiesForbidEquals, .policiesForbidEnvironments, .policiesRequire,
      .policiesRequirePath, .policiesRequireWhen, .lints, .options, .optionsLayout, .raw:
      capabilities.portability(of: key)
    }
  }

  /// The column of the portability table.
  package static func portability(of key: ServiceKey, in service: Service?, _ capabilities: Capabilities) -> Portable {
    switch key {
    case .buildWatch: .meaningless("images are built by a command, not when a file changes")
    case .region: .dropped("names of regions are the provider's; a cluster is in one")
    case .healthStartPeriod: .meaningless("the startup probe waits as long as `within` allows")
    case .portsProtocol: .native
    case .tls: .meaningless("the controller of the cluster has the certificates")
    case .isPublic: address(service, capabilities)
    case .needs: order(service)
    case .routesStrip:
      .byRule(.cannotExpress, "an Ingress removes no prefix; the route of a Gateway does")
    case .filesText, .filesTemplate:
      service?.files.contains { $0.composed?.value?.isKnownWhenEmitted == false } == true
        ? .byRule(.cannotExpress, "a ConfigMap holds no secret") : .native
    case .body, .headers: .dropped("controllers have settings of their own for it")
    case .mounts: .meaningless("no environment of `kind: local` is deployed there")
    case .buildArgs, .buildSecrets, .buildTarget, .buildPush, .buildPython, .buildNode, .buildPackages, .buildCommand,
      .buildOutput, .buildBuildPackages, .buildCollectstatic:
      service?.build?.builder == .railpack
        ? .byRule(.approximated, "Railpack is not called; the image is built elsewhere")
        : capabilities.portability(of: key, in: service)
    case .restart, .restartPolicy, .restartMaxRetries: restart(key, service)
    case .objectives, .objectivesLatency, .objectivesErrors, .objectivesHeaders, .metrics, .metricsPath, .metricsPort,
      .checks, .checksInstall, .checksLint, .checksTest,
      .type, .enabled, .extends, .root, .build, .buildBuilder, .buildDockerfile, .buildImageOf, .buildToolchain,
      .buildToolchainTool, .buildToolchainVersion, .buildInstallFiles, .buildInstallProject, .buildWorkspace,
      .buildExtras, .buildPackage, .buildRegistries, .buildStandalone, .image, .app, .server, .serverKind,
      .serverWorkerClass, .serverTimeout, .serverGracefulTimeout, .serverKeepalive, .serverMaxRequests,
      .serverMaxRequestsJitter, .serverThreads, .serverExtra, .entrypoint, .start, .release, .workers, .pools,
      .poolsSize, .poolsOverflow, .poolsAs, .poolsTimeout, .poolsRecycle, .poolsPrePing, .port, .ports, .portsPort,
      .routes, .routesTo, .routesPort, .health, .healthPath, .healthCommand, .healthPort,
      .healthTimeout, .healthWithin, .healthInterval, .healthRetries, .resources, .resourcesCPU, .resourcesMemory,
      .resourcesStorage, .resourcesReserve, .resourcesReserveCPU, .resourcesReserveMemory, .stopGrace, .outputs,
      .outputsType, .outputsValue, .outputsSecret, .files, .filesSecret, .options, .raw,
      .volumes, .scale, .scaleReplicas, .scaleAutoscale, .scaleAutoscaleMin, .scaleAutoscaleMax,
      .scaleAutoscaleCPU, .scaleAutoscaleMemory, .schedule, .singleton, .use, .useRemoved, .secrets, .variables,
      .variablesValue, .variablesSource, .variablesType, .variablesWhen, .variablesVisible, .variablesRequired,
      .variablesSeparator, .variablesFormat, .variablesPattern, .variablesDoc, .flavor, .version, .databaseOf,
      .database, .vhost, .bucket, .management, .replicaSet, .user, .tuning, .pooler, .poolerMode, .poolerSize,
      .poolerClients, .poolerImage, .backup, .backupSchedule, .backupKeep, .backupTo, .backupToURL, .backupToEndpoint,
      .backupToSecret, .extensions, .initFiles, .external:
      capabilities.portability(of: key, in: service)
    }
  }

  private static func address(_ service: Service?, _ capabilities: Capabilities) -> Portable {
    guard let service else { return .native }
    if service.exposure.isTCP {
      return .byRule(.cannotExpress, "the address of a load balancer is known only after it was made")
    }
    let needsDomain = service.exposure.isPublic && service.exposure.domains.isEmpty && !service.isProxy
    return needsDomain && !capabilities.knowsPlatformDomainAtBuild
      ? .byRule(.cannotExpress, "there is no domain below which services get theirs") : .native
  }

  /// Stores, releases and services are phases; services among themselves start together.
  private static func order(_ service: Service?) -> Portable {
    guard let service, service.needs.contains(where: { $0.condition != .done }) else { return .native }
    return .approximated(.init(.approximated, "services start together, and clients retry", isReportedByKey: false))
  }

  /// The pods of a Deployment are always started again; a Job counts its retries.
  private static func restart(_ key: ServiceKey, _ service: Service?) -> Portable {
    guard let service, !service.isOneShot else { return .native }
    if service.isStore || service.restart.policy == .always { return .meaningless("a pod that ends is started again") }
    if service.restart.policy == .never { return .near("a pod that ends is started again all the same") }
    return .dropped("a pod that ends is started again, also after success, and retries are not counted")
  }
}

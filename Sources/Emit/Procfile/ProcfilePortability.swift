package import IR

extension ProcfileEmitter {
  /// The same for keys outside services.
  package static func portability(of key: ProjectKey, _ capabilities: Capabilities) -> Portable {
    switch key {
    case .project: .meaningless("nothing on the machine is named after it")
    case .secretsMultiline: .byRule(.cannotExpress, "a value is one line of its env file")
    case .repository, .repositoryGitHub, .repositoryBranch: .meaningless("processes run from the working tree")
    case .version, .targets, .secrets, .secretsSource, .secretsPrefix, .secretsRequired, .secretsPattern, .secretsType,
      .secretsCharset,
      .secretsDiffersFrom, .secretsClass, .secretsDoc, .secretsRotate, .variables, .variablesValue, .variablesSource,
      .variablesType, .variablesWhen, .variablesVisible, .variablesRequired, .variablesSeparator, .variablesFormat,
      .variablesPattern, .variablesDoc, .services, .volumes, .environments, .environmentsFrom, .environmentsKind,
      .environmentsLife, .environmentsEnabled, .policies, .policiesSame, .policiesDifferent, .policiesAtLeast,
      .policiesAtLeastPath,
      .policiesAtLeastValue, .policiesAtLeastEnvironment, .policiesForbid, .policiesForbidPath, .policiesForbidEquals,
      .policiesForbidEnvironments, .policiesRequire, .policiesRequirePath, .policiesRequireWhen, .lints, .options,
      .optionsLayout, .raw:
      capabilities.portability(of: key)
    }
  }

  /// The Procfile's column of the portability table.
  package static func portability(of key: ServiceKey, in service: Service?, _ capabilities: Capabilities) -> Portable {
    if service?.hasStore == true, let cell = ofStores(key) { return cell }
    return switch key {
    case .build, .buildBuilder, .buildDockerfile, .buildArgs, .buildSecrets, .buildPython, .buildNode, .buildPackages,
      .buildWatch, .buildTarget, .buildImageOf, .buildPush, .buildCommand, .buildOutput, .buildCollectstatic,
      .buildToolchain, .buildToolchainTool, .buildToolchainVersion, .buildInstallFiles, .buildInstallProject,
      .buildWorkspace, .buildExtras, .buildPackage, .buildRegistries, .buildStandalone, .buildBuildPackages:
      .meaningless("no image is built: processes run from the working tree")
    case .databaseOf: .lowered(to: "statements beside the settings of the store, run by hand")
    case .isPublic: .meaningless("every process is reached at its port of this machine")
    case .health, .healthPath, .healthCommand, .healthPort, .healthTimeout, .healthWithin, .healthInterval,
      .healthStartPeriod, .healthRetries:
      service?.health?.check == Health.Check.none
        ? .meaningless("nothing asks for health") : .dropped("nothing asks for health")
    case .stopGrace: .dropped("the process manager decides how long it waits")
    case .region: .dropped("everything runs on one machine")
    case .needs: .dropped("all processes start at once; clients retry")
    case .volumes: .dropped("a process writes to the directories of the machine")
    case .files, .filesSecret, .filesTemplate, .filesText:
      .near("files must be put at their paths by hand; texts are written beside the Procfile")
    case .restart, .restartPolicy, .restartMaxRetries:
      .dropped("when one process ends, honcho and foreman end all of them")
    case .mounts: .meaningless("what runs is the working tree itself")
    case .options, .raw: .meaningless("there is nothing of a single service to add to a line")
    case .variablesWhen: .meaningless("what is read while building and while running is one environment")
    case .objectives, .objectivesLatency, .objectivesErrors, .objectivesHeaders, .metrics, .metricsPath, .metricsPort,
      .checks, .checksInstall, .checksLint, .checksTest,
      .type, .enabled, .extends, .root, .image, .app, .server, .serverKind, .serverWorkerClass, .serverTimeout,
      .serverGracefulTimeout, .serverKeepalive, .serverMaxRequests, .serverMaxRequestsJitter, .serverThreads,
      .serverExtra, .entrypoint, .start, .release, .routes, .routesTo, .routesPort, .routesStrip, .body, .headers, .tls,
      .resourcesReserve, .resourcesReserveCPU, .resourcesReserveMemory, .workers, .pools, .poolsSize, .poolsOverflow,
      .poolsAs, .poolsTimeout, .poolsRecycle, .poolsPrePing, .port, .ports, .portsPort, .portsProtocol, .resources,
      .resourcesCPU, .resourcesMemory, .resourcesStorage, .outputs,
      .outputsType, .outputsValue, .outputsSecret, .scale, .scaleReplicas, .scaleAutoscale, .scaleAutoscaleMin,
      .scaleAutoscaleMax, .scaleAutoscaleCPU, .scaleAutoscaleMemory, .schedule, .singleton, .use, .useRemoved,
      .secrets, .variables, .variablesValue, .variablesSource, .variablesType, .variablesVisible, .variablesRequired,
      .variablesSeparator, .variablesFormat, .variablesPattern, .variablesDoc, .flavor, .version, .database, .vhost,
      .bucket, .management, .replicaSet, .user,
      .tuning,
      .extensions:
      capabilities.portability(of: key, in: service)
    case .external: capabilities.portability(of: key, in: service)
    case .backup, .backupSchedule, .backupKeep, .backupTo, .backupToURL, .backupToEndpoint, .backupToSecret,
      .initFiles, .pooler, .poolerMode, .poolerSize, .poolerClients, .poolerImage:
      ofStores(key) ?? .native
    }
  }

  /// Stores are somewhere on the machine of the developer: what the files say of them is text for the developer who starts them.
  private static func ofStores(_ key: ServiceKey) -> Portable? {
    switch key {
    case .backup, .backupSchedule, .backupKeep, .backupTo, .backupToURL, .backupToEndpoint, .backupToSecret:
      .dropped("it starts no stores and makes no backups of them")
    case .initFiles: .dropped("it starts no stores: the files are run by hand")
    case .pooler, .poolerMode, .poolerSize, .poolerClients, .poolerImage:
      .meaningless("processes connect to the server on this machine itself")
    case .stopGrace, .isPublic, .image, .resourcesReserve, .resourcesReserveCPU, .resourcesReserveMemory:
      .meaningless("it starts no stores")
    default: nil
    }
  }
}

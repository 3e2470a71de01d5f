package import IR

extension ComposeEmitter {
  /// The same for keys outside services.
  package static func portability(of key: ProjectKey, _ capabilities: Capabilities) -> Portable {
    switch key {
    case .repository, .repositoryGitHub, .repositoryBranch: .meaningless("images are built from the working copy")
    case .version, .project, .targets, .secrets, .secretsSource, .secretsPrefix, .secretsRequired, .secretsPattern,
      .secretsType, .secretsCharset,
      .secretsDiffersFrom, .secretsClass, .secretsDoc, .secretsRotate, .secretsMultiline, .variables, .variablesValue,
      .variablesSource,
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

  /// Compose's column of the portability table.
  package static func portability(of key: ServiceKey, in service: Service?, _ capabilities: Capabilities) -> Portable {
    switch key {
    case .buildArgs, .buildSecrets, .buildPython, .buildNode, .buildPackages, .buildTarget, .buildPush, .buildCommand,
      .buildOutput, .buildBuildPackages, .buildCollectstatic:
      service?.build?.builder == .railpack
        ? .byRule(.approximated, "Railpack is not called; the image is built elsewhere") : .native
    case .buildWatch: .meaningless("an image is built when `docker compose build` is called, not when a file changes")
    case .healthWithin:
      .dropped("a container has as long as `start_period`, `interval` and `retries` give it")
    case .region: .dropped("everything runs on one machine")
    case .portsProtocol: .native
    case .objectives, .objectivesLatency, .objectivesErrors, .objectivesHeaders, .metrics, .metricsPath, .metricsPort,
      .checks, .checksInstall, .checksLint, .checksTest,
      .type, .enabled, .extends, .root, .build, .buildBuilder, .buildDockerfile, .buildImageOf, .image, .app,
      .buildToolchain, .buildToolchainTool, .buildToolchainVersion, .buildInstallFiles, .buildInstallProject,
      .buildWorkspace, .buildExtras, .buildPackage, .buildRegistries, .buildStandalone,
      .server, .serverKind, .serverWorkerClass, .serverTimeout, .serverGracefulTimeout, .serverKeepalive,
      .serverMaxRequests, .serverMaxRequestsJitter, .serverThreads, .serverExtra, .entrypoint, .start, .release,
      .workers, .pools,
      .poolsSize, .poolsOverflow, .poolsAs, .poolsTimeout, .poolsRecycle, .poolsPrePing, .port, .ports, .portsPort,
      .isPublic, .health,
      .healthPath, .healthCommand, .healthPort, .healthInterval, .healthTimeout, .healthStartPeriod, .healthRetries,
      .routes, .routesTo, .routesPort, .routesStrip, .body, .headers, .tls,
      .resources, .resourcesCPU, .resourcesMemory, .resourcesStorage, .resourcesReserve, .resourcesReserveCPU,
      .resourcesReserveMemory, .stopGrace, .outputs, .outputsType,
      .outputsValue, .outputsSecret, .files, .filesSecret, .filesTemplate, .filesText, .options, .raw, .needs, .volumes,
      .mounts,
      .scale, .scaleReplicas,
      .scaleAutoscale, .scaleAutoscaleMin, .scaleAutoscaleMax, .scaleAutoscaleCPU, .scaleAutoscaleMemory, .restart,
      .restartPolicy, .restartMaxRetries, .schedule, .singleton, .use, .useRemoved, .secrets, .variables,
      .variablesValue,
      .variablesSource, .variablesType, .variablesWhen, .variablesVisible, .variablesRequired, .variablesSeparator,
      .variablesFormat, .variablesPattern, .variablesDoc, .flavor, .version, .databaseOf, .database, .vhost, .bucket,
      .management, .replicaSet, .user, .tuning,
      .pooler,
      .poolerMode,
      .poolerSize, .poolerClients, .poolerImage, .backup, .backupSchedule, .backupKeep, .backupTo, .backupToURL,
      .backupToEndpoint, .backupToSecret, .extensions, .initFiles,
      .external:
      capabilities.portability(of: key, in: service)
    }
  }
}

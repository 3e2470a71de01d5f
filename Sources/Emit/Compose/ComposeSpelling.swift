package import IR

/// What the keys of a topology are called in a compose file, as far as it has them (the Compose Specification and Docker
/// Compose 2.40, which a test asks).
extension ComposeEmitter {
  package static func spelling(of key: ServiceKey) -> KeySpelling? {
    switch key {
    case .type, .enabled, .extends, .root, .image, .entrypoint, .start, .release, .port, .ports, .portsPort,
      .portsProtocol, .isPublic, .stopGrace, .region, .outputs,
      .outputsType, .outputsValue, .outputsSecret, .files, .filesSecret, .filesTemplate, .filesText, .options, .raw,
      .needs, .volumes, .mounts, .schedule, .singleton, .secrets:
      ofService(key)
    case .objectives, .objectivesLatency, .objectivesErrors, .objectivesHeaders:
      .absent(instead: "rules of a monitoring system")
    case .checks, .checksInstall, .checksLint, .checksTest: .absent(instead: "the workflow of a pipeline")
    case .metrics, .metricsPath, .metricsPort: .absent(instead: "the configuration of a monitoring system")
    case .routes, .routesTo, .routesPort, .routesStrip, .body, .headers, .tls:
      .absent(instead: "the configuration of a proxy")
    case .build, .buildBuilder, .buildDockerfile, .buildArgs, .buildSecrets, .buildPython, .buildNode, .buildPackages,
      .buildWatch, .buildTarget, .buildImageOf, .buildPush, .buildCommand, .buildOutput, .buildCollectstatic,
      .buildToolchain, .buildToolchainTool, .buildToolchainVersion, .buildInstallFiles, .buildInstallProject,
      .buildWorkspace, .buildExtras, .buildPackage, .buildRegistries, .buildStandalone, .buildBuildPackages:
      ofBuild(key)
    case .app, .server, .serverKind, .serverWorkerClass, .serverTimeout, .serverGracefulTimeout, .serverKeepalive,
      .serverMaxRequests, .serverMaxRequestsJitter, .serverThreads, .serverExtra:
      .absent(instead: "arguments in `command`, or a file of the server")
    case .workers, .pools, .poolsSize, .poolsOverflow, .poolsAs, .poolsTimeout, .poolsRecycle, .poolsPrePing:
      .absent(instead: "variables that the program reads")
    case .health, .healthPath, .healthCommand, .healthPort, .healthTimeout, .healthWithin, .healthInterval,
      .healthStartPeriod, .healthRetries:
      ofHealth(key)
    case .resources: .keys(["deploy.resources"])
    case .resourcesCPU: .keys(["deploy.resources.limits.cpus", "cpus"])
    case .resourcesMemory: .keys(["deploy.resources.limits.memory", "mem_limit"])
    case .resourcesStorage: .absent(instead: "a volume has no size")
    case .resourcesReserve: .keys(["deploy.resources.reservations"])
    case .resourcesReserveCPU: .keys(["deploy.resources.reservations.cpus"])
    case .resourcesReserveMemory: .keys(["deploy.resources.reservations.memory", "mem_reservation"])
    case .scale: .keys(["deploy"])
    case .scaleReplicas: .keys(["deploy.replicas", "scale"])
    case .scaleAutoscale, .scaleAutoscaleMin, .scaleAutoscaleMax, .scaleAutoscaleCPU, .scaleAutoscaleMemory: .absent()
    case .restart, .restartPolicy: .keys(["restart"])
    case .restartMaxRetries: .keys(["restart"], note: "`on-failure:10`")
    case .use, .useRemoved: .keys(["environment"], note: "each variable by its name")
    case .variables, .variablesValue, .variablesSource, .variablesType, .variablesWhen, .variablesVisible,
      .variablesRequired, .variablesSeparator, .variablesFormat, .variablesPattern, .variablesDoc:
      ofVariable(key)
    case .external, .flavor, .version, .databaseOf, .database, .vhost, .bucket, .management, .replicaSet, .user,
      .tuning,
      .extensions, .initFiles, .pooler, .poolerMode, .poolerSize,
      .poolerClients, .poolerImage, .backup, .backupSchedule, .backupKeep, .backupTo, .backupToURL, .backupToEndpoint,
      .backupToSecret:
      ofStore(key)
    }
  }

  private static func ofService(_ key: ServiceKey) -> KeySpelling {
    switch key {
    case .type: .absent(instead: "the image decides")
    case .enabled: .absent(instead: "`profiles` starts a service on request")
    case .extends: .keys(["extends"], note: "which copies everything, here only the code")
    case .root: .keys(["build.context"])
    case .image: .keys(["image"])
    case .entrypoint: .keys(["entrypoint"])
    case .start: .keys(["command"])
    case .release: .absent(instead: "a service that runs once, and `depends_on` with `service_completed_successfully`")
    case .port, .ports, .portsPort: .keys(["expose"])
    case .portsProtocol: .keys(["ports"], note: "`53:53/udp`")
    case .isPublic: .keys(["ports"])
    case .stopGrace: .keys(["stop_grace_period"])
    case .region: .absent(instead: "everything runs on one machine")
    case .outputs, .outputsType, .outputsValue, .outputsSecret: .absent(instead: "texts that are repeated by hand")
    case .files: .keys(["configs", "secrets"])
    case .filesSecret: .keys(["secrets"])
    case .filesTemplate: .keys(["configs"], note: "`content`, in which only `${NAME}` is replaced")
    case .filesText: .keys(["configs"], note: "`content`")
    case .secrets: .absent(instead: "`${NAME:?}` in `environment`; `secrets` are files there")
    case .options: .absent(instead: "they are read by infracc")
    case .raw: .absent(instead: "what is below `raw.compose` is merged into the service")
    case .needs: .keys(["depends_on"])
    case .volumes: .keys(["volumes"])
    case .mounts: .keys(["volumes"], note: "`keep`: a volume without a name")
    case .schedule, .singleton: .absent(instead: "a timer outside starts the service")
    default: .absent()
    }
  }

  private static func ofBuild(_ key: ServiceKey) -> KeySpelling {
    switch key {
    case .build: .keys(["build"])
    // Called the same.
    case .buildDockerfile, .buildArgs, .buildSecrets, .buildTarget: .keys([key.rawValue])
    case .buildPush: .keys(["image"], note: "beside `build`")
    case .buildImageOf: .keys(["image"], note: "the same in two services")
    case .buildWatch: .absent(instead: "`develop.watch` changes a container that runs")
    default: .absent(instead: "lines of the Dockerfile")
    }
  }

  private static func ofHealth(_ key: ServiceKey) -> KeySpelling {
    switch key {
    case .health: .keys(["healthcheck"])
    case .healthPath, .healthPort: .absent(instead: "a command in `healthcheck.test` asks for it")
    case .healthCommand: .keys(["healthcheck.test"])
    case .healthInterval: .keys(["healthcheck.interval"])
    case .healthTimeout: .keys(["healthcheck.timeout"])
    case .healthStartPeriod: .keys(["healthcheck.start_period"])
    case .healthRetries: .keys(["healthcheck.retries"])
    default: .absent(instead: "`docker compose up --wait-timeout`")
    }
  }

  private static func ofVariable(_ key: ServiceKey) -> KeySpelling {
    switch key {
    case .variables, .variablesValue: .keys(["environment"])
    case .variablesSource: .absent(instead: "`${NAME:?}` in a value")
    case .variablesRequired: .absent(instead: "`${NAME:-}` in a value")
    case .variablesWhen: .keys(["environment", ServiceKey.buildArgs.rawValue])
    case .variablesDoc: .absent(instead: "a comment")
    default: .absent()
    }
  }

  private static func ofStore(_ key: ServiceKey) -> KeySpelling {
    switch key {
    case .flavor: .keys(["image"])
    case .version: .keys(["image"], note: "its tag")
    case .databaseOf: .absent(instead: "a script that makes databases and roles")
    case .database, .vhost, .bucket, .user: .keys(["environment"], note: "variables of the image")
    case .management: .keys(["image"], note: "another tag")
    case .replicaSet: .keys(["command"], note: "`--replSet`")
    case .tuning: .absent(instead: "arguments in `command`, or a file of the server")
    case .external: .absent(instead: "variables with the address")
    case .extensions, .initFiles: .absent(instead: "files that the image runs at its first start")
    case .pooler, .poolerMode, .poolerSize, .poolerClients, .poolerImage: .absent(instead: "another service")
    default: .absent(instead: "a script and a timer outside")
    }
  }

  package static func spelling(of key: ProjectKey) -> KeySpelling? {
    switch key {
    case .version: .absent(instead: "`version` is obsolete")
    case .project: .keys(["name"])
    case .services: .keys(["services"])
    case .volumes: .keys(["volumes"])
    case .variables: .absent(instead: "anchors, or the file `.env`")
    case .secrets: .absent(instead: "the file `.env`; `secrets` are files there")
    case .variablesValue, .variablesSource, .variablesType, .variablesWhen, .variablesVisible, .variablesRequired,
      .variablesSeparator, .variablesFormat, .variablesPattern, .variablesDoc:
      ServiceKey(rawValue: key.rawValue).map(ofVariable) ?? .absent()
    case .secretsSource, .secretsPattern, .secretsType, .secretsCharset, .secretsDiffersFrom, .secretsClass,
      .secretsRotate, .secretsMultiline, .secretsPrefix, .secretsRequired:
      .absent()
    case .secretsDoc: .absent(instead: "a comment")
    case .environments, .environmentsFrom: .absent(instead: "several files, merged by `-f`")
    case .environmentsKind, .environmentsLife, .environmentsEnabled: .absent()
    case .targets, .lints, .options, .optionsLayout: .absent(instead: "they are read by infracc")
    case .raw: .absent(instead: "what is below `raw.compose` is merged into the file")
    case .repository, .repositoryGitHub, .repositoryBranch: .absent(instead: "`build.context` takes a URL")
    case .policies, .policiesSame, .policiesDifferent, .policiesAtLeast, .policiesAtLeastPath, .policiesAtLeastValue,
      .policiesAtLeastEnvironment, .policiesForbid, .policiesForbidPath, .policiesForbidEquals,
      .policiesForbidEnvironments, .policiesRequire, .policiesRequirePath, .policiesRequireWhen:
      .absent()
    }
  }
}

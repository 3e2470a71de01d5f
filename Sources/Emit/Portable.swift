package import Diagnostics
package import IR

/// What one target makes of one key of the language: a cell of the portability table.
package enum Portable: Sendable {
  /// The target has the same thing.
  case native
  /// The target has another thing with the same effect.
  case lowered(to: String)
  /// The target has something near.
  case approximated(Loss)
  /// The target has nothing for it.
  case lost(Loss)
  /// What it says is compared while compiling, for every target alike, and is part of no file: what follows from it.
  case checked(String)
  /// There is nothing to lose: the reason.
  case meaningless(String)

  /// What is reported where a key cannot be kept.
  package struct Loss: Sendable {
    /// The kind of the finding.
    package let kind: DiagnosticKind
    /// One sentence without a period: what happens instead.
    package let words: String
    /// False where a rule of its own reports it, under conditions or with more to say.
    package let isReportedByKey: Bool

    package init(_ kind: DiagnosticKind, _ words: String, isReportedByKey: Bool) {
      self.kind = kind
      self.words = words
      self.isReportedByKey = isReportedByKey
    }
  }

  package var loss: Loss? {
    switch self {
    case .approximated(let loss), .lost(let loss): loss
    case .native, .lowered, .checked, .meaningless: nil
    }
  }

  /// Lost without changing what runs: I0914.
  static func dropped(_ words: String) -> Portable { .lost(Loss(.dropped, words, isReportedByKey: true)) }

  /// W0903, reported where the key is written.
  static func near(_ words: String) -> Portable { .approximated(Loss(.approximated, words, isReportedByKey: true)) }

  /// Reported by a rule of its own.
  static func byRule(_ kind: DiagnosticKind, _ words: String) -> Portable {
    .lost(Loss(kind, words, isReportedByKey: false))
  }
}

extension Capabilities {
  private var sets: Portable {
    if replicaSets { return .native }
    return runsStores
      ? .byRule(.cannotExpress, "nothing initiates the set")
      : .lowered(to: "the name in URLs: a server of that set is started by hand")
  }

  private static let beforeDeployment = Portable.checked(
    "a pipeline runs it before it deploys; nothing is deployed for it")

  private var reserves: Portable {
    if reservations { return .native }
    return resourceLimits ? .dropped("nothing is kept free") : .byRule(.dropped, "no limits are enforced")
  }

  private var schedules: Portable {
    switch cron {
    case .none, .approximated:
      .approximated(.init(.approximated, "something outside starts it", isReportedByKey: false))
    case .every(let minutes): minutes <= 1 ? .native : .lowered(to: "at most every \(minutes) minutes, in UTC")
    }
  }

  /// The cells that capabilities decide, for built-in targets and plug-ins alike; every other key is native.
  /// - Parameter service: nil: what holds in general.
  package func portability(of key: ServiceKey, in service: Service?) -> Portable {
    switch key {
    case .scaleAutoscale, .scaleAutoscaleMin, .scaleAutoscaleMax, .scaleAutoscaleCPU, .scaleAutoscaleMemory:
      autoscale ? .native : .byRule(.noAutoscaling, "`scale.replicas` is kept, whatever the load")
    case .scale, .scaleReplicas:
      replicas ? .native : .byRule(.dropped, "one is started")
    case .schedule: schedules
    case .resources, .resourcesCPU, .resourcesMemory:
      resourceLimits || service?.hasStore == true && !runsStores ? .native : .byRule(.dropped, "no limits are enforced")
    case .healthInterval, .healthTimeout, .healthStartPeriod, .healthRetries:
      continuousHealth
        ? .native : .byRule(.intervalIgnored, "health is asked only while a new version is deployed")
    case .resourcesReserve, .resourcesReserveCPU, .resourcesReserveMemory: reserves
    case .external: .lowered(to: "the address as text; nothing is deployed")
    case .initFiles:
      storeInit ? .native : .byRule(.cannotExpress, "stores run no files at their first start")
    case .filesSecret:
      fileMounts ? .native : .byRule(.cannotExpress, "no file can be mounted, and an image must not contain a secret")
    case .files, .filesTemplate, .filesText:
      fileMounts
        ? .native
        : copiesFiles && service?.canHaveFiles(self) != false
          ? .lowered(to: "a generated Dockerfile that copies them")
          : .byRule(.cannotExpress, "no file can be mounted")
    case .pooler, .poolerMode, .poolerSize, .poolerClients, .poolerImage:
      poolers ? .native : .byRule(.cannotExpress, "clients would connect to the server itself")
    case .backup, .backupSchedule, .backupKeep: portabilityOfBackups(in: service)
    case .backupTo, .backupToURL, .backupToEndpoint, .backupToSecret: portabilityOfCopies(in: service)
    case .needs: startupOrder ? .native : .byRule(.startNotOrdered, "nothing orders the start; clients retry")
    case .image: startsImages ? .native : .byRule(.approximated, "a finished image is not started")
    case .type, .enabled, .extends, .root, .build, .buildBuilder, .buildDockerfile, .buildArgs,
      .buildPython, .buildNode, .buildPackages, .buildWatch, .buildTarget, .buildImageOf, .buildPush, .buildCommand,
      .buildOutput, .buildCollectstatic, .buildToolchain, .buildToolchainTool, .buildToolchainVersion,
      .buildInstallFiles, .buildInstallProject, .buildWorkspace, .buildExtras, .buildPackage, .buildStandalone,
      .buildBuildPackages, .app, .server, .serverKind, .serverWorkerClass, .serverTimeout, .serverGracefulTimeout,
      .serverKeepalive, .serverMaxRequests, .serverMaxRequestsJitter, .serverThreads, .serverExtra, .entrypoint, .start,
      .release, .workers, .pools, .poolsSize, .poolsOverflow, .poolsAs, .poolsTimeout, .poolsRecycle, .poolsPrePing,
      .port, .ports, .portsPort, .isPublic, .health, .healthPath, .healthCommand, .healthPort, .healthWithin,
      .resourcesStorage, .stopGrace, .region, .routes, .routesTo, .routesPort, .routesStrip, .body, .headers, .tls,
      .mounts, .outputs, .outputsType, .outputsValue, .outputsSecret, .options, .raw, .volumes, .restart,
      .restartPolicy, .restartMaxRetries, .use, .useRemoved, .secrets, .variables, .variablesValue, .variablesSource,
      .variablesType, .variablesWhen, .variablesVisible, .variablesRequired, .variablesSeparator, .variablesFormat,
      .variablesDoc, .flavor, .version, .database, .vhost, .bucket, .management, .user, .tuning, .extensions:
      .native
    case .buildSecrets, .buildRegistries:
      buildSecrets ? .native : .byRule(.cannotExpress, "a build is given no secrets")
    case .replicaSet: sets
    case .databaseOf:
      hostedDatabases ? .native : .byRule(.cannotExpress, "a server has one database")
    case .portsProtocol: .meaningless("inside the network both protocols reach a container")
    case .objectives, .objectivesLatency, .objectivesErrors, .objectivesHeaders, .metrics, .metricsPath, .metricsPort:
      .checked("monitoring reads it; nothing is deployed for it")
    case .checks, .checksInstall, .checksLint, .checksTest: Self.beforeDeployment
    case .singleton: .meaningless("E0620 refuses more than one replica, for every target")
    case .variablesPattern:
      .lowered(to: "values are compared while compiling; for those of an operator it is a comment")
    }
  }
}

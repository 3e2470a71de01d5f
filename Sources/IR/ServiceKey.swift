/// A key of a service, those of the mappings below it included. The shapes that decode a service are made of these keys,
/// and everything that asks whether and where one was written asks by them: no other spelling of a key exists in code.
///
/// The raw value is the path as people write it; the names that a user chooses (of a pool, an output, a variable) are
/// not part of it: `pools.postgres.size` is `pools.size`.
package enum ServiceKey: String, Sendable, CaseIterable {
  case type
  case enabled
  case extends
  case root
  case build
  case buildBuilder = "build.builder"
  case buildDockerfile = "build.dockerfile"
  case buildArgs = "build.args"
  case buildSecrets = "build.secrets"
  case buildPython = "build.python"
  case buildNode = "build.node"
  case buildPackages = "build.packages"
  case buildWatch = "build.watch"
  case buildTarget = "build.target"
  case buildImageOf = "build.image_of"
  case buildPush = "build.push"
  case buildCommand = "build.command"
  case buildOutput = "build.output"
  case buildToolchain = "build.toolchain"
  case buildToolchainTool = "build.toolchain.tool"
  case buildToolchainVersion = "build.toolchain.version"
  case buildInstallFiles = "build.install_files"
  case buildInstallProject = "build.install_project"
  case buildWorkspace = "build.workspace"
  case buildExtras = "build.extras"
  case buildPackage = "build.package"
  case buildBuildPackages = "build.build_packages"
  case buildRegistries = "build.registries"
  case buildStandalone = "build.standalone"
  case buildCollectstatic = "build.collectstatic"
  case image
  case app
  case server
  case serverKind = "server.kind"
  case serverWorkerClass = "server.worker_class"
  case serverTimeout = "server.timeout"
  case serverGracefulTimeout = "server.graceful_timeout"
  case serverKeepalive = "server.keepalive"
  case serverMaxRequests = "server.max_requests"
  case serverMaxRequestsJitter = "server.max_requests_jitter"
  case serverThreads = "server.threads"
  case serverExtra = "server.extra"
  case entrypoint
  case start
  case release
  case workers
  case pools
  case poolsSize = "pools.size"
  case poolsOverflow = "pools.overflow"
  case poolsAs = "pools.as"
  case poolsTimeout = "pools.timeout"
  case poolsRecycle = "pools.recycle"
  case poolsPrePing = "pools.pre_ping"
  case port
  case ports
  case portsPort = "ports.port"
  case portsProtocol = "ports.protocol"
  case isPublic = "public"
  case routes
  case routesTo = "routes.to"
  case routesPort = "routes.port"
  case routesStrip = "routes.strip"
  case body
  case headers
  case tls
  case health
  case healthPath = "health.path"
  case healthCommand = "health.command"
  case healthPort = "health.port"
  case healthTimeout = "health.timeout"
  case healthWithin = "health.within"
  case healthInterval = "health.interval"
  case healthStartPeriod = "health.start_period"
  case healthRetries = "health.retries"
  case objectives
  case objectivesLatency = "objectives.latency"
  case objectivesErrors = "objectives.errors"
  case objectivesHeaders = "objectives.headers"
  case metrics
  case metricsPath = "metrics.path"
  case metricsPort = "metrics.port"
  case checks
  case checksInstall = "checks.install"
  case checksLint = "checks.lint"
  case checksTest = "checks.test"
  case resources
  case resourcesCPU = "resources.cpu"
  case resourcesMemory = "resources.memory"
  case resourcesStorage = "resources.storage"
  case resourcesReserve = "resources.reserve"
  case resourcesReserveCPU = "resources.reserve.cpu"
  case resourcesReserveMemory = "resources.reserve.memory"
  case stopGrace = "stop_grace"
  case region
  case outputs
  case outputsType = "outputs.type"
  case outputsValue = "outputs.value"
  case outputsSecret = "outputs.secret"
  case files
  case filesSecret = "files.secret"
  case filesTemplate = "files.template"
  case filesText = "files.text"
  case options
  case raw
  case needs
  case volumes
  case mounts
  case scale
  case scaleReplicas = "scale.replicas"
  case scaleAutoscale = "scale.autoscale"
  case scaleAutoscaleMin = "scale.autoscale.min"
  case scaleAutoscaleMax = "scale.autoscale.max"
  case scaleAutoscaleCPU = "scale.autoscale.cpu"
  case scaleAutoscaleMemory = "scale.autoscale.memory"
  case restart
  case restartPolicy = "restart.policy"
  case restartMaxRetries = "restart.max_retries"
  case schedule
  case singleton
  case use
  case useRemoved = "use-"
  case secrets
  case variables
  case variablesValue = "variables.value"
  case variablesSource = "variables.source"
  case variablesType = "variables.type"
  case variablesWhen = "variables.when"
  case variablesVisible = "variables.visible"
  case variablesRequired = "variables.required"
  case variablesSeparator = "variables.sep"
  case variablesFormat = "variables.format"
  case variablesPattern = "variables.pattern"
  case variablesDoc = "variables.doc"
  case flavor
  case version
  case databaseOf = "database_of"
  case database
  case vhost
  case bucket
  case management
  case replicaSet = "replica_set"
  case user
  case tuning
  case pooler
  case poolerMode = "pooler.mode"
  case poolerSize = "pooler.size"
  case poolerClients = "pooler.clients"
  case poolerImage = "pooler.image"
  case backup
  case backupSchedule = "backup.schedule"
  case backupKeep = "backup.keep"
  case backupTo = "backup.to"
  case backupToURL = "backup.to.url"
  case backupToEndpoint = "backup.to.endpoint"
  case backupToSecret = "backup.to.secret"
  case extensions
  case initFiles = "init"
  case external

  /// The key of the mapping that it is in.
  package var parent: ServiceKey? { Self.parents[position] }

  /// The key as it is written in its mapping: `watch`.
  package var name: String { rawValue.lastName }

  /// Among all cases, from 0. A case without a payload is its number in memory, as a test proves.
  package var position: Int { Int(unsafeBitCast(self, to: UInt8.self)) }

  /// All cases, by their positions: `allCases` makes its list each time.
  static let all = allCases

  /// By position. A key follows that of the mapping that it is in, so that the keys in between need not be found
  /// by their names, as a test does.
  private static let parents: [ServiceKey?] = {
    var way: [(key: ServiceKey, name: String)] = []
    return all.map { key in
      let name = key.rawValue
      while let last = way.last, !name.utf8.starts(with: (last.name + ".").utf8) { way.removeLast() }
      let parent = way.last.flatMap { name.utf8.count == $0.name.utf8.count + 1 + key.name.utf8.count ? $0.key : nil }
      way.append((key, name))
      return parent
    }
  }()

  /// By the position: left to itself, an enumeration of texts hashes its text each time a set is asked.
  package func hash(into hasher: inout Hasher) { hasher.combine(UInt8(truncatingIfNeeded: position)) }
}

extension String {
  /// What is behind the last dot of a path of names.
  var lastName: String {
    utf8.lastIndex(of: UInt8(ascii: ".")).map { String(self[utf8.index(after: $0)...]) } ?? self
  }
}

/// Which keys of a service are written, and where, in the order of writing. The decoder fills it in while it reads,
/// so that what was read and what is known to be written cannot differ.
package struct WrittenKeys<Place: Sendable>: Sendable {
  /// Each key once: of a key that is written below several names, the first.
  package private(set) var entries: [(key: ServiceKey, place: Place)] = []
  private var known = ServiceKeys()

  package init() {}

  package mutating func record(_ key: ServiceKey, at place: Place) {
    guard known.insert(key).inserted else { return }
    entries.append((key, place))
  }
}

package import IR
import JSON

/// Writes Railway's project file, and the steps that it cannot hold; or, in the form that Railway gives up, a
/// `railway.json` for each service with the variables beside it.
package enum RailwayEmitter: Emitter {
  package static let name = "railway"
  package static let summary = "Railway's project file for all environments, and the steps that it cannot hold"
  package static let files = [
    "railway/.railway/railway.ts or railway.py", "railway/README.md",
    "<environment>/railway/<service>/Dockerfile (an image with files, a proxy, backup.to)",
    "railway/<service>/railway.json (format json)", "railway/<service>.<environment>.variables.env (format json)",
    "railway/shared.<environment>.variables.env",
  ]
  package static let withoutHeader = ["railway.json", ".railway/package.json"]
  package static let title = "Railway"
  package static let scope = EmitterScope.project
  package static let role = EmitterRole.deploy
  package static let options = [
    EmitterOption(
      "format",
      "the project file in TypeScript or Python, or `railway.json`, which Railway does not read from 2026-12-01 on",
      values: RailwayFormat.allCases.map(\.rawValue), scope: .project, change: .none),
    EmitterOption(
      "environments",
      "how the project file keeps a service out of an environment: on the resource, or by a condition for a CLI up to 5.43.1",
      values: RailwayScoping.allCases.map(\.rawValue), scope: .project, change: .none),
    EmitterOption("plan", "Railway plan whose limits count", values: ["hobby", "pro"], change: .none),
    EmitterOption(
      "names", "map from a service to its name in an existing Railway project", scope: .project, change: .losesData),
  ]

  package static let capabilities: Capabilities = {
    var capabilities = Capabilities()
    capabilities.referencesByName = true
    capabilities.expandsSupplied = true
    capabilities.passesBuildArguments = true
    capabilities.knowsPlatformDomainAtBuild = true
    capabilities.release = true
    capabilities.replicas = true
    // Even with `overlapSeconds: 0` the old one runs until the new one is healthy (docs, deployment teardown, 2026-08).
    capabilities.overlapsRollouts = true
    capabilities.replacesBeside = true
    capabilities.volumes = true
    capabilities.cron = .every(minutes: 5)
    capabilities.previews = true
    capabilities.jobs = .none
    capabilities.wrapsShellCommands = true
    capabilities.deploysByReference = true
    capabilities.edgeIdleTimeout = 60_000
    capabilities.needsSecretsBefore = true
    capabilities.plans = plans
    capabilities.poolers = true
    capabilities.backupCopies = true
    capabilities.proxyInFront = true
    // Its documentation on health checks, 2026-08: "Healthcheck Hostname".
    capabilities.healthHosts = ["healthcheck.railway.app"]
    capabilities.userVariable = RailwayVolumes.userVariable
    capabilities.takesRaw = true
    capabilities.mountsFiles = false
    capabilities.copiesFiles = true
    capabilities.recognizesProjects = true
    capabilities.platformStores = Set(RailwayDatabase.all.map(\.managed))
    capabilities.replacesEntrypoint = true
    capabilities.volumeVariable = "RAILWAY_VOLUME_MOUNT_PATH"
    // The id of its own service, which is not known before it exists.
    capabilities.refusesCacheMounts = "refuses them without an id that holds its own service id"
    // Its documentation on backups of volumes, 2026-08.
    capabilities.waysOut = [
      .backup:
        "Railway's own are daily (kept 6 days), weekly (a month) or monthly (three months), switched on by hand"
    ]
    return capabilities
  }()

  /// Pages on plans, scaling and volumes of Railway's documentation, August 2026; per replica 8 and 24 of each.
  private static let plans: [String: Capabilities.PlanLimits] = [
    "hobby": .init(replicas: 6, memoryBytes: 8 << 30, cpuMilli: 8_000, volumeBytes: 5 << 30),
    "pro": .init(replicas: 42, memoryBytes: 24 << 30, cpuMilli: 24_000, volumeBytes: 1 << 40),
  ]

  /// The project file has limits, `railway.json` has none.
  package static func capabilities(for program: Program) -> Capabilities {
    var capabilities = capabilities
    if RailwayFormat(program) != .json {
      capabilities.resourceLimits = true
      capabilities.projectFile = projectFile
    } else {
      // The project file carries them.
      capabilities.startCommandsByHand = true
    }
    return capabilities
  }

  /// Railway's command line takes the first of the names (`src/iac/engine.rs`, 2026-08), and refuses to plan a service
  /// that an old file still manages (docs, infrastructure-as-code.md, 2026-08).
  private static let projectFile = Capabilities.ProjectFile(
    platform: "Railway", folder: ".railway", names: ["railway.ts", "railway.py", "railway.go"],
    replaced: ["railway.toml", "railway.json"], replacedUntil: "2026-12-01")

  package static func billing(of program: Program) -> Billing { RailwayBilling.of(program) }

  package static func notes(on store: Service, in program: Program) -> [String] {
    guard let facts = store.store else { return [] }
    return RailwayDatabase.of(store)?.notes(store, facts, program) ?? []
  }

  package static var secretsForm: SecretsForm? { RailwaySecrets.form }

  package static func operation(_ request: EmitRequest) -> (any TargetOperation)? {
    RailwayOperation(request.program, layout: request.layout)
  }

  package static func measuring(_ request: EmitRequest) -> (any MeasuredTarget)? {
    RailwayMeasuring(operation: RailwayOperation(request.program, layout: request.layout))
  }

  package static func scripts(_ request: EmitRequest) -> TargetScripts? { RailwayOperations.of(request) }

  package static func pipeline(_ request: EmitRequest) -> TargetPipeline? { RailwayPipeline.of(request) }

  package static var previewsOfPlatform: String? {
    "Railway deploys previews itself: Project Settings, Environments, PR Environments"
  }

  package static func emit(_ request: EmitRequest) -> Emission {
    let deployed = request.programs.enumerated().filter { $0.element.environment.kind != .local }
    let images = RailwayImages(
      RailwayAddedServices.added(to: deployed.map(\.element)).map(RailwayContainers.adapted), request.layout)
    let programs = images.programs.map { program in
      RailwayVolumes.adapted(
        ForwardedHeaders.added(to: RailwayBuildSecrets.added(to: program), capabilities(for: program)))
    }
    guard !programs.isEmpty else { return Emission() }
    let files = RailwayFiles(programs, request.layout)
    var emission = Emission()
    if request.wantsFindings {
      emission.findings = RailwayFindings(Array(zip(deployed.map(\.offset), programs)), files).all()
    }
    if request.isForFindings { return emission }
    emission.files += images.files
    if let language = files.format.language {
      emission.files += RailwayProjectFile(programs, files, language).emitted()
    } else {
      emission.files += configurations(programs, files)
    }
    for program in programs where program.environment.kind == .standard {
      emission.files += variableFiles(program, among: programs, files)
    }
    let header = request.layout.header(.html, for: "all environments")
    emission.files.append(
      EmittedFile(path: "railway/README.md", header: header) { $0.write(RailwayReadme(programs, files).rendered()) })
    return emission
  }

  private static func configurations(_ programs: [Program], _ files: RailwayFiles) -> [EmittedFile] {
    serviceNames(programs).compactMap { name in
      let occurrences = programs.compactMap { program in program.service(name).map { (program: program, service: $0) } }
      guard let first = occurrences.first?.service, first.build != nil else { return nil }
      return files.config(of: first).holding {
        $0.write(JSONWriter.pretty(RailwayConfig(occurrences: occurrences, files: files).json()))
      }
    }
  }

  /// Services of all environments, in order of declaration.
  static func serviceNames(_ programs: [Program]) -> [String] {
    var names: [String] = []
    var seen: Set<String> = []
    for program in programs {
      for service in program.services where seen.insert(service.name).inserted { names.append(service.name) }
    }
    return names
  }

  private static func variableFiles(
    _ program: Program, among programs: [Program], _ files: RailwayFiles
  ) -> [EmittedFile] {
    let environment = program.environment.name
    let variables = RailwayVariables(program)
    let previews = programs.filter { $0.environment.kind == .preview && $0.environment.base == environment }
    func file(_ name: String, _ body: String) -> EmittedFile {
      EmittedFile(
        path: "railway/\(name).\(environment).variables.env", header: files.layout.header(.hash, for: environment)
      ) { $0.write(body) }
    }
    var result: [EmittedFile] = []
    // The project file has the variables of services itself; shared ones no form can declare.
    for service in program.services where files.format == .json && !service.isRailwayDatabase && !service.env.isEmpty {
      result.append(file(service.dns, variables.file(for: service, previews: previews)))
    }
    if let body = variables.sharedFile() { result.append(file("shared", body)) }
    return result
  }
}

/// Where the files of this target lie.
struct RailwayFiles {
  let layout: OutputLayout
  let format: RailwayFormat
  /// The service that a root's plain `railway.json` belongs to.
  private let firstOfRoot: [String: String]

  init(_ programs: [Program], _ layout: OutputLayout) {
    self.layout = layout
    format = RailwayFormat(programs[0])
    var first: [String: String] = [:]
    for program in programs {
      for service in program.services {
        if let root = service.build?.root, first[root] == nil { first[root] = service.name }
      }
    }
    firstOfRoot = first
  }

  /// The place of a service's `railway.json`, without content.
  func config(of service: Service) -> EmittedFile {
    let root = service.build?.root ?? "."
    switch layout.style {
    case .tree: return EmittedFile(path: "railway/\(service.dns)/railway.json", content: "")
    case .repo:
      let name = firstOfRoot[root] == service.name ? "railway.json" : "railway.\(service.dns).json"
      return EmittedFile(base: .repository, path: OutputLayout.join(root, name), content: "")
    }
  }

  /// A file's path from the topology's folder, which is taken for the repository's.
  func fromTopology(_ file: EmittedFile) -> String {
    OutputLayout.relative(from: layout.topologyFolder, to: layout.location(of: file))
  }

  /// Whether the output folder lies outside the topology's, and with it what Railway should read.
  var areOutside: Bool {
    layout.style == .tree && !OutputLayout.isInside(layout.outputFolder, layout.topologyFolder)
  }

  /// A path of the output folder as seen from `railway/README.md`.
  func fromReadme(_ path: String) -> String { "../" + path }
}

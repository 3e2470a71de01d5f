import Diagnostics
package import IR
import JSON

/// Writes Railway's configuration as code: a `railway.json` for each service that is built, the variables of each
/// service and environment in Railway's syntax, and the steps that neither can hold.
package enum RailwayEmitter: Emitter {
  package static let name = "railway"
  package static let summary = "railway.json per service, variables in Railway's syntax, and the steps by hand"
  package static let files = [
    "railway/<service>/railway.json", "railway/<service>.<environment>.variables.env",
    "railway/shared.<environment>.variables.env", "railway/README.md",
  ]
  package static let scope = EmitterScope.project
  package static let role = EmitterRole.deploy
  package static let options = [
    EmitterOption("format", "form of the configuration", values: ["json"]),
    EmitterOption("plan", "Railway plan whose limits count", values: ["hobby", "pro"]),
    EmitterOption("names", "map from a service to its name in an existing Railway project"),
  ]

  package static var capabilities: Capabilities {
    var capabilities = Capabilities()
    capabilities.referencesByName = true
    capabilities.passesBuildArguments = true
    capabilities.knowsPlatformDomainAtBuild = true
    capabilities.release = true
    capabilities.replicas = true
    capabilities.volumes = true
    capabilities.cron = .every(minutes: 5)
    capabilities.previews = true
    capabilities.jobs = .none
    capabilities.wrapsShellCommands = true
    capabilities.deploysByReference = true
    capabilities.edgeIdleTimeout = 60_000
    capabilities.needsSecretsBefore = true
    capabilities.plans = plans
    return capabilities
  }

  /// Pages on plans, scaling and volumes of Railway's documentation, August 2026; per replica 8 and 24 of each.
  private static let plans: [String: Capabilities.PlanLimits] = [
    "hobby": .init(replicas: 6, memoryBytes: 8 << 30, cpuMilli: 8_000, volumeBytes: 5 << 30),
    "pro": .init(replicas: 42, memoryBytes: 24 << 30, cpuMilli: 24_000, volumeBytes: 1 << 40),
  ]

  package static func emit(_ request: EmitRequest) -> Emission {
    let deployed = request.programs.enumerated().filter { $0.element.environment.kind != .local }
    let programs = deployed.map(\.element)
    guard !programs.isEmpty else { return Emission() }
    let files = RailwayFiles(programs, request.layout)
    var emission = Emission()
    for name in request.isForFindings ? [] : serviceNames(programs) {
      let occurrences = programs.compactMap { program in program.service(name).map { (program: program, service: $0) } }
      guard let first = occurrences.first?.service, first.build != nil else { continue }
      var file = files.config(of: first)
      file.content = JSONWriter.pretty(RailwayConfig(occurrences: occurrences, files: files).json())
      emission.files.append(file)
    }
    for (index, program) in deployed where program.environment.kind == .standard {
      if !request.isForFindings { emission.files += variableFiles(program, among: programs, request.layout) }
      let variables = RailwayVariables(program)
      for service in program.services where service.store == nil && !service.hasPlainValues {
        for (variable, text) in variables.unwritable(in: service) {
          emission.findings.append(unwritable(text, in: variable, of: service, program: index))
        }
      }
    }
    if !request.isForFindings {
      let readme = GeneratedHeader.apply(
        to: RailwayReadme(programs, files).rendered(), comment: .html, subject: "all environments",
        topologyFile: request.layout.topologyFile)
      emission.files.append(EmittedFile(path: "railway/README.md", content: readme))
    }
    emission.findings.append(
      EmitFinding(
        .railwayConfigEnds, "`railway.json` is read until 2026-12-01, and new services ignore it already",
        program: deployed[0].offset, span: programs[0].targetPlaces[name],
        notes: [
          "Railway deprecated the file on 2026-08-21; services created after 2026-08-28 do not read it",
          "`railway/README.md` says how to enter the same settings",
        ]))
    if files.areOutside, programs.contains(where: { $0.services.contains { $0.build != nil } }) {
      emission.findings.append(
        EmitFinding(
          .approximated, "railway does not find the files of this build", program: deployed[0].offset, span: nil,
          notes: ["it reads them from the repository, and the output folder lies outside the topology's"],
          help: ["build into a folder beside the topology: leave out `-o`"]))
    }
    return emission
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
    _ program: Program, among programs: [Program], _ layout: OutputLayout
  ) -> [EmittedFile] {
    let environment = program.environment.name
    let variables = RailwayVariables(program)
    let previews = programs.filter { $0.environment.kind == .preview && $0.environment.base == environment }
    func file(_ name: String, _ body: String) -> EmittedFile {
      EmittedFile(
        path: "railway/\(name).\(environment).variables.env",
        content: GeneratedHeader.apply(
          to: body, comment: .hash, subject: environment, topologyFile: layout.topologyFile))
    }
    var files: [EmittedFile] = []
    for service in program.services where service.store == nil && !service.env.isEmpty {
      files.append(file(service.dns, variables.file(for: service, previews: previews)))
    }
    if let body = variables.sharedFile() { files.append(file("shared", body)) }
    return files
  }

  private static func unwritable(
    _ text: String, in variable: Variable, of service: Service, program: Int
  ) -> EmitFinding {
    let name = "`\(service.name).\(variable.name)`"
    let isReference = text == "${{"
    return EmitFinding(
      .textNotRepresentable,
      isReference
        ? "railway takes the `${{` in \(name) for a reference"
        : "railway's raw editor cannot hold the line break in \(name)",
      program: program, span: variable.span,
      notes: isReference ? ["Railway documents no way to write these three characters"] : [],
      help: [
        "pass the value as a secret: an operator sets it, and nothing of it stands in a file",
        isReference ? "or build the text in the application" : "or encode it (base64) and decode it in the application",
      ])
  }
}

/// Where the files of this target lie.
struct RailwayFiles {
  let layout: OutputLayout
  /// The service that a root's plain `railway.json` belongs to.
  private let firstOfRoot: [String: String]

  init(_ programs: [Program], _ layout: OutputLayout) {
    self.layout = layout
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

import Diagnostics
import IR
import JSON

/// What only this target finds: its own rules about volumes, images and texts.
struct RailwayFindings {
  /// Each with its index in the request.
  private let programs: [(index: Int, program: Program)]
  private let files: RailwayFiles

  init(_ programs: [(index: Int, program: Program)], _ files: RailwayFiles) {
    self.programs = programs
    self.files = files
  }

  func all() -> [EmitFinding] {
    var findings: [EmitFinding] = []
    for (index, program) in programs where program.environment.kind == .standard {
      let variables = RailwayVariables(program)
      for service in program.services where !service.isRailwayDatabase {
        if service.raw[RailwayEmitter.name] != nil { findings += ofRaw(service, program, index) }
        if !service.hasPlainValues {
          for (variable, text) in variables.unwritable(in: service) where text == "${{" || files.format == .json {
            findings.append(unwritable(text, in: variable, of: service, program: index))
          }
        }
        if service.volumes.count > 1 { findings.append(severalVolumes(service, program: index)) }
        if files.format != .json, let image = service.image, let engine = Self.engine(image) {
          findings.append(takenForDatabase(service, engine, program: index))
        }
      }
      for service in program.services {
        if RailwayBucket.isOne(service) { findings += RailwayBucket.findings(service, program: index) }
        guard let store = service.store, let database = RailwayDatabase.of(service) else { continue }
        findings += database.findings(service, store, index)
      }
    }
    return findings + general()
  }

  private func ofRaw(_ service: Service, _ program: Program, _ index: Int) -> [EmitFinding] {
    let changes = RailwayConfig(occurrences: [(program, service)], files: files).merged(service, in: program).changes
    return RawOwner.service(service).findings(changes, target: RailwayEmitter.name, program: index) { replaced in
      guard let key = replaced.path.last.flatMap({ Self.sources[RawChanges.key($0)] }) else { return nil }
      return service.spans[key].map { ($0, key.rawValue) }
    }
  }

  /// Settings of a service, and the keys of the language that they are made of.
  private static let sources: [String: ServiceKey] = [
    "startCommand": .start, "preDeployCommand": .release, "healthcheckPath": .health,
    "healthcheckTimeout": .healthWithin, "restartPolicyType": .restart, "restartPolicyMaxRetries": .restartMaxRetries,
    "numReplicas": .scaleReplicas, "multiRegionConfig": .region, "cronSchedule": .schedule,
    "drainingSeconds": .stopGrace, "dockerfilePath": .buildDockerfile, "buildCommand": .buildCommand,
    "watchPatterns": .buildWatch, "builder": .buildBuilder,
  ]

  private func general() -> [EmitFinding] {
    let (index, program) = programs[0]
    var findings: [EmitFinding] = []
    if files.format == .json {
      let place = program.optionPlaces[RailwayEmitter.name]?["format"]
      var finding = EmitFinding(
        .railwayConfigEnds, "Railway does not read `railway.json` from 2026-12-01 on; newer services never do",
        program: index, span: place ?? program.targetPlaces[RailwayEmitter.name],
        notes: ["Railway deprecated the file on 2026-08-21; services created after 2026-08-28 do not read it at all"],
        help: ["write `format: iac`, or omit it: Railway's project file takes its place"])
      if place != nil { finding.replacement = ("write `iac`", "iac") }
      findings.append(finding)
    }
    if files.format != .json, program.repository == nil, program.services.contains(where: { $0.build != nil }) {
      findings.append(
        EmitFinding(
          .dropped, "railway's project file names no repository to build from", program: index,
          span: program.targetPlaces[RailwayEmitter.name],
          notes: ["its services have no source: the code comes by `railway up`"],
          help: ["say where the code is: `repository: { github: OWNER/NAME, branch: main }`"]))
    }
    if files.areOutside, programs.contains(where: { $0.program.services.contains { $0.build != nil } }) {
      findings.append(
        EmitFinding(
          .approximated, "railway does not find the files of this build", program: index, span: nil,
          notes: ["it reads them from the repository, and the output folder lies outside the topology's"],
          help: ["build into a folder beside the topology: leave out `-o`"]))
    }
    return findings
  }

  /// Railway's command line reads every live service whose image has such a word in it as a database.
  private static func engine(_ image: String) -> String? {
    RailwayDatabase.words.first { image.contains($0) }
  }

  private func takenForDatabase(_ service: Service, _ engine: String, program: Int) -> EmitFinding {
    EmitFinding(
      .approximated, "railway takes `\(service.name)` for a database, because of its image", program: program,
      span: service.span(of: .image),
      notes: [
        "`railway config plan` reads a service whose image has `\(engine)` in its name as a database, and would plan to "
          + "replace it every time"
      ],
      help: ["push the image under another name, or keep this service out of the project file"])
  }

  private func severalVolumes(_ service: Service, program: Int) -> EmitFinding {
    EmitFinding(
      .cannotExpress, "railway gives a service one volume, and `\(service.name)` has \(service.volumes.count)",
      program: program, span: service.span(of: .volumes),
      help: ["mount one volume above the folders, or put the files into a bucket"])
  }

  private func unwritable(
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

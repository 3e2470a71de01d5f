import Diagnostics
import IR
import JSON

/// How one environment is deployed by a pipeline, and what has to be said about it.
struct PipelineEnvironment {
  private(set) var deployment: DeployWorkflow.Deployment?
  private(set) var findings: [EmitFinding] = []
  private let program: Program
  private let request: EmitRequest

  init(_ program: Program, _ request: EmitRequest) {
    self.program = program
    self.request = request
    let targets = program.targets.compactMap(Emitters.named).filter { request.targets.contains($0.name) }
    switch program.environment.kind {
    case .standard: deploy(to: targets)
    case .preview: describePreviews(targets)
    case .local: break
    }
  }

  private var own: EmitRequest {
    EmitRequest(programs: [program], layout: request.layout, targets: request.targets)
  }

  // MARK: Previews

  private mutating func describePreviews(_ targets: [any Emitter.Type]) {
    let notes = targets.compactMap { $0.previewsOfPlatform }
    guard !notes.isEmpty else { return }
    findings.append(
      EmitFinding(
        .dropped, "the pipeline has no job for previews", span: program.targetPlaces[GitHubActionsEmitter.name],
        subject: [.name(program.environment.name)], notes: notes))
  }

  // MARK: Deployments

  private mutating func deploy(to targets: [any Emitter.Type]) {
    var possible: [(target: any Emitter.Type, pipeline: TargetPipeline, scripts: TargetScripts)] = []
    for target in targets {
      guard let pipeline = target.pipeline(own), let scripts = target.scripts(own), scripts.promotion != nil else {
        continue
      }
      possible.append((target, pipeline, scripts))
    }
    let names = possible.map { $0.target.name }
    let written = program.options[GitHubActionsEmitter.name]?["deploy"]?.string
    if let written, !names.contains(written) {
      findings.append(
        EmitFinding(
          .cannotExpress, "the pipeline cannot deploy `\(program.environment.name)` to `\(written)`",
          span: program.optionPlaces[GitHubActionsEmitter.name]?["deploy"], subject: [.name("deploy")],
          help: [
            names.isEmpty
              ? "list a target that a pipeline can deploy to: \(Words.alternatives(Self.all))"
              : "write one that is listed: \(Words.alternatives(names))"
          ]))
      return
    }
    guard let chosen = possible.first(where: { $0.target.name == written }) ?? possible.first,
      let promotion = chosen.scripts.promotion
    else {
      for target in targets { add(target, "a pipeline cannot deploy to \(target.title)", nil) }
      return
    }
    findings += chosen.pipeline.findings
    guard isWritten(promotion, chosen.scripts, of: chosen.target) else { return }
    deployment = DeployWorkflow.Deployment(program: program, promotion: promotion, pipeline: chosen.pipeline)
    guard written == nil else { return }
    for other in possible where other.target.name != chosen.target.name {
      add(
        other.target, "the pipeline deploys to \(chosen.target.title), not to \(other.target.title)",
        "`options: { \(GitHubActionsEmitter.name): { deploy: \(other.target.name) } }` deploys there instead")
    }
  }

  private mutating func add(_ target: any Emitter.Type, _ message: String, _ note: String?) {
    findings.append(
      EmitFinding(
        .dropped, message, span: program.targetPlaces[target.name], subject: [.name(target.name)],
        notes: [note].compactMap(\.self)))
  }

  /// Whether the program that deploys is a file of the target itself, or of an emitter that is listed; E0902 where not.
  private mutating func isWritten(
    _ promotion: TargetScripts.Promotion, _ scripts: TargetScripts, of target: any Emitter.Type
  ) -> Bool {
    let isScript = scripts.scripts.contains {
      OutputLayout.script($0.name, of: target.name) == promotion.program
    }
    let writers = Emitters.all.filter { $0.lines(on: target, own) != nil }.map { $0.name }
    if !isScript || writers.contains(where: program.companions.contains) { return true }
    findings.append(
      EmitFinding(
        .cannotExpress, "the pipeline calls a script of \(target.title) that is not written",
        span: program.targetPlaces[GitHubActionsEmitter.name], subject: [.name(target.name)],
        notes: ["`\(promotion.program)` deploys, for a pipeline as for a person"],
        help: ["add \(Words.alternatives(writers)) to `targets`"]))
    return false
  }

  /// The targets that a pipeline can deploy to.
  private static var all: [String] { Emitters.all.filter { $0.role == .deploy }.map { $0.name } }
}

enum PipelineFindings {
  /// E0916 for commands in which GitHub would evaluate something before a shell reads them.
  static func commands(_ programs: [Program]) -> [EmitFinding] {
    var findings: [EmitFinding] = []
    for (index, program) in programs.enumerated() {
      for service in program.services {
        let commands: [(key: ServiceKey, text: String?)] = [
          (.checksInstall, service.checks?.install), (.checksLint, service.checks?.lint),
          (.checksTest, service.checks?.test),
        ]
        for (key, text) in commands where text?.contains(expression) == true {
          findings.append(
            finding(
              "`\(key.rawValue)` of `\(service.name)`", index, service.span(of: key) ?? service.span, key.rawValue))
        }
      }
    }
    if GitHubActionsEmitter.setup(of: programs).contains(where: { $0.contains(expression) }) {
      let name = GitHubActionsEmitter.name
      findings.append(
        finding("`options.\(name).setup`", 0, programs[0].optionPlaces[name]?["setup"], "setup"))
    }
    return findings
  }

  /// What begins an expression of GitHub's.
  private static let expression = "${{"

  private static func finding(_ subject: String, _ program: Int, _ span: Int?, _ name: String) -> EmitFinding {
    EmitFinding(
      .textNotRepresentable, "\(subject) contains `${{`, which GitHub evaluates before the shell", program: program,
      span: span, subject: [.name(name)],
      help: ["put the command into a script of the repository, and call that"])
  }
}

import Diagnostics
package import IR
import JSON

/// Workflows of GitHub Actions: one checks every pull request, one deploys every commit of the branch. What they run is what
/// a person can run: the commands of infracc, and the scripts of the targets.
package enum GitHubActionsEmitter: Emitter {
  package static let name = "github-actions"
  package static let title = "GitHub Actions"
  package static let summary = "workflows that check pull requests and deploy environments one after the other"
  package static let files = [".github/workflows/infracc.yml", ".github/workflows/deploy.yml"]
  package static let scope = EmitterScope.project
  package static let role = EmitterRole.companion
  package static let options = [
    EmitterOption(
      "setup", "the commands that put infracc on PATH of the machine that checks", scope: .project, change: .none,
      isList: true,
      necessity: .init(
        "this version of infracc has no release that a pipeline could install",
        help: "write how it gets there: `options: { \(name): { setup: [\"./ci/setup-infracc.sh\"] } }`")),
    EmitterOption(
      "deploy",
      "the target that the pipeline deploys an environment to; default: the first listed one that it can deploy to",
      change: .none),
  ]
  package static let capabilities: Capabilities = {
    var capabilities = Capabilities()
    // What runs on one's own machine is started by hand. Previews are asked about, to say who deploys them.
    capabilities.runsOnMachines = false
    capabilities.previews = true
    return capabilities
  }()

  package static func emit(_ request: EmitRequest) -> Emission {
    var emission = Emission()
    var deployments: [DeployWorkflow.Deployment] = []
    for (index, program) in request.programs.enumerated() {
      let environment = PipelineEnvironment(program, request)
      if request.wantsFindings {
        emission.findings += environment.findings.map { finding in
          var finding = finding
          finding.program = index
          return finding
        }
      }
      if let deployment = environment.deployment { deployments.append(deployment) }
    }
    if request.wantsFindings { emission.findings += PipelineFindings.commands(request.programs) }
    if request.isForFindings || request.programs.isEmpty { return emission }
    let (programs, layout) = (request.programs.filter { $0.environment.kind == .standard }, request.layout)
    let setup = setup(of: request.programs)
    let ordered = inOrder(deployments)
    emission.files = [
      WorkflowFile.make("infracc.yml", layout) {
        CheckWorkflow(
          programs: request.programs, layout: layout, setup: setup, tests: TestJobs(programs).jobs(besides: ["check"])
        ).document
      }
    ]
    if !ordered.isEmpty {
      emission.files.append(
        WorkflowFile.make("deploy.yml", layout) {
          let taken = Set(DeployWorkflow.ids(ordered.map(\.program)))
          return DeployWorkflow(
            deployments: ordered, layout: layout, tests: TestJobs(programs).jobs(besides: taken)
          ).document
        })
    }
    return emission
  }

  /// The commands of `options.github-actions.setup`.
  static func setup(of programs: [Program]) -> [String] {
    (programs.first?.options[name]?["setup"]?.array ?? []).compactMap { $0.string }
  }

  /// Production last, the others as they are declared.
  private static func inOrder(_ deployments: [DeployWorkflow.Deployment]) -> [DeployWorkflow.Deployment] {
    let all = deployments.map(\.program.environment)
    let isLast = { (deployment: DeployWorkflow.Deployment) in
      deployment.program.environment.isProduction(among: all)
    }
    return deployments.filter { !isLast($0) } + deployments.filter(isLast)
  }
}

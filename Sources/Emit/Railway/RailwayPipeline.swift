import Diagnostics
import IR

/// How a pipeline deploys to Railway: with the command line that the lock file beside the project file names, and a
/// token of the environment.
enum RailwayPipeline {
  /// What the command line evaluates the project file with (`engines` of its package.json).
  private static let node = "22"

  static func of(_ request: EmitRequest) -> TargetPipeline? {
    let (program, layout) = (request.program, request.layout)
    var pipeline = TargetPipeline()
    pipeline.node = node
    let folder = OutputLayout.relative(
      from: layout.topologyFolder,
      to: layout.location(of: RailwayProjectFile.file("package.json", layout.style, nil) { _ in }))
    let directory = OutputLayout.folder(of: folder)
    var install = ShellScript()
    install.command(["npm", "ci", "--prefix", .text(directory)])
    pipeline.steps = [.init("Railway's command line, as the lock file names it", [], install)]
    pipeline.programFolders = [directory + "/node_modules/.bin"]
    pipeline.deployment.inputs = [
      .init(
        "RAILWAY_TOKEN", from: "RAILWAY_TOKEN", isSecret: true,
        meaning: "a project token of the environment `\(program.environment.name)` (Project Settings, Tokens)")
    ]
    if RailwayFormat(program) != .iac {
      pipeline.findings = [
        EmitFinding(
          .cannotExpress, "a pipeline cannot install Railway's command line: no package.json names its version",
          span: program.optionPlaces[RailwayEmitter.name]?["format"] ?? program.targetPlaces[RailwayEmitter.name],
          subject: [.name("format")],
          notes: ["the files of `format: \(RailwayFormat(program).rawValue)` come without one"],
          help: ["remove `options.railway.format`"])
      ]
    }
    return pipeline
  }
}

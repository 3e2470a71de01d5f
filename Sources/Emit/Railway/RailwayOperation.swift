import IR

/// How an environment on Railway is operated (Railway's documentation and CLI 5.43.1, 2026-08-21).
struct RailwayOperation: TargetOperation {
  let program: Program
  /// The directory of the project file, from that of the topology.
  let directory: String
  /// Whether `railway config` reads the files.
  private let hasProjectFile: Bool

  init(_ program: Program, layout: OutputLayout) {
    self.program = program
    hasProjectFile = RailwayFormat(program) != .json
    let output = OutputLayout.relative(from: layout.topologyFolder, to: layout.outputFolder)
    directory = OutputLayout.join(output, RailwayEmitter.name)
  }

  private var environment: String { ShellText.quoted(program.environment.name) }

  var preparation: String? {
    "railway link --project \(ShellText.quoted(program.project)) --environment \(environment)"
  }

  var state: String { "railway service list --json" }

  func logs(of service: Service) -> String? {
    "railway logs --service \(ShellText.quoted(service.name)) --environment \(environment)"
  }

  func restart(_ service: Service) -> String? { "railway restart --service \(ShellText.quoted(service.name))" }

  func inside(_ store: Service, _ command: String) -> String? { nil }

  func steps(_ task: OperationTask) -> [String] {
    switch task {
    case .deploy: apply + ups
    case .rebuild: apply
    case .renewSecrets:
      code.map { "railway redeploy --service \(ShellText.quoted($0.name)) --yes" }
    case .goBack, .dump, .restore: []
    }
  }

  func note(_ task: OperationTask) -> String? {
    switch task {
    case .deploy: "`railway up` is run in the root of the repository."
    case .goBack:
      "Service, Deployments, the version's menu, Rollback: the CLI has no command for it. Images are kept 72 hours on the "
        + "Hobby plan, 120 hours on Pro; after that, deploy the earlier commit."
    case .renewSecrets: "Shared variables are changed in the dashboard, or as `README.md` there says."
    case .rebuild: "All steps are in `README.md` there, from the project on."
    case .dump(let store): "The backups of the volume are the platform's: service, Backups.\(copies(of: store))"
    case .restore(let store):
      "Service, Backups, Restore. Railway keeps daily backups 6 days and weekly ones a month.\(copies(of: store))"
    }
  }

  private func copies(of store: Service) -> String {
    guard RailwayEmitter.capabilities.copiesBackups(of: store), let copies = BackupCopies(store) else { return "" }
    return
      " A service of its own copies dumps to `\(copies.url)`; any client of S3 brings one to the machine that restores."
  }

  private var apply: [String] { hasProjectFile ? ["railway config plan", "railway config apply"] : [] }

  private var code: [Service] { program.services.filter { !$0.isStore } }

  private var ups: [String] {
    (code + RailwayAddedServices.added(to: [program])[0].services.filter(RailwayBackup.isOne)).map {
      "railway up --service \(ShellText.quoted($0.name)) --environment \(environment) --ci"
    }
  }
}

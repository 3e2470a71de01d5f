import ArgumentParser
import Compiler
import Diagnostics
import Emit
import IR
import JSON
import Report

struct BudgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "budget", abstract: "Show the connections and the memory of stores, and try other numbers.",
    discussion: """
      `--set` tries a change without writing it: both numbers are shown, and errors that the change would make.

      EXAMPLES
        infracc budget
        infracc budget -e production --set backend.scale.replicas=6
        infracc budget --set 'backend.pools.postgres={ size: 4, overflow: 2 }'
        infracc budget --format json topology.yaml
      """)

  @OptionGroup var topology: TopologyArguments

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "What an overlay would say, such as backend.scale.replicas=6; may be repeated.", valueName: "key=value"))
  var settings: [SetOption] = []

  @Option(help: "How the report is printed.")
  var format = ListFormat.text

  func run() throws {
    let checked = try topology.checked()
    let programs = try checked.programs(of: topology.environment)
    guard !settings.isEmpty else { return show(programs.map { Self.budgets(of: $0) }) }
    let changed = try checked.changed(settings)
    let others = try CheckedTopology.programs(of: topology.environment, in: changed)
    show(
      others.map { program in
        Self.budgets(of: program, before: programs.first { $0.environment.name == program.environment.name })
      })
    let errors = CheckedTopology.errors(of: changed).filter { finding in
      finding.environments.isEmpty || topology.environment.map(finding.environments.contains) ?? true
    }
    if errors.isEmpty { return }
    FindingOptions().show(errors, changed.sources)
    throw ExitCode(ExitStatus.findings)
  }

  private static func budgets(of program: Program, before: Program? = nil) -> BudgetReport.Environment {
    BudgetReport.Environment(program, before: before, overlapping: program.overlappingTargets)
  }

  private func show(_ environments: [BudgetReport.Environment]) {
    let report = BudgetReport(environments)
    switch format {
    case .text: Terminal.write(report.text())
    case .json: Terminal.write(JSONWriter.pretty(BudgetJSON.document(report)))
    }
  }
}

import ArgumentParser
import Compiler
import Diagnostics
import Emit
import IR
import Report
import Syntax

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write one page about a topology, for people who do not read it.",
    discussion: """
      The page holds what runs, what differs between environments, budgets, cost, variables, secrets and findings. It is
      one HTML file without scripts, which asks for nothing. No value of a secret is in it.

      EXAMPLES
        infracc report -o report.html
        infracc report -e production topology.yaml > report.html
      """)

  @OptionGroup var topology: TopologyArguments

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The file to write; standard output by default.", valueName: "file"), completion: .file())
  var output: String?

  func run() throws {
    let checked = try CheckedTopology(topology.file, topology.input.options, refusesErrors: false)
    let compilation = checked.compilation
    let hasErrors = !CheckedTopology.errors(of: compilation).isEmpty
    let programs = hasErrors ? [] : try checked.programs(of: topology.environment)
    let masking = Masking(FindingOptions().request(compilation.diagnostics, compilation.sources))
    let report = DeploymentReport(
      source(of: compilation), programs: programs,
      budgets: BudgetReport(programs.map { .init($0, overlapping: $0.overlappingTargets) }),
      costs: CostReport(programs.map { ($0, $0.billings) }), findings: Self.findings(of: compilation),
      shown: { masking.apply(to: $0) })
    try Terminal.deliver(report.html(), to: output)
    if hasErrors { throw ExitCode(ExitStatus.findings) }
  }

  private func source(of compilation: Compilation) -> DeploymentReport.Source {
    let file = compilation.sources.files[0]
    let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
    return DeploymentReport.Source(
      name: name, project: compilation.programs.first?.project, sha256: sha256Hex(file.bytes), version: Version.text)
  }

  /// The findings in the order of the check, then what comments allow.
  private static func findings(of compilation: Compilation) -> [DeploymentReport.Finding] {
    let lines = compilation.sources.files.map { LineTable($0.bytes) }
    func place(_ span: Span) -> String {
      let index = Int(span.file.index)
      guard compilation.sources.files.indices.contains(index) else { return "" }
      let line = "line \(lines[index].line(at: Int(span.start)) + 1)"
      return index == 0 ? line : "\(compilation.sources.files[index].path), \(line)"
    }
    let found = compilation.diagnostics.map { finding in
      DeploymentReport.Finding(
        code: finding.code, level: level(finding.severity), message: finding.message,
        place: place(finding.primary.span), notes: finding.notes)
    }
    let allowed = compilation.suppressions.filter { !$0.reason.isEmpty }.map { comment in
      DeploymentReport.Finding(
        code: comment.code, level: .allowed, message: comment.reason, place: place(comment.span))
    }
    return found + allowed
  }

  private static func level(_ severity: Severity) -> DeploymentReport.Finding.Level {
    switch severity {
    case .error: .error
    case .warning: .warning
    case .info: .info
    }
  }
}

import ArgumentParser
import Compiler
import Diagnostics
import Emit
import Glibc
import IR
import JSON
import Output
import Report

struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a topology and write the files of its environments and targets.",
    discussion: """
      Files that you edited, or that were there before, are never overwritten; files that are up to date are not touched.

      EXAMPLES
        infracc build
        infracc build topology.yaml -e staging -t compose
        infracc build --check            fails when generated files are out of date
        infracc build --dry-run          says what would be written
        infracc build --emit-ir | jq .   the checked, lowered form, for programs
      """)

  @Argument(help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var file = "topology.yaml"

  @Option(name: [.short, .customLong("environment")], help: "Only this environment; may be repeated.")
  var environments: [String] = []

  @Option(
    name: [.short, .customLong("target")], help: "Only this target; may be repeated.",
    completion: .list(Emitters.all.map { $0.name }))
  var targets: [String] = []

  @Option(name: [.short, .long], help: "The folder to write into; `infra` beside the topology.", completion: .directory)
  var output: String?

  @Option(help: "`tree`: everything below the output folder; `repo`: the places that tools look for.")
  var layout: String?

  @Flag(help: "Write nothing; fail with 4 when generated files are out of date.")
  var check = false

  @Flag(name: .customLong("dry-run"), help: "Write nothing; say what would be written.")
  var dryRun = false

  @Flag(help: "Overwrite files that were edited by hand or were there before.")
  var force = false

  @Flag(name: .customLong("emit-ir"), help: "Print the IR as JSON instead of writing files.")
  var emitIR = false

  @OptionGroup var input: InputOptions
  @OptionGroup var findings: FindingOptions

  func run() throws {
    let compilation = try input.compile(file, buildsImages: true)
    if compilation.hasErrors {
      findings.show(compilation.diagnostics, compilation.sources)
      throw ExitCode(ExitStatus.findings)
    }
    try validateNames(compilation)
    let places = try OutputPlaces(topology: file, output: output, layout: layout ?? compilation.layout)
    if emitIR {
      findings.show(compilation.diagnostics, compilation.sources)
      let wanted = compilation.programs.filter { environments.isEmpty || environments.contains($0.environment.name) }
      return Terminal.write(JSONWriter.pretty(IRCoding.document(wanted, compiler: Version.text)))
    }
    let products = compilation.emit(
      EmissionRequest(
        environments: environments.isEmpty ? nil : environments, targets: targets.isEmpty ? nil : targets,
        layout: places.layout))
    let all = compilation.diagnostics + products.findings
    if products.findings.contains(where: { $0.severity == .error }) {
      findings.show(all, compilation.sources)
      throw ExitCode(ExitStatus.findings)
    }
    let result = OutputTree.write(
      products.files.map {
        OutputFile($0.file, group: OutputGroup(environment: $0.environment, target: $0.target))
      }, to: places.folders,
      scope: OutputScope(
        environments: environments.isEmpty ? nil : Set(products.environments),
        targets: targets.isEmpty ? nil : Set(products.targets)),
      mode: check ? .check : dryRun ? .dryRun : .write, isForced: force)
    findings.show(all + result.findings, compilation.sources)
    report(result, compilation)
    if result.exitCode != 0 { throw ExitCode(result.exitCode) }
  }

  /// Unknown environments and targets on the command line are wrong usage.
  private func validateNames(_ compilation: Compilation) throws {
    let known = compilation.programs.map(\.environment.name)
    for name in environments where !known.contains(name) {
      try refuse("there is no environment `\(name)`", name, known)
    }
    for name in targets {
      guard let emitter = Emitters.named(name) else {
        try refuse("there is no target `\(name)`", name, Emitters.all.map { $0.name })
        continue
      }
      if emitter.role == .deploy, !compilation.targets.contains(name) {
        try refuse("the topology does not list the target `\(name)`", name, compilation.targets)
      }
    }
  }

  private func refuse(_ message: String, _ name: String, _ known: [String]) throws {
    let nearest = Suggestion.nearest(to: name, among: known)
    let hint = nearest.isEmpty ? "there are \(Words.enumeration(known))" : "did you mean \(Words.alternatives(nearest))?"
    Terminal.complain("infracc: \(message); \(hint)\n")
    throw ExitCode(ExitStatus.usage)
  }

  private func report(_ result: OutputResult, _ compilation: Compilation) {
    guard findings.format == .text else { return }
    if dryRun {
      for change in result.changes { Terminal.write("\(change.action.rawValue) \(change.path)\n") }
    }
    let rows = result.counts.keys.sorted().map { group in
      let counts = result.counts[group] ?? .init()
      return BuildTable.Row(
        environment: group.environment ?? "all", target: group.target, written: counts.written,
        unchanged: counts.unchanged, removed: counts.removed)
    }
    let wanted = compilation.programs.filter { environments.isEmpty || environments.contains($0.environment.name) }
    Terminal.write(BuildTable(rows: rows, programs: wanted).render())
  }
}

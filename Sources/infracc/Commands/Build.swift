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
    commandName: "build", abstract: "Check a topology and write the files of its environments and targets.",
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
  var file = ArgumentHelp.defaultTopology

  @Option(name: [.short, .customLong("environment")], help: "Only this environment; may be repeated.")
  var environments: [String] = []

  @Option(
    name: [.short, .customLong("target")], help: "Only this target; may be repeated.",
    completion: .list(Emitters.all.map { $0.name }))
  var targets: [String] = []

  @Option(
    name: [.short, .long], help: "The folder to write into; `infra` beside the topology.", completion: .directory)
  var output: String?

  @Option(help: "`tree`: everything below the output folder; `repo`: the places that tools look for.")
  var layout: OutputLayout.Style?

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

  func validate() throws {
    if check, dryRun { throw ValidationError("--check and --dry-run exclude each other") }
    if output?.isEmpty ?? false { throw ValidationError("--output takes the name of a folder") }
    if emitIR {
      for (isGiven, name) in [
        (check, "--check"), (dryRun, "--dry-run"), (force, "--force"), (output != nil, "--output"),
        (layout != nil, "--layout"), (!targets.isEmpty, "--target"),
      ] where isGiven {
        throw ValidationError("--emit-ir writes no files, so \(name) does not go with it")
      }
      if !findings.isForPeople {
        throw ValidationError(
          "--emit-ir prints JSON of its own, so --format \(findings.format.rawValue) does not go with it")
      }
    }
  }

  func run() throws {
    try findings.validateLevels()
    let compilation = try compile()
    let checked = findings.leveled(compilation.diagnostics)
    if checked.contains(where: { $0.severity == .error }) {
      findings.show(checked, compilation.sources)
      if compilation.isWhole { try validateEnvironments(compilation) }
      throw ExitCode(ExitStatus.of(checked))
    }
    try validateEnvironments(compilation)
    try validateTargets(compilation)
    if emitIR {
      findings.show(checked, compilation.sources)
      let document = IRCoding.document(programs(of: compilation), compiler: Version.text)
      return Terminal.write(JSONWriter.pretty(document))
    }
    let style = layout ?? compilation.layout ?? .tree
    let places = OutputPlaces(topology: file, output: output, style: style)
    let products = compilation.emit(
      EmissionRequest(
        environments: environments.isEmpty ? nil : environments, targets: targets.isEmpty ? nil : targets,
        layout: places.layout))
    let built = findings.leveled(products.diagnostics)
    if built.contains(where: { $0.severity == .error }) {
      findings.show(built, compilation.sources)
      throw ExitCode(ExitStatus.of(built))
    }
    let files = products.files.map {
      OutputFile($0.file, group: OutputGroup(environment: $0.environment, target: $0.target))
    }
    let result = OutputTree.write(
      files, to: places.folders,
      scope: OutputScope(
        environments: environments.isEmpty ? nil : Set(products.environments),
        targets: targets.isEmpty ? nil : Set(products.targets)),
      mode: check ? .check : dryRun ? .dryRun : .write, isForced: force)
    findings.show(built + result.findings, compilation.sources)
    if findings.isForPeople {
      report(result, places.folders.output, built, compilation)
    }
    if result.exitCode != 0 { throw ExitCode(result.exitCode) }
    if result.changes.isEmpty { CurrentRun.endsWell(outputs: places.folders.dependencies(files)) }
  }

  private func compile() throws -> Compilation {
    do {
      return try input.compile(file, runsPlugins: true)
    } catch {
      findings.show([error.finding], SourceSet())
      throw ExitCode(ExitStatus.usage)
    }
  }

  private func programs(of compilation: Compilation) -> [Program] {
    compilation.programs.filter { environments.isEmpty || environments.contains($0.environment.name) }
  }

  /// Unknown environments and targets on the command line are wrong usage.
  private func validateEnvironments(_ compilation: Compilation) throws {
    let known = compilation.programs.map(\.environment.name)
    for name in environments where !known.contains(name) {
      throw refuse("there is no environment `\(name)`", name, known)
    }
  }

  /// Supporting targets need not be listed.
  private func validateTargets(_ compilation: Compilation) throws {
    let plugins = compilation.plugins.map(\.name)
    for name in targets where Emitters.named(name) == nil && !plugins.contains(name) {
      throw refuse("there is no target `\(name)`", name, Emitters.all.map { $0.name } + plugins)
    }
    for name in targets where Emitters.named(name)?.role == .deploy && !compilation.targets.contains(name) {
      throw refuse("the topology does not list the target `\(name)`", name, compilation.targets)
    }
    let listed = programs(of: compilation).flatMap(\.targets)
    for name in targets where compilation.targets.contains(name) && !listed.contains(name) {
      throw refuse("\(Words.enumeration(environments)) does not list the target `\(name)`", name, listed)
    }
  }

  // MARK: What was done

  private func report(
    _ result: OutputResult, _ folder: String, _ diagnostics: [Diagnostic], _ compilation: Compilation
  ) {
    let programs = programs(of: compilation)
    if dryRun {
      for change in result.changes { Terminal.write("\(change.action.rawValue) \(change.path)\n") }
      if !result.changes.isEmpty { Terminal.write("\n") }
    }
    // What serves all environments comes first, then environments and targets as they are declared.
    let order = [nil] + programs.map { Optional($0.environment.name) }
    let warnings = diagnostics.filter { $0.severity == .warning }
    var rows: [BuildTable.Row] = []
    for environment in order {
      for target in Emitters.all.map({ $0.name }) + compilation.plugins.map(\.name) {
        guard let counts = result.counts[OutputGroup(environment: environment, target: target)] else { continue }
        rows.append(
          BuildTable.Row(
            environment: environment ?? "all", target: target, written: counts.written,
            unchanged: counts.unchanged, removed: counts.removed, refused: counts.refused,
            warnings: warnings.count { $0.concerns(environment, target) }))
      }
    }
    let isPlan = check || dryRun
    Terminal.write(BuildTable(rows: rows, programs: programs, isPlan: isPlan).render())
    Terminal.write("\n" + Self.summary(result.total, folder, isPlan: isPlan))
  }

  /// The last line: what became of the folder as a whole.
  private static func summary(_ total: OutputResult.Counts, _ folder: String, isPlan: Bool) -> String {
    var parts: [String] = []
    let all = total.written + total.unchanged
    let files = Words.count(all, "file")
    if total.written > 0 {
      let share = total.written == all ? files : "\(total.written) of \(files)"
      parts.append("\(share) \(isPlan ? "to write" : "written")")
    }
    if total.removed > 0 { parts.append("\(total.removed) \(isPlan ? "to remove" : "removed")") }
    if total.refused > 0 { parts.append("\(total.refused) left alone") }
    return "\(folder): " + (parts.isEmpty ? "\(files), all up to date" : parts.joined(separator: ", ")) + "\n"
  }
}

extension Diagnostic {
  /// Whether somebody who looks at one target of one environment wants to know of it.
  fileprivate func concerns(_ environment: String?, _ target: String) -> Bool {
    (environments.isEmpty || environment.map(environments.contains) ?? true)
      && (targets.isEmpty || targets.contains(target))
  }
}

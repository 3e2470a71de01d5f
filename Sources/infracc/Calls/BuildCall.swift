import ArgumentParser
import Compiler
import Diagnostics
import Emit
import IR
import JSON
import Output
import Report

/// What `infracc build` was asked to do.
struct BuildCall: Equatable {
  var file = InputOptions.defaultTopology
  /// Names; empty for all.
  var environments: [String] = []
  /// Names; empty for all.
  var targets: [String] = []
  var output: String?
  var layout: OutputLayout.Style?
  var check = false
  var dryRun = false
  /// Print what changes in the files.
  var diff = false
  var force = false
  var emitIR = false
  var input = InputOptions()
  var findings = FindingOptions()

  /// Why these options do not go together; nil where they do.
  var problem: String? {
    if let problem = findings.problem { return problem }
    if check, dryRun { return "--check and --dry-run exclude each other" }
    if output?.isEmpty ?? false { return "--output takes the name of a folder" }
    if emitIR {
      for (isGiven, name) in [
        (check, "--check"), (dryRun, "--dry-run"), (diff, "--diff"), (force, "--force"), (output != nil, "--output"),
        (layout != nil, "--layout"), (!targets.isEmpty, "--target"),
      ] where isGiven {
        return "--emit-ir writes no files, so \(name) does not go with it"
      }
      if !findings.isForPeople {
        return "--emit-ir prints JSON of its own, so --format \(findings.format.rawValue) does not go with it"
      }
    }
    return nil
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
      mode: check ? .check : dryRun ? .dryRun : .write, isForced: force, keepsTexts: diff)
    findings.show(built + result.findings, compilation.sources)
    if diff { Terminal.write(document: FileDifferences.text(of: result.changes)) }
    if findings.isForPeople {
      report(result, places.folders.output, built, compilation)
    }
    Ending.now(result.exitCode, keeping: (compilation, products, files))
  }

  private func compile() throws -> Compilation {
    do {
      return try input.compile(
        file, runsPlugins: true, countsInfos: findings.countsInfos,
        keepsFiles: environments.isEmpty && targets.isEmpty && !emitIR)
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
    let all = compilation.targets + compilation.companions
    for name in targets where Emitters.named(name)?.role.isListed == true && !all.contains(name) {
      throw refuse("the topology does not list the target `\(name)`", name, all)
    }
    let listed = programs(of: compilation).flatMap { $0.targets + $0.companions }
    for name in targets where all.contains(name) && !listed.contains(name) {
      throw refuse("\(Words.enumeration(environments)) does not list the target `\(name)`", name, listed)
    }
  }

  // MARK: What was done

  private func report(
    _ result: OutputResult, _ folder: String, _ diagnostics: [Diagnostic], _ compilation: Compilation
  ) {
    let programs = programs(of: compilation)
    // What is removed is named, whether it is or would be.
    let named = dryRun ? result.changes : result.changes.filter { $0.action == .remove }
    if !check, !diff, !named.isEmpty {
      for change in named { Terminal.write("\(dryRun ? change.action.rawValue : "removed") \(change.path)\n") }
      Terminal.write("\n")
    }
    // What serves all environments comes first, then environments and targets as they are declared.
    let order = [String?.none] + programs.map { Optional($0.environment.name) }
    let warnings = diagnostics.filter { $0.severity == .warning }
    var rows: [BuildTable.Row] = []
    let known = Emitters.all.map { $0.name } + compilation.plugins.map(\.name)
    let declared = order.flatMap { environment in
      known.map { OutputGroup(environment: environment, target: $0) }
    }
    // Files of environments and targets that are no longer declared are removed, which is said last.
    let others = result.counts.keys.filter { !declared.contains($0) }.sorted()
    for group in declared + others {
      guard let counts = result.counts[group] else { continue }
      rows.append(
        BuildTable.Row(
          environment: group.environment ?? "all", target: group.target, written: counts.written,
          unchanged: counts.unchanged, removed: counts.removed, refused: counts.refused,
          warnings: warnings.count { $0.concerns(group.environment, group.target) }))
    }
    let isPlan = check || dryRun
    // A patch on standard output is all that there is on it.
    if diff {
      return Terminal.complain("\(folder): \(result.summary(isPlan: isPlan))\n")
    }
    if !rows.isEmpty || result.outcome != .failed {
      Terminal.write(BuildTable(rows: rows, programs: programs, isPlan: isPlan).render() + "\n")
    }
    Terminal.write("\(folder): \(result.summary(isPlan: isPlan))\n")
  }
}

extension Diagnostic {
  /// Whether somebody who looks at one target of one environment wants to know of it.
  fileprivate func concerns(_ environment: String?, _ target: String) -> Bool {
    (environments.isEmpty || environment.map(environments.contains) ?? true)
      && (targets.isEmpty || targets.contains(target))
  }
}

import ArgumentParser
import Compiler
import Diagnostics
import Emit

/// What `infracc check` was asked to do.
struct CheckCall: Equatable {
  var files = [InputOptions.defaultTopology]
  /// Whether plugins are started.
  var plugins = false
  var input = InputOptions()
  var findings = FindingOptions()

  func run() throws {
    try findings.validateLevels()
    var sources = SourceSet()
    var diagnostics: [Diagnostic] = []
    var remarks = ""
    var code: Int32 = 0
    var seen: Set<String> = []
    var last: Compilation?
    for file in files where seen.insert(file).inserted {
      if let input = ForeignInput(file, self.input) {
        let check = input.check(after: sources)
        sources = check.sources
        guard check.foundStacks else {
          Terminal.complain(input.nothingFound(check))
          code = check.templates.isEmpty ? ExitStatus.usage : code
          continue
        }
        let found = findings.leveled(check.diagnostics)
        diagnostics += found
        if found.contains(where: { $0.severity == .error }) { code = max(code, ExitStatus.findings) }
        if findings.isForPeople { Terminal.complain(input.heading(check, isLong: findings.format == .text)) }
        remarks += input.closing(check, found)
        continue
      }
      do {
        let compilation = try input.compile(
          file, runsPlugins: plugins, countsInfos: findings.countsInfos, after: sources)
        last = compilation
        sources = compilation.sources
        let found = findings.leveled(compilation.checked(withPlugins: plugins))
        diagnostics += found
        if found.contains(where: { $0.severity == .error }) { code = max(code, ExitStatus.findings) }
        if !found.contains(where: { $0.severity != .info }) {
          let environments = Words.count(compilation.programs.count, "environment")
          remarks += "\(InputOptions.name(of: file)): no errors or warnings in \(environments)\n"
        }
        if !plugins, !compilation.plugins.isEmpty {
          remarks += "not started: \(Words.enumeration(compilation.plugins.map(\.name))); --plugins starts plugins\n"
        }
      } catch {
        diagnostics.append(error.finding)
        code = ExitStatus.usage
      }
    }
    // One report over all files, so that the summary and the limit are those of the run.
    findings.show(diagnostics, sources)
    if findings.isForPeople { Terminal.complain(remarks) }
    Ending.now(code, keeping: last)
  }
}

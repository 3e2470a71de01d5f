import ArgumentParser
import Compiler
import Diagnostics
import Emit

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find every mistake of a topology, in all environments and for all targets. Writes nothing.",
    discussion: """
      Reports what `infracc build` reports. Only plugins are not started, unless --plugins is given: a topology may be
      that of someone else's branch.

      EXAMPLES
        infracc check
        infracc check services/*/topology.yaml
        infracc check --format json topology.yaml | jq .summary
      """)

  @Argument(help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var files: [String] = [ArgumentHelp.defaultTopology]

  @Flag(help: "Start the plugins that are listed as targets, and report what they find.")
  var plugins = false

  @OptionGroup var input: InputOptions
  @OptionGroup var findings: FindingOptions

  func run() throws {
    try findings.validateLevels()
    var sources = SourceSet()
    var diagnostics: [Diagnostic] = []
    var remarks = ""
    var code: Int32 = 0
    var seen: Set<String> = []
    for file in files where seen.insert(file).inserted {
      do {
        let compilation = try input.compile(file, runsPlugins: plugins, after: sources)
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
    if code != 0 { throw ExitCode(code) }
    CurrentRun.endsWell()
  }
}

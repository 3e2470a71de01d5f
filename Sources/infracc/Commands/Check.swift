import ArgumentParser
import Compiler
import Diagnostics

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find every mistake of a topology, in all environments and for all targets. Writes nothing.",
    discussion: """
      EXAMPLES
        infracc check
        infracc check services/*/topology.yaml
        infracc check --format json topology.yaml | jq .summary
      """)

  @Argument(help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var files: [String] = ["topology.yaml"]

  @OptionGroup var input: InputOptions
  @OptionGroup var findings: FindingOptions

  func run() throws {
    var hasErrors = false
    for file in files {
      let compilation = try input.compile(file)
      findings.show(compilation.diagnostics, compilation.sources)
      hasErrors = hasErrors || compilation.hasErrors
      if findings.format == .text, !compilation.diagnostics.contains(where: { $0.severity != .info }) {
        Terminal.complain("\(file): no findings in \(Words.count(compilation.programs.count, "environment"))\n")
      }
    }
    if hasErrors { throw ExitCode(ExitStatus.findings) }
  }
}

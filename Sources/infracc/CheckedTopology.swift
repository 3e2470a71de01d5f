import ArgumentParser
import Compiler
import Diagnostics
import Emit
import IR

/// A topology without errors, for commands that compute something of it. Nothing is computed of a program that is not
/// checked.
struct CheckedTopology {
  let compilation: Compilation

  /// Reads and checks a topology. Its errors go to standard error and end the command with status 1, a file that cannot
  /// be read with status 2.
  init(_ file: String, _ input: InputOptions) throws {
    let file = InputOptions.topology(in: file)
    do {
      compilation = try input.compile(file)
    } catch {
      FindingOptions().show([error.finding], SourceSet())
      throw ExitCode(ExitStatus.usage)
    }
    try refuseErrors()
  }

  private func refuseErrors() throws {
    let errors = compilation.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else {
      FindingOptions().show(errors, compilation.sources)
      throw ExitCode(ExitStatus.findings)
    }
  }

  /// The environments that are asked for: in order of declaration, production first.
  /// - Parameter environment: nil: all of them.
  func programs(of environment: String?) throws -> [Program] {
    guard let environment else {
      let isFirst = { (program: Program) in program.environment.name == EnvironmentInfo.production }
      return compilation.programs.filter(isFirst) + compilation.programs.filter { !isFirst($0) }
    }
    let found = compilation.programs.filter { $0.environment.name == environment }
    guard found.isEmpty else { return found }
    throw refuse(
      "there is no environment `\(environment)`", environment, compilation.programs.map(\.environment.name))
  }
}

/// What commands that compute something of a topology are told about it.
struct TopologyArguments: ParsableArguments {
  @Argument(help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var file = InputOptions.defaultTopology

  @Option(name: [.short, .customLong("environment")], help: "Only this environment.")
  var environment: String?

  @OptionGroup var input: InputArguments

  /// The checked topology.
  func checked() throws -> CheckedTopology { try CheckedTopology(file, input.options) }
}

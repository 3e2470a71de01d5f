import ArgumentParser
import Compiler
import Diagnostics
import Emit
import IR

/// A topology without errors, for commands that compute something of it. Nothing is computed of a program that is not
/// checked.
struct CheckedTopology {
  let compilation: Compilation
  private let name: String
  private let bytes: [UInt8]
  private let options: CompileOptions

  /// Reads and checks a topology. Its errors go to standard error and end the command with status 1, a file that cannot
  /// be read with status 2.
  /// - Parameter refusesErrors: false: the command itself says what is wrong.
  init(_ file: String, _ input: InputOptions, refusesErrors: Bool = true) throws {
    let file = InputOptions.topology(in: file)
    name = InputOptions.name(of: file)
    var options: CompileOptions
    do {
      (bytes, options) = try input.read(file)
    } catch {
      FindingOptions().show([error.finding], SourceSet())
      throw ExitCode(ExitStatus.usage)
    }
    options.requiresImages = true
    options.repository = input.repository(of: file)
    self.options = options
    compilation = Compilation.run(path: name, bytes: bytes, options: options)
    let errors = Self.errors(of: compilation)
    guard errors.isEmpty || !refusesErrors else {
      FindingOptions().show(errors, compilation.sources)
      throw ExitCode(ExitStatus.findings)
    }
  }

  static func errors(of compilation: Compilation) -> [Diagnostic] {
    compilation.diagnostics.filter { $0.severity == .error }
  }

  /// The same topology with a change. What cannot be read of the change ends the command with status 2; what is then
  /// wrong with the topology is among the findings of the result.
  func changed(_ settings: [SetOption]) throws -> Compilation {
    var options = options
    options.overlays = settings.map(\.overlay)
    let changed = Compilation.run(path: name, bytes: bytes, options: options)
    let unread = Self.errors(of: changed).filter { finding in
      changed.sources[finding.primary.span.file].path == SetOption.name && !Catalog.isJudgement(finding.code)
    }
    guard unread.isEmpty else {
      FindingOptions().show(unread, changed.sources)
      throw ExitCode(ExitStatus.usage)
    }
    return changed
  }

  /// The environments that are asked for: in order of declaration, production first.
  /// - Parameter environment: nil: all of them.
  func programs(of environment: String?) throws -> [Program] {
    try Self.programs(of: environment, in: compilation)
  }

  static func programs(of environment: String?, in compilation: Compilation) throws -> [Program] {
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

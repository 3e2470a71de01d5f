import ArgumentParser
import Compiler
import Diagnostics
import Emit
import IR
import Resolution
import Secrets

/// The topology that a call of `infracc secrets` is about.
struct SecretSession {
  let compilation: Compilation
  let places: OutputPlaces

  /// Nothing is told of a topology with errors: they are shown, and the program ends.
  init(_ file: String) throws {
    do {
      compilation = try InputOptions(noFS: true, noProbe: true).compile(file)
    } catch {
      FindingOptions().show([error.finding], SourceSet())
      throw ExitCode(ExitStatus.usage)
    }
    guard !compilation.hasErrors else {
      FindingOptions().show(compilation.diagnostics, compilation.sources)
      throw ExitCode(ExitStatus.findings)
    }
    places = OutputPlaces(topology: file, output: nil, style: compilation.layout ?? .tree)
  }

  /// Those of the environments that are named, in this order; of all, production first, where none is.
  func inventories(_ names: [String]) throws -> [SecretInventory] {
    let known = compilation.programs.map(\.environment.name)
    let production = known.filter { $0 == "production" }
    let wanted = names.isEmpty ? production + known.filter { $0 != "production" } : names
    return try wanted.map { try inventory($0).inventory }
  }

  /// An environment: what it needs, and what it is lowered to.
  func inventory(_ name: String) throws -> (inventory: SecretInventory, program: Program) {
    guard let program = compilation.programs.first(where: { $0.environment.name == name }),
      let analysis = compilation.analyses.first(where: { $0.environment.name == name })
    else {
      let known = compilation.programs.map(\.environment.name)
      throw refuse("there is no environment `\(name)`", name, known)
    }
    return (SecretInventory(program, analysis), program)
  }

  /// The env files of an environment and what is read from them.
  func needs(of program: Program) -> EnvFileNeeds {
    EnvFileNeeds(EmitRequest(programs: [program], layout: places.layout, targets: program.targets))
  }

  /// What the values of an environment are compared with.
  func subject(_ name: String) throws -> SecretCheck.Subject {
    let (inventory, program) = try inventory(name)
    return SecretCheck.Subject(
      inventory, program, among: compilation.programs.map(\.environment), names: needs(of: program))
  }
}

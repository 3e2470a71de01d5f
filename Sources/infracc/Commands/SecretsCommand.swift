import ArgumentParser
import Compiler
import Diagnostics
import IR
import JSON
import Resolution
import Secrets

struct SecretsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "secrets", abstract: "List the secrets of each environment.",
    discussion: """
      EXAMPLES
        infracc secrets
        infracc secrets -e production --format json
      """)

  @Argument(help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var file = InputOptions.defaultTopology

  @Option(name: [.short, .customLong("environment")], help: "Only this environment; may be repeated.")
  var environments: [String] = []

  @Option(help: "How the list is printed.")
  var format = ListFormat.text

  func run() throws {
    let inventories = try SecretSession(file).inventories(environments)
    switch format {
    case .text: Terminal.write(SecretList.text(inventories))
    case .json: Terminal.write(JSONWriter.pretty(SecretList.json(inventories)))
    }
  }
}

/// The topology that a call of `infracc secrets` is about.
struct SecretSession {
  let compilation: Compilation

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
  }

  /// Those of the environments that are named, in this order; of all, production first, where none is.
  func inventories(_ names: [String]) throws -> [SecretInventory] {
    let known = compilation.programs.map(\.environment.name)
    for name in names where !known.contains(name) { throw refuse("there is no environment `\(name)`", name, known) }
    let production = known.filter { $0 == "production" }
    let wanted = names.isEmpty ? production + known.filter { $0 != "production" } : names
    return wanted.compactMap { name in
      guard let program = compilation.programs.first(where: { $0.environment.name == name }),
        let analysis = compilation.analyses.first(where: { $0.environment.name == name })
      else { return nil }
      return SecretInventory(program, analysis)
    }
  }
}

import Analysis
import ArgumentParser
import Compiler
import Diagnostics
import IR
import JSON
import Model

struct Refs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refs", abstract: "List what can be referred to, with types and marks.",
    discussion: "EXAMPLES\n  infracc refs\n  infracc refs postgres --file topology.yaml -e staging")

  @Argument(help: "Only this service.")
  var service: String?

  @Option(name: [.short, .long], help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var file = ArgumentHelp.defaultTopology

  @Option(name: [.short, .customLong("environment")], help: "The environment; production, else the first one.")
  var environment: String?

  @Option(help: "How the list is printed.")
  var format = ListFormat.text

  func run() throws {
    let analysis = try analysis()
    let all = ReferenceList.of(analysis)
    let rows = service.map { name in all.filter { ServiceName.fold($0.service) == ServiceName.fold(name) } } ?? all
    if let service, rows.isEmpty {
      throw refuse("there is no service `\(service)`", service, analysis.services.map(\.name) + ["shared"])
    }
    if format == .json { return Terminal.write(JSONWriter.pretty(.array(rows.map(\.json)))) }
    let width = (rows.map { $0.reference.count }.max() ?? 0) + 2
    let types = (rows.map { $0.type.count }.max() ?? 0) + 2
    for row in rows {
      Terminal.write(
        row.reference + String(repeating: " ", count: width - row.reference.count) + row.type
          + String(repeating: " ", count: types - row.type.count) + row.marks.joined(separator: ", ") + "\n")
    }
  }
  /// The wanted environment. What can be referred to is known in a topology with mistakes as well, but for the parts
  /// that cannot be read.
  private func analysis() throws -> EnvironmentAnalysis {
    let compilation: Compilation
    do {
      compilation = try InputOptions.parse(["--no-fs"]).compile(file)
    } catch let error as UnreadableInput {
      try FindingOptions.parse([]).show([error.finding], SourceSet())
      throw ExitCode(ExitStatus.usage)
    }
    let names = compilation.analyses.map(\.environment.name)
    guard !names.isEmpty else {
      try FindingOptions.parse([]).show(compilation.diagnostics, compilation.sources)
      throw ExitCode(ExitStatus.findings)
    }
    let wanted = environment ?? (names.contains("production") ? "production" : names[0])
    guard let analysis = compilation.analyses.first(where: { $0.environment.name == wanted }) else {
      throw refuse("there is no environment `\(wanted)`", wanted, names)
    }
    let errors = compilation.diagnostics.count { $0.severity == .error }
    if errors > 0 {
      let name = InputOptions.name(of: file)
      Terminal.complain("infracc: `\(name)` has \(Words.count(errors, "error")); `infracc check` shows what\n")
    }
    return analysis
  }
}

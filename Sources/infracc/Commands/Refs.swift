import Analysis
import ArgumentParser
import Compiler
import Diagnostics
import IR
import JSON
import Model

struct Refs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what can be referred to, with types and marks.",
    discussion: "EXAMPLES\n  infracc refs\n  infracc refs postgres --file topology.yaml -e staging")

  @Argument(help: "Only this service.")
  var service: String?

  @Option(help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var file = "topology.yaml"

  @Option(name: [.short, .customLong("environment")], help: "The environment; production, else the first one.")
  var environment: String?

  @Option(help: "How the list is printed.")
  var format = OutputFormat.text

  func run() throws {
    let compilation = try InputOptions.parse(["--no-fs"]).compile(file)
    let names = compilation.analyses.map(\.environment.name)
    let wanted = environment ?? (names.contains("production") ? "production" : names.first)
    guard let analysis = compilation.analyses.first(where: { $0.environment.name == wanted }) else {
      Terminal.complain("infracc: there is no environment `\(wanted ?? "")`; there are \(Words.enumeration(names))\n")
      throw ExitCode(ExitStatus.usage)
    }
    let all = ReferenceList.of(analysis)
    let rows = service.map { name in all.filter { ServiceName.fold($0.service) == ServiceName.fold(name) } } ?? all
    if let service, rows.isEmpty {
      let known = analysis.services.map(\.name) + ["shared"]
      let nearest = Suggestion.nearest(to: service, among: known)
      Terminal.complain(
        "infracc: there is no service `\(service)`; "
          + (nearest.isEmpty ? "there are \(Words.enumeration(known))" : "did you mean \(Words.alternatives(nearest))?") + "\n")
      throw ExitCode(ExitStatus.usage)
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
}

import Resolution
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
  var file = InputOptions.defaultTopology

  @Option(name: [.short, .customLong("environment")], help: "The environment; production, else the first one.")
  var environment: String?

  @Flag(help: "List the filters of references instead, with what they apply to and give.")
  var filters = false

  @Option(help: "How the list is printed.")
  var format = ListFormat.text

  func run() throws {
    if filters { return listFilters() }
    let analysis = try analysis()
    let all = ReferenceList.of(analysis)
    let rows = service.map { name in all.filter { ServiceName.fold($0.service) == ServiceName.fold(name) } } ?? all
    if let service, rows.isEmpty {
      guard analysis.symbols.service(service) == nil else {
        Terminal.complain("infracc: `\(service)` offers nothing that a reference can name\n")
        return
      }
      throw refuse("there is no service `\(service)`", service, analysis.services.map(\.name) + ["shared"])
    }
    if format == .json { return Terminal.write(JSONWriter.pretty(.array(rows.map(\.json)))) }
    Self.write(rows.map { [$0.reference, $0.type, $0.marks.joined(separator: ", ")] })
  }

  /// Lines of cells, each column as wide as its widest cell.
  private static func write(_ lines: [[String]]) {
    let columns = lines.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in (lines.map { $0[column].count }.max() ?? 0) + 2 }
    for line in lines {
      let cells = zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      Terminal.write(cells.dropLast().joined() + (line.last ?? "") + "\n")
    }
  }

  private func listFilters() {
    if format == .json {
      let rows = Filters.all.map { filter in
        JSONValue.object([
          "filter": .string(filter.signature), "input": .string(filter.input), "output": .string(filter.output),
          "summary": .string(filter.summary),
        ])
      }
      return Terminal.write(JSONWriter.pretty(.array(rows)))
    }
    Self.write(Filters.all.map { [$0.signature, "on \($0.input)", "gives \($0.output)", $0.summary] })
  }

  /// The wanted environment. What can be referred to is known in a topology with mistakes as well, but for the parts
  /// that cannot be read.
  private func analysis() throws -> EnvironmentAnalysis {
    let compilation: Compilation
    do {
      compilation = try InputOptions(noFS: true).compile(file)
    } catch {
      FindingOptions().show([error.finding], SourceSet())
      throw ExitCode(ExitStatus.usage)
    }
    let names = compilation.analyses.map(\.environment.name)
    guard !names.isEmpty else {
      FindingOptions().show(compilation.diagnostics, compilation.sources)
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

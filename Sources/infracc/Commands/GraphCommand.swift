import ArgumentParser
import Diagnostics
import Files
import IR
import Output
import Report

struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Draw the services of an environment and what refers to what.",
    discussion: """
      The drawing is of one environment: production, else the first one.

      EXAMPLES
        infracc graph
        infracc graph -e staging --format dot
        infracc graph --format svg -o topology.svg
      """)

  /// What a graph is written in.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case mermaid
    case dot
    case svg
  }

  @OptionGroup var topology: TopologyArguments

  @Option(help: "The language: Mermaid, which code platforms render, Graphviz, or a picture.")
  var format = Format.mermaid

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The file to write; standard output by default.", valueName: "file"), completion: .file())
  var output: String?

  /// From here on a program for large graphs draws better.
  private static let large = 40

  func run() throws {
    let programs = try topology.checked().programs(of: topology.environment)
    guard let program = programs.first else { return }
    let graph = ServiceGraph(program)
    if format == .svg, graph.size > Self.large {
      Terminal.complain("infracc: \(graph.size) services; Graphviz draws large graphs better: `--format dot`\n")
    }
    try Terminal.deliver(text(graph), to: output)
  }

  private func text(_ graph: ServiceGraph) -> String {
    switch format {
    case .mermaid: graph.mermaid()
    case .dot: graph.dot()
    case .svg: Drawing(of: graph).svg()
    }
  }
}

extension Terminal {
  /// A document for a file, or for standard output where none is named. A file that cannot be written ends the command
  /// with status 3.
  static func deliver(_ document: String, to path: String?) throws {
    guard let path else { return write(document: document) }
    do throws(FileProblem) {
      try TextFile.put(path, Array(document.utf8))
    } catch {
      complain("infracc: cannot write `\(path)`: \(error.reason)\n")
      throw ExitCode(ExitStatus.unwritten)
    }
  }
}

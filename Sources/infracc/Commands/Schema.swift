import ArgumentParser
import Compiler
import JSON

struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of topologies, of the IR, or of what plug-ins write.",
    discussion: "EXAMPLES\n  infracc schema > topology.v1.schema.json\n  infracc schema ir\n  infracc schema plugin")

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case topology
    case ir
    case plugin
  }

  @Argument(help: "Which schema.")
  var subject = Subject.topology

  func run() {
    switch subject {
    case .topology: Terminal.write(JSONWriter.pretty(GeneratedFiles.topologySchema))
    case .ir: Terminal.write(JSONWriter.pretty(GeneratedFiles.irSchema))
    case .plugin: Terminal.write(JSONWriter.pretty(GeneratedFiles.pluginSchema))
    }
  }
}

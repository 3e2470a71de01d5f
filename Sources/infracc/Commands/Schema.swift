import ArgumentParser
import Compiler
import JSON

struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of topologies, or of the IR.",
    discussion: "EXAMPLES\n  infracc schema > topology.v1.schema.json\n  infracc schema ir")

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case topology
    case ir
  }

  @Argument(help: "Which schema.")
  var subject = Subject.topology

  func run() {
    Terminal.write(JSONWriter.pretty(subject == .topology ? GeneratedFiles.topologySchema : GeneratedFiles.irSchema))
  }
}

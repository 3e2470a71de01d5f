import ArgumentParser

struct Why: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "Say which lines of the topology decide what a line of a generated file says.",
    discussion: """
      Each part of the topology is changed in memory, and everything is generated again: the lines that come out different
      are those that the part decides. Nothing is written.

      EXAMPLES
        infracc why infra/production/compose/docker-compose.yml:132
        infracc why production/postgres/postgresql.conf:12 --file topology.yaml
        docker compose config 2>&1 | infracc why -

      EXIT CODES
        0   answered
        1   the line was edited by hand, or the topology has errors
        2   there is no such file or line
      """)

  @Argument(
    help: ArgumentHelp(
      "A line of a generated file; `-` reads the messages of a tool, and answers for each line that they name.",
      valueName: "file:line"),
    completion: .file())
  var place: String

  @Option(name: [.short, .long], help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var file = InputOptions.defaultTopology

  @Option(
    name: [.short, .long], help: "The output directory; `infra` next to the topology.",
    completion: .directory)
  var output: String?

  @Option(help: "How the answer is printed.")
  var format = ListFormat.text

  func run() throws {
    try WhyCall(place: place, topology: InputOptions.topology(in: file), output: output, format: format).run()
  }
}

import ArgumentParser

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: CheckCall.name,
    abstract: "Find every mistake of a topology, or of a repository without one. Writes nothing but a baseline.",
    discussion: """
      Reports what `infracc build` reports. Only plugins are not started, unless --plugins is given: a topology may be
      that of someone else's branch. Of a directory without a topology, and of a compose file that is named, the
      deployment files themselves are checked: compose, Dockerfiles, railway.json, with the code that they build.

      EXAMPLES
        infracc check
        infracc check services/*/topology.yaml
        infracc check docker-compose.yml
        infracc check --format json topology.yaml | jq .summary
      """)

  @Argument(help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var files = CheckCall().files

  @Flag(help: "Start the plugins that are listed as targets, and report what they find.")
  var plugins = CheckCall().plugins

  @Option(help: ArgumentHelp("Report only what is not in this file.", valueName: "file"), completion: .file())
  var baseline: String?

  @Option(
    name: .customLong("write-baseline"),
    help: ArgumentHelp("Write the findings into this file, for `--baseline`.", valueName: "file"), completion: .file())
  var newBaseline: String?

  @Flag(
    name: .customLong("explain-sources"),
    help: "Print, instead of findings, which files of other tools are read, what for, and which rules stay silent.")
  var explainsSources = CheckCall().explainsSources

  @OptionGroup var input: InputArguments
  @OptionGroup var findings: FindingArguments

  var call: CheckCall {
    CheckCall(
      files: files, plugins: plugins, baseline: baseline, newBaseline: newBaseline,
      explainsSources: explainsSources, input: input.options, findings: findings.options)
  }

  func run() throws { try call.run() }
}

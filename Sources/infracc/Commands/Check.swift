import ArgumentParser

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: CheckCall.name,
    abstract: "Find every mistake of a topology, in all environments and for all targets. Writes nothing.",
    discussion: """
      Reports what `infracc build` reports. Only plugins are not started, unless --plugins is given: a topology may be
      that of someone else's branch.

      EXAMPLES
        infracc check
        infracc check services/*/topology.yaml
        infracc check --format json topology.yaml | jq .summary
      """)

  @Argument(help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var files = CheckCall().files

  @Flag(help: "Start the plugins that are listed as targets, and report what they find.")
  var plugins = CheckCall().plugins

  @OptionGroup var input: InputArguments
  @OptionGroup var findings: FindingArguments

  var call: CheckCall {
    CheckCall(files: files, plugins: plugins, input: input.options, findings: findings.options)
  }

  func run() throws { try call.run() }
}

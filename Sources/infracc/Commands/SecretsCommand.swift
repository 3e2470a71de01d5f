import ArgumentParser
import Diagnostics
import JSON
import Secrets

struct SecretsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "secrets", abstract: "List the secrets of each environment, and compare real values with the rules.",
    discussion: """
      No value is ever printed.

      EXAMPLES
        infracc secrets
        infracc secrets -e production --format json
        infracc secrets -e production --check infra/production/compose/.env
        infracc secrets -e staging -e production --check STAGING --check PRODUCTION
      """)

  @Argument(help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var file = InputOptions.defaultTopology

  @Option(name: [.short, .customLong("environment")], help: "Only this environment; may be repeated.")
  var environments: [String] = []

  @Option(
    help: ArgumentHelp(
      "Compare this env file with what the environment needs; may be repeated: several files of one environment, or one "
        + "for each environment in their order.", valueName: "env-file"),
    completion: .file())
  var check: [String] = []

  @Option(
    help: ArgumentHelp(
      "`text` or `json`; of --check, how findings are printed: any format of `infracc check`.", valueName: "format"))
  var format = ListFormat.text.rawValue

  func validate() throws {
    try refuse(problem)
  }

  private var problem: String? {
    if check.isEmpty {
      return ListFormat(rawValue: format) == nil ? "the list is printed as `text` or `json`, not as `\(format)`" : nil
    }
    if OutputFormat(rawValue: format) == nil {
      return "findings are printed as \(Words.enumeration(OutputFormat.allCases.map(\.rawValue)))"
    }
    if environments.isEmpty { return "--check needs -e: the environment whose values these are" }
    if environments.count > 1, environments.count != check.count {
      return "\(Words.count(environments.count, "environment")) and \(Words.count(check.count, "file")): "
        + "name one file for each environment"
    }
    return nil
  }

  func run() throws {
    let session = try SecretSession(file)
    if !check.isEmpty { return try SecretFileCheck(session, environments, check, format).run() }
    let inventories = try session.inventories(environments)
    if format == ListFormat.json.rawValue {
      Terminal.write(JSONWriter.pretty(SecretList.json(inventories)))
    } else {
      Terminal.write(SecretList.text(inventories))
    }
  }
}

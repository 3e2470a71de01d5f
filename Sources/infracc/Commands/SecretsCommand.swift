import ArgumentParser
import Diagnostics
import Emit
import JSON
import Secrets

struct SecretsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "secrets", abstract: "List, make and check the secrets of each environment.",
    discussion: """
      No value is ever printed, but for --from, which writes into a pipe or a file.

      EXAMPLES
        infracc secrets
        infracc secrets -e production --format json
        infracc secrets -e production --generate
        infracc secrets -e production --check infra/production/compose/.env
        infracc secrets -e staging -e production --check STAGING --check PRODUCTION
        infracc secrets -e production --from .env --format railway -o patch.json
      """)

  @Argument(help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var file = InputOptions.defaultTopology

  @Option(name: [.short, .customLong("environment")], help: "Only this environment; may be repeated.")
  var environments: [String] = []

  @Flag(help: "Make what can be made in the env files of the environment, and keep everything that is there.")
  var generate = false

  @Option(
    help: ArgumentHelp(
      "Compare this env file with what the environment needs; may be repeated: several files of one environment, or one "
        + "for each environment in their order.", valueName: "env-file"),
    completion: .file())
  var check: [String] = []

  @Option(
    help: ArgumentHelp(
      "Write the values of this env file in the form of a platform; `-` reads standard input.", valueName: "env-file"),
    completion: .file())
  var from: String?

  @Option(
    name: [.short, .long], help: "Of --from: the file to write; without it, a pipe.", completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Of --from: a file with names that are set already, which are omitted.", valueName: "file"),
    completion: .file())
  var have: String?

  @Option(
    help: ArgumentHelp(
      "`text` or `json`; of --check, how findings are printed: any format of `infracc check`; of --from: "
        + "\(Words.alternatives(SecretsForm.all.map(\.name))).", valueName: "format"))
  var format = ListFormat.text.rawValue

  func validate() throws {
    try refuse(problem)
  }

  private var problem: String? {
    let modes = [(generate, "--generate"), (!check.isEmpty, "--check"), (from != nil, "--from")].filter(\.0).map(\.1)
    if modes.count > 1 { return "\(Words.enumeration(modes)) exclude each other" }
    if ([file, from].compactMap(\.self) + check).count(where: { $0 == "-" }) > 1 { return "`-` can be read once" }
    if from == nil, output != nil || have != nil { return "--output and --have go with --from" }
    guard let mode = modes.first else {
      return ListFormat(rawValue: format) == nil ? "the list is printed as `text` or `json`, not as `\(format)`" : nil
    }
    if !check.isEmpty { return problemOfCheck }
    if environments.count != 1 { return "\(mode) needs one environment: -e" }
    if from != nil, SecretsForm.named(format) == nil {
      return "--from needs --format \(Words.alternatives(SecretsForm.all.map(\.name)))"
    }
    return nil
  }

  private var problemOfCheck: String? {
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
    if generate { return try SecretFileMaking(session, environments[0]).run() }
    if let from, let form = SecretsForm.named(format) {
      return try SecretSupply(session, environments[0], from: from, form, to: output, have: have).run()
    }
    if !check.isEmpty { return try SecretFileCheck(session, environments, check, format).run() }
    let inventories = try session.inventories(environments)
    if format == ListFormat.json.rawValue {
      Terminal.write(JSONWriter.pretty(SecretList.json(inventories)))
    } else {
      Terminal.write(SecretList.text(inventories))
    }
  }
}

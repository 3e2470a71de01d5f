import ArgumentParser
import IR
import Report

/// How a difference is printed.
enum DifferenceFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case markdown
}

struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare two environments, or two states of a topology.",
    discussion: """
      Compared is what is deployed, not the text: the order of keys, another spelling of a size and a value that moves from
      an overlay to the base are no difference. Of two states of one topology it says what the change does to what runs.

      EXAMPLES
        infracc diff staging production        two environments
        infracc diff --against main            the branch main, and now
        infracc diff old.yaml new.yaml         two topologies, by environment
        infracc diff saved.json topology.yaml  an IR of `build --emit-ir`, and now
        infracc diff --against HEAD --fail-on loses-data

      EXIT CODES
        0   compared              2   wrong usage or input
        1   one side has errors   4   they differ (--exit-code), or a class is reached (--fail-on)
      """)

  @Argument(
    help: ArgumentHelp(
      "Two environments, and the topology if it is not `topology.yaml`; or two topologies or saved IRs; with --against the topology.",
      valueName: "side"))
  var sides: [String] = []

  @Option(help: ArgumentHelp("Compare with the topology at this git revision.", valueName: "revision"))
  var against: String?

  @Option(name: [.short, .customLong("environment")], help: "Only this environment; may be repeated.")
  var environments: [String] = []

  @Option(
    name: [.short, .customLong("target")], help: "Only what it does on this target; may be repeated.")
  var targets: [String] = []

  @Flag(name: .customLong("exit-code"), help: "End with 4 when anything differs.")
  var exitCode = false

  @Option(
    name: .customLong("fail-on"),
    help: ArgumentHelp(
      "End with 4 when the change is of this class or a worse one (`loses-data`, `manual-step`, `rebuild`, `restart`, `reload`), on any target or on one: `compose:restart`; may be repeated.",
      valueName: "class"))
  var failOn: [String] = []

  @Option(help: "How the difference is printed.")
  var format = DifferenceFormat.text

  @Option(help: "When the text is coloured.")
  var color = ColorChoice.auto

  func run() throws {
    try DiffCall(
      sides: sides, revision: against, environments: environments, targets: targets, exitCode: exitCode,
      limits: failOn.map(DiffLimit.read), format: format, color: color
    ).run()
  }
}

/// A class from which on a difference fails.
struct DiffLimit {
  /// Nil: any.
  let target: String?
  let severity: ChangeClass

  static func read(_ text: String) throws -> DiffLimit {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let word = parts.last ?? text
    let known = ChangeClass.allCases.reversed().filter { $0 != .none }.map(\.name)
    if word == ChangeClass.none.name {
      Terminal.complain("infracc: --fail-on none would always fail; --exit-code fails when anything differs\n")
      throw ExitCode(ExitStatus.usage)
    }
    guard let severity = ChangeClass(name: word) else { throw refuse("there is no class `\(word)`", word, known) }
    return DiffLimit(target: parts.count == 2 ? parts[0] : nil, severity: severity)
  }
}

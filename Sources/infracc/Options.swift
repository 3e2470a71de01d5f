import ArgumentParser
import Diagnostics
import Emit

extension OutputFormat: ExpressibleByArgument {}

extension ColorChoice: ExpressibleByArgument {}

extension OutputLayout.Style: ExpressibleByArgument {}

/// How lists are printed.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// `FindingOptions` as the command line declares them.
struct FindingArguments: ParsableArguments {
  @Option(help: "How findings are printed; all but text and short go to standard output.")
  var format = FindingOptions().format

  @Option(help: "When findings are coloured.")
  var color = FindingOptions().color

  @Option(
    name: .customLong("max-errors"),
    help: "Print at most this many findings, errors first; formats for programs have all.")
  var maxErrors = FindingOptions().maxErrors

  @Flag(
    name: [.customLong("infos"), .customLong("notes")],
    help: "Print findings of level info too, not only their number.")
  var infos = FindingOptions().infos

  @Option(
    help: ArgumentHelp(
      "Findings that count as errors: `warnings`, or a code or rule name; may be repeated.",
      valueName: "warnings|code"))
  var deny = FindingOptions().deny

  @Option(help: ArgumentHelp("A code or rule name that counts as a warning; may be repeated.", valueName: "code"))
  var warn = FindingOptions().warn

  var options: FindingOptions {
    FindingOptions(format: format, color: color, maxErrors: maxErrors, infos: infos, deny: deny, warn: warn)
  }

  func validate() throws { try refuse(options.problem) }
}

/// `InputOptions` as the command line declares them.
struct InputArguments: ParsableArguments {
  @Flag(name: .customLong("no-fs"), help: "Do not look whether files and folders of the topology exist.")
  var noFS = InputOptions().noFS

  @Flag(name: .customLong("no-probe"), help: "Do not read the repository's code.")
  var noProbe = InputOptions().noProbe

  var options: InputOptions { InputOptions(noFS: noFS, noProbe: noProbe) }
}

extension ArgumentHelp {
  static let topology = ArgumentHelp("The topology; `-` reads standard input.", valueName: "file")
}

/// Wrong usage, where there is a problem.
func refuse(_ problem: String?) throws {
  if let problem { throw ValidationError(problem) }
}

/// Wrong usage: says what is wrong, and what there is instead of it.
/// - Parameter lists: false where there are too many to list them all.
func refuse(_ message: String, _ name: String, _ known: [String], lists: Bool = true) -> ExitCode {
  let nearest = Suggestion.nearest(to: name, among: known)
  if nearest.isEmpty, !lists {
    Terminal.complain("infracc: \(message)\n")
    return ExitCode(ExitStatus.usage)
  }
  var hint = nearest.isEmpty ? "there are \(Words.enumeration(known))" : "did you mean \(Words.alternatives(nearest))?"
  if known.count == 1, nearest.isEmpty { hint = "there is \(Words.enumeration(known))" }
  Terminal.complain("infracc: \(message)" + (known.isEmpty ? "" : "; \(hint)") + "\n")
  return ExitCode(ExitStatus.usage)
}

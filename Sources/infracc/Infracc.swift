import ArgumentParser
import Compiler
import Diagnostics
import Emit
import Glibc

/// The command line.
@main
struct Infracc: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infracc",
    abstract: "One topology, every file: type-checks a deployment and writes what a team ships.",
    discussion: """
      EXAMPLES
        infracc init                         make a topology of a repository
        infracc check                        find every mistake, write nothing
        infracc fix                          mend what can be mended
        infracc build                        write the files, into infra/
        infracc build -e staging -t compose  only compose, only staging
        infracc explain E0301                what a finding means and what to do
        infracc diff staging production      what differs, and what follows
        infracc refs backend                 what can be referred to
        infracc secrets                      what each environment needs

      EXIT CODES
        0   nothing of error level      3   the files could not be written
        1   findings of error level     4   build --check, fmt --check: out of date
        2   wrong usage or input        70  a mistake of infracc itself
      """,
    version: Version.text,
    subcommands: [
      Build.self, Check.self, Fix.self, Format.self, Init.self, Migrate.self, Diff.self, BudgetCommand.self,
      CostCommand.self, GraphCommand.self, ReportCommand.self, SecretsCommand.self, Why.self, Refs.self,
      Explain.self, Targets.self,
      Schema.self,
      ConventionsCommand.self,
    ])

  func run() throws {
    Terminal.write(
      """
      infracc reads one topology and writes everything that it takes to deploy it.

        infracc check topology.yaml    find every mistake
        infracc build topology.yaml    write the files
        infracc explain CODE           what a finding means and what to do
        infracc --help                 all commands

      """)
  }

  static func main() {
    // A reader that went away (`infracc refs | head`) is no reason for a trace.
    signal(SIGPIPE, SIG_IGN)
    InternalFailure.install()
    do {
      if let call = usualCall() { return try call.run() }
      if var command = directCommand() { return try command.run() }
      try refuseUnknownCommand()
      var command = try parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      Glibc.exit(code.rawValue)
    } catch {
      let code = exitCode(for: error)
      let text = fullMessage(for: error) + "\n"
      if code == .success {
        Terminal.write(text)
        return
      }
      Terminal.complain(inOurWords(text))
      Glibc.exit(code == .validationFailure ? ExitStatus.usage : code.rawValue)
    }
  }

  /// What is read without ArgumentParser.
  private static func usualCall() -> (any UsualCall)? {
    let arguments = CommandLine.arguments.dropFirst()
    switch arguments.first {
    case CheckCall.name: return CheckCall.read(arguments.dropFirst())
    case BuildCall.name: return BuildCall.read(arguments.dropFirst())
    default: return nil
    }
  }

  /// The command that the first word names, when all that follows is well: half the work of going through the root.
  /// Nil leaves help, completion and every complaint to the root.
  private static func directCommand() -> (any ParsableCommand)? {
    let arguments = CommandLine.arguments.dropFirst()
    guard let word = arguments.first,
      let command = configuration.subcommands.first(where: { $0.configuration.commandName == word })
    else { return nil }
    return try? command.parse(Array(arguments.dropFirst()))
  }

  /// The parser knows a mistyped command only as one argument too many.
  private static func refuseUnknownCommand() throws {
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-") else { return }
    let known = configuration.subcommands.map { $0._commandName } + ["help"]
    if known.contains(word) { return }
    let nearest = Suggestion.nearest(to: word, among: known)
    var hint = "there are \(Words.enumeration(known))"
    if !nearest.isEmpty {
      hint = "did you mean \(Words.alternatives(nearest))?"
    } else if word.hasSuffix(".yaml") || word.hasSuffix(".yml") {
      hint = "did you mean `infracc build \(word)`?"
    }
    Terminal.complain("infracc: there is no command `\(word)`; \(hint)\n")
    throw ExitCode(ExitStatus.usage)
  }

  /// Complaints of the parser begin like ours.
  private static func inOurWords(_ text: String) -> String {
    let prefix = "Error: "
    guard text.hasPrefix(prefix) else { return text }
    let rest = text.dropFirst(prefix.count)
    return "infracc: " + rest.prefix(1).lowercased() + rest.dropFirst()
  }
}

enum Version {
  static let text = "0.1.0"
}

/// What the process ends with. Where several apply, the first of 70, 3, 2, 1, 4 does.
enum ExitStatus {
  static let findings: Int32 = 1
  static let usage: Int32 = 2
  static let unwritten: Int32 = 3
  static let outOfDate: Int32 = 4
  static let internalFailure: Int32 = 70

  /// For findings that end a build before files are written: where a plug-in is what failed, that comes first.
  static func of(_ diagnostics: [Diagnostic]) -> Int32 {
    let ofEmission = [.pluginNotFound, .pluginVersion, .pluginFailed, .outputPathRefused].map(\DiagnosticKind.code)
    return diagnostics.contains { $0.severity == .error && ofEmission.contains($0.code) } ? unwritten : findings
  }
}

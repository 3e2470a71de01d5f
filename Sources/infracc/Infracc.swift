import ArgumentParser
import Glibc

/// The command line. Exit codes: 0 no findings of error level, 1 at least one, 2 wrong usage, 3 writing failed,
/// 4 generated files out of date.
@main
struct Infracc: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infracc",
    abstract: "One topology, every file: type-checks a deployment and writes what a team ships.",
    discussion: """
      EXAMPLES
        infracc check topology.yaml          find every mistake, write nothing
        infracc build topology.yaml          write the files of all environments below infra/
        infracc build -e staging -t compose  only compose, only staging
        infracc explain E0301                what a finding means and what to do
        infracc refs backend                 what can be referred to

      Completions: infracc --generate-completion-script bash|zsh|fish
      """,
    version: Version.text,
    subcommands: [
      Build.self, Check.self, Refs.self, Explain.self, Targets.self, Schema.self, ConventionsCommand.self,
    ])

  func run() throws {
    Terminal.write(
      """
      infracc reads one topology and writes everything that it takes to deploy it.

        infracc check topology.yaml    find every mistake
        infracc build topology.yaml    write the files
        infracc --help                 all commands

      """)
  }

  static func main() {
    // A reader that went away (`infracc refs | head`) is no reason for a trace.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      Glibc.exit(code.rawValue)
    } catch {
      let isWrongUsage = exitCode(for: error) == .validationFailure
      let text = fullMessage(for: error)
      if exitCode(for: error) == .success { Terminal.write(text + "\n") } else { Terminal.complain(text + "\n") }
      Glibc.exit(isWrongUsage ? ExitStatus.usage : exitCode(for: error).rawValue)
    }
  }
}

enum Version {
  static let text = "0.1.0"
}

enum ExitStatus {
  static let findings: Int32 = 1
  static let usage: Int32 = 2
}

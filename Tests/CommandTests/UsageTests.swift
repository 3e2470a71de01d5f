import Foundation
import Testing
import TestSupport

/// What the program says to somebody who does not know it, or who mistypes.
struct UsageTests {
  static let commands = [
    "build", "check", "fix", "fmt", "init", "migrate", "diff", "budget", "cost", "graph", "report", "secrets", "why",
    "refs", "explain", "targets", "schema", "conventions",
  ]

  @Test func aloneItSaysWhatToDoNext() throws {
    let output = try infracc()
    #expect(output.status == 0)
    #expect(output.stdout.contains("infracc check topology.yaml"))
    #expect(output.stdout.contains("infracc --help"))
    #expect(output.stderr == "")
  }

  @Test(arguments: [[]] + commands.map { [$0] })
  func helpHasExamplesAndFitsATerminal(command: [String]) throws {
    let output = try run(try Repository.program, command + ["--help"], environment: ["COLUMNS": "80"])
    #expect(output.status == 0)
    #expect(output.stderr == "")
    let examples = try #require(output.stdout.range(of: "EXAMPLES\n"))
    let first = output.stdout[examples.upperBound...].prefix { $0 != "\n" }
    #expect(first.hasPrefix("  infracc \(command.first ?? "")"), "\(first)")
    // What the parser breaks by itself is broken at blanks and then begins in the first column.
    let block = output.stdout[examples.upperBound...].components(separatedBy: "\n\n")[0]
    for line in block.split(separator: "\n") {
      let isWhole = line.hasPrefix("  infracc") || line.hasPrefix("  ") && line.contains(" | infracc ")
      #expect(isWhole, "broken line: \(line)")
    }
  }

  @Test func helpListsEveryCommand() throws {
    let output = try infracc("--help")
    for command in Self.commands { #expect(output.stdout.contains("\n  \(command) "), "\(command)") }
  }

  @Test func theVersionIsThatOfTheChangelog() throws {
    let version = try infracc("--version").stdout.trimmingCharacters(in: .newlines)
    #expect(try Repository.text("CHANGELOG.md").contains("## \(version)"))
  }

  /// Command line, and what the complaint says.
  static let mistakes: [([String], String)] = [
    (["chekc"], "there is no command `chekc`; did you mean `check`?"),
    (["deploy.yaml"], "there is no command `deploy.yaml`; did you mean `infracc build deploy.yaml`?"),
    (["frobnicate"], "there is no command `frobnicate`; there are `build`, `check`"),
    (["check", "--colour"], "unknown option '--colour'"),
    (
      ["check", "--format", "xml"],
      "  - text\n  - short\n  - gcc\n  - json\n  - jsonl\n  - sarif\n  - github\n  - junit\n"
    ),
    (["check", "--deny", "E9999"], "--deny: there is no code `E9999`"),
    (["check", "--warn", "E0301"], "--warn: the level of `E0301` is fixed"),
    (["check", "--warn", "warnings"], "--warn: there is no code `warnings`"),
    (["fix", "-", "topology.yaml"], "`-` does not go with other files"),
    (["fmt", "nowhere.yaml"], "error[E0101]: cannot read `nowhere.yaml`: no such file"),
    (["explain", "--all", "E0301"], "--all explains every code; it takes no others"),
    (["explain", "--format", "xml", "E0301"], "'text', 'markdown' or 'json'"),
    (["check", "--color", "blue"], "'auto', 'always' or 'never'"),
    (["check", "--max-errors", "0"], "--max-errors takes a number from 1"),
    (["check", "--max-errors", "many"], "many"),
    (["build", "-e"], "missing value for '-e <environment>'"),
    (["build", "a.yaml", "b.yaml"], "unexpected argument 'b.yaml'"),
    (["build", "-e", "prod"], "there is no environment `prod`; there are `staging` and `production`"),
    (["build", "-e", "stagign"], "there is no environment `stagign`; did you mean `staging`?"),
    (["build", "-t", "compos"], "there is no target `compos`; did you mean `compose`?"),
    (["build", "-t", "heroku-7"], "there is no target `heroku-7`; there are `railway`, `compose`"),
    (["build", "-t", "railway"], "the topology does not list the target `railway`"),
    (["build", "--layout", "flat"], "'tree' and 'repo'"),
    (["build", "--output", ""], "--output takes the name of a folder"),
    (["build", "--check", "--dry-run"], "--check and --dry-run exclude each other"),
    (["build", "--emit-ir", "--check"], "--emit-ir writes no files, so --check does not go with it"),
    (["build", "--emit-ir", "--format", "json"], "--emit-ir prints JSON of its own"),
    (["check", "nowhere.yaml"], "error[E0101]: cannot read `nowhere.yaml`: no such file"),
    (["build", "nowhere.yaml"], "error[E0101]: cannot read `nowhere.yaml`: no such file"),
    (["refs", "--file", "nowhere.yaml"], "error[E0101]: cannot read `nowhere.yaml`: no such file"),
    (["build", "."], "error[E0101]: cannot read `.`: is a directory"),
    (["check", "topology.yaml/x"], "cannot read `topology.yaml/x`: not a directory"),
    (["refs", "postgers"], "there is no service `postgers`; did you mean `postgres`?"),
    (["refs", "-e", "prod"], "there is no environment `prod`"),
    (["explain", "E0300"], "there is no code `E0300`; did you mean"),
    (["explain", "unknown-servise"], "did you mean `unknown-service`?"),
    (["explain", "E07"], "there is no code `E07`; did you mean `E0701`"),
    (
      ["check", "--deny", "unknown-servise"],
      "--deny: there is no code `unknown-servise`; did you mean `unknown-service`?"
    ),
    (["explain", "quux"], "`infracc explain --list` lists all"),
    (["schema", "topologies"], "'topology', 'ir' or 'plugin'"),
  ]

  @Test(arguments: mistakes)
  func wrongUsageIsTwo(arguments: [String], complaint: String) throws {
    let folder = try Shop.folder()
    let output = try run(
      try Repository.program, arguments, environment: ["NO_COLOR": "1", "LC_ALL": "C"], directory: folder.path)
    #expect(output.status == 2)
    #expect(output.stdout == "")
    #expect(output.stderr.contains(complaint), "\(output.stderr)")
    #expect(output.stderr.hasPrefix("infracc: ") || output.stderr.hasPrefix("error[E0101]: "), "\(output.stderr)")
    #expect(folder.files() == ["topology.yaml"])
  }

  /// A number that no finding has is explained like one that some finding has.
  @Test(arguments: ["text", "markdown", "json"])
  func aNumberWithoutAFindingIsExplained(format: String) throws {
    let output = try infracc("explain", "e0505", "--format", format)
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stdout.contains("It is kept for secrets in generated files that are committed"))
    #expect(output.stdout.contains("It is never used for something else"))
  }

  @Test func withoutATopologyTheHelpNamesOne() throws {
    let output = try infracc("check", in: try TemporaryFolder())
    #expect(output.status == 2)
    #expect(output.stderr.contains("help: name the topology"))
  }

  @Test func aNameThatIsWrongIsToldBesideTheFindings() throws {
    let folder = try Shop.folder(Shop.broken)
    let output = try infracc("build", "-e", "prod", in: folder)
    #expect(output.status == 2)
    #expect(output.stderr.contains("E0301"))
    #expect(output.stderr.contains("there is no environment `prod`"))
  }

  @Test func explanationsNameOnlyCommandsThatExist() throws {
    let codes = try infracc("explain", "--list").stdout.split(separator: "\n").map { String($0.prefix(5)) }
    #expect(codes.count > 100)
    let pages = try run(try Repository.program, ["explain"] + codes).stdout
    for match in pages.matches(of: /`infracc ([a-z-]+)/) {
      #expect(Self.commands.contains(String(match.1)), "\(match.0)")
    }
  }
}

struct CompletionTests {
  @Test(arguments: ["bash", "zsh", "fish"])
  func scriptsNameEveryCommand(shell: String) throws {
    let output = try infracc("--generate-completion-script", shell)
    #expect(output.status == 0)
    for command in UsageTests.commands { #expect(output.stdout.contains(command), "\(command)") }
  }

  @Test func bashCompletesCommandsOptionsAndTargets() throws {
    let folder = try TemporaryFolder()
    try folder.write(try infracc("--generate-completion-script", "bash").stdout, to: "completion.bash")
    func complete(_ words: String...) throws -> [String] {
      let script = """
        source completion.bash
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMP_TYPE=9; COMP_KEY=9
        _infracc infracc "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """
      let output = try run("bash", ["--norc", "-c", script, "bash"] + words, directory: folder.path)
      #expect(output.status == 0, "\(output.stderr)")
      return output.stdout.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    #expect(try complete("infracc", "bui") == ["build"])
    #expect(try complete("infracc", "build", "--emi") == ["--emit-ir"])
    #expect(try complete("infracc", "build", "-t", "com") == ["compose"])
    #expect(try complete("infracc", "explain", "E070").contains("E0701"))
  }
}

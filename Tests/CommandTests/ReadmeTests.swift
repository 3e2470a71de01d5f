import Foundation
import Testing
import TestSupport

/// README.md shows what happens. Its blocks are run, one after the other, as a reader would paste them:
///
/// - `yaml` whose first line is a comment with a file's name is that file;
/// - `console` holds lines `$ command` and below each what it prints, standard error included;
/// - lines indented by four blanks are commands whose output is not shown.
struct ReadmeTests {
  /// A block of code with the word behind its fence; indented ones have none.
  struct Block {
    let language: String
    let lines: [String]
  }

  static func blocks(of text: String) -> [Block] {
    var found: [Block] = []
    var fence: (language: String, lines: [String])?
    var indented: [String] = []
    for line in text.components(separatedBy: "\n") {
      if let open = fence {
        if line == "```" {
          found.append(Block(language: open.language, lines: open.lines))
          fence = nil
        } else {
          fence?.lines.append(line)
        }
      } else if line.hasPrefix("```") {
        fence = (String(line.dropFirst(3)), [])
      } else if line.hasPrefix("    ") {
        indented.append(String(line.dropFirst(4)))
      } else if !indented.isEmpty {
        found.append(Block(language: "", lines: indented))
        indented = []
      }
    }
    return found
  }

  /// A folder like a fresh clone in what the commands of the README use, `infracc` first on PATH.
  private func clone() throws -> (folder: TemporaryFolder, environment: [String: String]) {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: Repository.path("examples"), toPath: folder.path("examples"))
    let program = try Repository.program
    try FileManager.default.createDirectory(
      atPath: folder.path(".build/release"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(".build/release/infracc"), withDestinationPath: program)
    let path = "\((program as NSString).deletingLastPathComponent):/usr/bin:/bin"
    return (folder, ["PATH": path, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"])
  }

  @Test func whatTheReadmeShowsIsWhatHappens() throws {
    let (folder, environment) = try clone()
    var shown = 0
    for block in Self.blocks(of: try Repository.text("README.md")) {
      switch block.language {
      case "yaml":
        guard let name = block.lines.first?.firstMatch(of: /^# ([a-z-]+\.yaml)$/)?.1 else { continue }
        try folder.write(block.lines.joined(separator: "\n") + "\n", to: String(name))
      case "console":
        for (command, expected) in Self.sessions(block.lines) {
          let output = try run(
            "bash", ["-c", "exec 2>&1\n\(command)"], environment: environment, directory: folder.path)
          #expect(output.stdout == expected, "$ \(command)")
          shown += 1
        }
      case "":
        for command in block.lines.map({ $0.components(separatedBy: " #")[0] }) where command.contains("infracc ") {
          let output = try run("bash", ["-c", command], environment: environment, directory: folder.path)
          #expect(output.status == 0, "\(command): \(output.stderr)")
        }
      default: continue
      }
    }
    #expect(shown >= 3)
  }

  /// Commands and what stands below each.
  private static func sessions(_ lines: [String]) -> [(command: String, output: String)] {
    var found: [(command: String, output: String)] = []
    for line in lines {
      if line.hasPrefix("$ ") {
        found.append((String(line.dropFirst(2)), ""))
      } else if !found.isEmpty {
        found[found.count - 1].output += line + "\n"
      }
    }
    return found.map { ($0.command, $0.output.hasSuffix("\n\n") ? String($0.output.dropLast()) : $0.output) }
  }

  @Test func targetsOfMakeExist() throws {
    let text = try ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"].map { try Repository.text($0) }.joined()
    let names = Set(text.matches(of: /(?:`|    )make ([a-z0-9-]+)/).map { String($0.1) })
    #expect(names.contains("demo") && names.contains("test"))
    for name in names.sorted() {
      let output = try run("make", ["--dry-run", name], directory: Repository.root)
      #expect(output.status == 0, "make \(name): \(output.stderr)")
    }
  }

  /// Each command of the table, with the options that its row names.
  @Test func theTableOfCommandsIsComplete() throws {
    let rows = try Repository.text("README.md").split(separator: "\n").filter { $0.hasPrefix("| `infracc ") }
    for command in UsageTests.commands {
      let row = try #require(rows.first { $0.hasPrefix("| `infracc \(command)") }, "\(command)")
      let help = try infracc(command, "--help").stdout
      for option in row.matches(of: /`(--?[a-z-]+)/) {
        #expect(help.contains(option.1), "\(command) \(option.1)")
      }
    }
  }

  /// The snippets that are not files of their own.
  @Test func theHookIsTheOneOfTheManifest() throws {
    let readme = try Repository.text("README.md")
    for line in try Repository.text(".pre-commit-hooks.yaml").split(separator: "\n") {
      let text = line.trimmingCharacters(in: CharacterSet(charactersIn: "- "))
      guard text.hasPrefix("id:") || text.hasPrefix("entry:") || text.hasPrefix("files:") else { continue }
      #expect(readme.contains(text))
    }
  }

  @Test func linksLeadSomewhere() throws {
    for file in ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md"] {
      for link in try Repository.text(file).matches(of: /\]\(([^)#:]+)\)/) {
        #expect(FileManager.default.fileExists(atPath: Repository.path(String(link.1))), "\(file): \(link.1)")
      }
    }
  }
}

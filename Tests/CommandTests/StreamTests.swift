import Foundation
import JSON
import TestSupport
import Testing

/// Nothing that a user, a repository or a command line holds acts on the terminal, whichever command says it, in
/// whichever format and on whichever stream.
@Suite struct StreamTests {
  private static let formats = ["text", "short", "gcc", "json", "jsonl", "sarif", "github", "junit"]
  /// ESC with a title, CSI of one byte, BEL, BS, DEL, NEL, the marks of direction, line separator.
  private static let payloads = [
    "\u{1B}]0;t\u{07}", "\u{9B}31m", "\u{08}\u{08}x", "\u{7F}", "\u{85}", "\u{202E}x\u{202C}", "\u{2066}x\u{2069}",
    "\u{200F}\u{200E}\u{061C}", "\u{2028}x\u{2029}",
  ]

  private static func acts(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x0A, 0x09: false
      case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
      default: false
      }
    }
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }

  /// The payload in every place of a topology that messages repeat: names, keys, values, references, comments.
  private static func topologies(_ payload: String) -> [String] {
    // YAML takes no raw control characters: escapes bring them in.
    return [payload, escaped(payload)].map { text in
      """
      infracc: 1
      project: "shop\(text)"
      targets: ["compose\(text)", compose]
      "key\(text)": 1
      services:
        "api\(text)": {}
        web:
          type: "fastapi\(text)"
          start: "run \(text)"
          "strat\(text)": x
          variables:
            A: "$<<postgres\(text).url>>"
            "B\(text)": "$<<web.nothing\(text)>>"
            PORT: "port\(text)"
            DATABASE_URL: "postgres://u:p\(text)@h/d"
      # infracc: allow E0301\(text)
      environments: { "staging\(text)": {} }

      """
    }
  }

  @Test(arguments: formats, payloads)
  func findingsAreInert(format: String, payload: String) throws {
    for text in Self.topologies(payload) {
      let folder = try Shop.folder(text)
      for command in [["check", "--infos"], ["build", "--dry-run"], ["fix", "--dry-run", "--unsafe"]] {
        let arguments = command + ["--no-fs", "--format", format, "--color", format == "text" ? "always" : "never"]
        let output = try run(try Repository.program, arguments, directory: folder.path)
        #expect(output.status == 1, "\(output.stderr)")
        // Colors are those of the program: their parameters are digits.
        let shown = (output.stdout + output.stderr).replacing(/\u{1B}\[[0-9;]{1,4}m/, with: "")
        #expect(!Self.acts(shown), "\(command) \(shown.debugDescription)")
      }
    }
  }

  @Test(arguments: payloads)
  func otherCommandsAreInert(payload: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("web: run \(payload)\n\(payload): x\nother\(payload)\n", to: "Procfile")
    try folder.write("{\"deploy\": {\"startCommand\": \"run\", \"key\(payload)\": 1}}", to: "api/railway.json")
    try folder.write("[deploy]\nstartCommand = \"run\"\n\"key\(payload)\" = 1\n", to: "web/railway.toml")
    try folder.write("A=\(payload)\n# \(payload)\nB\(payload)=1\nC=${{\(payload).X}}\n", to: "api/.env.example")
    try folder.write(Shop.topology, to: "good/topology.yaml")
    try folder.write(Self.topologies(payload)[0], to: "bad/topology.yaml")
    for arguments in [
      ["migrate", ".", "--stdout"], ["migrate", "none\(payload)"], ["explain", "E\(payload)"], ["refs", "x\(payload)"],
      ["refs", "--file", "bad/topology.yaml"], ["check", "none\(payload)"], ["check", "--deny", "x\(payload)"],
      ["build", "good/topology.yaml", "-e", "x\(payload)"], ["build", "good/topology.yaml", "-t", "x\(payload)"],
      ["build", "good/topology.yaml", "-o", "out\(payload)"], ["x\(payload)"], ["check", "--x\(payload)"],
      ["fmt", "bad/topology.yaml"], ["fix", "bad/topology.yaml"], ["conventions", "X\(payload)"],
      ["migrate", ".", "-o", "none\(payload)/topology.yaml"], ["schema", "x\(payload)"],
    ] {
      let output = try run(try Repository.program, arguments, environment: ["NO_COLOR": "1"], directory: folder.path)
      let said = arguments == ["migrate", ".", "--stdout"] ? output.stderr : output.stdout + output.stderr
      #expect(output.status < 70 && !Self.acts(said), "\(arguments) \(said.debugDescription)")
    }
  }

  /// What is made visible for people is said exactly to programs.
  @Test func programsReadWhatWasWritten() throws {
    for payload in Self.payloads {
      let folder = try Shop.folder(
        "infracc: 1\nproject: shop\nservices:\n  a: { type: \"x\(Self.escaped(payload))\" }\n")
      let output = try infracc("check", "--format", "json", in: folder)
      guard case .success(let report) = JSONReader.parse(Array(output.stdout.utf8)) else {
        Issue.record("\(output.stdout)")
        continue
      }
      let messages = report["diagnostics"]?.array?.compactMap { $0["message"]?.string } ?? []
      // The controls that YAML refuses are a finding of their own.
      #expect(
        messages.contains { $0.contains(payload) || $0.contains("U+") || $0.contains("character") }, "\(messages)")
    }
  }

  /// Where code hosts look for the file: from the top of the checkout, wherever the command runs.
  @Test(arguments: ["sarif", "github"])
  func pathsAreThoseOfTheRepository(format: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: ".git/HEAD")
    try folder.write(Shop.broken, to: "deploy/topology.yaml")
    try folder.write("", to: "deploy/inner/empty")
    for (directory, argument) in [
      ("deploy/inner", "../topology.yaml"), ("deploy", "topology.yaml"), (".", "deploy/topology.yaml"),
    ] {
      let output = try run(
        try Repository.program, ["check", "--format", format, argument], directory: folder.path(directory))
      #expect(
        output.stdout.contains(format == "sarif" ? "\"uri\": \"deploy/topology.yaml\"" : "file=deploy/topology.yaml,"))
      #expect(!output.stdout.contains("Uri\": \"\""))
    }
  }

  /// The summary and the exit code are one statement.
  @Test func summariesAgreeWithExitCodes() throws {
    let warned = Shop.topology.replacingOccurrences(of: " # infracc: allow W1010 these tests write no dumps", with: "")
    for (text, options, expected) in [
      (Shop.topology, [], 0), (Shop.broken, [], 1), (warned, [], 0), (warned, ["--deny", "warnings"], 1),
      (warned, ["--deny", "no-backup"], 1), (warned, ["--deny", "W1010"], 1), ("infracc: 1\n  x", [], 1),
      ("", [], 1),
    ] as [(String, [String], Int32)] {
      let folder = try Shop.folder(text)
      for command in ["check", "build", "fix"] {
        let arguments = [command, "--no-fs"] + (command == "check" ? [] : ["--dry-run"]) + options
        let people = try run(
          try Repository.program, arguments, environment: ["NO_COLOR": "1"], directory: folder.path)
        // `fix` reports what is left, which may be nothing.
        let expected = command == "fix" ? people.status : expected
        #expect(people.status == expected, "\(arguments) \(people.stderr)")
        let hasErrors = people.stderr.contains(/(^|\n)[1-9][0-9]* errors?\b/)
        #expect(hasErrors == (expected == 1), "\(arguments) \(people.stderr)")
        #expect(!people.stderr.contains("no errors or warnings") || expected == 0)
        let programs = try run(
          try Repository.program, arguments + ["--format", "json"], directory: folder.path)
        #expect(programs.status == expected)
        #expect(programs.stdout.contains("\"errors\": 0,") == (expected == 0), "\(programs.stdout)")
      }
    }
  }
}

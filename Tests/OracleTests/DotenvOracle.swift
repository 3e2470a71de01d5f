import Emit
import Foundation
import IR
import Syntax
import TestSupport
import Testing

/// Env files mean the same to python-dotenv, bash, honcho and compose: what was meant.
@Suite(.waiting)
struct DotenvOracle {
  private static let readers = ["python-dotenv", "bash", "honcho", "compose"]

  /// The values of an env file as one of its readers sees them.
  private static func read(_ path: String, by reader: String, names: [String]) throws -> [String: String] {
    switch reader {
    case "python-dotenv":
      let script = "import dotenv, json, sys; print(json.dumps(dotenv.dotenv_values(sys.argv[1], interpolate=True)))"
      return try json(run("python3", ["-c", script, path]))
    case "honcho":
      let script = "import honcho.environ, json, sys; print(json.dumps(honcho.environ.parse(open(sys.argv[1]).read())))"
      return try json(run("python3", ["-c", script, path]))
    case "bash":
      let output = try run(
        "bash", ["-c", "set -a; . \"$1\"; exec env -0", "bash", path], environment: ["PATH": "/usr/bin:/bin"],
        inheriting: false)
      #expect(output.status == 0 && output.stderr.isEmpty, "\(output.stderr)")
      let pairs = output.stdout.split(separator: "\0").map { $0.split(separator: "=", maxSplits: 1) }
      return Dictionary(
        pairs.map { (String($0[0]), $0.count > 1 ? String($0[1]) : "") }, uniquingKeysWith: { $1 })
    default:
      let folder = try TemporaryFolder()
      let keys = names.map { "      \($0): ${\($0)}\n" }.joined()
      let file = try folder.write(
        "name: x\nservices:\n  a:\n    image: b\n    environment:\n\(keys)", to: "compose.yml")
      let output = try ComposeOracle.compose(
        ["-f", file, "--env-file", path, "config", "--format", "json", "--no-interpolate=false"], in: folder.path)
      #expect(output.status == 0, "\(output.stderr)")
      let model = try JSONSerialization.jsonObject(with: Data(output.stdout.utf8)) as? [String: Any]
      let service = (model?["services"] as? [String: [String: Any]])?["a"]
      let environment = try #require(service?["environment"] as? [String: String])
      return environment.mapValues { $0.replacingOccurrences(of: "$$", with: "$") }
    }
  }

  private static func json(_ output: Output) throws -> [String: String] {
    #expect(output.status == 0, "\(output.stderr)")
    return try #require(try JSONSerialization.jsonObject(with: Data(output.stdout.utf8)) as? [String: String])
  }

  /// Every text that the document takes, read by everyone.
  @Test(arguments: readers) func everyValueIsReadAsMeant(_ reader: String) throws {
    var document = DotenvDocument()
    var meant: [String: String] = [:]
    for (index, text) in NastyTexts.all(1200, seed: 3).enumerated() {
      document.comment(text)
      if document.set("T\(index)", text) { meant["T\(index)"] = text }
    }
    #expect(meant.count > 300)
    let folder = try TemporaryFolder()
    let path = try folder.write(document.text, to: "values")
    let values = try Self.read(path, by: reader, names: meant.keys.sorted())
    for (name, text) in meant {
      #expect(values[name].map { Array($0.utf8) } == Array(text.utf8), "\(name) \(String(reflecting: text))")
    }
  }

  /// Whatever is written there, it is read as compose reads it.
  @Test func filesOfOthersAreReadAsComposeDoes() throws {
    let marks = ["'", "\"", "\\", "\\n", "\\$", "#", " # ", " ", "a", "b", "=", "\t", "$$", "\\'", "\\\""]
    var lines: [String] = []
    // Numbers of a linear congruence (Knuth's), so that every run reads the same.
    var state: UInt64 = 11
    func next(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for index in 0..<1500 {
      let line = "T\(index)=" + (0..<next(below: 8)).map { _ in marks[next(below: marks.count)] }.joined()
      let contents = EnvFileText.read(Array(line.utf8))
      if contents.problems.isEmpty, contents.entries.count == 1, !contents.entries[0].isFilledIn { lines.append(line) }
    }
    #expect(lines.count > 400)
    let text = lines.joined(separator: "\n") + "\nLAST='x\ny'\nexport EXPORTED = z # comment\n"
    let entries = EnvFileText.entries(in: Array(text.utf8))
    let folder = try TemporaryFolder()
    let values = try Self.read(try folder.write(text, to: "values"), by: "compose", names: entries.map(\.name))
    for entry in entries {
      #expect(values[entry.name] == entry.value, "\(String(decoding: Array(text.utf8)[entry.written], as: UTF8.self))")
    }
  }

  /// Values in the quoting of the one program that reads the file; what compose gets, `infracc secrets` reads back.
  @Test(arguments: ["compose", "honcho"]) func ownQuotingIsRead(_ reader: String) throws {
    let emitter: any Emitter.Type = reader == "compose" ? ComposeEmitter.self : ProcfileEmitter.self
    var meant: [String: String] = [:]
    var text = ""
    for (index, value) in NastyTexts.all(1200, seed: 5).enumerated() {
      guard let written = emitter.envFileText(of: value) else { continue }
      meant["T\(index)"] = value
      text += "T\(index)=\(written)\n"
    }
    #expect(meant.count > 500)
    let folder = try TemporaryFolder()
    let values = try Self.read(try folder.write(text, to: "values"), by: reader, names: meant.keys.sorted())
    for (name, value) in meant { #expect(values[name] == value, "\(name) \(String(reflecting: value))") }
    guard reader == "compose" else { return }
    for entry in EnvFileText.entries(in: Array(text.utf8)) { #expect(entry.value == meant[entry.name]) }
  }

  /// What `infracc secrets --generate` makes is enough for compose, once a person has supplied the rest.
  @Test func composeTakesTheFilesThatAreMade() throws {
    let folder = try TemporaryFolder()
    try folder.write(try Repository.text("examples/gayed-signals/topology.yaml"), to: "topology.yaml")
    for words in [["build", "--no-fs", "-t", "compose"], ["secrets", "-e", "production", "--generate"]] {
      let output = try run(try Repository.program, words, directory: folder.path)
      #expect(output.status == 0, "\(output.stdout)\(output.stderr)")
    }
    let place = folder.path("infra/production/compose")
    let env = "\(place)/.env"
    let made = try String(contentsOfFile: env, encoding: .utf8)
    let missing = try ComposeOracle.compose(["-f", "\(place)/docker-compose.yml", "config", "-q"], in: place)
    #expect(missing.status != 0)
    let filled = made.replacing(/(_KEY)=''/) { "\($0.output.1)='4f8kQz71LmXw'" }
    try Data(filled.utf8).write(to: URL(fileURLWithPath: env))
    let output = try ComposeOracle.compose(["-f", "\(place)/docker-compose.yml", "config", "-q"], in: place)
    #expect(output.status == 0, "\(output.stderr)")
  }

  /// What readers disagree about is not written.
  @Test func doubtfulValuesAreRefused() {
    for text in [
      "a\nb", "'\"", "a\\", "a\\\\b", "\u{0}", "a\rb", "'$a", "'`a`", "\u{1b}", "${A}", "a\\nb", "a\u{2028}b",
    ] {
      #expect(DotenvDocument.quoted(text) == nil, "\(String(reflecting: text))")
    }
  }

  static let cases = ComposeOracle.samples.keys.sorted().flatMap { name in
    OutputLayout.Style.allCases.map { (name: name, style: $0) }
  }

  /// The emitted examples are the same to all readers, and no secret stands in them.
  @Test(arguments: cases) func examplesAreReadAlike(name: String, style: OutputLayout.Style) throws {
    let program = try #require(ComposeOracle.samples[name])
    let request = EmitRequest(
      programs: [program], layout: OutputLayout(style: style), targets: ["compose", "procfile"])
    let files = DotenvEmitter.emit(request).files
    let isStarted = !ProcfileVariables(program).processes.isEmpty
    #expect(files.count == (style == .repo ? 1 : isStarted ? 3 : 2))
    let folder = try TemporaryFolder()
    for file in files {
      let path = try folder.write(file.content, to: file.path)
      let expected = try Self.read(path, by: "python-dotenv", names: [])
      #expect(!file.content.contains("infracc secrets"))
      for secret in program.secrets { #expect(expected[secret.env].map(\.isEmpty) ?? true, "\(secret.env)") }
      for reader in Self.readers.dropFirst() {
        let values = try Self.read(path, by: reader, names: expected.keys.sorted())
        for (name, value) in expected { #expect(values[name] == value, "\(file.path) \(reader) \(name)") }
      }
    }
  }

  /// The commands that make a secret make one of the alphabet that the topology asks for.
  @Test(arguments: [
    ("uuid", 16, "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$"),
    ("base64url", 64, "^[A-Za-z0-9_-]{86}$"), ("base64url", 32, "^[A-Za-z0-9_-]{43}$"), ("hex", 32, "^[0-9a-f]{64}$"),
    ("alnum", 24, "^[0-9A-Za-z]{24,}$"),
  ])
  func recipesMakeSecrets(_ alphabet: String, _ bytes: Int, _ pattern: String) throws {
    var program = RichProgram.program
    program.secrets[0].source = .generate(alphabet: alphabet, bytes: bytes)
    let request = EmitRequest(programs: [program], layout: OutputLayout(), targets: ["compose"])
    let text = try #require(DotenvEmitter.emit(request).files.first?.content)
    let command = try #require(
      text.split(separator: "\n").first { $0.hasPrefix("# make one: ") }?.dropFirst("# make one: ".count))
    let output = try run("sh", ["-c", String(command)])
    #expect(output.status == 0, "\(output.stderr)")
    let secret = output.stdout.hasSuffix("\n") ? String(output.stdout.dropLast()) : output.stdout
    #expect(secret.range(of: pattern, options: .regularExpression) != nil, "\(command) gave \(secret)")
  }
}

import Resolution
import Compiler
import Diagnostics
import Emit
import Foundation
import TestSupport
import Testing

/// Texts that break naive quoting go in at the topology and through the whole compiler; the real tools read back
/// exactly these texts, or the compiler refuses them by name.
@Suite("No text of a topology breaks out of its place")
struct InjectionOracle {
  /// Those that are text for YAML and no reference of infracc's.
  static let texts = (NastyTexts.all(300, seed: 11) + extra).filter { text in
    !text.contains("$<<") && !text.contains("${{") && !Placeholders.isPlaceholder(text, isSecretName: false)
  }

  private static let extra = [
    "'; touch /tmp/x; '", "\"; rm -rf x; \"", "$(id)", "`id`", "a\" b", "\u{202e}abc\u{202c}", "\u{2066}a\u{2069}",
    "a\u{2028}b\u{2029}c", "\u{85}x", "a: b # c", "]}", "*/ -- \\g", "%(x)s %%", "a\\", "\\\\",
    "-->", "\n# x\nY='z'\n", "\r\nINJECTED=1",
  ]

  /// A double-quoted scalar that holds exactly this text.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      case " "..."~": result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16)
        result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    }
    return result + "\""
  }

  private static func compile(_ text: String) -> Compilation {
    Compilation.run(path: "topology.yaml", bytes: Array(text.utf8))
  }

  private static func errors(_ findings: [Diagnostic]) -> [String] {
    findings.filter { $0.severity == .error }.map { "\($0.code) \($0.message)" }
  }

  /// Values, words of a command and comments, for containers.
  @Test func composeReadsWhatWasWritten() throws {
    let variables = Self.texts.enumerated().map {
      "      T\($0): { value: \(Self.quoted($1)), type: string, doc: \(Self.quoted($1)) }\n"
    }.joined()
    let words = Self.texts.map { "      - \(Self.quoted($0))\n" }.joined()
    let compilation = Self.compile(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        box:
          type: worker
          image: alpine:3.20
          start:
      \(words)
          variables:
      \(variables)
      """)
    #expect(Self.errors(compilation.diagnostics) == [])
    let products = compilation.emit(EmissionRequest(layout: OutputLayout()))
    let folder = try TemporaryFolder()
    for built in products.files { try folder.write(built.file.content, to: built.file.path) }
    let file = folder.path("production/compose/docker-compose.yml")
    let output = try ComposeOracle.compose(["-f", file, "config", "--format", "json"], in: folder.path)
    #expect(output.status == 0, "\(output.stderr)")
    let model = try JSONSerialization.jsonObject(with: Data(output.stdout.utf8)) as? [String: Any]
    let box = try #require((model?["services"] as? [String: [String: Any]])?["box"])
    let environment = try #require(box["environment"] as? [String: String])
    func read(_ text: String?) -> [UInt8]? { text.map { Array($0.replacingOccurrences(of: "$$", with: "$").utf8) } }
    #expect(environment.count == Self.texts.count)
    let command = try #require(box["command"] as? [String])
    #expect(command.count == Self.texts.count)
    for (index, text) in Self.texts.enumerated() {
      #expect(read(environment["T\(index)"]) == Array(text.utf8), "\(String(reflecting: text))")
      if index < command.count { #expect(read(command[index]) == Array(text.utf8), "\(String(reflecting: text))") }
    }
    let reference = folder.path("production/dotenv/.env.example")
    try expectDotenv(reference, mayLack: true)
  }

  /// Railway's way to write a reference is infracc's as well: what is no reference is refused, never handed on.
  @Test(arguments: ["${{ a }}", "${{shared.X}}", "${{nobody.URL}}"]) func referencesOfRailwayAreChecked(_ text: String)
  {
    let compilation = Self.compile(
      """
      infracc: 1
      project: shop
      services:
        box: { type: worker, image: "alpine:3.20", variables: { A: \(Self.quoted(text)) } }
      """)
    #expect(compilation.hasErrors)
  }

  /// Values of an env file and words of a Procfile's line; what env files cannot hold is refused by name.
  @Test func procfileAndEnvFileHoldWhatWasWritten() throws {
    var refused: Set<Int> = []
    func topology() -> String {
      let variables = Self.texts.enumerated().filter { !refused.contains($0.offset) }.map {
        "      T\($0.offset): { value: \(Self.quoted($0.element)), type: string, doc: \(Self.quoted($0.element)) }\n"
      }.joined()
      let words = Self.texts.map { "      - \(Self.quoted($0))\n" }.joined()
      return """
        infracc: 1
        project: shop
        targets: [procfile]
        services:
          box:
            type: worker
            root: ./box
            build: { dockerfile: box/Dockerfile }
            start:
              - printf
              - '%s\\0'

        """ + words + "    variables:\n" + variables
    }
    let first = Self.compile(topology())
    for finding in first.diagnostics where finding.severity == .error {
      #expect(finding.code == "E0916")
      let name = finding.message.drop { $0 != "T" }.dropFirst().prefix { $0.isNumber }
      refused.insert(try #require(Int(name), "\(finding.message)"))
    }
    #expect(refused.count < Self.texts.count / 2)
    let products = Self.compile(topology()).emit(EmissionRequest(layout: OutputLayout()))
    #expect(Self.errors(products.diagnostics) == [])
    let folder = try TemporaryFolder()
    for built in products.files { try folder.write(built.file.content, to: built.file.path) }
    let values = try expectDotenv(folder.path("production/procfile/.env.example"), mayLack: false)
    for (index, text) in Self.texts.enumerated() where !refused.contains(index) {
      #expect(values["T\(index)"].map { Array($0.utf8) } == Array(text.utf8), "\(String(reflecting: text))")
    }
    try folder.write("", to: "box/x")
    let script = """
      import sys
      from honcho.environ import parse_procfile
      sys.stdout.write(parse_procfile(open(sys.argv[1], encoding="utf-8").read()).processes["box"])
      """
    let line = try run("python3", ["-c", script, folder.path("production/procfile/Procfile")])
    #expect(line.status == 0, "\(line.stderr)")
    let printed = try run("sh", ["-c", line.stdout], directory: folder.path)
    #expect(printed.status == 0, "\(printed.stderr)")
    let words = printed.stdout.split(separator: "\0", omittingEmptySubsequences: false).dropLast().map {
      Array($0.utf8)
    }
    #expect(words == Self.texts.map { Array($0.utf8) })
  }

  /// An env file holds the names of the topology and no others.
  @discardableResult
  private func expectDotenv(_ path: String, mayLack: Bool) throws -> [String: String] {
    let script = "import dotenv, json, sys; print(json.dumps(dotenv.dotenv_values(sys.argv[1], interpolate=True)))"
    let output = try run("python3", ["-c", script, path])
    #expect(output.status == 0 && output.stderr.isEmpty, "\(output.stderr)")
    let values = try #require(try JSONSerialization.jsonObject(with: Data(output.stdout.utf8)) as? [String: String])
    for name in values.keys { #expect(name.wholeMatch(of: /T\d+/) != nil, "\(name) was smuggled in") }
    let sourced = try run("bash", ["-n", path])
    #expect(sourced.status == 0, "\(sourced.stderr)")
    return values
  }
}

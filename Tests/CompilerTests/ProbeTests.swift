import Probes
import Compiler
import Diagnostics
import Files
import TestSupport
import Testing

/// What probes find in little repositories, and what they leave alone.
@Suite struct ProbeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let what: String
    let services: String
    let files: [String: String]
    let codes: [String]
    /// The text under the second label of the first finding.
    var shown: String?
    var secrets: [String] = []

    var testDescription: String { what }

    init(
      _ what: String, _ services: String, _ files: [String: String], _ codes: String..., shown: String? = nil,
      secrets: [String] = []
    ) {
      self.what = what
      self.services = services
      self.files = files
      self.codes = codes
      self.shown = shown
      self.secrets = secrets
    }

    var topology: String {
      let names =
        secrets.isEmpty ? "" : "secrets: { " + secrets.map { "\($0): generate" }.joined(separator: ", ") + " }\n"
      return "infracc: 1\nproject: shop\ntargets: [compose]\n\(names)services:\n" + services + "\n"
    }
  }

  /// Calls that a `fastapi` service with nothing wrong has beside it.
  static func python(_ main: String, _ others: [String: String] = [:]) -> [String: String] {
    ["api/main.py": main, "api/requirements.txt": "fastapi==0.115.6\nuvicorn==0.34.0\n"]
      .merging(others) { _, new in new }
  }

  static let api = "  api: { type: fastapi, root: api }"
  static let node =
    "  api: { type: web, root: api, port: 8080, build: { dockerfile: api/Dockerfile }, start: node server.js }"
  static let dockerfile = "FROM node:22-bookworm-slim\nCOPY . .\n"

  static func express(_ server: String, _ others: [String: String] = [:]) -> [String: String] {
    ["api/server.js": server, "api/Dockerfile": dockerfile].merging(others) { _, new in new }
  }

  @Test(
    arguments: variables + builds + servers + schedulers + starts + applications + processes + others + lists
      + drivers + results + tools + listeners + stores + addresses)
  func probe(_ sample: Case) throws {
    let checked = Checked(sample.topology, beside: sample.files.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    let found = checked.diagnostics.filter { $0.severity != .info && $0.code != "E0217" }
    #expect(found.map(\.code) == sample.codes, "\(checked.report)")
    for finding in found {
      // Probes guess: nothing of theirs stops a build.
      #expect(finding.severity == .warning || finding.code.hasPrefix("E"))
      #expect(finding.primary.span.file.index == 0)
    }
    if let shown = sample.shown {
      let label = try #require(found.first?.secondary.first)
      let bytes = checked.compilation.sources[label.span.file].bytes
      #expect(String(decoding: bytes[label.span.range], as: UTF8.self) == shown)
    }
  }

  @Test func unreadVariablesAreNotes() throws {
    let services =
      "  api: { type: fastapi, root: api, variables: { OLD_MODE: x, SENTRY_DSN: https://a@b.example.com/1, IN_FILE: y, IN_START: z }, start: run $IN_START }"
    let sample = Case("", services, Self.python("x = 1", ["api/app.toml": "a = \"${IN_FILE}\""]))
    let checked = Checked(sample.topology, beside: sample.files.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    #expect(
      checked.diagnostics.filter { $0.code == "I1006" }.map(\.message) == [
        "nothing in the code of `api` reads `OLD_MODE`"
      ])
  }

  /// Values of the code are never shown, whatever line is.
  @Test func secretsOfTheCodeAreMasked() throws {
    let files = Self.python(
      "import os\nSIGNING_SECRET = os.getenv(\"SIGNING_SECRET\", \"planted-in-code\")\nTOKEN = os.environ[\"STORE_TOKEN\"] or \"sk_live_51planted0x\"\n",
      ["api/.env": "JWT_SECRET=planted-in-env\n"])
    let web = "  web: { type: web, root: web, port: 80, build: { dockerfile: web/Dockerfile } }"
    let all = files.merging(["web/Dockerfile": "FROM node:22\nENV DB_PASSWORD=\"planted in image\" X=1\n"]) { a, _ in a
    }
    let sample = Case("", Self.api + "\n" + web, all)
    let checked = Checked(sample.topology, beside: all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    #expect(checked.codes.contains("W1020") && checked.codes.contains("W1021"), "\(checked.codes)")
    let json = JSONRenderer.render(RenderRequest(checked.diagnostics, sources: checked.compilation.sources))
    for report in [checked.report, json] {
      #expect(!report.contains("planted-in"))
      #expect(!report.contains("51planted"))
      #expect(!report.contains("ted in image"))
    }
  }

  /// The list of git's files is read only when an env file holds secrets.
  @Test func trackedEnvFileIsW1015() throws {
    func index(_ path: String) -> String {
      // A header, one entry's fixed part, the length of the path, the path, and zeros.
      "DIRC" + String(repeating: "\u{1}", count: 64) + "\0" + String(UnicodeScalar(UInt8(path.utf8.count))) + path
        + String(repeating: "\0", count: 80)
    }
    func codes(_ env: String, _ index: String) -> [String] {
      let files = Self.python("", ["api/.env": env, ".git/index": index])
      return Checked(
        Case("", Self.api, files).topology, beside: files.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      ).codes
    }
    #expect(codes("JWT_SECRET=a7f3k2\n", index("api/.env")) == ["W1015"])
    #expect(codes("JWT_SECRET=a7f3k2\n", index("api/.env.example")) == [])
    #expect(codes("JWT_SECRET=\nNAME=shop\n", index("api/.env")) == [])
    #expect(codes("JWT_SECRET=change-me\n", index("api/.env")) == [])
  }

  /// A repository that has more than a run reads is read up to the bound, and that is reported: the same on every machine.
  @Test func readingThatMeetsABoundIsI1027() throws {
    let limits = RepositoryReader.Limits()
    let files = (0...limits.files).map { ("api/module\($0).py", "import os\n") }
    let topology = Case("", Self.api, [:]).topology
    let compilation = Compilation.run(
      path: "topology.yaml", bytes: Array(topology.utf8), options: CompileOptions(repository: .texts(files)))
    let finding = try #require(compilation.diagnostics.first { $0.code == "I1027" })
    #expect(finding.message == "not all of the repository was read: it has more than 2000 files to read")
  }
}

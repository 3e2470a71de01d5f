import Compiler
import Diagnostics
import Emit
import Foundation
import Syntax
import TestSupport
import Testing

/// `raw`: what it replaces is reported, what it adds is not, and `key+` is never a key of a file.
@Suite struct RawTests {
  private static let services = """
    infracc: 1
    project: shop
    targets: [compose]
    secrets: { TOKEN: external }
    volumes: { uploads: 1GiB }
    RAW
    services:
      postgres:
        resources: { cpu: 1, memory: 1GiB }
        public: tcp
        tuning: { max_connections: 50 }
        STORE
      cache: { type: redis }
      api:
        type: fastapi
        root: ./api
        public: true
        health: /health
        release: migrate
        workers: 2
        use: [TOKEN]
        resources: { cpu: 1, memory: 1GiB }
        volumes: { /data: uploads }
        files: { /etc/token: { secret: TOKEN } }
        variables: { DATABASE_URL: $<<postgres.url>>, CACHE_URL: $<<cache.url>> }
        options: { compose: { profiles: [web] } }
        CODE

    """

  /// Where `raw` is written, and what it is merged into.
  enum Owner: String, CaseIterable, Sendable {
    case document
    case store
    case code

    /// The path of the object in the file.
    var path: [String] {
      switch self {
      case .document: []
      case .store: ["services", "postgres"]
      case .code: ["services", "api"]
      }
    }
  }

  private static func topology(_ owner: Owner, _ raw: String?) -> String {
    var text = services
    for other in Owner.allCases {
      let mark = other == .document ? "RAW\n" : other == .store ? "    STORE\n" : "    CODE\n"
      let indent = other == .document ? "" : "    "
      let line = other == owner ? raw.map { "\(indent)raw: { compose: \($0) }\n" } ?? "" : ""
      text = text.replacingOccurrences(of: mark, with: line)
    }
    return text
  }

  private static func file(_ checked: Checked) throws -> (text: String, root: SyntaxNode) {
    let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file)
    let text = try #require(files.first { $0.path.hasSuffix("docker-compose.yml") }, "\(checked.report)").content
    var sources = SourceSet()
    let tree = parseYAML(sources.add(path: files[0].path, bytes: Array(text.utf8)), into: DiagnosticBag())
    return (text, try #require(tree.root))
  }

  /// Every path of keys in an object that was made, with the node there.
  private static func keys(_ node: SyntaxNode, _ path: [String] = []) -> [(path: [String], node: SyntaxNode)] {
    node.entries.flatMap { key, value in
      key.isMergeKey ? [] : [(path + [key.text], value)] + keys(value, path + [key.text])
    }
  }

  /// A node as it is written.
  private static func written(_ node: SyntaxNode) -> String {
    node.withSource { String(decoding: $0[node.span.range], as: UTF8.self) } ?? ""
  }

  private static func quoted(_ text: String) -> String { "\"\(text)\"" }

  /// `{ "a": { "b": VALUE } }`.
  private static func nested(_ path: [String], plus: Bool, _ value: String) -> String {
    path.enumerated().reversed().reduce(value) { inner, item in
      let key = item.element + (plus && item.offset == path.count - 1 ? "+" : "")
      return "{ \(quoted(key)): \(inner) }"
    }
  }

  @Test(arguments: Owner.allCases)
  func whatIsReplacedIsReported(owner: Owner) throws {
    let made = Checked(Self.topology(owner, nil))
    #expect(!made.compilation.hasErrors, "\(made.report)")
    let root = try Self.file(made).root
    let object = try #require(owner.path.reduce(root) { $0?[$1] })
    let keys = Self.keys(object)
    #expect(keys.count > 20)
    for (path, _) in keys {
      // With variables of `raw` those of the release command are no longer shared: then they are written here.
      let checked = Checked(Self.topology(owner, Self.nested(path, plus: false, "zzz")))
      let found = checked.diagnostics.filter { $0.code == "W0922" }
      #expect(found.count == 1, "\(path): \(checked.report)")
      // An alias is replaced as a whole.
      #expect(path.map(Self.quoted).contains(try #require(checked.marked("W0922"))), "\(path)")
      #expect(!checked.diagnostics.contains { $0.code == "I0918" }, "\(path)")
    }
  }

  @Test(arguments: Owner.allCases)
  func whatIsAppendedIsKept(owner: Owner) throws {
    let root = try Self.file(Checked(Self.topology(owner, nil))).root
    let object = try #require(owner.path.reduce(root) { $0?[$1] })
    let lists = Self.keys(object).filter { $0.node.kind == .sequence }
    #expect(owner == .document || lists.count >= 3)
    for (path, list) in lists {
      let checked = Checked(Self.topology(owner, Self.nested(path, plus: true, "[zzz]")))
      #expect(!checked.diagnostics.contains { $0.code == "W0922" }, "\(path): \(checked.report)")
      #expect(checked.diagnostics.contains { $0.code == "I0918" }, "\(path)")
      let (text, after) = try Self.file(checked)
      #expect(!text.contains("+:") && !text.contains("+\":"), "\(path)")
      let node = try #require((owner.path + path).reduce(after) { $0?[$1] })
      #expect(node.items.map(Self.written) == list.items.map(Self.written) + ["zzz"], "\(path)")
    }
  }

  /// compose takes a list of names, or `KEY=value`, for some mappings.
  @Test(arguments: [
    ("depends_on+", "[cache]", "W0922", false), ("environment+", "[MODE=fast]", "W0922", false),
    ("networks+", "{ proxy: { aliases: [shop] } }", "W0922", false), ("restart+", "[a]", "W0922", true),
    ("ports+", "127.0.0.1:9999:9999", "W0922", false), ("init", "true", "W0922", false),
    ("init", "null", "W0922", true), ("user", "null", "W0922", false),
  ])
  func formsOfCompose(key: String, value: String, code: String, isFound: Bool) throws {
    let checked = Checked(Self.topology(.code, "{ \(key): \(value) }"))
    #expect(checked.diagnostics.contains { $0.code == code } == isFound, "\(checked.report)")
    let text = try Self.file(checked).text
    #expect(!text.contains(key + ":") || !key.hasSuffix("+"))
  }

  /// Layers are laid over one another as `raw` itself is laid over what is made.
  @Test func overlaysAddToRaw() throws {
    let base = Self.topology(.code, "{ networks+: [proxy], labels: { a: b } }")
    let checked = Checked(
      base + "environments:\n  production:\n    services:\n      api:\n        raw:\n          compose:\n"
        + "            networks+: [second]\n            labels: { c: d }\n            init: null\n")
    let (text, root) = try Self.file(checked)
    let api = try #require(root["services"]?["api"])
    #expect(api["networks"]?.items.map(\.text) == ["data", "apps", "proxy", "second"], "\(text)")
    #expect(api["labels"]?.entries.map(\.key.text) == ["a", "c"])
    #expect(api["init"] == nil)
  }

  @Test func onlyADocumentTakesRawOfTheTopLevel() {
    let text = "infracc: 1\nproject: shop\ntargets: [railway, procfile]\nRAW\nservices:\n  postgres: {}\n"
    for (target, codes) in [("railway", ["E0902"]), ("procfile", ["E0902"]), ("compose", ["W0924"]), ("x", ["E0201"])] {
      let checked = Checked(text.replacingOccurrences(of: "RAW", with: "raw: { \(target): { a: b } }"))
      #expect(checked.codes.filter { ["E0902", "W0924", "E0201"].contains($0) } == codes, "\(checked.report)")
      #expect(checked.marked(codes[0]) == target)
    }
  }

  @Test func referencesInRawAreRefused() {
    let checked = Checked(Self.topology(.code, "{ labels: { a: $<<postgres.url>> } }"))
    #expect(checked.codes.filter { $0.hasPrefix("E") } == ["E0315"])
  }

  /// A replaced value is shown where it is short and cannot be a secret.
  @Test func whatTheFindingShows() throws {
    let checked = Checked(Self.topology(.code, "{ networks: [proxy], command: [a], environment: { PORT: 9 } }"))
    #expect(
      checked.diagnostics.filter { $0.code == "W0922" }.map(\.message) == [
        "`raw.compose` replaces `networks: [data, apps]` of `api`", "`raw.compose` replaces `command` of `api`",
        "`raw.compose` replaces `environment.PORT` of `api`",
      ])
    let finding = try #require(checked.first("W0922"))
    #expect(finding.help == ["append to it: `networks+`"])
    #expect(finding.secondary.map(\.text) == ["derived from this"])
  }

  @Test func railwaySettingsAreReported() {
    let text = """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: web
          root: ./api
          build: { builder: railpack, watch: ["src/**"] }
          port: 8000
          public: true
          health: none
          stop_grace: 40s
          raw: { railway: { deploy: { drainingSeconds: 7, limitOverride: {} }, build: { watchPatterns+: ["/lib/**"] } } }

      """
    let checked = Checked(text)
    #expect(
      checked.diagnostics.filter { $0.code == "W0922" }.map(\.message) == [
        "`raw.railway` replaces `deploy.drainingSeconds: 40` of `api`"
      ])
    let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file.content)
    #expect(files.contains { $0.contains("src/**\", ") || $0.contains("/lib/**") })
    #expect(!files.contains { $0.contains("watchPatterns+") })
  }
}

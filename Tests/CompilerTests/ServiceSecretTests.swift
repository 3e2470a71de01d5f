import Compiler
import Diagnostics
import Emit
import IR
import JSON
import TestSupport
import Testing

/// `secrets:` of a service: the same as a declaration at the top level and its name under `use`.
@Suite("Secrets of a service")
struct ServiceSecretTests {
  /// One topology in both spellings, made of a seed.
  private struct Pair {
    let own: String
    let shared: String
  }

  private static let sources = [
    "generate", "\"generate(hex, 48)\"", "external", "optional", "{ source: optional, doc: A key. }",
    "{ source: external, charset: url, rotate: 30d }", "{ source: \"generate(base64, 32)\", prefix: \"base64:\" }",
    "{ source: external, required: false }",
  ]

  private static func pair(_ seed: Int) -> Pair {
    var random = Random(seed: UInt64(seed) + 7000)
    var own: [String] = []
    var shared: [String] = []
    var top: [String] = []
    var overlays: (own: [String], shared: [String]) = ([], [])
    for index in 0..<(1 + random.below(3)) {
      let name = "service-\(index)"
      let secrets = (0..<random.below(4)).map { (name: "S\(index)_\($0)", source: random.one(of: sources)) }
      let declared = secrets.map { "\($0.name): \($0.source)" }.joined(separator: ", ")
      top += secrets.map { "\($0.name): \($0.source)" }
      let used = ["COMMON"] + secrets.map(\.name)
      // Railway cannot choose between two values at run time.
      let present = secrets.filter { !$0.source.contains("optional") && !$0.source.contains("false") }
      let values = present.prefix(2).map { ", U_\($0.name): \"x-$<<shared.\($0.name)>>\"" }.joined()
      let head = "  \(name): { type: fastapi, health: /h, port: \(8000 + index), variables: { A: a\(values) }"
      own.append(head + ", use: [COMMON], secrets: { \(declared) } }")
      shared.append(head + ", use: [\(used.joined(separator: ", "))] }")
      if let first = secrets.first, random.flip() {
        let removed = random.flip() ? ", use-: [\(first.name)]" : ""
        for list in [0, 1] {
          let line = "  worker-\(index): { extends: \(name), type: worker, start: work\(removed) }"
          if list == 0 { own.append(line) } else { shared.append(line) }
        }
        overlays.own.append("\(name): { secrets: { \(first.name): { doc: another } } }")
        overlays.shared.append("\(first.name): { doc: another }")
      }
    }
    func text(_ services: [String], secrets: [String], staging: String) -> String {
      """
      infracc: 1
      project: shop
      targets: [compose, railway, procfile]
      secrets: { \((["COMMON: generate"] + secrets).joined(separator: ", ")) }
      services:
      \(services.joined(separator: "\n"))
      environments:
        production: {}
        staging: { \(staging) }

      """
    }
    return Pair(
      own: text(own, secrets: [], staging: "services: { \(overlays.own.joined(separator: ", ")) }"),
      shared: text(shared, secrets: top, staging: "secrets: { \(overlays.shared.joined(separator: ", ")) }"))
  }

  private static func meaning(_ compilation: Compilation) -> JSONValue {
    func withoutPaths(_ value: JSONValue) -> JSONValue {
      guard case .object(var members) = value else {
        if case .array(let items) = value { return .array(items.map(withoutPaths)) }
        return value
      }
      // The keys that are written differ: that is what the spelling is.
      members["declared"] = nil
      return .object(members.mapValues(withoutPaths))
    }
    return withoutPaths(TopologyFormatter.withoutPlaces(IRCoding.document(compilation.programs, compiler: "")))
  }

  private static func files(_ compilation: Compilation) -> [String] {
    compilation.emit(EmissionRequest(layout: OutputLayout())).files.map { built in
      // The header has the digest of the topology's own text.
      let lines = built.file.content.split(separator: "\n", omittingEmptySubsequences: false)
      return built.file.path + "\n" + lines.filter { !$0.contains("sha256=") }.joined(separator: "\n")
    }
  }

  @Test("both spellings are one program and the same files", arguments: 0..<40)
  func equivalence(seed: Int) {
    let pair = Self.pair(seed)
    let own = Compilation.run(path: "topology.yaml", bytes: Array(pair.own.utf8))
    let shared = Compilation.run(path: "topology.yaml", bytes: Array(pair.shared.utf8))
    let errors = own.diagnostics.filter { $0.severity == .error }.map { "\($0.code) \($0.message)" }
    #expect(errors == [], "\(pair.own)")
    #expect(own.diagnostics.map(\.code).sorted() == shared.diagnostics.map(\.code).sorted(), "\(pair.own)")
    let isOneProgram = Self.meaning(own) == Self.meaning(shared)
    #expect(isOneProgram, "\(pair.own)")
    let files = Self.files(own)
    #expect(!files.isEmpty)
    for (a, b) in zip(files, Self.files(shared)) { #expect(a == b, "\(pair.own)") }
    guard case .formatted(let laidOut) = TopologyFormatter.format(path: "t.yaml", bytes: Array(pair.own.utf8)) else {
      Issue.record("refused\n\(pair.own)")
      return
    }
    let isKept = Self.meaning(Compilation.run(path: "topology.yaml", bytes: laidOut)) == Self.meaning(own)
    #expect(isKept, "\(pair.own)")
  }

  private func check(_ services: String, top: String = "", staging: String = "") -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      \(top)services:
      \(services)
      environments:
        production: {}
        staging: { \(staging) }

      """)
  }

  private static let api = "  api: { type: fastapi, health: /, secrets: { KEY: generate } }"

  static let twice: [(services: String, top: String, staging: String)] = [
    (api, "secrets: { KEY: external }\n", ""),
    (api + "\n  other: { type: worker, start: x, secrets: { KEY: generate } }", "", ""),
    (api + "\n  child: { extends: api, type: worker, start: x, secrets: { KEY: external } }", "", ""),
    (api, "variables: { KEY: text }\n", ""),
  ]

  @Test("a name has one declaration", arguments: twice)
  func declaredTwice(services: String, top: String, staging: String) {
    let checked = check(services, top: top, staging: staging)
    #expect(checked.codes == ["E0212"], "\(checked.report)")
    let isOfServices = top.isEmpty
    #expect(
      !isOfServices || checked.first("E0212")?.help == ["move it to the top level, and `use` it in both"],
      "\(checked.report)")
  }

  @Test("an overlay of another service or of the top level is a second declaration")
  func overlayOfOthers() {
    let others = Self.api + "\n  other: { type: worker, start: x }"
    for staging in ["secrets: { KEY: external }", "services: { other: { secrets: { KEY: generate } } }"] {
      let checked = check(others, staging: staging)
      #expect(checked.codes.contains("E0212"), "\(checked.report)")
      #expect(checked.first("E0212")?.environments == ["staging"] || checked.first("E0212")?.environments == [])
    }
    let own = check(others, staging: "services: { api: { secrets: { KEY: { doc: x } } } }")
    #expect(own.codes == [], "\(own.report)")
  }

  @Test("extends hands secrets on, and use- takes them away")
  func extends() throws {
    let services = """
        api: { type: fastapi, health: /, secrets: { KEY: generate, OTHER: optional } }
        worker: { extends: api, type: worker, start: x, use-: [OTHER] }
        bare: { extends: api, type: worker, start: x, secrets: null }
      """
    let checked = check(services)
    #expect(checked.codes == [], "\(checked.report)")
    #expect(checked.service("worker")?.env.map(\.name) == ["KEY"])
    #expect(checked.variable("KEY", of: "worker")?.inheritedFrom == "api")
    #expect(checked.service("bare")?.env.map(\.name) == [])
    #expect(checked.program()?.secret("shared/KEY")?.usedBy == ["api", "worker"])
  }

  @Test("a secret of a service is never reported as unused, and others may refer to it")
  func references() {
    let checked = check(
      Self.api + "\n  other: { type: worker, start: x, use: [KEY], variables: { SAME: $<<shared.KEY>> } }")
    #expect(checked.codes == [], "\(checked.report)")
    #expect(checked.variable("SAME", of: "other")?.value == .secret(id: "shared/KEY"))
  }

  @Test("a store has secrets where something in it may read them")
  func stores() {
    #expect(check("  postgres: { secrets: { KEY: generate } }").codes.contains("E0215"))
    let checked = check(
      "  postgres: { secrets: { KEY: generate }, init: [./a.sql], backup: { schedule: \"0 3 * * *\" } }")
    #expect(checked.codes.filter { $0.hasPrefix("E") } == [], "\(checked.report)")
    #expect(checked.variable("KEY", of: "postgres")?.value == .secret(id: "shared/KEY"))
  }

  @Test("a list is answered with both ways to write it")
  func list() {
    let checked = check("  api: { type: fastapi, health: /, secrets: [KEY] }", top: "secrets: { KEY: generate }\n")
    #expect(checked.codes.contains("E0204"), "\(checked.report)")
    #expect(checked.first("E0204")?.help.first == "name secrets of the top level under `use:`: `use: [KEY]`")
  }

  @Test(
    "keys of one source are refused beside another",
    arguments: [
      ("{ source: optional, required: true }", "E0216"), ("{ source: generate, required: false }", "E0215"),
      ("{ source: external, prefix: a }", "E0215"), ("{ source: generate, prefix: \"a b\" }", "E0213"),
      ("{ source: generate, prefix: \"a'x\" }", "E0213"), ("\"generate(base32, 32)\"", "E0206"),
    ])
  func keysOfSources(declaration: String, code: String) {
    let checked = check("  api: { type: fastapi, health: /, secrets: { KEY: \(declaration) } }")
    #expect(checked.codes == [code], "\(checked.report)")
  }

  @Test(
    "the word of a source tells whether a value may be missing, in overlays too",
    arguments: [
      ("optional", "{ required: true }", true), ("{ source: external, required: false }", "external", true),
      ("external", "optional", false), ("{ source: external, doc: x }", "optional", false),
      ("{ source: optional, doc: x }", "external", true), ("external", "{ required: false }", false),
      ("{ source: external, required: true }", "{ source: optional }", false),
    ])
  func overlaysOfSources(base: String, overlay: String, isRequired: Bool) throws {
    for isOwn in [false, true] {
      let services = "  api: { type: fastapi, health: /, " + (isOwn ? "secrets: { KEY: \(base) } }" : "use: [KEY] }")
      let checked = check(
        services, top: isOwn ? "" : "secrets: { KEY: \(base) }\n",
        staging: isOwn ? "services: { api: { secrets: { KEY: \(overlay) } } }" : "secrets: { KEY: \(overlay) }")
      #expect(checked.codes.filter { $0 != "E0410" && $0.hasPrefix("E") } == [], "\(checked.report)")
      let secret = try #require(checked.program("staging")?.secret("shared/KEY"))
      #expect(secret.isRequired == isRequired, "\(base), \(overlay)")
    }
  }
}

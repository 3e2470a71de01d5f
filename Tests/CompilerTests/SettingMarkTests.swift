import Compiler
import Diagnostics
import IR
import JSON
import TestSupport
import Testing

/// `NAME?`: the mark of a variable that an operator may supply.
@Suite("Settings of the operator")
struct SettingMarkTests {
  private static func topology(_ variables: String, shared: String = "", overlay: String = "") -> String {
    """
    infracc: 1
    project: shop
    targets: [compose, railway]
    variables: { COMMON: text\(shared.isEmpty ? "" : ", ")\(shared) }
    services:
      api:
        type: fastapi
        health: /health
        use: [COMMON]
        build: { args: { \(variables) } }
        variables: { \(variables) }
      worker: { extends: api, type: worker, start: work }
    environments:
      production: {}
      staging: { services: { api: { variables: { \(overlay) } } } }

    """
  }

  /// Programs without what depends on where something is written.
  private static func programs(_ text: String) -> JSONValue {
    let compilation = Compilation.run(path: "t.yaml", bytes: Array(text.utf8))
    return TopologyFormatter.withoutPlaces(IRCoding.document(compilation.programs, compiler: ""))
  }

  /// The short spelling, and the long one that it means.
  static let spellings: [(short: String, long: String)] = [
    ("A?: 8", "A: { source: external, value: 8 }"),
    ("A?: null", "A: { source: external, required: false }"),
    ("A?: ~", "A: { source: external, required: false }"),
    ("A?: {}", "A: { source: external, required: false }"),
    ("A?: \"\"", "A: { source: external, value: \"\" }"),
    ("A?: [a, b]", "A: { source: external, value: [a, b] }"),
    ("A?: { value: 8, type: int }", "A: { source: external, value: 8, type: int }"),
    ("A?: { type: int, doc: x }", "A: { source: external, required: false, type: int, doc: x }"),
    ("A?: { source: external }", "A: { source: external, required: false }"),
    ("A?: { required: true, doc: x }", "A: { source: external, required: true, doc: x }"),
    ("A: { source: optional }", "A: { source: external, required: false }"),
    ("A: { source: optional, required: false, doc: x }", "A: { source: external, required: false, doc: x }"),
    ("A?: { source: optional }", "A: { source: external, required: false }"),
    ("\"A?\": 8", "A: { source: external, value: 8 }"),
    ("? A? : 8", "A: { source: external, value: 8 }"),
  ]

  @Test("both spellings are one program", arguments: spellings)
  func spelling(short: String, long: String) {
    var pairs = [
      (Self.topology(short), Self.topology(long)),
      (Self.topology("B: $<<shared.A>>", shared: short), Self.topology("B: $<<shared.A>>", shared: long)),
    ]
    for base in ["A: plain", "A: { source: external, required: true }", "A?: 3", "B: other"] {
      pairs.append((Self.topology(base, overlay: short), Self.topology(base, overlay: long)))
    }
    for (one, other) in pairs {
      let isSame = Self.programs(one) == Self.programs(other)
      #expect(isSame, "\(one)")
    }
  }

  @Test("overlays and references use the name alone")
  func overlays() throws {
    func staging(_ base: String, _ overlay: String) throws -> Variable? {
      let checked = Checked(Self.topology(base, overlay: overlay))
      #expect(checked.codes.filter { $0.hasPrefix("E") } == [], "\(base), \(overlay)")
      return checked.variable("A", of: "api", in: "staging")
    }
    let replaced = try #require(try staging("A?: 8", "A: 9"))
    #expect(replaced.value == .literal("9"))
    #expect(replaced.isOperatorSupplied)
    let optional = try #require(try staging("A: { source: external }", "A?: null"))
    #expect(!optional.isRequired)
    #expect(optional.value == nil)
    let required = try #require(try staging("A?: null", "A: { required: true }"))
    #expect(required.isRequired)
    #expect(try staging("A?: 8", "A: null") == nil)
  }

  /// What a mapping of variables must be reported for, and nothing else.
  static let hostile: [(text: String, codes: [String])] = [
    ("?: 1", ["E0208"]), ("??: 1", ["E0208"]), ("A??: 1", ["E0208"]), ("A ?: 1", ["E0208"]), ("? A\n      : 1", []),
    ("? A?\n      : 1", []), ("b-c?: 1", ["E0208"]), ("1A?: 1", ["E0208"]), ("A: 1\n      A?: 2", ["E0107"]),
    ("A?: 1\n      A: 2", ["E0107"]), ("A?: 1\n      A?: 2", ["E0107"]), ("A?: #ff0000", ["E0222"]),
    ("A?: !secret x", ["E0110"]), ("A?: { foo: 1 }", ["E0201"]),
    ("A?: { required: true, source: optional }", ["E0216"]),
    ("A: { source: generate }", ["E0206"]), ("A?: &x 1\n      B?: *x", []), ("A?: { value: { a: b } }", ["E0204"]),
    ("<<: { A?: 1 }\n      A: 2", []), ("<<: { A: 1 }\n      A?: 2", []), ("A?+: [a]", ["E0208"]), ("?A: 1", ["E0208"]),
    ("A?B: 1", ["E0208"]), ("\"A\\u003f\": 1", []), ("A?:\n        - a\n        - b", []), ("'A?': 'x'", []),
  ]

  @Test("odd spellings are findings, never something else", arguments: hostile)
  func oddSpelling(text: String, codes: [String]) {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          health: /health
          variables:
            \(text)

      """)
    #expect(checked.codes == codes, "\(text)\n\(checked.report)")
  }

  @Test("a secret has no mark")
  func secrets() throws {
    let places = [
      "secrets: { K?: optional }\nservices:\n  api: { type: fastapi, health: /, use: [] }",
      "services:\n  api: { type: fastapi, health: /, secrets: { K?: optional } }",
    ]
    for place in places {
      let text = "infracc: 1\nproject: shop\ntargets: [compose]\n" + place + "\n"
      let checked = Checked(text)
      #expect(checked.codes == ["E0208"], "\(checked.report)")
      #expect(checked.first("E0208")?.help == ["write `K: optional` for a secret that may be missing"])
      let fixed = Fixer.run(path: "t.yaml", bytes: Array(text.utf8), allowsUnsafe: true)
      #expect(!String(decoding: fixed.bytes, as: UTF8.self).contains("?"))
    }
  }

  /// Variables before and after `fmt`.
  static let layouts: [(before: String, after: String)] = [
    ("A: { source: external, value: 8 }", "A?: 8"),
    ("A: { value: 8, source: external }", "A?: 8"),
    ("A: { source: external, required: false }", "A?: null"),
    ("A: { source: optional }", "A?: null"),
    ("A: { source: external }", "A: { source: external }"),
    ("A: { source: external, required: true }", "A: { source: external, required: true }"),
    ("A: { source: external, type: int }", "A: { source: external, type: int }"),
    ("A: { source: external, value: 8, type: int }", "A?: { value: 8, type: int }"),
    ("A: { source: external, value: 8, required: false }", "A?: { value: 8, required: false }"),
    ("A: { source: external, required: false, doc: x }", "A?: { doc: x }"),
    ("A: { source: external, value: null }", "A: { value: null, source: external }"),
    ("A: { source: external, value: [a, b], sep: \";\" }", "A?: { value: [a, b], sep: \";\" }"),
    ("A?: { value: 8 }", "A?: 8"), ("A?: { source: external, value: 8 }", "A?: 8"), ("A?: {}", "A?: null"),
    ("\"A\": { source: external, value: 8 }", "\"A?\": 8"),
  ]

  @Test("fmt writes the mark where the long form says no more", arguments: layouts)
  func layout(before: String, after: String) throws {
    let text = Self.topology(before)
    guard case .formatted(let bytes) = TopologyFormatter.format(path: "t.yaml", bytes: Array(text.utf8)) else {
      Issue.record("\(before) is refused")
      return
    }
    let result = String(decoding: bytes, as: UTF8.self)
    #expect(result.contains("variables: { \(after) }"), "\(result)")
    let isKept = Self.programs(text) == Self.programs(result)
    #expect(isKept, "\(before)")
    guard case .formatted(let again) = TopologyFormatter.format(path: "t.yaml", bytes: bytes) else { return }
    #expect(again == bytes)
  }

  @Test("what has a comment, an anchor or a merge of its own keeps its long form")
  func keptForms() throws {
    let variables = """
      E:
              value: 8
              source: external  # who knows it
            F: &f { value: 8, source: external }
            G: *f
            H: { <<: *f, type: int }
      """
    let text = Self.topology("Z: z").replacing("variables: { Z: z }", with: "variables:\n      \(variables)")
    guard case .formatted(let bytes) = TopologyFormatter.format(path: "t.yaml", bytes: Array(text.utf8)) else {
      Issue.record("refused")
      return
    }
    let result = String(decoding: bytes, as: UTF8.self)
    #expect(!result.contains("?"), "\(result)")
    let isKept = Self.programs(text) == Self.programs(result)
    #expect(isKept)
  }

  @Test("an overlay that repeats a setting is reported once, and taken away as a whole")
  func repeated() throws {
    let text = Self.topology("A?: 8", overlay: "A?: 8, B: 1").replacing("args: { A?: 8 }", with: "args: {}")
    let checked = Checked(text)
    #expect(checked.codes.filter { $0 == "W0810" } == ["W0810"], "\(checked.report)")
    let fixed = Fixer.run(path: "t.yaml", bytes: Array(text.utf8))
    #expect(String(decoding: fixed.bytes, as: UTF8.self).contains("variables: { B: 1 }"))
    #expect(!Checked(Self.topology("A?: 8", overlay: "A?: 9")).codes.contains("W0810"))
    #expect(!Checked(Self.topology("A: 8", overlay: "A?: 8")).codes.contains("W0810"))
  }

  @Test("a value behind a marked name is masked like any other")
  func masked() {
    let value = "kJ8sKq1Zx93LmPq7TtRvYw2u"
    let text = "services:\n  api:\n  variables:\n    API_SECRET?: \(value)\n    b: [\n"
    let checked = Checked(text)
    let request = RenderRequest(checked.diagnostics, sources: checked.compilation.sources)
    #expect(!SnippetRenderer.render(request).contains(value))
  }
}

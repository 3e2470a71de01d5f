import Diagnostics
import Import
import Syntax
import Testing

/// `${…}` as compose takes it apart: the value where nothing is set, with holes that nothing gives as `<NAME>`.
struct InterpolationTests {
  private func shown(_ text: String) -> String {
    HoledText(Self.scalar(text)).atoms.reduce(into: "") { result, atom in
      switch atom {
      case .text(let part, _): result += part
      case .unknown(let hole): result += "<\(hole.name)>"
      }
    }
  }

  private static func scalar(_ text: String) -> SyntaxNode {
    var sources = SourceSet()
    let file = sources.add(path: "docker-compose.yml", bytes: Array(text.utf8))
    return SyntaxTree.text(of: file)
  }

  @Test(arguments: [
    ("plain", "plain"), ("a $$b", "a $b"), ("$NAME/x", "<NAME>/x"), ("${NAME}", "<NAME>"), ("${NAME:-x}", "x"),
    ("${NAME-x y}", "x y"), ("${NAME:-}", ""), ("${NAME:+x}", ""), ("${NAME:?Variable not set}", "<NAME>"),
    ("${A:-${B:-c}}", "c"), ("${A:-${B}}d", "<B>d"),
    ("${URL:-postgresql://${U:-user}:${P:-pass}@db:5432/${D:-tasks}}", "postgresql://user:pass@db:5432/tasks"),
    ("${A:?a {b} c}d", "<A>d"), ("$1", "$1"), ("${", "${"), ("${A:-x", "${A:-x"), ("${1A}", "${1A}"), ("$", "$"),
    ("${A!B}", "${A!B}"),
  ])
  func values(_ text: String, _ expected: String) { #expect(shown(text) == expected) }

  /// Each hole lies where its text is written, and a known value is made of pieces that lie where they come from.
  @Test func places() throws {
    let text = "postgresql://shop:${DB_PASSWORD:-secret}@db:5432/${DB}"
    let value = HoledText(Self.scalar(text))
    let bytes = Array(text.utf8)
    let holes = value.holes.map { String(decoding: bytes[value.span(of: $0).range], as: UTF8.self) }
    #expect(holes == ["${DB_PASSWORD:-secret}", "${DB}"])
    let endpoint = try #require(Endpoint(value))
    #expect(endpoint.host == "db" && endpoint.port == 5432 && endpoint.user == "shop" && endpoint.password == "secret")
    #expect(endpoint.path == nil)
    #expect(String(decoding: bytes[endpoint.hostSpan.range], as: UTF8.self) == "db")
    let password = try #require(endpoint.passwordSpan)
    #expect(String(decoding: bytes[password.range], as: UTF8.self) == "secret")
  }

  /// A text of any depth is read in the time of its length.
  @Test func deepNesting() {
    let text = String(repeating: "${A:-", count: 5_000) + "x" + String(repeating: "}", count: 5_000)
    #expect(shown(text) == text)
  }
}

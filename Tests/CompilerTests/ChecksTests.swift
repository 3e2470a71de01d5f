import Compiler
import Diagnostics
import IR
import Testing

/// The key `checks`: what it comes to, and what is wrong with it.
@Suite struct ChecksTests {
  private static func checked(_ services: String, targets: String = "[compose]", _ rest: String = "") -> Checked {
    Checked("infracc: 1\nproject: shop\ntargets: \(targets)\nservices:\n\(services)\n\(rest)")
  }

  private static func lowered(_ service: String) -> Checks? {
    checked("  api: { \(service) }").compilation.programs.first?.service("api")?.checks
  }

  private static let kinds: [(service: String, runtime: Checks.Runtime?)] = [
    ("type: fastapi, root: ./api", .init(.python, version: "3.13")),
    ("type: fastapi, root: ./api, build: { python: \"3.12\", toolchain: uv }", .init(.python, version: "3.12")),
    ("type: nextjs, root: ./web, build: { node: \"22\", toolchain: pnpm }", .init(.node, version: "22")),
    ("type: go, root: ./tool", .init(.go, version: "1.27")),
    ("type: web, port: 80, root: ./a, build: { dockerfile: a/Dockerfile }, start: serve", nil),
  ]

  @Test("the language has the version of the image, where infracc makes it", arguments: kinds)
  func runtimes(service: String, runtime: Checks.Runtime?) throws {
    let checks = try #require(Self.lowered("\(service), health: /h, checks: { test: run }"))
    #expect(checks.runtime == runtime)
    #expect(checks.test == "run" && checks.install == nil && checks.lint == nil)
    #expect(checks.directory != ".")
  }

  @Test("nothing to run is no checks")
  func empty() {
    #expect(Self.lowered("type: fastapi, root: ./api, health: /h, checks: {}") == nil)
    #expect(Self.lowered("type: fastapi, root: ./api, health: /h") == nil)
  }

  private static let refused: [(keys: String, code: String, marked: String)] = [
    ("checks: { tests: pytest }", "E0201", "tests"),
    ("checks: { test: \"\" }", "E0213", "\"\""),
    ("checks: { test: [pytest, -q] }", "E0204", "[pytest, -q]"),
    ("checks: pytest", "E0204", "pytest"),
    ("checks: { test: \"echo $<<postgres.host>>\" }", "E0315", "\"echo $<<postgres.host>>\""),
  ]

  @Test("what cannot be meant is refused where it is written", arguments: refused)
  func refuses(keys: String, code: String, marked: String) {
    let result = Self.checked("  postgres: {}\n  api: { type: fastapi, root: ./api, health: /health, \(keys) }")
    #expect(result.codes.filter { $0.hasPrefix("E") } == [code], "\(result.diagnostics.map(\.message))")
    #expect(result.marked(code) == marked)
  }

  @Test("a store has no code to check")
  func meaningless() {
    #expect(Self.checked("  postgres: { checks: { test: pytest } }").marked("E0215") == "checks")
  }
}

import Compiler
import Diagnostics
import TestSupport
import Testing

/// What compose files have in places where a value must be written, and probes and stores that do nothing.
@Suite struct ForeignLiteralTests {
  private static func web(_ keys: String) -> String {
    "services:\n  api: { type: web, port: 8000, health: none, \(keys) }"
  }

  private static func worker(_ health: String) -> String {
    "services:\n  w: { type: worker, image: \"a/b:1\", health: { command: \(health) } }"
  }

  static let cases: [RuleCase] = [
    RuleCase("a default in an image", web("image: \"kong:${KONG_VERSION:-3}\""), "E0315", marked: "${KONG_VERSION:-3}"),
    RuleCase("a command in an image", web("image: \"kong:$(cat v)\""), "E0315", marked: "$(cat v)"),
    RuleCase("a reference in an image", "variables: { V: \"3\" }\n" + web("image: \"kong:$<<shared.V>>\"")),
    RuleCase("no image", web("image: \"a b\""), "E0405", marked: "\"a b\""),
    RuleCase("capitals", web("image: Kong:3"), "E0405", marked: "Kong:3"),
    RuleCase(
      "a port", "services:\n  api: { type: web, port: \"${PORT:-80}\", image: \"a/b:1\", health: none }", "E0315",
      marked: "${PORT:-80}"),
    RuleCase(
      "a version", "services:\n  postgres: { version: \"${PG}\", backup: { schedule: \"0 3 * * *\" } }", "E0315"),
    RuleCase("a path", "services:\n  api: { type: fastapi, health: /h, root: \"./${APP}\" }", "E0315"),
    RuleCase("a domain", web("image: \"a/b:1\", public: \"${DOMAIN}\""), "E0315"),
    RuleCase("a shell reads its own", web("image: \"a/b:1\", start: \"serve --port ${PORT}\"")),
    RuleCase("echo", worker("echo ok"), "W1023", marked: "echo ok"),
    RuleCase("true", worker("[\"true\"]"), "W1023"),
    RuleCase("exit 0", worker("exit 0"), "W1023"),
    RuleCase("a colon", worker("\":\""), "W1023"),
    RuleCase("an argument of a shell", worker("[sh, -c, \"exit 0\"]"), "W1023", marked: "exit 0"),
    RuleCase("whatever came before", worker("curl -f localhost || true"), "W1023"),
    RuleCase("the failure of what came before", worker("curl -f localhost && echo ok")),
    RuleCase("a failure", worker("curl -f localhost || exit 1")),
    RuleCase("exit 1", worker("exit 1")),
    RuleCase("what another program reads", worker("echo ruok | nc localhost 2181")),
    RuleCase(
      "a store that nothing refers to", "services:\n  redis: { version: 8 }\n  w: { type: worker, image: \"a/b:1\" }",
      "W0324", marked: "redis"),
    RuleCase(
      "a store that a service needs",
      "services:\n  redis: { version: 8 }\n  w: { type: worker, image: \"a/b:1\", needs: [redis] }"),
    RuleCase("stores alone", "services:\n  redis: { version: 8 }"),
    RuleCase(
      "a reference of a service that is off",
      "services:\n  redis: { version: 8 }\n  w: { type: worker, image: \"a/b:1\" }\n"
        + "  v: { type: worker, image: \"a/b:1\", enabled: false, variables: { REDIS_URL: $<<redis.url>> } }", "W0324"),
    RuleCase(
      "an address that is written by hand",
      "services:\n  redis: { version: 8 }\n"
        + "  w: { type: worker, image: \"a/b:1\", variables: { CACHE: \"redis://redis:6379\" } }", "W0325"),
  ]

  @Test(arguments: cases) func finding(sample: RuleCase) { sample.run() }

  @Test func theDefaultIsProposed() {
    let checked = Checked("infracc: 1\nproject: shop\n\(Self.web("image: \"kong:${KONG_VERSION:-3}\""))\n")
    #expect(checked.first("E0315")?.help.first == "write `kong:3`")
    #expect(checked.first("E0315")?.fixes.map(\.applicability) == [.unsafe])
  }

  @Test func theReferencesOfTheStoreAreNamed() throws {
    let checked = Checked(
      "infracc: 1\nproject: shop\nservices:\n  redis: { version: 8 }\n  w: { type: worker, image: \"a/b:1\" }\n")
    let finding = try #require(checked.first("W0324"))
    #expect(finding.message == "nothing refers to `redis`")
    #expect(finding.notes == ["a default address in the code lacks the password, and the server refuses it"])
    #expect(finding.help.first?.contains("`$<<redis.url>>`") == true)
  }
}

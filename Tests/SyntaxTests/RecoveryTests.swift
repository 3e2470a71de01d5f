import Diagnostics
import Syntax
import Testing

@Suite struct RecoveryTests {
  @Test func fourMistakesAreFoundAtTheirPlaces() throws {
    let parsed = parse(try fixture("broken.yaml"))
    #expect(
      parsed.places == [
        "E0104 ${{Postgres.DATABASE_URL}}", "E0106 \t", "E0103 \"", "E0103 staging",
      ])
    #expect(parsed.tree.poisonedServices.map(\.name).sorted() == ["backend", "frontend", "worker"])
    #expect(parsed.tree.poisonedServices.allSatisfy { parsed.slice($0.span) == $0.name })
    #expect(parsed.tree.poisonedKeys == ["environments"])
    #expect(parsed.node("services")?.entries.map(\.key.text) == ["postgres", "cache"])
    let cache = try #require(parsed.node("services", "cache", "type"))
    #expect(parsed.slice(cache.span) == "redis")
  }

  @Test func servicesMayBeIndentedByFour() {
    let parsed = parse(
      """
      services:
          a:
              type: @x
          b:
              type: web
      project: shop
      """)
    #expect(parsed.places == ["E0103 @"])
    #expect(parsed.tree.poisonedServices.map(\.name) == ["a"])
    #expect(parsed.node("services")?.entries.map(\.key.text) == ["b"])
    #expect(parsed.node("project")?.text == "shop")
  }

  @Test func aMistakeOutsideServicesTakesItsTopLevelKey() {
    let parsed = parse("project: shop\nvariables:\n  A: 'x\nservices:\n  a: {}\n")
    #expect(parsed.places == ["E0103 '"])
    #expect(parsed.tree.poisonedKeys == ["variables"])
    #expect(parsed.tree.root?.entries.map(\.key.text) == ["project", "services"])
  }

  @Test func aQuoteThatALaterOneClosesIsFoundAtItsOpening() {
    let parsed = parse(
      """
      services:
        a:
          start: "next start
          health: /x
        b:
          image: "redis: 7"
      """)
    #expect(parsed.places == ["E0103 \""])
    #expect(parsed.findings.first.map { Int($0.primary.span.start) } == 26)
    #expect(parsed.node("services", "b", "image")?.text == "redis: 7")
  }

  @Test func aMisalignedServiceNameStaysKnown() {
    let parsed = parse("services:\n  a:\n    type: web\n   b:\n    type: web\n  c:\n    type: web\n")
    #expect(parsed.places == ["E0103 b"])
    #expect(parsed.tree.poisonedServices.map(\.name) == ["a", "b"])
    #expect(parsed.node("services")?.entries.map(\.key.text) == ["c"])
  }

  @Test func anUndefinedAliasTakesItsServiceOnly() {
    let parsed = parse("services:\n  a:\n    type: *x\n  b: {}\n")
    #expect(parsed.places == ["E0103 *x"])
    #expect(parsed.tree.poisonedServices.map(\.name) == ["a"])
    #expect(parsed.node("services")?.entries.map(\.key.text) == ["b"])
  }

  @Test func anAliasWhoseAnchorWasLeftOutIsNotReported() {
    let parsed = parse("services:\n  a: &a\n    type: @x\n  b: *a\n  c: {}\n  d: *ab\n")
    #expect(parsed.places == ["E0103 @", "E0103 *ab"])
    #expect(parsed.tree.poisonedServices.map(\.name) == ["a", "b", "d"])
    #expect(parsed.node("services")?.entries.map(\.key.text) == ["c"])
  }

  @Test func suppressionsInLeftOutBlocksAreGone() {
    let parsed = parse("services:\n  a:\n    # infracc: allow W0602 x\n    type: @\n  b: {}\n")
    #expect(parsed.tree.suppressions.isEmpty)
  }
}

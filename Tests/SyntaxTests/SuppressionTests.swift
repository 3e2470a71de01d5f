import Diagnostics
import Syntax
import Testing

@Suite struct SuppressionTests {
  @Test func commentsGovernTheirLineOrTheNext() {
    let parsed = parse(
      """
      a: 1 # infracc: allow W0602 behind a value
      #infracc:allow W0512   two  words  \r
      # another comment

      # infracc: allow W0904
      b: 2
      c: "# infracc: allow W0001 a text"
      d: |
        # infracc: allow W0002 a text
      e: x#infracc:allow W0003 a text
      f: > # infracc: allow W0004 behind an indicator
        text
      # infracc: allow
      # infracc: allows W0005 no
      # infracc: deny W0006 no
      # infracc: allow W0007 nothing follows
      """)
    #expect(parsed.findings.isEmpty)
    let found = parsed.tree.suppressions
    #expect(found.map(\.code) == ["W0602", "W0512", "W0904", "W0004", "", "W0007"])
    #expect(found.map(\.reason) == ["behind a value", "two  words", "", "behind an indicator", "", "nothing follows"])
    let governed = found.map { String(decoding: parsed.bytes[$0.governed], as: UTF8.self).prefix(5) }
    #expect(governed == ["a: 1 ", "b: 2\n", "b: 2\n", "f: > ", "", ""])
    #expect(found.map { parsed.slice($0.codeSpan) } == found.map(\.code))
    #expect(parsed.slice(found[1].span) == "#infracc:allow W0512   two  words")
    #expect(parsed.node("b").map { found[1].governs($0.span) } == true)
    #expect(parsed.node("c").map { found[1].governs($0.span) } == false)
  }
}

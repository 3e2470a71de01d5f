import Diagnostics
import Syntax
import Testing

@Suite struct ScalarMapTests {
  @Test func everyReferenceOfTheFixtureIsFound() throws {
    let parsed = parse(try fixture("t_map.yaml"))
    #expect(parsed.findings.isEmpty)
    let references = [
      "a": ["${{Postgres.DATABASE_URL}}"], "b": ["$<<A.B>>"], "c": ["$<<A.B>>", "${{C.D}}"], "d": ["$<<E.F>>"],
      "e": ["$<<G.H>>"], "f": ["$<<I.J>>", "${{K.L}}"], "g": ["$<<M.N>>"], "h": ["$<<O.P>>"],
    ]
    #expect(parsed.tree.root?.entries.map(\.key.text).sorted() == references.keys.sorted())
    for (key, texts) in references {
      let node = try #require(parsed.node(key))
      for text in texts {
        let range = try #require(node.range(of: text), "\(key) \(text)")
        #expect(parsed.slice(node.span(of: range)) == text, "\(key)")
      }
    }
  }
}

import Diagnostics
import Syntax
import Testing

@Suite struct TreeTests {
  @Test func entriesItemsAndSpans() throws {
    let text = "a: 1\nb: [x, 'y''z', \"q\\n\"]\nc: &k\n  d: e\n\nf: *k\n"
    let root = try #require(parse(text).tree.root)
    #expect(root.entries.map(\.key.text) == ["a", "b", "c", "f"])
    #expect(root["b"]?.items.map(\.text) == ["x", "y'z", "q\n"])
    #expect(root["b"]?.isFlow == true)
    #expect(root["f"]?["d"]?.text == "e")
    #expect(root["f"]?.identity == root["c"]?.identity)
    #expect(slice(text, try #require(root["c"]).span) == "d: e")
    #expect(slice(text, try #require(root["b"]).span) == "[x, 'y''z', \"q\\n\"]")
  }
}

import Diagnostics
import Syntax
import Testing

@Suite struct TreeTests {
  @Test func entriesItemsAndSpans() throws {
    let parsed = parse("a: 1\nb: [x, 'y''z', \"q\\n\"]\nc: &k\n  d: e\n\nf: *k\n")
    let root = try #require(parsed.tree.root)
    #expect(root.entries.map(\.key.text) == ["a", "b", "c", "f"])
    #expect(root.count == 4)
    #expect(root["b"]?.items.map(\.text) == ["x", "y'z", "q\n"])
    #expect(root["b"]?.isFlow == true)
    #expect(root["f"]?["d"]?.text == "e")
    #expect(root["f"]?.identity == root["c"]?.identity)
    #expect(parsed.slice(try #require(root["c"]).span) == "d: e")
    #expect(parsed.slice(try #require(root["b"]).span) == "[x, 'y''z', \"q\\n\"]")
    #expect(parsed.findings.isEmpty)
  }

  /// The text of each node without anchor and tag, whatever libyaml counts as part of it.
  @Test(
    arguments: [
      ("k: &a v", "v"), ("k: &a\n  x: 1\n\n# c\nz: 2", "x: 1"), ("k: &a\n  - 1\n  - 2\n", "- 1\n  - 2"),
      ("k: &a [1, 2] # c", "[1, 2]"), ("k: &a", ""), ("k:", ""), ("k: &a 'q'", "'q'"),
      ("k: &a |\n  t\n\n\nz: 1", "|\n  t"),
      ("k: |+\n  t\n\n", "|+\n  t"), ("k: [a: b , c]", "[a: b , c]"), ("k: - \n", nil),
      ("k:\n- 1\n- 2\nz: 1", "- 1\n- 2"),
      ("k: &a # c\n  x: 1", "x: 1"), ("k: é &b", "é &b"), ("k: { a: 1 } ", "{ a: 1 }"), ("k: *a", nil),
      ("é: ü\nk: \"ö\" # x", "\"ö\""), ("\u{FEFF}k: v", "v"), ("\u{FEFF}é: 1\nk: v", "v"), ("k: v\r\nz: 1", "v"),
    ] as [(String, String?)])
  func spanIsTheTextOfTheNode(text: String, expected: String?) {
    let parsed = parse(text)
    #expect(parsed.node("k").map { parsed.slice($0.span) } == expected)
  }

  @Test func theSinglePairInAListEndsWithItsValue() throws {
    let parsed = parse("k: [a: b , c]")
    let pair = try #require(parsed.node("k")?.items.first { $0.kind == .mapping })
    #expect(parsed.slice(pair.span) == "a: b")
  }

  @Test func textsAreKeptAsWritten() {
    let parsed = parse("k: [3.10, 0o17, yes, '~', ~, null, \"null\", 22:30, Null]")
    let items = parsed.node("k").map { Array($0.items) } ?? []
    #expect(items.map(\.text) == ["3.10", "0o17", "yes", "~", "~", "null", "null", "22:30", "Null"])
    #expect(items.map(\.isNull) == [false, false, false, false, true, true, false, false, false])
  }

  @Test func stylesAreTold() {
    let parsed = parse("a: p\nb: 's'\nc: \"d\"\nd: |\n  l\ne: >\n  f\n")
    #expect(parsed.tree.root?.entries.map(\.value.style) == [.plain, .singleQuoted, .doubleQuoted, .literal, .folded])
    #expect(parsed.tree.root?.entries.map(\.value.text) == ["p", "s", "d", "l\n", "f\n"])
  }

  @Test func mergeKeysAreKeysLikeOthers() throws {
    let parsed = parse("a: &a {x: 1}\nb:\n  <<: *a\n  '<<': 2\n  y: 3\n")
    let entries = Array(try #require(parsed.node("b")).entries)
    #expect(entries.map(\.key.isMergeKey) == [true, false])
    #expect(entries.first?.value["x"]?.text == "1")
    #expect(parsed.codes == ["E0107"])
  }

  @Test func anEmptyFileHasNoRoot() {
    for text in ["", "\n", "# c\n", "---\n", "\u{FEFF}"] {
      #expect(parse(text).tree.root == nil)
      #expect(parse(text).codes == ["E0113"], "\(text.debugDescription)")
    }
  }

  @Test func aRootThatIsNoMapping() {
    #expect(parse("- a\n- b\n").places == ["E0113 - a"])
    #expect(parse("just text\n").places == ["E0113 just text"])
    #expect(parse("- a\n").tree.root == nil)
  }
}

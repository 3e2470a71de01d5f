import Diagnostics
import Syntax
import Testing

/// Each kind of mistake is named at its place: code and marked text.
@Suite struct MistakeTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let text: String
    let places: [String]
    var testDescription: String { text.debugDescription }

    init(_ text: String, _ places: String...) {
      self.text = text
      self.places = places
    }
  }

  @Test(
    arguments: [
      // Quotes and brackets.
      Case("a: 'x\nb: 1\n", "E0103 '"),
      Case("a: \"x\nb: 1\n", "E0103 \""),
      Case("a: \"x\nb: \"y\"\n", "E0103 \""),
      Case("a: [1, 2\nb: 3\n", "E0103 ["),
      Case("a: {x: 1\nb: 3\n", "E0103 {"),
      Case("a: [1, 2", "E0103 ["),
      Case("a: [1 2: 3 4: 5]", "E0103 :"),
      Case("a: 'x' y\n", "E0103 y"),
      Case("a: \"\\d\"\n", "E0103 \\d"),
      Case("a: \"\\é\"\n", "E0103 \\é"),
      Case("a: \"\\u12\"\n", "E0103 \\u"),
      // Lines that do not fit.
      Case("a:\n  b: 1\n   c: 2\n", "E0103 c"),
      Case("a:\n    b: 1\n  c: 2\n", "E0103 c"),
      Case("a: 1\n  b: 2\n", "E0103 b"),
      Case("a: 1\nfoo\nb: 2\n", "E0103 foo"),
      Case("a:\n  - 1\n  b: 2\n", "E0103 b"),
      Case("a:\n  b: 1\n  - 2\n", "E0103 -"),
      Case("a: - 1\n", "E0103 -"),
      Case("a: x: y\n", "E0103 :"),
      Case("  a: 1\nb: 2\n", "E0103 b:"),
      Case("{a: 1} b\n", "E0103 b"),
      // Characters.
      Case("a: @x\n", "E0103 @"), Case("a: `x`\n", "E0103 `"), Case("a: %x\n", "E0103 %"),
      Case("a: * * * * *\n", "E0103 * * * * *"), Case("a: *.js\n", "E0103 *.js"), Case("a: & b\n", "E0103 & b"),
      Case("a: *x\n", "E0103 *x"),
      Case("a: |x\n  t\n", "E0103 x"),
      Case("a: [1, ]]\n", "E0103 ]"),
      Case("a: [,]\n", "E0103 ,"),
      Case("%FOO bar\n---\na: 1\n", "E0103 %FOO bar"),
      Case("? [a]\n: 1\n", "E0103 [a]"),
      Case("{a: b}: 1\n", "E0103 {a: b}"),
      // Tabs.
      Case("a:\n\tb: 1\n", "E0106 \t"), Case("a:\n  \tb: 1\n", "E0106 \t"), Case("a:\n  b: x\n\tc: 1\n", "E0106 \t"),
      Case("a:\n  -\tb: 1\n", "E0106 \t"),
      // Encoding.
      Case("a: \u{7}\n", "E0102 \u{7}"), Case("a: \u{85}x\u{9F}\n", "E0102 \u{9F}"),
      Case("a: \u{FFFE}\n", "E0102 \u{FFFE}"),
      Case("a: \u{7F}\n", "E0102 \u{7F}"), Case("a: \0\n", "E0102 \0"),
      // Duplicate keys.
      Case("a: 1\nb: 2\na: 3\n", "E0107 a"), Case("a: 1\n'a': 2\na: 3\n", "E0107 'a'", "E0107 a"),
      Case("{a: 1, a: 2}", "E0107 a"), Case("a: &x k\nb: {*x : 1, k: 2}\n", "E0107 k"),
      Case("<<: {}\n<<: {}\n", "E0107 <<"), Case("\"a\\u0062\": 1\nab: 2\n", "E0107 ab"),
      // Documents.
      Case("a: 1\n---\nb: 2\n", "E0108 ---"), Case("a: 1\n...\nb: 2\n", "E0108 b:"), Case("a: 1\n...\n# c\n"),
      Case("---\na: 1\n"), Case("%YAML 1.1\n---\na: 1\n...\n"),
      // Tags.
      Case("a: !secret x\n", "E0110 !secret"), Case("a: !!str 5\n", "E0110 !!str"),
      Case("a: &b !x\n  c: 1\n", "E0110 !x"), Case("a: !<tag:x> &b [1]\n", "E0110 !<tag:x>"),
      Case("a: !e!x 1\n", "E0110 !e!x"),
      Case("%TAG ! tag:x,2000:\n---\na: 1\n", "E0110 %TAG"), Case("a: ! x\n", "E0110 !"),
      // Aliases.
      Case("a: &a\n  b: *a\n", "E0109 *a"), Case("a: &a [*a]\n", "E0109 *a"),
      // References in braces.
      Case("a: { b: ${{P.U}} }\n", "E0104 ${{P.U}}"), Case("a: [${{P.U}}]\n", "E0104 ${{P.U}}"),
      Case("a: { b: ${{P.U}}, c: x${{R.U}}y, d: '${{S.U}}' }\n", "E0104 ${{P.U}}", "E0104 ${{R.U}}"),
      Case("a: { b: ${{P.U}}, # ${{x}}\n  c: [${{R.U}}] }\nb: ${{x}}\n", "E0104 ${{P.U}}", "E0104 ${{R.U}}"),
      Case("a: {{P.U}}\n", "E0104 {{P.U}}"), Case("a: {{ P.U }}\n", "E0104 {{ P.U }}"),
      Case("a: { b: {{P.U}} }\n", "E0104 {{P.U}}"), Case("a: {{P.U}}/x\n", "E0104 {{P.U}}"),
      Case("a: [{{P.U}}, 1]\n", "E0104 {{P.U}}"), Case("a: ${{P.U}}\n"), Case("a: \"{{P.U}}\"\n"),
      Case("a: { b: ${{P.U }\n", "E0104 ${{"), Case("a: x{{P.U}}\n"), Case("a: {{P.U}}: 1\n", "E0104 {{P.U}}"),
      // References that are cut.
      Case("A: $<<P.U #x>>\n", "E0105 $<<P.U #x>>"), Case("A: ${{P.U #x}}\n", "E0105 ${{P.U #x}}"),
      Case("A: $<<A.B ?? \": \">>\n", "E0105 $<<A.B ?? \": \">>"),
      Case("A: { B: $<<f(a, b)>> }\n", "E0105 $<<f(a, b)>>"),
      Case("A: [x, $<<f(\"a\", b)>>]\n", "E0105 $<<f(\"a\", b)>>"),
      Case("A: { B: $<<A.B ?? \": \">> }\n", "E0105 $<<A.B ?? \": \">>"), Case("A: $<<f(a, b)>>\n"),
      Case("A: '$<<P.U #x>>'\n"), Case("A: $<<P.U>> # $<<x\n"), Case("A: $<<P.U # never closed\n"),
      Case("A: $$<<P.U #x>>\n"),
      Case("A: $<<P.U>>, $<<R.U>>\n"), Case("A: [$<<P.U>>, $<<R.U>>]\n"), Case("A: |\n  $<<P.U #x>>\n"),
    ])
  func isNamedAtItsPlace(_ example: Case) {
    let parsed = parse(example.text)
    #expect(parsed.places == example.places, "\(parsed.findings.map(\.message))")
  }

  @Test func bytesThatAreNoUTF8() {
    let text = Array("a: caf".utf8) + [0xE9, 0x0A]
    #expect(parse(text).findings.map(\.primary.span.range) == [6..<7])
    for bytes in [
      [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xE2, 0x82],
    ] {
      #expect(parse([0x61] + bytes.map { UInt8($0) }).codes == ["E0102"], "\(bytes)")
    }
    for mark in [[0xFF, 0xFE], [0xFE, 0xFF], [0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF]] {
      #expect(parse(mark.map { UInt8($0) } + [0x61, 0]).findings.map(\.message).first?.contains("UTF-") == true)
      #expect(parse(mark.map { UInt8($0) }).codes == ["E0102"])
    }
  }

  @Test func aDuplicateKeyNamesBothPlaces() throws {
    let parsed = parse("a: 1\nb: 2\na: 3\n")
    let finding = try #require(parsed.findings.first)
    #expect(finding.message == "key `a` is written twice in this mapping")
    #expect(finding.primary.span.range == 10..<11)
    #expect(finding.secondary.map(\.span.range) == [0..<1])
    #expect(parsed.tree.root?.entries.map(\.value.text) == ["1", "2"])
    #expect(parsed.tree.root?.count == 2)
  }

  @Test func duplicatesInLargeMappingsAreFound() {
    let text = (0..<5_000).map { "key_number_\($0): x\n" }.joined() + "key_number_77: y\n"
    #expect(parse(text).places == ["E0107 key_number_77"])
  }

  @Test func aBareReferenceIsReadAsMeant() throws {
    let parsed = parse("a: {{ P.U }}\nb: [{{Q}}, x]\nc: &k 1\nd: *k\n")
    let node = try #require(parsed.node("a"))
    #expect(node.text == "$<< P.U >>")
    #expect(parsed.slice(node.span(of: 4..<7)) == "P.U")
    #expect(parsed.slice(node.span(of: 0..<node.text.utf8.count)) == "{{ P.U }}")
    #expect(parsed.node("b")?.items.map(\.text) == ["$<<Q>>", "x"])
    #expect(parsed.node("d")?.text == "1")
  }

  @Test func nestingIsLimited() {
    let depth = 4_000
    for text in [
      String(repeating: "[", count: depth), "a: " + String(repeating: "{a: ", count: depth),
      (0..<300).map { String(repeating: " ", count: $0) + "a:\n" }.joined(), String(repeating: "- ", count: depth),
      String(repeating: "[\n", count: depth), String(repeating: "? ", count: depth),
    ] {
      let parsed = parse(text)
      #expect(parsed.findings.contains { $0.message == "nested more than 128 levels deep" })
    }
    let allowed = "a: " + String(repeating: "[", count: 127) + String(repeating: "]", count: 127)
    #expect(parse(allowed).findings.isEmpty)
    #expect(parse("b: [" + allowed.dropFirst(3) + "]").codes == ["E0103"])
  }

  @Test func aliasesExpandToALimit() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<10 {
      let alias = "*a\(level - 1)"
      bomb += "a\(level): &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ", "))]\n"
    }
    #expect(parse(bomb).codes.first == "E0109")
    let many = "a: &a [" + String(repeating: "x,", count: 9_000) + "]\n" + (0..<100).map { "k\($0): *a\n" }.joined()
    #expect(parse(many).codes.first == "E0109")
    let usual = "d: &d {a: 1, b: 2, c: {d: 3}}\n" + (0..<5_000).map { "k\($0): {<<: *d, e: 1}\n" }.joined()
    #expect(parse(usual).findings.isEmpty)
  }

  @Test func manyDirectivesGiveOneFinding() {
    let text = (0..<5_000).map { "%TAG !t\($0)! tag:x,2000:\n" }.joined() + "---\na: 1\n"
    let parsed = parse(text)
    #expect(parsed.codes == ["E0110"])
    #expect(parsed.node("a")?.text == "1")
  }
}

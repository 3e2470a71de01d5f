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

  @Test func escapesMapToTheirWholeWriting() throws {
    let parsed = parse("a: \"x\\u00e9\\U0001F600\\x41\\n\\N y\\\n   z\"\n")
    let node = try #require(parsed.node("a"))
    #expect(node.text == "x\u{E9}\u{1F600}A\n\u{85} yz")
    for (part, raw) in [
      ("\u{E9}", "\\u00e9"), ("\u{1F600}", "\\U0001F600"), ("A", "\\x41"), ("\n", "\\n"), ("\u{85}", "\\N"), ("z", "z"),
      ("yz", "y\\\n   z"), ("x\u{E9}", "x\\u00e9"),
    ] {
      let range = try #require(node.range(of: part))
      #expect(parsed.slice(node.span(of: range)) == raw)
    }
  }

  /// A generator that gives the same numbers in each run.
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      // SplitMix64 (Steele, Lea, Flood, 2014).
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  /// Texts of words, with the marker `$<<M>>` once, written in each style in all the ways that YAML has.
  @Test(arguments: [ScalarStyle.plain, .singleQuoted, .doubleQuoted, .literal, .folded], ["\n", "\r\n"])
  func theMarkerIsFoundInGeneratedScalars(style: ScalarStyle, lineBreak: String) throws {
    var random = Random(state: UInt64(style.rawValue) + UInt64(lineBreak.utf8.count) << 8)
    let words = ["one", "é", "漢字", "👩‍👩‍👧", "e\u{301}", "a-b", "1", "\u{2028}x", "q"]
    var mapped = 0
    for _ in 0..<400 {
      var pieces = (0..<Int.random(in: 0...5, using: &random)).map { _ in words.randomElement(using: &random)! }
      pieces.insert("$<<M>>", at: Int.random(in: 0...pieces.count, using: &random))
      let value = Self.write(pieces, style, lineBreak, &random)
      let inFlow = style != .literal && style != .folded && Bool.random(using: &random)
      let text =
        inFlow
        ? "é: 1\(lineBreak)k: { v: \(value) }\(lineBreak)"
        : "é: 1\(lineBreak)k:\(lineBreak)  v: \(value)\(lineBreak)z: 1"
      let parsed = parse(text)
      try #require(parsed.findings.isEmpty, "\(text.debugDescription) \(parsed.findings.map(\.message))")
      let node = try #require(parsed.node("k", "v"))
      #expect(node.style == style)
      let range = try #require(node.range(of: "$<<M>>"), "\(text.debugDescription)")
      #expect(parsed.slice(node.span(of: range)) == "$<<M>>", "\(text.debugDescription)")
      for start in 0..<node.text.utf8.count {
        let span = node.span(of: start..<start + 1)
        #expect(span.start >= node.span.start && Int(span.end) <= parsed.bytes.count && !span.isEmpty)
      }
      mapped += 1
    }
    #expect(mapped == 400)
  }

  private static func write(
    _ pieces: [String], _ style: ScalarStyle, _ lineBreak: String, _ random: inout Random
  ) -> String {
    func gap(_ choices: [String]) -> String { choices.randomElement(using: &random)! }
    let fold = lineBreak + "      "
    switch style {
    case .plain:
      return pieces.reduce("") {
        $0.isEmpty ? $1 : $0 + gap([" ", "  ", " \t", fold, lineBreak + fold, " " + fold]) + $1
      }
    case .singleQuoted:
      return "'"
        + pieces.reduce("") { $0 + $1 + gap([" ", "''", "  ", fold, lineBreak + lineBreak + fold, " \t" + fold]) } + "'"
    case .doubleQuoted:
      let gaps = [
        " ", "\\\"", "\\t", "\\u00e9", "\\U0001F600", fold, lineBreak + fold, "\\" + fold, " \\" + fold + "\\ ",
        "\\x41",
      ]
      return "\"" + pieces.reduce("") { $0 + $1 + gap(gaps) } + "\""
    case .literal, .folded:
      let header = (style == .literal ? "|" : ">") + gap(["", "-", "+", "2", "2-", "+2", " # c"])
      let lines = pieces.enumerated().map { index, piece in
        let indentation = index == 0 || !header.contains("2") ? "    " : gap(["    ", "      "])
        return gap(index == 0 ? [""] : ["", lineBreak, lineBreak + "  " + lineBreak]) + indentation + piece
          + gap(["", " ", "\t"])
      }
      return header + lineBreak + lines.joined(separator: lineBreak) + gap(["", lineBreak, lineBreak + lineBreak])
    }
  }
}

import Emit
import Foundation
import TestSupport
import Testing

/// PyYAML, a reader of YAML 1.1, and compose's own reader of YAML 1.2 get back from a `YAMLDocument` what was meant.
@Suite(.waiting)
struct YAMLOracle {
  private static let texts = NastyTexts.all(1500)

  /// Every text as a value, as a key, as an item, inside a flow mapping and inside a flow sequence.
  private static var document: YAMLDocument {
    var root = YAMLMapping()
    var keys = YAMLMapping()
    for (index, text) in texts.enumerated() {
      root.add("v\(index)", .text(text), note: index % 3 == 0 ? text : nil, above: index % 5 == 0 ? [text] : [])
      keys.add("k\(index) " + text, .text("x"))
    }
    root.add("keys", .mapping(keys), blank: true)
    root.add("items", .sequence(texts.map { YAMLItem(.text($0)) }))
    root.add("flow", .flow(texts.map { .text($0) }))
    root.add("quoted", .flow(texts.map { .quoted($0) }))
    root.add(
      "pairs", .sequence(texts.map { YAMLItem(.mapping(.flow([("key " + $0, .text($0)), ("n", .null)]))) }))
    var nested = YAMLMapping()
    nested.add("first", .text("1"), above: ["above the first"])
    nested.add("second", .sequence([YAMLItem(.text("a\nb\n")), YAMLItem(.mapping(.flow([])))]))
    root.add("nested", .sequence([YAMLItem(.mapping(nested)), YAMLItem(.sequence([YAMLItem(.integer(1))]))]))
    root.add("long", .mapping(longKey))
    return YAMLDocument(header: ["a header", ""], root: root)
  }

  private static var longKey: YAMLMapping {
    var mapping = YAMLMapping()
    mapping.add(String(repeating: "k", count: 1200), .text("v"))
    mapping.add("after", .text("w"))
    return mapping
  }

  @Test func pyyamlReadsBackWhatWasMeant() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.document.render(), to: "document.yaml")
    let script = "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1], encoding='utf-8')), sys.stdout)"
    let output = try run("python3", ["-c", script, path])
    #expect(output.status == 0, "\(output.stderr)")
    let read = try JSONSerialization.jsonObject(with: Data(output.stdout.utf8))
    let root = try #require(read as? [String: Any])
    for (index, text) in Self.texts.enumerated() {
      let value = root["v\(index)"] as? String
      #expect(value.map { Array($0.utf8) } == Array(text.utf8), "\(String(reflecting: text))")
    }
    let keys = try #require(root["keys"] as? [String: String])
    #expect(Set(keys.keys) == Set(Self.texts.enumerated().map { "k\($0) \($1)" }))
    #expect(root["items"] as? [String] == Self.texts)
    #expect(root["flow"] as? [String] == Self.texts)
    #expect(root["quoted"] as? [String] == Self.texts)
    let pairs = try #require(root["pairs"] as? [[String: Any]])
    for (pair, text) in zip(pairs, Self.texts) {
      #expect(pair["key " + text] as? String == text)
      #expect(pair["n"] is NSNull)
    }
    let nested = try #require(root["nested"] as? [Any])
    #expect((nested[0] as? [String: Any])?["first"] as? String == "1")
    #expect(((nested[0] as? [String: Any])?["second"] as? [Any])?.first as? String == "a\nb\n")
    #expect(nested[1] as? [Int] == [1])
    let long = try #require(root["long"] as? [String: String])
    #expect(long[String(repeating: "k", count: 1200)] == "v" && long["after"] == "w")
  }
}

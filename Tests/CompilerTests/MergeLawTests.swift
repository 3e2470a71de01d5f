import Resolution
import Diagnostics
import Model
import Syntax
import Testing

/// Laws of merging, on generated configurations.
@Suite struct MergeLawTests {
  /// The text of a configuration of services, with all that overlays can contain where `isOverlay` says so.
  private func configuration(_ random: inout Random, isOverlay: Bool) -> String {
    let services = ["a", "b", "c"].filter { _ in random.below(3) > 0 }.map { name in
      var keys: [String] = []
      if random.flip() { keys.append("port: \(random.below(9) + 1)") }
      if random.flip() {
        keys.append(
          "health: " + random.one(of: ["/x", "none", "{ path: /p, within: \(random.below(9))s }", "{ interval: 3s }"]))
      }
      if random.flip() { keys.append("use: [\(random.one(of: ["A", "A, B", "C", "B, C"]))]") }
      if random.flip() { keys.append("variables: { \(variables(&random, isOverlay: isOverlay)) }") }
      if random.flip() { keys.append("secrets: { \(secrets(&random, isOverlay: isOverlay)) }") }
      if isOverlay, random.below(4) == 0 {
        keys.append("resources: null")
      } else if random.flip() {
        keys.append("resources: { memory: \(random.below(9) + 1)GiB }")
      }
      return "\(name): { \(keys.joined(separator: ", ")) }"
    }
    return "{ services: { \(services.joined(separator: ", ")) } }"
  }

  private func variables(_ random: inout Random, isOverlay: Bool) -> String {
    ["X", "Y", "Z"].filter { _ in random.flip() }.map { name in
      let values = ["text\(random.below(5))", "[one, two]", "{ value: v\(random.below(5)) }", "{ value: v, doc: d }"]
      if random.below(4) == 0 { return "\(name)?: " + random.one(of: values + ["null", "{ doc: marked }"]) }
      return "\(name): " + random.one(of: isOverlay ? values + ["null", "{ doc: other }"] : values)
    }.joined(separator: ", ")
  }

  private func secrets(_ random: inout Random, isOverlay: Bool) -> String {
    ["S", "T"].filter { _ in random.flip() }.map { name in
      let values = [
        "external", "generate", "{ source: external }", "{ source: optional }", "{ source: generate, doc: d }",
      ]
      return "\(name): " + random.one(of: isOverlay ? values + ["null", "{ doc: other }"] : values)
    }.joined(separator: ", ")
  }

  private func node(_ text: String) -> ConfigNode {
    var sources = SourceSet()
    let file = sources.add(path: "t", bytes: Array(text.utf8))
    let tree = parseYAML(file, into: DiagnosticBag())
    guard let root = tree.root else { return ConfigNode(content: .removed, span: .startOfFile(file.id)) }
    return TopologyTree.make(root, into: DiagnosticBag())
  }

  private func merge(_ a: ConfigNode, _ b: ConfigNode) -> ConfigNode {
    Merge.overlay(a, with: b, path: [], into: DiagnosticBag())
  }

  /// What is left to read: removed keys are gone, entries are in order of their names, short forms are written out.
  private func meaning(_ node: ConfigNode, key: String = "") -> String {
    switch node.content {
    case .removed: return "-"
    case .scalar(let scalar):
      let text = scalar.isNull ? "-" : scalar.text
      switch key {
      case "variable": return "{value:\(text)}"
      case "secret": return text == "optional" ? "{required:false,source:external}" : "{source:\(text)}"
      case "health": return text == "none" ? text : "{path:\(text)}"
      default: return text
      }
    case .sequence(let items):
      let text = "[" + items.map { meaning($0) }.joined(separator: ",") + "]"
      return key == "variable" ? "{value:\(text)}" : text
    case .mapping(let entries):
      let inner = entries.filter { !$0.value.isRemoved && !$0.value.isNull }.map { entry in
        entry.key + ":" + meaning(entry.value, key: ["variables": "variable", "secrets": "secret"][key] ?? entry.key)
      }
      return "{" + inner.sorted().joined(separator: ",") + "}"
    }
  }

  @Test(arguments: 0..<60)
  func anEmptyOverlayChangesNothing(seed: Int) {
    var random = Random(seed: UInt64(seed))
    let base = node(configuration(&random, isOverlay: false))
    #expect(meaning(merge(base, node("{}"))) == meaning(base))
    #expect(meaning(merge(base, node("{ services: {} }"))) == meaning(base))
  }

  @Test(arguments: 0..<60)
  func theSameOverlayTwiceIsOnce(seed: Int) {
    var random = Random(seed: UInt64(seed) + 1000)
    let base = node(configuration(&random, isOverlay: false))
    let over = node(configuration(&random, isOverlay: true))
    let once = merge(base, over)
    #expect(meaning(merge(once, over)) == meaning(once))
  }

  /// Where an overlay removes nothing and says every form in full, it does not matter how a chain is bracketed.
  @Test(arguments: 0..<60)
  func chainsAreAssociative(seed: Int) {
    var random = Random(seed: UInt64(seed) + 2000)
    let base = node(configuration(&random, isOverlay: false))
    let first = node(configuration(&random, isOverlay: false))
    let second = node(configuration(&random, isOverlay: false))
    #expect(meaning(merge(merge(base, first), second)) == meaning(merge(base, merge(first, second))))
  }

  @Test(arguments: 0..<60)
  func theOverlaysWordHolds(seed: Int) {
    var random = Random(seed: UInt64(seed) + 3000)
    let base = node(configuration(&random, isOverlay: false))
    let over = node(configuration(&random, isOverlay: true))
    let merged = merge(base, over)
    for service in over["services"]?.entries ?? [] {
      if let port = service.value["port"] { #expect(merged["services"]?[service.key]?["port"]?.text == port.text) }
      if service.value.entry("resources")?.value.isNull == true {
        #expect(merged["services"]?[service.key]?["resources"] == nil)
      }
      for variable in service.value["variables"]?.entries ?? [] where variable.value.isNull {
        #expect(merged["services"]?[service.key]?["variables"]?[variable.key] == nil)
      }
    }
    for service in base["services"]?.entries ?? [] { #expect(merged["services"]?[service.key] != nil) }
  }

  /// Every key stands once, whatever the overlay does.
  @Test(arguments: 0..<60)
  func noKeyComesTwice(seed: Int) {
    var random = Random(seed: UInt64(seed) + 4000)
    var merged = node(configuration(&random, isOverlay: false))
    for _ in 0..<3 { merged = merge(merged, node(configuration(&random, isOverlay: true))) }
    func check(_ node: ConfigNode) {
      #expect(Set(node.entries.map(\.key)).count == node.entries.count)
      for entry in node.entries { check(entry.value) }
    }
    check(merged)
  }

  @Test func spansRememberWhereAValueWasWritten() throws {
    let base = node("{ services: { a: { port: 1, health: /x } } }")
    let over = node("                                          { services: { a: { port: 2 } } }")
    let service = try #require(merge(base, over)["services"]?["a"])
    let port = try #require(service["port"])
    #expect(port.span.start > 42, "the overlay's place")
    #expect(port.base == base["services"]?["a"]?["port"]?.span)
    #expect(port.isOverlay)
    #expect(service["health"]?.span == base["services"]?["a"]?["health"]?.span)
    #expect(service["health"]?.base == nil)
  }
}

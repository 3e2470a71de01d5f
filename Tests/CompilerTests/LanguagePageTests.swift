import Compiler
import Emit
import IR
import Model
import Testing

/// The reference page of the language says of each key what it means, and what a well-known tool calls it.
@Suite struct LanguagePageTests {
  @Test func everyKeyHasAName() {
    let tool = KnownTool()
    for field in ServiceDeclaration.shape.fields { #expect(!tool.spelling(of: field).isEmpty, "\(field.name)") }
    for field in Topology.shape.fields { #expect(!tool.spelling(of: field).isEmpty, "\(field.name)") }
    for key in ServiceKey.allCases { #expect(ComposeEmitter.spelling(of: key) != nil, "\(key)") }
    for key in ProjectKey.allCases { #expect(ComposeEmitter.spelling(of: key) != nil, "\(key)") }
  }

  /// One reason or one name, no both and no sentence.
  @Test func namesAreShort() {
    for key in ServiceKey.allCases {
      let text = ComposeEmitter.spelling(of: key)?.text ?? ""
      #expect(text.count < 90 && !text.hasSuffix("."), "\(key): \(text)")
      #expect(text == "none" || text.hasPrefix("none: ") || text.hasPrefix("`"), "\(key): \(text)")
    }
  }

  /// Keys that mean the same for code and for stores; of any other key of both the page says what it is for each.
  private static let alike: Set<ServiceKey> = [
    .type, .enabled, .resources, .stopGrace, .region, .files, .options, .raw, .needs,
  ]

  @Test func aKeyWithTwoMeaningsSaysSo() {
    for field in ServiceDeclaration.shape.fields {
      guard let key = field.key, !Self.alike.contains(key) else { continue }
      let (code, data) = (!field.applies.isDisjoint(with: .code), !field.applies.isDisjoint(with: .data))
      let (web, worker) = (!field.applies.isDisjoint(with: .web), !field.applies.isDisjoint(with: .worker))
      if code || web, data { #expect(field.doc.contains("store"), "\(key): \(field.doc)") }
      if key == .health, web, worker { #expect(field.doc.contains("worker"), "\(field.doc)") }
    }
  }
}

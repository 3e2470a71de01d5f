import Compiler
import Diagnostics
import Import
import TestSupport
import Testing

/// The examples of rules about the files of other tools: the failing one gives the finding once, at its mark; the passing
/// one does not.
struct StackRuleExampleTests {
  static let kinds = Catalog.all.filter { $0.exampleOptions.path != nil }

  private static func check(_ text: String, _ files: [DiagnosticKind.ExampleFile], _ kind: DiagnosticKind)
    -> ForeignExample
  {
    let path = kind.exampleOptions.path ?? ""
    return ForeignExample([(path, text)] + files.map { ($0.path, $0.text) } + [("README.md", "An example.\n")])
  }

  @Test(arguments: kinds.map(\.code)) func failing(_ code: String) throws {
    let kind = try #require(Catalog.kind(code))
    let marked = MarkedText(kind.failing)
    let example = Self.check(marked.text, kind.exampleOptions.files, kind)
    let found = example.check.diagnostics.filter { $0.code == code }
    #expect(found.count == 1, "\(example.found)")
    #expect(Set(example.codes).subtracting(kind.exampleOptions.alsoExpected) == [code], "\(example.found)")
    for mark in marked.marks {
      let span = try #require(found.first).primary.span
      #expect(span.range == mark.bytes && example.check.sources[span.file].path == kind.exampleOptions.path)
    }
    let finding = try #require(found.first)
    #expect(!finding.help.isEmpty || !finding.fixes.isEmpty)
  }

  @Test(arguments: kinds.map(\.code)) func passing(_ code: String) throws {
    let kind = try #require(Catalog.kind(code))
    let example = Self.check(kind.passing, kind.exampleOptions.passingFiles, kind)
    #expect(example.codes == [], "\(example.found)")
    #expect(example.check.foundStacks)
  }

  /// Every rule about such files may report somewhere.
  @Test(arguments: ImportRegistry.stackRules.map { $0.kind.code }) func speaks(_ code: String) throws {
    let kind = try #require(Catalog.kind(code))
    #expect(StackKind.allCases.contains { kind.foreign.allows($0, isWhole: true) })
  }
}

import Compiler
import Diagnostics
import Emit
import Files
import TestSupport
import Testing

/// Runs the examples of the catalogue: what the explanations show is what the compiler says.
@Suite struct CatalogExampleTests {
  private static let kinds = Catalog.all.filter(\.exampleOptions.isRunnable)

  /// How the text of an example is changed without changing what it says.
  enum Variant: CaseIterable {
    case asWritten
    /// Bytes, code points and columns part from each other before the first key.
    case afterCommentWithEmoji
    case withCRLF

    func apply(to text: String) -> String {
      switch self {
      case .asWritten: text
      case .afterCommentWithEmoji: "# 👩‍🚀 é 漢\n" + text
      case .withCRLF: String(text.flatMap { $0 == "\n" ? "\r\n" : String($0) })
      }
    }

    /// The offset in the example as written that belongs to one in the changed text.
    func original(_ offset: Int, in changed: [UInt8]) -> Int {
      switch self {
      case .asWritten: offset
      case .afterCommentWithEmoji: offset - (changed.firstIndex(of: UInt8(ascii: "\n")) ?? 0) - 1
      case .withCRLF: offset - changed.prefix(offset).count { $0 == UInt8(ascii: "\r") }
      }
    }
  }

  @Test(arguments: kinds.map(\.code), Variant.allCases)
  func failingExampleGivesThisFindingAtItsMark(code: String, variant: Variant) throws {
    let kind = try Self.kind(code)
    let example = MarkedText(failing: kind)
    let text = variant.apply(to: example.text)
    let found = Self.findings(text, kind, kind.exampleOptions.files)
    #expect(found.map(\.code) == [code], "\(Self.list(found))")
    let finding = try #require(found.first { $0.code == code })
    #expect(finding.severity == kind.severity)
    let texts = [finding.message] + finding.notes + finding.help
    #expect(!texts.contains { $0.contains("``") }, "a name is quoted twice: \(texts)")

    let bytes = Array(text.utf8)
    let range = finding.primary.span.range
    let span = variant.original(range.lowerBound, in: bytes)..<variant.original(range.upperBound, in: bytes)
    let mark = try #require(example.primary)
    let place = String(decoding: bytes[range], as: UTF8.self)
    #expect(mark.agrees(with: span), "it points at `\(place)`: \(finding.message)")
  }

  @Test(arguments: kinds.map(\.code), Variant.allCases)
  func passingExampleGivesNothing(code: String, variant: Variant) throws {
    let kind = try Self.kind(code)
    let found = Self.findings(variant.apply(to: kind.passing), kind, kind.exampleOptions.passingFiles)
    #expect(found.isEmpty, "\(Self.list(found))")
  }

  private static func kind(_ code: String) throws -> DiagnosticKind {
    try #require(kinds.first { $0.code == code })
  }

  /// What checking says, and emission too for rules that only it finds. Of emission only that rule counts; of notes,
  /// which a right topology has as well, only those of the rule itself.
  private static func findings(
    _ text: String, _ kind: DiagnosticKind, _ files: [DiagnosticKind.ExampleFile]
  ) -> [Diagnostic] {
    var options = CompileOptions(repository: ExplainPage.repository(files))
    options.plugins = ExplainPage.plugins(files)
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options)
    let expected = Aside.codes.union(kind.exampleOptions.alsoExpected)
    return compilation.diagnostics.filter { finding in
      finding.code == kind.code || (finding.severity != .info && !expected.contains(finding.code))
    }
  }

  private static func list(_ found: [Diagnostic]) -> String {
    found.map { "\($0.code) \($0.primary.span.range): \($0.message)" }.joined(separator: "\n")
  }
}

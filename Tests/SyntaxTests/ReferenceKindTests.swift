import Diagnostics
import Syntax
import Testing

@Suite struct ReferenceKindTests {
  /// The examples give their code at the marked place, and their corrections give nothing.
  @Test(arguments: ["E0303", "E0304", "E0305"])
  func examplesAreTrue(_ code: String) throws {
    let kind = try #require(SyntaxRegistry.kinds.first { $0.code == code })
    let lines = kind.failing.split(separator: "\n", omittingEmptySubsequences: false)
    let mark = try #require(lines.firstIndex { $0.contains("^") })
    let line = String(lines[mark - 1])
    let problem = try #require(ReferenceText.parse(line).1.first)
    let indent = lines[mark].prefix(while: { $0 == " " }).count
    #expect(problem.kind.code == code)
    #expect(problem.range == indent..<(indent + lines[mark].count { $0 == "^" }))
    #expect(ReferenceText.parse(kind.passing).1.isEmpty)
  }

  @Test func everyKindIsListed() {
    #expect(SyntaxRegistry.kinds.map(\.code).filter { $0.hasPrefix("E03") } == ["E0303", "E0304", "E0305"])
  }
}

import Compiler
import Diagnostics
import Foundation
import TestSupport
import Testing

/// The pages in `docs` show topologies; each of them compiles, and what is quoted from it is in it.
@Suite struct DocumentTests {
  /// The blocks of a page in one language.
  private static func blocks(_ language: String, in page: String) throws -> [String] {
    try Repository.text(page).components(separatedBy: "```\(language)\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  @Test func theComparisonQuotesATopologyThatCompiles() throws {
    let page = "docs/beside-other-tools.md"
    let blocks = try Self.blocks("yaml", in: page)
    let topology = try #require(blocks.last)
    let checked = Checked(topology + "\n")
    #expect(checked.diagnostics.allSatisfy { $0.severity == .info || $0.code == "W1010" }, "\(checked.report)")
    let lines = { (text: String) in text.components(separatedBy: "\n").map { $0.drop { $0 == " " } } }
    let known = Set(lines(topology))
    let sections = try Repository.text(page).components(separatedBy: "\n## ").dropFirst().dropLast()
    #expect(sections.count == 5)
    for section in sections {
      // The first excerpt of each section is that of infracc.
      let excerpt = try #require(
        section.components(separatedBy: "```yaml\n").dropFirst().first?.components(separatedBy: "\n```").first)
      for line in lines(excerpt) { #expect(known.contains(line), "\(line)") }
    }
  }
}

import Compiler
import Diagnostics
import Testing

/// Every rule that reports on files of other tools: files that prove what it says, and files that are nearly the same and
/// prove nothing.
struct ForeignProofTests {
  typealias Files = [(path: String, text: String)]

  struct Case: CustomTestStringConvertible {
    let code: String
    /// `path:line` of the finding.
    let place: String
    let speaks: Files
    let silent: Files
    var testDescription: String { code }
  }

  static let cases = ofCode + ofImages + ofStores + ofValues + ofPlatforms

  @Test(arguments: cases) func speaks(_ item: Case) {
    let example = ForeignExample(item.speaks + [("README.md", "A shop.\n")])
    #expect(example.found.filter { $0.hasPrefix(item.code) } == ["\(item.code) \(item.place)"], "\(example.found)")
    ForeignFindingTests.expectWordsOfFiles(example.check)
    for finding in example.check.diagnostics where finding.code == item.code {
      #expect(!finding.help.isEmpty, "nothing to write")
    }
  }

  @Test(arguments: cases) func isSilent(_ item: Case) {
    let example = ForeignExample(item.silent + [("README.md", "A shop.\n")])
    #expect(example.found.filter { $0.hasPrefix(item.code) } == [])
    #expect(example.check.foundStacks)
  }

  /// The reference has a row for each rule that reports on such files, and each has files that prove it.
  @Test func everySpeakingRuleHasItsProof() {
    let speaking = Set(Catalog.all.filter { $0.foreign.words != nil }.map(\.code))
    let shown = Set(
      Self.cases.map(\.code) + ForeignFindingTests.cases.flatMap { $0.found.map { String($0.prefix(5)) } }
        + StackRuleExampleTests.kinds.map(\.code) + Self.elsewhere)
    #expect(speaking.subtracting(shown).sorted() == [], "no files prove these")
    #expect(shown.subtracting(speaking).sorted() == [], "these never report there")
  }

  /// Findings that other tests have: broken files, the trap, schedules of platforms, comments.
  private static let elsewhere = [
    "E0101", "E0102", "E0103", "E0106", "E0109", "E0191", "E0503", "E0601", "E0701", "W0190", "W0907", "I1027",
  ]

  @Test func theReferenceNamesEveryPolicy() throws {
    let page = try #require(GeneratedFiles.all["docs/reference/findings/README.md"])
    for kind in Catalog.all {
      let row = page.split(separator: "\n").first { $0.hasPrefix("| [\(kind.code)]") }
      let last = row?.split(separator: "|", omittingEmptySubsequences: false).dropLast().last
      #expect(last?.trimmingPrefix(" ").trimmingSuffix == (kind.foreign.words ?? ""), "\(kind.code)")
    }
  }
}

extension Substring {
  fileprivate var trimmingSuffix: String {
    var text = String(self)
    while text.last == " " { text.removeLast() }
    return text
  }
}

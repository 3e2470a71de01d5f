import Foundation
import TestSupport
import Testing

/// `docs/from-the-guides.md` names what there is, and its commands run.
struct FromTheGuidesTests {
  private static let page = "docs/from-the-guides.md"
  /// The headings of the page's tables, and the example that their paths are of.
  private static let examples = ["Gayed Signals": "gayed-signals", "TradeSense": "tradesense"]

  /// The text below each heading of the second level.
  private static func chapters() throws -> [(title: String, text: String)] {
    try Repository.text(page).components(separatedBy: "\n## ").dropFirst().map { chapter in
      let parts = chapter.split(separator: "\n", maxSplits: 1).map(String.init)
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
  }

  @Test func filesAreWritten() throws {
    var count = 0
    for (title, text) in try Self.chapters() {
      guard let example = Self.examples[title] else { continue }
      for match in text.matches(of: /`(infra\/[^`]+)`/) {
        let path = Repository.path("examples/\(example)/\(match.1)")
        #expect(FileManager.default.fileExists(atPath: path), "\(title): \(match.1)")
        count += 1
      }
    }
    #expect(count >= 20)
  }

  @Test func findingsExist() throws {
    let known = Set(try infracc("explain", "--list").stdout.matches(of: /[EWI]\d{4}/).map { String($0.0) })
    let named = try Repository.text(Self.page).matches(of: /\b[EWI]\d{4}\b/).map { String($0.0) }
    #expect(named.count >= 40)
    for code in named { #expect(known.contains(code), "\(code)") }
  }

  @Test func commandsExist() throws {
    for match in try Repository.text(Self.page).matches(of: /infracc ([a-z]+)/) {
      #expect(try infracc(String(match.1), "--help").status == 0, "infracc \(match.1)")
    }
  }

  @Test("what needs no account runs", arguments: ["gayed-signals", "tradesense"])
  func commandsRun(example: String) throws {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: Repository.path("examples/\(example)"), toPath: folder.path("example"))
    let program = (try Repository.program as NSString).deletingLastPathComponent
    let environment = ["PATH": "\(program):/usr/bin:/bin", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"]
    let block = try #require(ReadmeTests.blocks(of: try Repository.text(Self.page)).first { $0.language == "sh" })
    #expect(block.lines.count >= 12)
    for line in block.lines {
      let output = try run("sh", ["-c", line], environment: environment, directory: folder.path("example"))
      #expect(output.status == 0, "\(line): \(output.stdout.suffix(500))\(output.stderr.suffix(500))")
    }
  }
}

import Compiler
import Diagnostics
import Foundation
import JSON
import TestSupport
import Testing

/// `docs/reference/command-line.md` is what the program says about itself now.
struct CommandLinePageTests {
  @Test func theCommittedPageIsWhatIsGeneratedNow() throws {
    let description = try parse(try infracc(CommandLinePage.option).stdout)
    let page = try #require(CommandLinePage.text(description))
    let isCurrent = (try? Repository.text(CommandLinePage.path)) == page
    #expect(isCurrent, "\(CommandLinePage.path) is out of date: run `make generate`")
    for command in UsageTests.commands { #expect(page.contains("## `infracc \(command)`"), "\(command)") }
    for option in ["`--format <format>`", "`--deny <warnings|code>`".replacingOccurrences(of: "|", with: "\\|")] {
      #expect(page.contains(option), "\(option)")
    }
  }
}

struct ExplainCommandTests {
  @Test func everythingInEveryFormat() throws {
    let list = try infracc("explain", "--list").stdout.split(separator: "\n").map { String($0.prefix(5)) }
    let markdown = try infracc("explain", "--all", "--format", "markdown").stdout
    let text = try infracc("explain", "--all").stdout
    let pages = try parse(try infracc("explain", "--all", "--format", "json").stdout).array ?? []
    #expect(pages.compactMap { $0["code"]?.string } == list)
    for page in pages {
      let code = try #require(page["code"]?.string)
      let name = try #require(page["name"]?.string)
      #expect(markdown.contains("\n# \(code) \(name)\n") || markdown.hasPrefix("# \(code) \(name)\n"))
      #expect(text.contains("\(code) \(name)\n"))
      for member in ["summary", "explanation", "wrong", "right", "silencing"] {
        #expect(page[member]?.string?.isEmpty == false, "\(code) \(member)")
      }
      // What is printed is what the example really gives.
      let output = page["output"]?.string
      if let output { #expect(output.contains("[\(code)]")) }
      #expect((output != nil) == Catalog.kind(code)?.exampleOptions.isRunnable, "\(code)")
    }
  }

  @Test func onePageSaysWhatWhyAndHow() throws {
    let page = try infracc("explain", "E0301").stdout
    for part in [
      "E0301 unknown-service\n", "\nWrong:\n", "\ninfracc says:\n", "error[E0301]", "\nRight:\n", "silenced",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(try infracc("explain", "E0301", "--format", "markdown").stdout.hasPrefix("# E0301 unknown-service\n"))
  }
}

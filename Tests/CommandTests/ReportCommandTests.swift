import Foundation
import TestSupport
import Testing

/// `infracc report`, as a person calls it.
struct ReportCommandTests {
  @Test func aPageIsWrittenTwiceAlike() throws {
    let folder = try Shop.folder()
    let first = try infracc("report", "--no-fs", in: folder)
    #expect(first.status == 0, "\(first.stderr)")
    #expect(first.stdout.hasPrefix("<!doctype html>\n"))
    let second = try infracc("report", "--no-fs", "-o", "report.html", in: folder)
    #expect(second.status == 0)
    #expect(second.stdout == "" && second.stderr == "")
    #expect(try String(contentsOfFile: folder.path("report.html"), encoding: .utf8) == first.stdout)
  }

  /// The finding of the check, its note, and what a comment allows with its reason.
  @Test func findingsAreThoseOfTheCheck() throws {
    let folder = try Shop.folder(Shop.topology.replacing("variables: {", with: "variables: { DEBUG: true,"))
    let checked = try infracc("check", "--no-fs", "--format", "json", in: folder).stdout
    let codes = checked.matches(of: /"code": "([EWI][0-9]{4})"/).map { String($0.1) }
    let page = try infracc("report", "--no-fs", in: folder).stdout
    #expect(page.matches(of: /<span class="tag(?: sec)?">([WI][0-9]{4})</).map { String($0.1) } == codes)
    #expect(codes.contains("W0814"), "\(codes)")
    #expect(
      page.contains("<span class=\"msg\">allowed: these tests write no dumps</span><span class=\"soft\">line 5</span>"))
  }

  /// With errors the page holds them, and the status is that of a check.
  @Test func errorsAreOnThePage() throws {
    let folder = try Shop.folder(Shop.broken)
    let output = try infracc("report", "-o", "report.html", in: folder)
    #expect(output.status == 1)
    let page = try String(contentsOfFile: folder.path("report.html"), encoding: .utf8)
    #expect(page.contains("E0301"))
    #expect(!page.contains("<section id=\"budgets\">"))
  }

  /// Neither values of env files beside the topology nor credentials in it are on the page.
  @Test func noSecretIsOnThePage() throws {
    let token = "ghp_" + String(repeating: "A1b2", count: 9)
    let folder = try Shop.folder(
      Shop.topology.replacing("health: /health", with: "health: /health # infracc: allow W0506 a test")
        .replacing("variables: {", with: "variables: { API_PASSWORD: hunter2hunter2, NOTE: \(token),"))
    try folder.write("SECRET_KEY=planted-value-4711\n", to: ".env")
    for arguments in [["report"], ["report", "--no-fs"]] {
      let output = try run(
        try Repository.program, arguments, environment: ["NO_COLOR": "1"], directory: folder.path)
      #expect(output.stdout.hasPrefix("<!doctype html>"))
      for text in ["planted-value-4711", "hunter2hunter2", token] {
        #expect(!output.stdout.contains(text) && !output.stderr.contains(text), "\(text)")
      }
    }
  }

  @Test func whatCannotBeWrittenIsThree() throws {
    let output = try infracc("report", "--no-fs", "-o", "nowhere/report.html", in: try Shop.folder())
    #expect(output.status == 3)
    #expect(output.stderr.contains("cannot write `nowhere/report.html`"))
  }

  @Test(arguments: [
    (["-e", "prod"], "there is no environment `prod`"), (["nowhere.yaml"], "cannot read `nowhere.yaml`"),
  ])
  func wrongUsageIsTwo(arguments: [String], complaint: String) throws {
    let folder = try Shop.folder()
    let output = try run(try Repository.program, ["report"] + arguments, directory: folder.path)
    #expect(output.status == 2)
    #expect(output.stdout == "")
    #expect(output.stderr.contains(complaint), "\(output.stderr)")
  }
}

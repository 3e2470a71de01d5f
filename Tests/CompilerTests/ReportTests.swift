import Compiler
import Diagnostics
import IR
import TestSupport
import Testing

/// Whole files through the whole compiler: which findings, where, and how they look.
@Suite struct ReportTests {
  static let names = ["minimal", "neg", "broken", "seed1-as-written", "seed2-as-written"]

  @Test(arguments: names)
  func report(name: String) throws {
    let checked = try Checked(file: "Tests/Fixtures/topologies/\(name).yaml")
    let input = try Repository.text("Tests/Fixtures/topologies/\(name).yaml")
    let report = checked.report.isEmpty ? "no findings\n" : checked.report
    Golden.expect(input + "\n=== report ===\n" + report, "diagnostics/\(name).txt")
  }

  @Test func minimalIsClean() throws {
    let checked = try Checked(file: "Tests/Fixtures/topologies/minimal.yaml")
    #expect(checked.codes == [])
  }

  /// One finding for each mistake; the escapes of line `P` and the right lines stay silent.
  @Test func negativeCorpus() throws {
    let checked = try Checked(file: "Tests/Fixtures/topologies/neg.yaml")
    #expect(
      checked.places == [
        "E0220 13:11", "E0402 15:21", "I0308 17:13", "E0301 18:13", "E0307 19:22", "E0309 20:37", "E0416 21:31",
        "E0301 22:13", "E0306 22:34", "E0317 23:15", "E0317 23:38", "E0320 25:10", "E0304 27:34", "E0303 28:22",
        "E0305 29:10", "E0305 30:35", "W0326 32:34", "E0302 34:20", "E0314 35:75", "E0801 37:56",
      ])
  }

  /// Four mistakes of YAML in one run, and nothing else but the backup that the database lacks: what was taken out is poisoned.
  @Test func brokenFile() throws {
    let checked = try Checked(file: "Tests/Fixtures/topologies/broken.yaml")
    #expect(checked.places == ["W1010 4:3", "E0104 8:32", "E0106 11:1", "E0103 14:12", "E0103 20:4"])
    let program = try #require(checked.program())
    #expect(program.service("postgres") != nil)
    #expect(program.service("cache") != nil)
  }

  @Test func firstGuideAsWritten() throws {
    let checked = try Checked(file: "Tests/Fixtures/topologies/seed1-as-written.yaml")
    #expect(
      checked.places == [
        "W1010 6:3", "E0210 7:11", "E0213 9:23", "E0213 9:53", "W0707 12:29", "E0703 21:18",
        "E0710 23:13",
        "W0609 25:3", "W0904 30:38", "E0312 32:13", "E0316 33:21", "E0316 34:18", "E0502 35:19", "E0502 36:23",
        "W0808 37:20", "W0614 38:24", "E0701 39:21", "W0609 42:3", "W1011 47:7", "W0325 55:27", "W0602 56:25",
        "E0601 57:28",
      ])
    #expect(
      checked.first("E0701")?.message
        == "services may open 180 connections to `gayed-signals-postgres`, which accepts 97")
    #expect(checked.first("W0808")?.environments == ["staging"])
  }

  @Test func secondGuideAsWritten() throws {
    let checked = try Checked(file: "Tests/Fixtures/topologies/seed2-as-written.yaml")
    #expect(
      checked.places == [
        "W1010 6:3", "E0615 18:12", "E0701 22:17", "E0302 26:27", "E0502 27:19", "E0502 28:23", "E0408 29:72",
        "E0502 30:26",
        "E0502 32:19",
        "E0403 33:17", "E0503 34:23",
      ])
    #expect(checked.first("E0701")?.message == "services may open 960 connections to `postgres`, which accepts 97")
  }

  /// With their code, in both directions: nothing is missing, and nothing too much.
  @Test(arguments: Examples.paths)
  func examplesAreClean(path: String) throws {
    let text = try Repository.text(path)
    let checked = Checked(text, beside: try Examples.code(path))
    // compose and procfile only approximate a cron job, with a finding.
    #expect(checked.codes == (text.contains("type: cron") ? ["W0903"] : []))
    #expect(!checked.diagnostics.contains { $0.code == "I1006" || $0.code == "I1027" })
  }
}

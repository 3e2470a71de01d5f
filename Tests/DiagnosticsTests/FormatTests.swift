import Diagnostics
import JSON
import Testing

/// The formats for programs, each held by a recorded report over the same findings.
@Suite struct FormatTests {
  /// A finding with everything, one over two lines, one without a place, one note; characters of one to four bytes.
  static let request: RenderRequest = {
    let sample = Sample("dir with blank/top:ology.yaml", text: "a: 1\nname: é漢😀 x, y\nz: 2\n")
    let full = finding("E0301", sample.span(2, "x"), "there is no service `x` <&\"> 100%", label: "unknown") {
      $0.secondary = [Diagnostic.Label(sample.span(1, "1\nname"), "two lines"), Diagnostic.Label(.nowhere, "lost")]
      $0.notes = ["a note"]
      $0.help = ["a help, of\ntwo lines"]
      $0.fixes = [
        FixIt("write `y`", .safe, [FixIt.Edit(sample.span(2, "x"), "y")]),
        FixIt("look at it", .display, [FixIt.Edit(sample.span(2, "x"), "z")]),
      ]
      $0.environments = ["staging"]
      $0.path = "services.x"
    }
    var request = RenderRequest(
      [
        finding("W0001", sample.span(1, "1\nname"), "a warning of two lines"), full,
        finding("I0002", sample.span(2, "y"), "a note"), finding("E0002", .nowhere, "no place"),
        finding("E0301", sample.span(3, "2"), "again"),
      ], sources: sample.sources, limit: 2, fixCommand: "infracc fix")
    request.version = "1.2.3"
    request.rule = { code in
      code == "E0301"
        ? DiagnosticKind(
          code, "unknown-service", summary: "a summary", explanation: "An explanation.", failing: "", passing: "") : nil
    }
    request.repositoryPath = { "deploy/" + $0 }
    return request
  }()

  @Test(arguments: ["short", "gcc", "jsonl", "sarif", "github", "junit"])
  func wholeReport(format: String) throws {
    expectGolden("report.\(format)", try #require(Renderers.named(format)).render(Self.request))
  }

  @Test(arguments: ["json", "sarif", "junit"])
  func nothingFoundIsAReportAsWell(format: String) throws {
    let sample = Sample("topology.yaml", text: "a: 1\n")
    let report = try #require(Renderers.named(format)).render(RenderRequest([], sources: sample.sources))
    #expect(!report.isEmpty)
    if format == "junit" { #expect(report.contains("<testcase name=\"no findings\" classname=\"topology.yaml\"/>")) }
  }

  @Test(arguments: ["text", "short", "gcc", "jsonl", "github"])
  func nothingFoundIsNothing(format: String) throws {
    let sample = Sample("topology.yaml", text: "a: 1\n")
    #expect(try #require(Renderers.named(format)).render(RenderRequest([], sources: sample.sources)) == "")
  }

  /// GitHub refuses columns for places of several lines, and shows the first ten of each level: errors come first.
  @Test func annotationsKeepToTheLimitsOfGitHub() throws {
    let lines = GitHubRenderer.render(Self.request).split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines.prefix(3).allSatisfy { $0.hasPrefix("::error ") })
    let twoLines = try #require(lines.first { $0.hasPrefix("::warning ") })
    #expect(twoLines.contains("line=1,endLine=2"))
    #expect(!twoLines.contains("col=") && !twoLines.contains("endColumn="))
    for line in lines { #expect(!line.contains("\r")) }
    #expect(lines[0].contains("file=deploy/dir with blank/top%3Aology.yaml,"))
    #expect(lines[0].contains("100%25"))
    #expect(lines[0].contains("%0Ahelp: a help, of%0Atwo lines"))
  }

  /// The fingerprint of a finding stays when lines above it come and go, and equal ones are told apart.
  @Test func fingerprintsDoNotDependOnLines() throws {
    func fingerprints(_ text: String) throws -> [String] {
      let sample = Sample("topology.yaml", text: text)
      let line = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("bad") } ?? 0
      let found = finding("E0301", sample.span(line + 1, "bad"), "there is no service `bad`") { $0.path = "services.a" }
      let other = finding("E0301", sample.span(line + 1, "key"), "there is no service `key`") { $0.path = "services.a" }
      let report = SARIFRenderer.render(RenderRequest([found, found, other], sources: sample.sources))
      guard case .success(let value) = JSONReader.parse(Array(report.utf8)) else { return [] }
      let results = value["runs"]?.array?.first?["results"]?.array ?? []
      return results.compactMap { $0["partialFingerprints"]?["infracc/v1"]?.string }
    }
    let before = try fingerprints("key: bad\n")
    let after = try fingerprints("# a comment\n\nother: x\nkey: bad\n")
    #expect(before == after)
    #expect(Set(before).count == 3)
    #expect(before[0].hasSuffix(":1") && before[1].hasSuffix(":2") && before[2].hasSuffix(":1"))
  }

  /// Columns of SARIF count UTF-16 code units, those of the others code points.
  @Test func columnsAreThoseThatEachFormatStates() throws {
    let sample = Sample("t.yaml", text: "a😀é: bad\n")
    let request = RenderRequest([finding("E0301", sample.span(1, "bad"))], sources: sample.sources)
    #expect(GCCRenderer.render(request).hasPrefix("t.yaml:1:6: error: "))
    #expect(SARIFRenderer.render(request).contains("\"startColumn\": 7"))
    #expect(SARIFRenderer.render(request).contains("\"columnKind\": \"utf16CodeUnits\""))
    #expect(GitHubRenderer.render(request).contains("col=6,endColumn=9"))
  }

  @Test func shortIsLimitedAndColoured() {
    var request = Self.request
    #expect(ShortRenderer.render(request).contains("… and 1 error, 1 warning, 1 info more, not shown\n"))
    #expect(ShortRenderer.render(request).hasSuffix("3 errors, 1 warning, 1 info (1 can be fixed with infracc fix)\n"))
    request.decorator = Decorator(isEnabled: true)
    #expect(ShortRenderer.render(request).contains("\u{1B}[1;31merror:\u{1B}[0m"))
    #expect(GCCRenderer.render(Self.request).split(separator: "\n").count == 5)
  }
}

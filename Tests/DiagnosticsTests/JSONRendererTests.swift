import Diagnostics
import JSON
import Testing

@Suite struct JSONRendererTests {
  @Test func wholeReport() {
    let sample = Sample("topology.yaml", text: "a: 1\nname: é漢😀 x\nz: 2\n")
    let diagnostic = finding("E0301", sample.span(2, "x"), "there is no service `x`", label: "unknown") {
      $0.secondary = [Diagnostic.Label(sample.span(1, "1\nname"), "two lines"), Diagnostic.Label(.nowhere, "lost")]
      $0.notes = ["a note"]
      $0.help = ["a help"]
      $0.fixes = [FixIt("write `y`", .safe, [FixIt.Edit(sample.span(2, "x"), "y")])]
      $0.environments = ["staging"]
      $0.targets = ["compose"]
      $0.path = "services.x"
    }
    expectGolden("report.json", sample.json(diagnostic, finding("W0001", .nowhere, "no place")))
  }

  @Test func noFindingsAreAReportAsWell() {
    let report = JSONRenderer.render(RenderRequest([], sources: SourceSet()))
    guard case .success(let value) = JSONReader.parse(Array(report.utf8)) else {
      return #expect(Bool(false), "not JSON: \(report)")
    }
    #expect(
      value == [
        "version": 1, "diagnostics": [], "summary": ["errors": 0, "warnings": 0, "infos": 0, "fixable": 0],
      ])
  }

  @Test func everyFormatHasItsName() {
    #expect(
      Renderers.all.map { $0.name } == ["text", "short", "gcc", "json", "jsonl", "sarif", "github", "junit"])
    for renderer in Renderers.all { #expect(Renderers.named(renderer.name)?.name == renderer.name) }
    #expect(Renderers.named("xml") == nil)
  }
}

import Compiler
import Diagnostics
import Emit
import TestSupport
import Testing

/// The same input gives the same bytes, and damaged input gives findings and never a trap.
@Suite struct DeterminismTests {
  private func everything(_ checked: Checked) -> [String] {
    let products = checked.compilation.emit(EmissionRequest(layout: OutputLayout()))
    let layout = OutputLayout()
    return [
      checked.report, JSONRenderer.render(RenderRequest(checked.diagnostics, sources: checked.compilation.sources)),
    ]
      + products.files.map { layout.location(of: $0.file) + "\n" + $0.file.content }
  }

  @Test(arguments: Examples.paths)
  func twoRunsOfAnExample(path: String) throws {
    let first = everything(try Checked(file: path))
    #expect(first.count > 10)
    #expect(everything(try Checked(file: path)) == first)
  }

  @Test(arguments: ReportTests.names)
  func twoRunsOfAFixture(name: String) throws {
    let path = "Tests/Fixtures/topologies/\(name).yaml"
    #expect(everything(try Checked(file: path)) == everything(try Checked(file: path)))
  }

  @Test(arguments: 0..<15)
  func twoRunsOfAGeneratedTopology(seed: Int) {
    let text = GeneratedTopology(seed: UInt64(seed)).text
    #expect(everything(Checked(text)) == everything(Checked(text)))
  }
}

@Suite struct DamageTests {
  /// Every place of a finding lies inside the text, and its report can be printed.
  private func expectSound(_ bytes: [UInt8], _ what: String) -> Compilation {
    let compilation = Compilation.run(path: "topology.yaml", bytes: bytes)
    for diagnostic in compilation.diagnostics {
      for span in [diagnostic.primary.span] + diagnostic.secondary.map(\.span) {
        #expect(span.start >= 0 && Int(span.end) <= bytes.count, "\(what): \(diagnostic.code)")
      }
      for edit in diagnostic.fixes.flatMap(\.edits) { #expect(Int(edit.span.end) <= bytes.count, "\(what)") }
    }
    let report = SnippetRenderer.render(RenderRequest(compilation.diagnostics, sources: compilation.sources))
    #expect(report.isEmpty == compilation.diagnostics.isEmpty, "\(what)")
    // What cannot be understood is never silently an empty program.
    #expect(!compilation.programs.isEmpty || compilation.hasErrors, "\(what)")
    return compilation
  }

  @Test(arguments: Examples.paths)
  func truncated(path: String) throws {
    let bytes = Array(try Repository.text(path).utf8)
    for length in stride(from: 0, to: bytes.count, by: 61) {
      _ = expectSound(Array(bytes[..<length]), "\(path) cut at \(length)")
    }
  }

  @Test(arguments: Examples.paths)
  func flippedBytes(path: String) throws {
    let original = Array(try Repository.text(path).utf8)
    var random = Random(seed: 7)
    for round in 0..<150 {
      var bytes = original
      for _ in 0...random.below(3) { bytes[random.below(bytes.count)] ^= UInt8(1 << random.below(8)) }
      _ = expectSound(bytes, "\(path) round \(round)")
    }
  }

  @Test(arguments: Examples.paths)
  func linesLost(path: String) throws {
    let lines = try Repository.text(path).split(separator: "\n", omittingEmptySubsequences: false)
    for index in stride(from: 0, to: lines.count, by: 3) {
      let text = (lines[..<index] + lines[(index + 1)...]).joined(separator: "\n")
      _ = expectSound(Array(text.utf8), "\(path) without line \(index + 1)")
    }
  }

  @Test(arguments: [
    "", "\n", "{}", "[]", "a", "infracc: 1", "infracc: 1\nservices:", "\u{FEFF}infracc: 1\n", "null", "---\n...\n",
  ])
  func tinyTexts(text: String) {
    #expect(expectSound(Array(text.utf8), text).hasErrors)
  }
}

import Diagnostics
import Testing

@Suite struct LongLineTests {
  private func rows(_ report: String) -> (line: Substring, marks: Substring) {
    let lines = report.split(separator: "\n", omittingEmptySubsequences: false)
    return (lines[3].dropFirst(4), lines[4].dropFirst(4))
  }

  private let filler = String(repeating: "0123456789", count: 30)

  @Test func aLineOf160ColumnsIsNotCut() {
    let sample = Sample("t.yaml", text: String(filler.prefix(159)) + "x\n")
    let (line, marks) = rows(sample.render(finding("E0001", sample.span(1, "x"))))
    #expect(line == filler.prefix(159) + "x")
    #expect(marks == String(repeating: " ", count: 159) + "^")
  }

  @Test(arguments: [0, 10, 100, 200, 299])
  func aLongLineIsCutAroundTheMark(_ place: Int) {
    let text = filler.prefix(place) + "x" + filler.dropFirst(place)
    let sample = Sample("t.yaml", text: text + "\n")
    let (line, marks) = rows(sample.render(finding("E0001", sample.span(1, "x"))))
    #expect(line.unicodeScalars.count == 160)
    #expect((line.first == "…") == (place > 20))
    #expect((line.last == "…") == (place < 300 - 140))
    let column = marks.prefix { $0 == " " }.count
    #expect(Array(line)[column] == "x")
    #expect(marks.trimmingPrefix { $0 == " " } == "^")
  }

  @Test func marksThatAreTooFarApartShrinkToTheEdge() {
    let sample = Sample("t.yaml", text: "a" + filler + "b" + filler + "c\n")
    let report = sample.render(
      finding("E0001", sample.span(1, "b"), label: "primary") {
        $0.secondary = [
          Diagnostic.Label(sample.span(1, "a"), "left"), Diagnostic.Label(sample.span(1, "c"), "right"),
        ]
      })
    let (line, marks) = rows(report)
    #expect(line.first == "…" && line.last == "…" && Array(line)[20] == "b")
    #expect(marks == "-" + String(repeating: " ", count: 19) + "^" + String(repeating: " ", count: 138) + "- right")
  }

  @Test func aMarkLongerThanTheLineIsCut() {
    let sample = Sample("t.yaml", text: "key: " + filler + "\n")
    let (line, marks) = rows(sample.render(finding("E0001", sample.span(1, filler), label: "long")))
    #expect(line.unicodeScalars.count == 160 && line.hasPrefix("key: 0123"))
    #expect(marks == "     " + String(repeating: "^", count: 155) + " long")
  }

  @Test func wideCharactersAtTheCutLeaveBlanks() {
    let sample = Sample("t.yaml", text: "a" + String(repeating: "漢", count: 200) + "x\n")
    let (line, marks) = rows(sample.render(finding("E0001", sample.span(1, "x"))))
    #expect(DisplayText.width(of: String(line)) == 160)
    #expect(DisplayText.width(of: String(line.prefix { $0 != "x" })) == marks.prefix { $0 == " " }.count)
  }

  @Test func aMegabyteInOneLineIsRendered() {
    let sample = Sample("t.yaml", text: String(repeating: "[", count: 1_000_000) + "x")
    let report = sample.render(finding("E0001", sample.span(from: 1_000_000, to: 1_000_001)))
    #expect(report.contains(":1:1000001\n"))
    #expect(report.utf8.count < 1000)
  }
}

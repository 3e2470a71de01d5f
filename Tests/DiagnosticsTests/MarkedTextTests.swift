import Testing
import TestSupport

struct MarkedTextTests {
  @Test func takesTheMarkLinesOut() throws {
    let marked = MarkedText(
      """
      services:
        api: $<<postgress.url>>
                ^^^^^^^^^
        next: x
      """)
    #expect(marked.text == "services:\n  api: $<<postgress.url>>\n  next: x")
    let mark = try #require(marked.primary)
    #expect(mark.line == 2)
    #expect(mark.columns == 11..<20)
    #expect(mark.bytes == 20..<29)
    #expect(marked.marks.count == 1)
  }

  @Test func severalMarksKeepTheirOrder() {
    let marked = MarkedText("a: b\n^  ^\nc: d\n   ^\n")
    #expect(marked.marks.map(\.line) == [1, 1, 2])
    #expect(marked.marks.map(\.bytes) == [0..<1, 3..<4, 8..<9])
    #expect(marked.text == "a: b\nc: d\n")
  }

  @Test func columnsCountCodePointsAndBytesCountBytes() {
    let marked = MarkedText("é漢: x\n    ^")
    #expect(marked.primary?.columns == 5..<6)
    #expect(marked.primary?.bytes == 7..<8)
  }

  @Test func aTextWithoutMarksStaysAsItIs() {
    let text = "# ^ here\n\n  - ^x\n"
    #expect(MarkedText(text).text == text)
    #expect(MarkedText(text).primary == nil)
  }

  @Test func agreesWithTheMarkedSpanOnly() throws {
    let mark = try #require(MarkedText("key: value\n     ^^^^^\n").primary)
    #expect(mark.agrees(with: 5..<10))
    #expect(!mark.agrees(with: 5..<9))
    #expect(!mark.agrees(with: 4..<10))
    #expect(mark.agrees(with: 5..<40), "a span over several lines is marked on its first line")
    #expect(!mark.agrees(with: 5..<5))
  }

  @Test func anEmptySpanIsOneMark() throws {
    let first = try #require(MarkedText("key: value\n^\n").primary)
    #expect(first.agrees(with: 0..<0))
    let behind = try #require(MarkedText("key:\n    ^\n").primary)
    #expect(behind.bytes == 4..<4)
    #expect(behind.agrees(with: 4..<4))
  }
}

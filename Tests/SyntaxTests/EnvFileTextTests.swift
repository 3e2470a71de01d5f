import Syntax
import Testing

/// Env files are read as Docker Compose reads them; `DotenvOracle` asks Compose.
@Suite struct EnvFileTextTests {
  private func value(_ text: String) -> String? {
    let contents = EnvFileText.read(Array(text.utf8))
    return contents.problems.isEmpty && contents.entries.count == 1 ? contents.entries[0].value : nil
  }

  @Test(arguments: [
    ("A=b", "b"), ("A=", ""), ("A = b ", "b"), ("export A=b", "b"), ("  export\tA=b", "b"), ("A=b#c", "b#c"),
    ("A=b #c", "b"), ("A=b\t# c", "b\t# c"), ("A= # c", "# c"), ("A=a$$b", "a$b"), ("A=\"a$$b\"", "a$b"),
    ("A=b c", "b c"), ("A='b #c' # d", "b #c"), ("A=\"b\" # d", "b"),
    ("A=''", ""), ("A='b\\'c'", "b'c"), ("A='b\\nc'", "b\\nc"), ("A='b\\\\c'", "b\\\\c"), ("A='$b'", "$b"),
    ("A=\"b\\nc\"", "b\nc"), ("A=\"\\$b\\\"\\\\\"", "$b\"\\"), ("A='b\nc'", "b\nc"), ("A=\"b\nc\"\n", "b\nc"),
    ("A=b=c", "b=c"), ("A='b'\r\n", "b"), ("A=b\r\n", "b"), ("\u{FEFF}A=b", "b"), ("# x\n\n A=b\n#y", "b"),
    ("A=b'c'", "b'c'"), ("exportA=b", "b"),
  ])
  func reads(_ text: String, _ meant: String) {
    #expect(value(text) == meant)
  }

  @Test(arguments: [
    ("A", EnvFileText.Problem.Kind.noAssignment, "A"), ("A: b", .noAssignment, "A: b"), ("=b", .noAssignment, "=b"),
    ("a b=c", .noAssignment, "a b=c"), ("A='b", .unclosedQuote, "'b"), ("A=\"b\\\"", .unclosedQuote, "\"b\\\""),
    ("A='b' c", .textBehindQuote, "c"), ("A='b\r\nc'", .carriageReturn, "'b\r\nc'"), ("A=b\0c", .zeroByte, "\0"),
  ])
  func refuses(_ text: String, _ kind: EnvFileText.Problem.Kind, _ marked: String) {
    let contents = EnvFileText.read(Array("X=1\n\(text)\nY=2\n".utf8))
    #expect(contents.problems.map(\.kind) == [kind])
    let place = contents.problems.first?.place ?? 0..<0
    #expect(String(decoding: Array("X=1\n\(text)\nY=2\n".utf8)[place], as: UTF8.self) == marked)
    // The other lines are read.
    #expect(contents.entries.first?.name == "X")
    #expect(contents.entries.last?.name == "Y")
  }

  @Test(arguments: [
    ("A=$B", true), ("A=${B}", true), ("A=\"x$B\"", true), ("A='$B'", false), ("A=\"\\$B\"", false), ("A=5$", false),
    ("A=$5", false), ("A=\\$B", true), ("A=$$B", false),
  ])
  func saysWhatComposeFillsIn(_ text: String, _ isFilledIn: Bool) {
    #expect(EnvFileText.entries(in: Array(text.utf8)).map(\.isFilledIn) == [isFilledIn])
  }

  /// Every byte belongs to at most one of: a name, a value, a comment, a problem.
  @Test func placesAreApart() {
    let text = "# c\nexport A='x' # d\nB=\"y\nz\"\nbad\nC=w # e\n"
    let bytes = Array(text.utf8)
    let contents = EnvFileText.read(bytes)
    let places =
      contents.entries.flatMap { [$0.place, $0.written] } + contents.comments + contents.problems.map(\.place)
    let sorted = places.sorted { $0.lowerBound < $1.lowerBound }
    for (a, b) in zip(sorted, sorted.dropFirst()) { #expect(a.upperBound <= b.lowerBound) }
    let parts = sorted.map { String(decoding: bytes[$0], as: UTF8.self) }
    #expect(parts == ["# c", "A", "'x'", "# d", "B", "\"y\nz\"", "bad", "C", "w", "# e"])
  }
}

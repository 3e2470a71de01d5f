import Probes
import Diagnostics
import Files
import Testing

/// Reading stays within its bounds, and says which one it met.
@Suite struct RepositoryReaderTests {
  private func reader(
    _ files: [(String, String)], _ change: (inout RepositoryReader.Limits) -> Void
  ) -> RepositoryReader {
    var limits = RepositoryReader.Limits()
    change(&limits)
    return RepositoryReader(
      FileAccess.texts(files.map { ($0.0, $0.1) }), sources: SourceSet(), limits: limits)
  }

  private let three = [("a.py", "1234"), ("b.py", "1234"), ("c/d.py", "1234")]

  @Test func readsWhatIsThere() {
    let reader = reader(three) { _ in }
    #expect(reader.file("c/d.py")?.bytes == Array("1234".utf8))
    #expect(reader.file("c/e.py") == nil)
    #expect(reader.list(".")?.entries.map(\.name) == ["a.py", "b.py", "c"])
    #expect(reader.list("gone") == nil)
    #expect(reader.bound == nil)
  }

  @Test func files() {
    let reader = reader(three) { $0.files = 1 }
    #expect(reader.file("a.py") != nil)
    #expect(reader.file("b.py") == nil)
    #expect(reader.bound == .files)
    // What was read stays known.
    #expect(reader.file("a.py") != nil)
  }

  @Test func folders() {
    let reader = reader(three) { $0.folders = 1 }
    #expect(reader.list(".") != nil)
    #expect(reader.list("c") == nil)
    #expect(reader.bound == .folders)
  }

  @Test func bytes() {
    let reader = reader(three) { $0.bytes = 6 }
    #expect(reader.file("a.py") != nil)
    #expect(reader.file("b.py") == nil)
    #expect(reader.bound == .bytes)
  }

  /// One large file is left out, and the others are read.
  @Test func largeFiles() {
    let reader = reader([("a.py", "12345"), ("b.py", "1234")]) { $0.bytesOfFile = 4 }
    #expect(reader.file("a.py") == nil)
    #expect(reader.file("b.py") != nil)
    #expect(reader.bound == nil)
  }

  /// Files are added to the sources only when something points into them.
  @Test func sourcesGrowByNeed() throws {
    let reader = reader(three) { _ in }
    let file = try #require(reader.file("b.py"))
    _ = reader.file("a.py")
    #expect(reader.sources.files.isEmpty)
    let span = reader.span(1..<3, in: file)
    #expect(reader.span(0..<1, in: file).file == span.file)
    #expect(reader.sources.files.map(\.path) == ["b.py"])
  }
}

import Diagnostics
import Foundation
import Testing

/// The recorded text `Tests/Fixtures/rendering/<name>.txt`. With `INFRACC_RECORD=1` it is written anew, and the test
/// still fails, so that recording is never taken for passing.
func expectGolden(_ name: String, _ actual: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/rendering/\(name).txt")
  if ProcessInfo.processInfo.environment["INFRACC_RECORD"] == "1" {
    try? Data(actual.utf8).write(to: file)
    Testing.Issue.record("recorded \(name).txt", sourceLocation: sourceLocation)
  }
  let expected = (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  #expect(actual == expected, sourceLocation: sourceLocation)
}

/// A text of which only some lines matter, and spans in it by line and by what they cover.
struct Sample {
  private(set) var sources = SourceSet()
  private let file: SourceFile
  private let starts: [Int]

  /// `lines` by number; the others are empty.
  init(_ path: String, _ lines: [Int: String]) {
    let last = lines.keys.max() ?? 0
    self.init(path, text: (0..<last).map { (lines[$0 + 1] ?? "") + "\n" }.joined())
  }

  init(_ path: String, text: String) {
    self.init(path, bytes: Array(text.utf8))
  }

  init(_ path: String, bytes: [UInt8]) {
    file = sources.add(path: path, bytes: bytes)
    starts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  /// The first place of `text` in a 1-based line.
  func span(_ line: Int, _ text: String) -> Span {
    let start = starts[line - 1]
    let wanted = Array(text.utf8)
    let offset = file.bytes.indices.first { $0 >= start && file.bytes[$0...].starts(with: wanted) } ?? start
    return Span(file: file.id, start: offset, end: offset + wanted.count)
  }

  func span(from start: Int, to end: Int) -> Span { Span(file: file.id, start: start, end: end) }

  /// The whole text, as bytes.
  var count: Int { file.bytes.count }

  func render(_ diagnostics: Diagnostic..., decorator: Decorator = .plain, limit: Int? = nil) -> String {
    SnippetRenderer.render(RenderRequest(diagnostics, sources: sources, decorator: decorator, limit: limit))
  }

  func json(_ diagnostics: Diagnostic...) -> String {
    JSONRenderer.render(RenderRequest(diagnostics, sources: sources))
  }
}

/// A finding without a kind.
func finding(
  _ code: String = "E0001", _ span: Span, _ message: String = "message", label: String = "",
  _ refine: (inout Diagnostic) -> Void = { _ in }
) -> Diagnostic {
  let severity: Severity = code.hasPrefix("W") ? .warning : code.hasPrefix("I") ? .info : .error
  var diagnostic = Diagnostic(code: code, severity: severity, at: span, message)
  diagnostic.primary = Diagnostic.Label(span, label)
  refine(&diagnostic)
  return diagnostic
}

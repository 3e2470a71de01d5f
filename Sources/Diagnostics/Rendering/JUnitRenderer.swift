/// The format `junit`: one test case a finding, grouped by file, for pipelines that show nothing but tests. Only errors
/// fail; a file without findings is one case that passes.
package enum JUnitRenderer: Renderer {
  package static let name = "junit"
  package static let summary = "JUnit XML, one test case a finding"

  package static func render(_ request: RenderRequest) -> String {
    let lines = SourceLines(request.sources)
    var byFile: [FileID: [Diagnostic]] = [:]
    var elsewhere: [Diagnostic] = []
    for diagnostic in request.diagnostics {
      if let file = lines.file(of: diagnostic.primary.span) {
        byFile[file.id, default: []].append(diagnostic)
      } else {
        elsewhere.append(diagnostic)
      }
    }
    var writer = JUnitWriter(request)
    for file in request.sources.files { writer.writeSuite(file.path, byFile[file.id] ?? []) }
    if !elsewhere.isEmpty { writer.writeSuite("infracc", elsewhere) }
    return writer.document
  }
}

private struct JUnitWriter {
  private let request: RenderRequest
  private let masking: Masking
  private var lines: SourceLines
  private var snippets: SnippetWriter
  private var suites = ""
  private var tests = 0
  private var failures = 0

  init(_ request: RenderRequest) {
    self.request = request
    masking = Masking(request)
    lines = SourceLines(request.sources)
    snippets = SnippetWriter(request)
  }

  var document: String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="infracc" tests="\(tests)" failures="\(failures)" errors="0">
    \(suites)</testsuites>

    """
  }

  mutating func writeSuite(_ name: String, _ diagnostics: [Diagnostic]) {
    let failed = diagnostics.count { $0.severity == .error }
    let count = max(1, diagnostics.count)
    tests += count
    failures += failed
    let name = Self.escaped(name)
    suites += "  <testsuite name=\"\(name)\" tests=\"\(count)\" failures=\"\(failed)\" errors=\"0\">\n"
    if diagnostics.isEmpty { suites += "    <testcase name=\"no findings\" classname=\"\(name)\"/>\n" }
    for diagnostic in diagnostics { writeCase(diagnostic, suite: name) }
    suites += "  </testsuite>\n"
  }

  private mutating func writeCase(_ diagnostic: Diagnostic, suite: String) {
    var place = ""
    if let file = lines.file(of: diagnostic.primary.span) {
      let line = lines.position(of: Int(diagnostic.primary.span.start), in: file).line
      place = " file=\"\(suite)\" line=\"\(line)\""
    }
    let message = Self.escaped(masking.apply(to: diagnostic.message))
    let name = "\(diagnostic.code) \(message)"
    suites += "    <testcase name=\"\(name)\" classname=\"\(suite)\"\(place)>\n"
    let report = Self.escaped(snippets.report(diagnostic), keepingLines: true)
    if diagnostic.severity == .error {
      suites += "      <failure type=\"\(diagnostic.code)\" message=\"\(message)\">\(report)</failure>\n"
    } else {
      suites += "      <system-out>\(report)</system-out>\n"
    }
    suites += "    </testcase>\n"
  }

  /// For texts and for values of attributes. What XML 1.0 cannot say is made visible.
  private static func escaped(_ text: String, keepingLines: Bool = false) -> String {
    var result = ""
    for scalar in DisplayText.visible(text, keepingLines: keepingLines).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

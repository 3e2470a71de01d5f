/// The format `github`: workflow commands, which GitHub Actions shows as annotations of a pull request (GitHub,
/// "Workflow commands for GitHub Actions", 2026).
package enum GitHubRenderer: Renderer {
  package static let name = "github"
  package static let summary = "annotations of GitHub Actions"

  package static func render(_ request: RenderRequest) -> String {
    let masking = Masking(request)
    var lines = SourceLines(request.sources)
    var log = LineWriter(request)
    return Severity.allCases.map { severity in
      let found = request.diagnostics.filter { $0.severity == severity }
      guard found.count > mostOfLevel else {
        return found.map { command(for: $0, request, masking, &lines) }.joined()
      }
      let shown = found.prefix(mostOfLevel - 1).map { command(for: $0, request, masking, &lines) }.joined()
      let rest = found.dropFirst(mostOfLevel - 1)
      return shown + "::\(word(severity)) ::and \(rest.count) more: see the log\n"
        + rest.map { "  " + log.line($0, severity: word(severity)) }.joined()
    }.joined()
  }

  /// GitHub shows the first ten of each level and step ("Problem matchers" of actions/toolkit, 2026): the last of them
  /// tells how many more there are, and those are lines of the log.
  private static let mostOfLevel = 10

  private static func command(
    for diagnostic: Diagnostic, _ request: RenderRequest, _ masking: Masking, _ lines: inout SourceLines
  ) -> String {
    var properties: [String] = []
    let span = diagnostic.primary.span
    if let file = lines.file(of: span) {
      let start = lines.position(of: Int(span.start), in: file)
      let end = lines.position(of: Int(span.end), in: file)
      properties.append("file=" + property(request.repositoryPath(file.path)))
      properties.append("line=\(start.line)")
      // An annotation with columns and several lines is refused.
      properties +=
        start.line == end.line
        ? ["col=\(start.column)", "endColumn=\(max(start.column, end.column))"] : ["endLine=\(end.line)"]
    }
    let name = request.rule(diagnostic.code).map { " \($0.name)" } ?? ""
    properties.append("title=" + property(diagnostic.code + name))
    let text = ([diagnostic.message] + diagnostic.notes + diagnostic.help.map { "help: \($0)" })
      .joined(separator: "\n")
    return "::\(word(diagnostic.severity)) \(properties.joined(separator: ","))::\(data(masking.apply(to: text)))\n"
  }

  private static func word(_ severity: Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .info: "notice"
    }
  }

  private static func data(_ text: String) -> String { encoded(text, "%\r\n") }
  private static func property(_ text: String) -> String { encoded(text, "%\r\n:,") }

  /// The log of a job is read at terminals too.
  private static func encoded(_ text: String, _ special: StaticString) -> String {
    let text = DisplayText.visible(text, keepingLines: true)
    let special = UnsafeBufferPointer(start: special.utf8Start, count: special.utf8CodeUnitCount)
    var result: [UInt8] = []
    for byte in text.utf8 {
      if special.contains(byte) { result += PercentEncoding.triplet(byte) } else { result.append(byte) }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

/// `%0A` and the like.
enum PercentEncoding {
  static func triplet(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  /// A path as a URI reference (RFC 3986, 3.3): every byte that may not stand in a segment is encoded. A colon in the
  /// first segment would make a scheme of it.
  static func path(_ path: String) -> String {
    var result: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"):
        result.append(byte)
      default: result += triplet(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

/// The format `short`: one line a finding.
package enum ShortRenderer: Renderer {
  package static let name = "short"
  package static let summary = "one line a finding, for people"
  package static let isForPeople = true

  package static func render(_ request: RenderRequest) -> String {
    if request.diagnostics.isEmpty { return "" }
    var writer = LineWriter(request)
    let shown = FindingSelection.first(request.limit, of: request.diagnostics)
    return shown.map { writer.line($0, severity: $0.severity.rawValue) }.joined()
      + FindingSelection.summary(request, shown: shown)
  }
}

/// The format `gcc`: one line a finding, as compilers write them and editors read them into their lists.
package enum GCCRenderer: Renderer {
  package static let name = "gcc"
  package static let summary = "one line a finding, for lists of editors"

  package static func render(_ request: RenderRequest) -> String {
    var writer = LineWriter(request)
    return request.diagnostics.map { writer.line($0, severity: $0.severity == .info ? "note" : $0.severity.rawValue) }
      .joined()
  }
}

/// `file:line:column: error: message [E0301]`.
struct LineWriter {
  private let decorator: Decorator
  private let masking: Masking
  private var lines: SourceLines

  init(_ request: RenderRequest) {
    decorator = request.decorator
    masking = Masking(request)
    lines = SourceLines(request.sources)
  }

  mutating func line(_ diagnostic: Diagnostic, severity: String) -> String {
    var place = "infracc"
    if let file = lines.file(of: diagnostic.primary.span) {
      let position = lines.position(of: Int(diagnostic.primary.span.start), in: file)
      place = "\(DisplayText.visible(file.path)):\(position.line):\(position.column)"
    }
    let message = DisplayText.visible(masking.apply(to: diagnostic.message))
    return decorator.apply(.emphasis, to: "\(place):") + " "
      + decorator.apply(diagnostic.severity.style, to: "\(severity):") + " \(message) [\(diagnostic.code)]\n"
  }
}

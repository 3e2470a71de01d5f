import JSON

/// The format `json`: one object with every finding, places as byte offsets and as 1-based lines and columns in code
/// points. Field names are those of rustc's JSON diagnostics where they fit.
package enum JSONRenderer: Renderer {
  package static let name = "json"
  package static let summary = "one JSON object, for programs"
  /// Raised when a field is removed or changes its meaning; new fields do not raise it.
  package static let version = 1

  package static func render(_ request: RenderRequest) -> String {
    var coding = DiagnosticCoding(request)
    return JSONWriter.pretty([
      "version": .int(version),
      "diagnostics": .array(request.diagnostics.map { coding.encode($0) }),
      "summary": encode(FindingCounts(request.diagnostics)),
    ])
  }

  private static func encode(_ counts: FindingCounts) -> JSONValue {
    [
      "errors": .int(counts.errors), "warnings": .int(counts.warnings), "infos": .int(counts.infos),
      "fixable": .int(counts.fixable),
    ]
  }
}

/// The format `jsonl`: one finding a line, as in the list of `json`.
package enum JSONLinesRenderer: Renderer {
  package static let name = "jsonl"
  package static let summary = "one JSON object a line and finding"

  package static func render(_ request: RenderRequest) -> String {
    var coding = DiagnosticCoding(request)
    return request.diagnostics.map { JSONWriter.compact(coding.encode($0)) + "\n" }.joined()
  }
}

/// Findings as JSON values.
struct DiagnosticCoding {
  private let masking: Masking
  private var lines: SourceLines

  init(_ request: RenderRequest) {
    masking = Masking(request)
    lines = SourceLines(request.sources)
  }

  mutating func encode(_ diagnostic: Diagnostic) -> JSONValue {
    var spans: [JSONValue] = []
    for (index, label) in ([diagnostic.primary] + diagnostic.secondary).enumerated() {
      guard var members = place(label.span) else { continue }
      members["is_primary"] = .bool(index == 0)
      members["label"] = text(label.text)
      spans.append(.object(members))
    }
    var fixes: [JSONValue] = []
    for fix in diagnostic.fixes where masking.allows(fix) { fixes.append(encode(fix)) }
    var members: [String: JSONValue] = [
      "code": .string(diagnostic.code),
      "severity": .string(diagnostic.severity.rawValue),
      "message": text(diagnostic.message),
      "path": text(diagnostic.path),
      "spans": .array(spans),
      "notes": .array(diagnostic.notes.map(text)),
      "help": .array(diagnostic.help.map(text)),
      "fixes": .array(fixes),
      "environments": .array(diagnostic.environments.map(JSONValue.string)),
      "targets": .array(diagnostic.targets.map(JSONValue.string)),
      "explain": .string("infracc explain \(diagnostic.code)"),
    ]
    if let stack = diagnostic.stack {
      members["stack"] = .array(stack.files.map(text))
      members["kind"] = .string(stack.kind.rawValue)
      members["dialect"] = .string(stack.dialect)
    }
    return .object(members)
  }

  private mutating func encode(_ fix: FixIt) -> JSONValue {
    var edits: [JSONValue] = []
    for edit in fix.edits {
      guard var members = place(edit.span) else { continue }
      members["replacement"] = text(edit.replacement)
      edits.append(.object(members))
    }
    return [
      "title": text(fix.title), "applicability": .string(fix.applicability.rawValue), "edits": .array(edits),
    ]
  }

  /// Nil for a place that is in no text.
  private mutating func place(_ span: Span) -> [String: JSONValue]? {
    guard let file = lines.file(of: span) else { return nil }
    let start = lines.position(of: Int(span.start), in: file)
    let end = lines.position(of: Int(span.end), in: file)
    return [
      "file_name": .string(file.path),
      "byte_start": .int(Int(span.start)), "byte_end": .int(Int(span.end)),
      "line_start": .int(start.line), "column_start": .int(start.column),
      "line_end": .int(end.line), "column_end": .int(end.column),
    ]
  }

  private func text(_ text: String) -> JSONValue { .string(masking.apply(to: text)) }
}

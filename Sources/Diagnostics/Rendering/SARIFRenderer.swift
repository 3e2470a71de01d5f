import JSON

/// The format `sarif`: Static Analysis Results Interchange Format 2.1.0 (OASIS, March 2020), which code hosts show
/// beside the changed lines.
package enum SARIFRenderer: Renderer {
  package static let name = "sarif"
  package static let summary = "SARIF 2.1.0, for code scanning"

  package static func render(_ request: RenderRequest) -> String {
    var writer = SARIFWriter(request)
    return JSONWriter.pretty(writer.log())
  }
}

private struct SARIFWriter {
  private let request: RenderRequest
  private let masking: Masking
  private var lines: SourceLines
  /// The codes that were found, in order, and the place of each.
  private let codes: [String]
  private let ruleIndices: [String: Int]
  private var fingerprints: Fingerprints
  private var longCharacters: [FileID: Bool] = [:]

  init(_ request: RenderRequest) {
    self.request = request
    masking = Masking(request)
    lines = SourceLines(request.sources)
    fingerprints = Fingerprints(request.sources, masking)
    codes = Set(request.diagnostics.map(\.code)).sorted()
    ruleIndices = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, $0) })
  }

  mutating func log() -> JSONValue {
    var results: [JSONValue] = []
    for diagnostic in request.diagnostics { results.append(result(diagnostic)) }
    var driver: [String: JSONValue] = ["name": "infracc", "rules": .array(codes.map(rule))]
    if !request.version.isEmpty { driver["version"] = .string(request.version) }
    return [
      "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        [
          "tool": ["driver": .object(driver)], "columnKind": "utf16CodeUnits", "artifacts": .array(artifacts),
          "results": .array(results),
        ]
      ],
    ]
  }

  /// The files that were read: those that were checked, and those that only told something about them.
  private var artifacts: [JSONValue] {
    let others = Set(request.consulted)
    let checked = request.sources.files.map(\.path).filter { !others.contains($0) }
    var seen: Set<String> = []
    return (checked.map { ($0, ["analysisTarget"] as JSONValue?) } + request.consulted.map { ($0, nil) })
      .filter { seen.insert($0.0).inserted }
      .map { path, roles in
        var members: [String: JSONValue] = ["location": artifact(path)]
        if let roles { members["roles"] = roles }
        return .object(members)
      }
  }

  private func rule(_ code: String) -> JSONValue {
    guard let kind = request.rule(code) else { return ["id": .string(code)] }
    return [
      "id": .string(code), "name": .string(kind.name),
      "shortDescription": ["text": .string(kind.summary)],
      "fullDescription": ["text": .string(kind.explanation)],
      "help": ["text": .string(kind.explanation), "markdown": .string(kind.explanation)],
      "defaultConfiguration": ["level": level(kind.severity)],
    ]
  }

  private func level(_ severity: Severity) -> JSONValue {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .info: "note"
    }
  }

  private mutating func result(_ diagnostic: Diagnostic) -> JSONValue {
    let text = ([diagnostic.message] + diagnostic.notes + diagnostic.help.map { "help: \($0)" }).joined(separator: "\n")
    var result: [String: JSONValue] = [
      "ruleId": .string(diagnostic.code), "ruleIndex": .int(ruleIndices[diagnostic.code] ?? 0),
      "level": level(diagnostic.severity), "message": message(text), "locations": .array(locations(of: diagnostic)),
      "partialFingerprints": ["infracc/v1": .string(fingerprints.next(of: diagnostic))],
    ]
    var related: [JSONValue] = []
    for label in diagnostic.secondary {
      guard let place = physicalLocation(label.span) else { continue }
      var location: [String: JSONValue] = ["id": .int(related.count + 1), "physicalLocation": place]
      if !label.text.isEmpty { location["message"] = message(label.text) }
      related.append(.object(location))
    }
    if !related.isEmpty { result["relatedLocations"] = .array(related) }
    var fixes: [JSONValue] = []
    for fix in diagnostic.fixes where fix.applicability != .display && masking.allows(fix) {
      fixes.append(encode(fix))
    }
    if !fixes.isEmpty { result["fixes"] = .array(fixes) }
    if let stack = diagnostic.stack {
      result["properties"] = [
        "stack": .array(stack.files.map { .string(request.repositoryPath($0)) }), "kind": .string(stack.kind.rawValue),
        "dialect": .string(stack.dialect),
      ]
    }
    return .object(result)
  }

  private func message(_ text: String) -> JSONValue { ["text": .string(masking.apply(to: text))] }

  /// A finding that stands in no text is shown at the first one: code hosts refuse results without a place.
  private mutating func locations(of diagnostic: Diagnostic) -> [JSONValue] {
    var location: [String: JSONValue] = [:]
    if let place = physicalLocation(diagnostic.primary.span) {
      location["physicalLocation"] = place
    } else if let file = request.sources.files.first {
      location["physicalLocation"] = ["artifactLocation": artifact(file), "region": ["startLine": 1]]
    }
    if !diagnostic.primary.text.isEmpty { location["message"] = message(diagnostic.primary.text) }
    if !diagnostic.path.isEmpty {
      location["logicalLocations"] = [["fullyQualifiedName": .string(masking.apply(to: diagnostic.path))]]
    }
    return location.isEmpty ? [] : [.object(location)]
  }

  // MARK: Places

  private func artifact(_ file: SourceFile) -> JSONValue { artifact(file.path) }

  private func artifact(_ path: String) -> JSONValue {
    let path = request.repositoryPath(path)
    if path.hasPrefix("/") { return ["uri": .string("file://" + PercentEncoding.path(path))] }
    return ["uri": .string(PercentEncoding.path(path)), "uriBaseId": "%SRCROOT%"]
  }

  private mutating func physicalLocation(_ span: Span) -> JSONValue? {
    guard let file = lines.file(of: span) else { return nil }
    return ["artifactLocation": artifact(file), "region": region(span, in: file)]
  }

  private mutating func region(_ span: Span, in file: SourceFile) -> JSONValue {
    let start = position(of: Int(span.start), in: file)
    let end = position(of: Int(span.end), in: file)
    return [
      "startLine": .int(start.line), "startColumn": .int(start.column), "endLine": .int(end.line),
      "endColumn": .int(end.column), "byteOffset": .int(Int(span.start)), "byteLength": .int(span.range.count),
    ]
  }

  /// 1-based line and column in UTF-16 code units.
  private mutating func position(of offset: Int, in file: SourceFile) -> SourceLines.Position {
    let place = lines.position(of: offset, in: file)
    guard hasLongCharacters(file) else { return place }
    // Characters of four bytes are two units.
    let start = lines.content(ofLine: place.line - 1, in: file).lowerBound
    let end = min(max(offset, start), file.bytes.count)
    let long = file.bytes[start..<end].count { $0 >= 0xF0 }
    return SourceLines.Position(line: place.line, column: place.column + long)
  }

  private mutating func hasLongCharacters(_ file: SourceFile) -> Bool {
    if let known = longCharacters[file.id] { return known }
    let answer = file.bytes.contains { $0 >= 0xF0 }
    longCharacters[file.id] = answer
    return answer
  }

  private mutating func encode(_ fix: FixIt) -> JSONValue {
    var files: [SourceFile] = []
    var replacements: [FileID: [JSONValue]] = [:]
    for edit in fix.edits {
      guard let file = lines.file(of: edit.span) else { continue }
      if !files.contains(where: { $0.id == file.id }) { files.append(file) }
      replacements[file.id, default: []].append([
        "deletedRegion": region(edit.span, in: file), "insertedContent": ["text": .string(edit.replacement)],
      ])
    }
    let changes = files.map { file -> JSONValue in
      ["artifactLocation": artifact(file), "replacements": .array(replacements[file.id] ?? [])]
    }
    return ["description": message(fix.title), "artifactChanges": .array(changes)]
  }
}

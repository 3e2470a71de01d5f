package import Diagnostics
package import Emit
package import Files
package import JSON

/// What `infracc explain` prints: the texts of the catalogue with the report that the example really gives.
package enum ExplainPage {
  package static func text(_ kind: DiagnosticKind) -> String {
    var text = "\(kind.code) \(kind.name)\n\n\(kind.summary)\n\n\(kind.explanation)\n"
    let options = kind.exampleOptions
    text += "\nWrong:\n\n" + indented(withoutMarks(kind.failing)) + beside(options.files)
    if let report = report(kind) { text += "\ninfracc says:\n\n" + indented(report) }
    return text + "\nRight:\n\n" + indented(kind.passing) + beside(options.passingFiles) + "\n" + silencing(kind) + "\n"
  }

  /// The same for a number that no finding has; nil for any other text.
  package static func reserved(_ code: String) -> (text: String, markdown: String, json: JSONValue)? {
    let sentences = ReservedCodes.sentences(code)
    if sentences.isEmpty { return nil }
    return (
      "\(code) (no finding)\n\n" + sentences.joined(separator: "\n\n") + "\n", ReferencePages.reserved(code),
      .object(["code": .string(code), "explanation": .string(sentences.joined(separator: "\n\n"))])
    )
  }

  private static func beside(_ files: [DiagnosticKind.ExampleFile]) -> String {
    files.map { "\nBeside it, \($0.path):\n\n" + indented($0.text) }.joined()
  }

  /// The files of an example as a repository; nil where it has none.
  package static func repository(_ files: [DiagnosticKind.ExampleFile]) -> FileAccess? {
    files.isEmpty ? nil : .texts(files.map { ($0.path, $0.text) })
  }

  /// Plug-ins that lie among the files of an example; nil where it has none.
  package static func plugins(_ files: [DiagnosticKind.ExampleFile]) -> PluginHost? {
    if files.isEmpty { return nil }
    return PluginHost { _, path in
      path.flatMap { path in files.contains { $0.path == path } ? .executable(path) : nil } ?? .missing
    }
  }

  /// The same as Markdown, as it stands in the reference.
  package static func markdown(_ kind: DiagnosticKind) -> String { ReferencePages.finding(kind) }

  /// The same for programs.
  package static func json(_ kind: DiagnosticKind) -> JSONValue {
    var members: [String: JSONValue] = [
      "code": .string(kind.code), "name": .string(kind.name), "severity": .string(kind.severity.rawValue),
      "tunable": .bool(kind.isTunable), "summary": .string(kind.summary), "explanation": .string(kind.explanation),
      "wrong": .string(withoutMarks(kind.failing)), "right": .string(kind.passing),
      "silencing": .string(silencing(kind)),
    ]
    for (name, files) in [
      ("wrong_files", kind.exampleOptions.files), ("right_files", kind.exampleOptions.passingFiles),
    ] where !files.isEmpty {
      members[name] = .object(Dictionary(files.map { ($0.path, .string($0.text)) }) { first, _ in first })
    }
    if let report = report(kind) { members["output"] = .string(report) }
    return .object(members)
  }

  /// What the failing example really gives; nil where a text alone does not show it.
  static func report(_ kind: DiagnosticKind) -> String? {
    guard kind.exampleOptions.isRunnable else { return nil }
    var options = CompileOptions(repository: repository(kind.exampleOptions.files))
    options.plugins = plugins(kind.exampleOptions.files)
    let compilation = Compilation.run(
      path: "topology.yaml", bytes: Array(withoutMarks(kind.failing).utf8), options: options)
    let own = compilation.diagnostics.filter { $0.code == kind.code }
    return own.isEmpty ? nil : SnippetRenderer.render(RenderRequest(own, sources: compilation.sources))
  }

  static func silencing(_ kind: DiagnosticKind) -> String {
    kind.isTunable
      ? "To silence it: `# infracc: allow \(kind.code) reason` on the line or above it, or `lints: { \(kind.code): off }`."
      : "It cannot be silenced: what it finds does not work."
  }

  /// An example without the lines that mark the place.
  package static func withoutMarks(_ example: String) -> String {
    example.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { line in !(line.contains("^") && line.allSatisfy { $0 == " " || $0 == "^" }) }
      .joined(separator: "\n")
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    " + $0 }
      .joined(separator: "\n") + (text.hasSuffix("\n") ? "" : "\n")
  }
}

package import Diagnostics

/// What `infracc explain` prints: the texts of the catalogue with the report that the example really gives.
package enum ExplainPage {
  package static func text(_ kind: DiagnosticKind) -> String {
    var text = "\(kind.code) \(kind.name)\n\n\(kind.summary)\n\n\(kind.explanation)\n"
    let example = withoutMarks(kind.failing)
    text += "\nWrong:\n\n" + indented(example)
    if kind.exampleOptions.isRunnable {
      let compilation = Compilation.run(
        path: "topology.yaml", bytes: Array(example.utf8), options: CompileOptions())
      let own = compilation.diagnostics.filter { $0.code == kind.code }
      if !own.isEmpty {
        text += "\ninfracc says:\n\n"
        text += indented(SnippetRenderer.render(RenderRequest(own, sources: compilation.sources)))
      }
    }
    text += "\nRight:\n\n" + indented(kind.passing)
    text +=
      kind.isTunable
      ? "\nTo silence it: `# infracc: allow \(kind.code) reason` on the line or above it, or `lints: { \(kind.code): off }`.\n"
      : "\nIt cannot be silenced: what it finds does not work.\n"
    return text
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

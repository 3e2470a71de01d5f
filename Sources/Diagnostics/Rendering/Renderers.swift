/// Prints findings in one format. Adding one is a file in this folder and a line in `Renderers.all`.
package protocol Renderer: SendableMetatype {
  /// The word of `--format`.
  static var name: String { get }
  /// One line for the help text.
  static var summary: String { get }

  /// Whether the report is read at a terminal: coloured, limited, on standard error. Others go to standard output.
  static var isForPeople: Bool { get }

  /// The whole text, the final line break included. Nothing where there is nothing to say to a person.
  static func render(_ request: RenderRequest) -> String
}

extension Renderer {
  package static var isForPeople: Bool { false }
}

/// All formats, in the order in which help texts list them.
package enum Renderers {
  package static let all: [any Renderer.Type] = [
    SnippetRenderer.self, ShortRenderer.self, GCCRenderer.self, JSONRenderer.self, JSONLinesRenderer.self,
    SARIFRenderer.self, GitHubRenderer.self, JUnitRenderer.self,
  ]

  package static func named(_ name: String) -> (any Renderer.Type)? { all.first { $0.name == name } }
}

/// Findings and what is needed to print them.
package struct RenderRequest: Sendable {
  /// In the order in which they are printed (`DiagnosticBag.sorted()`).
  package var diagnostics: [Diagnostic]
  package var sources: SourceSet
  package var decorator: Decorator
  /// How many findings people want to see at most (`--max-errors`); nil for all. Formats for machines print all.
  package var limit: Int?
  /// The command that applies safe fix-its, named in the summary where there are some; nil not to name it.
  package var fixCommand: String?
  /// Where secrets stand in a text besides the places that findings name, because nothing could read them there.
  package var secrets: @Sendable ([UInt8]) -> [Range<Int>] = { _ in [] }
  /// What the program calls itself, for formats that say who found something.
  package var version = ""
  /// The rule behind a code, for formats that describe rules.
  package var rule: @Sendable (String) -> DiagnosticKind? = { _ in nil }
  /// A path as seen from the top of the repository, which is how code hosts name files.
  package var repositoryPath: @Sendable (String) -> String = { $0 }

  /// Files that were read beside those that were checked, as reports name them: code, templates, documentation.
  package var consulted: [String] = []

  package init(
    _ diagnostics: [Diagnostic], sources: SourceSet, decorator: Decorator = .plain, limit: Int? = nil,
    fixCommand: String? = nil
  ) {
    self.diagnostics = diagnostics
    self.sources = sources
    self.decorator = decorator
    self.limit = limit
    self.fixCommand = fixCommand
  }
}

/// How many findings there are of each kind.
package struct FindingCounts: Hashable, Sendable {
  package var errors = 0
  package var warnings = 0
  package var infos = 0
  /// Findings that a safe fix-it removes.
  package var fixable = 0

  package init(_ diagnostics: some Sequence<Diagnostic>) {
    for diagnostic in diagnostics {
      switch diagnostic.severity {
      case .error: errors += 1
      case .warning: warnings += 1
      case .info: infos += 1
      }
      if diagnostic.fixes.contains(where: { $0.applicability == .safe }) { fixable += 1 }
    }
  }

  package var total: Int { errors + warnings + infos }

  /// `13 errors, 1 warning`; severities without findings are left out.
  package var text: String {
    [(errors, "error"), (warnings, "warning"), (infos, "info")]
      .filter { $0.0 > 0 }
      .map { $0.0 == 1 ? "1 \($0.1)" : "\($0.0) \($0.1)s" }
      .joined(separator: ", ")
  }
}

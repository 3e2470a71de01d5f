/// One finding: a structure that every renderer prints in its own way.
package struct Diagnostic: Sendable {
  /// A place and what is to be said about that very place.
  package struct Label: Sendable, Hashable {
    package let span: Span
    package let text: String

    package init(_ span: Span, _ text: String = "") {
      self.span = span
      self.text = text
    }
  }

  package let code: String
  package var severity: Severity
  /// Whether `lints:` and `# infracc: allow` may change it.
  package let isTunable: Bool
  /// The fact in the user's words: lower-case first letter, names in backticks, no final period, at most 90 columns.
  package let message: String
  package var primary: Label
  package var secondary: [Label] = []
  /// The arithmetic or the reason.
  package var notes: [String] = []
  /// Imperatives with text that can be pasted.
  package var help: [String] = []
  package var fixes: [FixIt] = []
  /// What it is about, in addition to its span and path. Findings of one kind there are the same mistake where these agree,
  /// whatever their texts, which may name numbers of one environment.
  package var subject: [FindingArgument] = []
  /// In which environments it was found; empty when it does not depend on one.
  package var environments: [String] = []
  /// For which targets it was found; empty when it does not depend on one.
  package var targets: [String] = []
  /// For findings about a sum: how much of the limit is used, 1 for all of it. Of one mistake that several environments
  /// have, the finding with the largest share is shown.
  package var shareOfLimit = 0.0
  /// Where in the topology, for example `services.backend.variables.DATABASE_URL`.
  package var path: String = ""
  /// Places whose text is secret or looks like a credential: no renderer shows more than its first four characters.
  package var masked: [Span] = []

  package init(_ kind: DiagnosticKind, at span: Span, _ message: String, label: String = "") {
    self.code = kind.code
    self.severity = kind.severity
    self.isTunable = kind.isTunable
    self.message = message
    self.primary = Label(span, label)
  }

  /// Notes how much of a limit a sum uses.
  package mutating func setShare(_ used: Int, of limit: Int) { shareOfLimit = Double(used) / Double(max(1, limit)) }

  /// A finding of an emitter or plug-in, whose kind is known by its code alone.
  /// - Parameter isTunable: nil for what is in no catalogue: a plug-in's own findings are, unless they are errors.
  package init(code: String, severity: Severity, isTunable: Bool? = nil, at span: Span, _ message: String) {
    self.code = code
    self.severity = severity
    self.isTunable = isTunable ?? (severity != .error)
    self.message = message
    self.primary = Label(span)
  }
}

/// One finding: a structure that every renderer prints in its own way.
///
/// Sorted, united, leveled and counted by the thousand: the properties are the one element of an array, so that a copy takes
/// one reference.
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

  private struct Fields: Sendable {
    let code: String
    var severity: Severity
    let isTunable: Bool
    let message: String
    var primary: Label
    var secondary: [Label] = []
    var notes: [String] = []
    var help: [String] = []
    var fixes: [FixIt] = []
    var subject: [FindingArgument] = []
    var environments: [String] = []
    var targets: [String] = []
    var shareOfLimit: Double = 0.0
    var path: String = ""
    var masked: [Span] = []
    let foreign: ForeignPolicy
    var remedies: [Remedy] = []
    var stack: StackLabel?
  }

  /// One element.
  private var fields: [Fields]

  package init(_ kind: DiagnosticKind, at span: Span, _ message: String, label: String = "") {
    fields = [
      Fields(
        code: kind.code, severity: kind.severity, isTunable: kind.isTunable, message: message,
        primary: Label(span, label), foreign: kind.foreign)
    ]
  }

  /// Notes how much of a limit a sum uses.
  package mutating func setShare(_ used: Int, of limit: Int) { shareOfLimit = Double(used) / Double(max(1, limit)) }

  /// A finding of an emitter or plug-in, whose kind is known by its code alone.
  /// - Parameter isTunable: nil for what is in no catalogue: a plug-in's own findings are, unless they are errors.
  package init(code: String, severity: Severity, isTunable: Bool? = nil, at span: Span, _ message: String) {
    fields = [
      Fields(
        code: code, severity: severity, isTunable: isTunable ?? (severity != .error), message: message,
        primary: Label(span), foreign: .silent)
    ]
  }
}

// MARK: Properties

extension Diagnostic {
  package var code: String { fields[0].code }

  package var severity: Severity {
    get { fields[0].severity }
    _modify { yield &fields[0].severity }
  }

  /// Whether `lints:` and `# infracc: allow` may change it.
  package var isTunable: Bool { fields[0].isTunable }

  /// The fact in the user's words: lower-case first letter, names in backticks, no final period, at most 90 columns.
  package var message: String { fields[0].message }

  package var primary: Label {
    get { fields[0].primary }
    _modify { yield &fields[0].primary }
  }

  package var secondary: [Label] {
    get { fields[0].secondary }
    _modify { yield &fields[0].secondary }
  }

  /// The arithmetic or the reason.
  package var notes: [String] {
    get { fields[0].notes }
    _modify { yield &fields[0].notes }
  }

  /// Imperatives with text that can be pasted.
  package var help: [String] {
    get { fields[0].help }
    _modify { yield &fields[0].help }
  }

  package var fixes: [FixIt] {
    get { fields[0].fixes }
    _modify { yield &fields[0].fixes }
  }

  /// What it is about, in addition to its span and path. Findings of one kind there are the same mistake where these agree,
  /// whatever their texts, which may name numbers of one environment.
  package var subject: [FindingArgument] {
    get { fields[0].subject }
    _modify { yield &fields[0].subject }
  }

  /// In which environments it was found; empty when it does not depend on one.
  package var environments: [String] {
    get { fields[0].environments }
    _modify { yield &fields[0].environments }
  }

  /// For which targets it was found; empty when it does not depend on one.
  package var targets: [String] {
    get { fields[0].targets }
    _modify { yield &fields[0].targets }
  }

  /// For findings about a sum: how much of the limit is used, 1 for all of it. Of one mistake that several environments
  /// have, the finding with the largest share is shown.
  package var shareOfLimit: Double {
    get { fields[0].shareOfLimit }
    _modify { yield &fields[0].shareOfLimit }
  }

  /// Where in the topology, for example `services.backend.variables.DATABASE_URL`.
  package var path: String {
    get { fields[0].path }
    _modify { yield &fields[0].path }
  }

  /// Places whose text is secret or looks like a credential: no renderer shows more than its first four characters.
  package var masked: [Span] {
    get { fields[0].masked }
    _modify { yield &fields[0].masked }
  }

  /// Whether its rule reports on files that are no topology.
  package var foreign: ForeignPolicy { fields[0].foreign }

  /// What `help` says, for files whose words are not those of the language.
  package var remedies: [Remedy] {
    get { fields[0].remedies }
    _modify { yield &fields[0].remedies }
  }

  /// The files of other tools that it was found in; nil for a topology.
  package var stack: StackLabel? {
    get { fields[0].stack }
    _modify { yield &fields[0].stack }
  }

  /// The same finding, shown at another place: the label there becomes the primary one.
  package func moved(to span: Span) -> Diagnostic {
    var result = self
    let label = secondary.first { $0.span == span }
    result.secondary.removeAll { $0.span == span }
    result.primary = Label(span, label?.text ?? "")
    return result
  }
}

/// Files of other tools that are run together, as formats for programs name them.
package struct StackLabel: Hashable, Sendable {
  /// The files, as reports name them.
  package let files: [String]
  package let kind: StackKind
  /// The tool whose files they are: `compose`.
  package let dialect: String

  package init(files: [String], kind: StackKind, dialect: String) {
    self.files = files
    self.kind = kind
    self.dialect = dialect
  }
}

/// A change of the text that would remove a finding.
package struct FixIt: Sendable, Hashable {
  package enum Applicability: String, Sendable {
    /// Keeps the meaning that the author evidently wanted; a tool may apply it unasked.
    case safe
    /// A good guess; a person should look at it.
    case unsafe
    /// Shown only.
    case display
  }

  package struct Edit: Sendable, Hashable {
    package let span: Span
    package let replacement: String

    package init(_ span: Span, _ replacement: String) {
      self.span = span
      self.replacement = replacement
    }
  }

  package let title: String
  package let applicability: Applicability
  package let edits: [Edit]

  package init(_ title: String, _ applicability: Applicability, _ edits: [Edit]) {
    self.title = title
    self.applicability = applicability
    self.edits = edits
  }
}

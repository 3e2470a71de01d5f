package import Diagnostics

/// The kinds that reading a reference can give.
package enum ReferenceKinds {
  package static let all: [DiagnosticKind] = [.nestedReference, .unclosedReference, .malformedReference]
}

package import Diagnostics

/// The kinds of findings about findings, in the order of their numbers.
package enum CompilerKinds {
  package static let all: [DiagnosticKind] = [
    .unusedAllow, .allowRefused,
  ]
}

package import Diagnostics

/// The kinds that lowering can give, in the order of their numbers.
package enum LoweringKinds {
  package static let all: [DiagnosticKind] = [
    .secretOnCommandLine
  ]
}

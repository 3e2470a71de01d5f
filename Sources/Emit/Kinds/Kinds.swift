package import Diagnostics

/// The kinds of findings that this module can give.
package enum EmitKinds {
  package static let all: [DiagnosticKind] = [
    .cannotExpress, .approximated, .railwayConfigEnds, .textNotRepresentable,
  ]
}

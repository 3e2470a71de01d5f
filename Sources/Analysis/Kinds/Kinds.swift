package import Diagnostics

/// The kinds that the analysis of a topology can give.
package enum AnalysisKinds {
  package static let all: [DiagnosticKind] = [
    .unknownFilter, .filterArguments, .typeMismatch, .listInText, .unitInText, .filterMismatch,
    .refusedDeclassification,
  ]
}

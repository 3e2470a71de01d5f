// Written by `make generate` from the files that declare what is listed here. Do not edit it.

package import Diagnostics

/// What is reported by Output, in the order of the codes.
package enum OutputRegistry {
  /// Its kinds of findings.
  package static let kinds: [DiagnosticKind] = [
    .generatedFileEdited,
    .outputNotWritable,
    .generatedFilesOutOfDate,
  ]
}

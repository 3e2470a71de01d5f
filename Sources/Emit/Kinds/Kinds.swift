package import Diagnostics

/// The kinds of findings that emission can give, in the order of their numbers.
package enum EmitKinds {
  package static let all: [DiagnosticKind] = [
    .unknownTarget, .cannotExpress, .approximated, .noAutoscaling, .intervalIgnored, .railwayConfigEnds,
    .replicasWithVolume, .cannotEncode, .scheduleTooFine, .dropped, .textNotRepresentable, .rawMerged,
    .outputPathRefused, .generatedFileEdited, .outputNotWritable, .generatedFilesOutOfDate,
  ]
}

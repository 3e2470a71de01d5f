package import Diagnostics

/// The rules of the catalogue that are found when a target is asked for something,
/// in the order of their numbers.
package enum CatalogueEmit {
  package static let kinds: [DiagnosticKind] = [
    .unknownTarget, .cannotExpress, .approximated, .noAutoscaling, .intervalIgnored, .replicasWithVolume,
    .cannotEncode, .scheduleTooFine, .dropped, .rawMerged,
  ]
}

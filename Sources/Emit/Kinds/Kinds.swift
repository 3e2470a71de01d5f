package import Diagnostics

/// The kinds of findings that emission can give, in the order of their numbers.
package enum EmitKinds {
  package static let all: [DiagnosticKind] = [
    .addressCycle, .unencodedInURL, .addressTakenTwice, .shellWrapped, .startNotOrdered, .releaseThroughPooler,
    .forwardedHeaders, .releaseWithoutVolume, .replicasShareVolume,
    .keepaliveTooShort, .planExceeded, .secretNotInPreviews, .unknownTarget, .cannotExpress, .approximated,
    .noAutoscaling, .intervalIgnored, .railwayConfigEnds, .replicasWithVolume, .cannotEncode, .secretsMadeBefore,
    .scheduleTooFine, .dropped, .textNotRepresentable, .noPrivateNetwork, .startedOnRequest, .rawMerged,
    .targetNotListed, .environmentNotWritten,
    .pluginNotFound, .pluginVersion,
    .pluginFailed, .outputPathRefused, .generatedFileEdited, .outputNotWritable, .generatedFilesOutOfDate,
  ]
}

extension DiagnosticKind {
  /// The example of rules that depend on the files of the output folder, not on what the topology says.
  static let anyTopology = topology(targets: "[compose]")

  static func topology(targets: String) -> String {
    """
    infracc: 1
    project: shop
    targets: \(targets)
    services:
      api:
        type: fastapi
        public: true
        health: /health
    environments:
      production: {}
    """
  }
}

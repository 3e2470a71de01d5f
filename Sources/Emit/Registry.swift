// Written by `make generate` from the files that declare what is listed here. Do not edit it.

package import Diagnostics

/// What is reported by Emit, in the order of the codes.
package enum EmitRegistry {
  /// Its kinds of findings.
  package static let kinds: [DiagnosticKind] = [
    .addressCycle,
    .unencodedInURL,
    .addressTakenTwice,
    .shellWrapped,
    .startNotOrdered,
    .releaseThroughPooler,
    .forwardedHeaders,
    .releaseWithoutVolume,
    .replicasShareVolume,
    .keepaliveTooShort,
    .planExceeded,
    .machineTooSmall,
    .secretNotInPreviews,
    .cannotExpress,
    .approximated,
    .noAutoscaling,
    .intervalIgnored,
    .railwayConfigEnds,
    .replicasWithVolume,
    .cannotEncode,
    .addressUnknownAtBuild,
    .secretsMadeBefore,
    .scheduleTooFine,
    .namespace,
    .dropped,
    .textNotRepresentable,
    .noPrivateNetwork,
    .rawMerged,
    .userUnknown,
    .registryMissing,
    .rolloutOverBudget,
    .rawReplaces,
    .needsOnRequest,
    .replacedWithGap,
    .callPastProxy,
    .pluginVersion,
    .pluginFailed,
    .outputPathRefused,
  ]
}

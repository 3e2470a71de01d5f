package import Diagnostics

/// The rules of the catalogue that are found while references, environments and budgets are checked,
/// in the order of their numbers.
package enum CatalogueAnalysis {
  package static let kinds: [DiagnosticKind] = [
    .unusedAllow, .allowRefused, .sameDNSName, .cannotExtend, .unknownUse, .unknownService, .unknownMember,
    .outputNotAvailable, .wrongCase, .foldedName, .foreignReference, .emittedVariableRedefined, .unknownOwnVariable,
    .definedAsItself, .ambiguousURL, .valueCycle, .startupCycle, .unusedShared, .handWrittenAddress,
    .uselessAlternative, .placeholderValue, .secretInBrowser, .secretInBuildArgument, .privateAddressInBrowser,
    .runValueAtBuild, .connectionsExceeded, .redisWithoutHeadroom, .postgresMemoryExceeded,
    .missingValue, .disabledDependency, .unknownBaseEnvironment, .policyViolated, .environmentNameMismatch,
    .domainTwice, .debugInProduction,
  ]
}

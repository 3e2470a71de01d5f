package import Diagnostics

/// The kinds that the analysis of a topology can give, in the order of their numbers.
package enum AnalysisKinds {
  package static let all: [DiagnosticKind] = [
    .unusedAllow, .allowRefused, .sameDNSName, .cannotExtend, .unknownUse, .unknownService, .unknownMember,
    .outputNotAvailable, .wrongCase, .foldedName, .unknownFilter, .filterArguments, .foreignReference,
    .emittedVariableRedefined, .unknownOwnVariable, .definedAsItself, .ambiguousURL, .valueCycle, .startupCycle,
    .unusedShared, .handWrittenAddress, .uselessAlternative, .valueExpansion, .typeMismatch, .listInText, .unitInText,
    .itemContainsSeparator, .filterMismatch, .credentialInFile, .placeholderValue, .secretInBrowser,
    .secretInBuildArgument,
    .refusedDeclassification, .privateAddressInBrowser, .runValueAtBuild, .connectionsExceeded, .redisWithoutHeadroom,
    .postgresMemoryExceeded, .missingValue, .disabledDependency, .unknownBaseEnvironment, .policyViolated,
    .environmentNameMismatch, .tooManyEnvironments, .domainTwice, .debugInProduction,
    .movingImage, .noBackup, .removedName, .endOfLife,
  ]
}

package import Diagnostics

/// The kinds that the analysis of a topology can give, in the order of their numbers.
package enum AnalysisKinds {
  package static let all: [DiagnosticKind] = [
    .yamlBoolean, .unusedAllow, .allowRefused, .sameDNSName, .cannotExtend, .unknownUse, .useOverridden,
    .lowerCaseVariable, .unknownService, .unknownMember, .outputNotAvailable, .wrongCase, .foldedName, .unknownFilter,
    .filterArguments, .foreignReference, .emittedVariableRedefined, .unknownPlatformName, .unknownOwnVariable,
    .definedAsItself, .ambiguousURL, .valueCycle, .startupCycle, .unusedShared, .handWrittenAddress,
    .uselessAlternative, .valueExpansion, .typeMismatch, .listInText, .unitInText, .typeDiffers,
    .itemContainsSeparator, .filterMismatch, .shortenedVersion, .credentialInFile, .placeholderValue,
    .secretInBrowser, .secretInBuildArgument, .secretInPlainText, .secretsMustDiffer, .secretsToSupply, .weakKey,
    .keyPerProcess, .keyOfOtherClass, .secretOfPublicService, .refusedDeclassification, .secretOnCommandLine,
    .privateAddressInBrowser, .siblingOverInternet, .loopbackAddress, .runValueAtBuild, .databaseAtBuild,
    .storeOnInternet, .wrongScheme, .publicWithoutHealth, .healthNotAskable, .otherPort, .boundToLoopback,
    .placeholderDomain, .migrationInStart, .originMissing, .schedulerReplicated, .bakedTooLate, .workerRunsServer,
    .connectionsExceeded,
    .connectionsScarce, .redisWithoutHeadroom, .redisSnapshotRoom, .postgresMemoryExceeded, .sharedBuffersShare,
    .effectiveCacheTooLarge, .workersWithoutMemory, .workersWithoutCPU, .persistenceWithoutStorage,
    .timeoutsInWrongOrder, .policyAgainstUse, .redisClientsExceeded, .autoscaleRange, .manyConnections,
    .postgresDataPath, .rolloutExceeds, .imageOfOtherServer, .redisKeepsJobs, .missingValue, .disabledDependency,
    .unknownBaseEnvironment, .policyViolated,
    .environmentsPart, .productionWeaker, .environmentNameMismatch, .overrideWithoutEffect,
    .domainTwice, .previewWithoutEnd, .debugInProduction, .tooManyEnvironments, .developmentServer,
    .policyNamesNothing,
    .movingImage, .versionNotWritten, .noBackup, .removedName, .endOfLife,
  ]
}

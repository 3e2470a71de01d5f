package import Diagnostics

/// The kinds that the rules can give, in the order of their numbers.
package enum RuleKinds {
  package static let all: [DiagnosticKind] = [
    .yamlBoolean, .lowerCaseVariable, .foreignReference, .startupCycle, .unusedShared, .handWrittenAddress,
    .typeDiffers, .shortenedVersion, .credentialInFile, .placeholderValue, .secretInBrowser,
    .secretInBuildArgument, .secretInPlainText, .secretsMustDiffer, .secretsToSupply, .weakKey, .keyPerProcess,
    .keyOfOtherClass, .secretOfPublicService, .privateAddressInBrowser, .siblingOverInternet, .loopbackAddress,
    .runValueAtBuild, .databaseAtBuild, .storeOnInternet, .wrongScheme, .publicWithoutHealth, .healthNotAskable,
    .otherPort, .boundToLoopback, .placeholderDomain, .migrationInStart, .originMissing, .schedulerReplicated,
    .bakedTooLate, .workerRunsServer, .connectionsExceeded, .connectionsScarce, .redisWithoutHeadroom,
    .redisSnapshotRoom, .postgresMemoryExceeded, .sharedBuffersShare, .effectiveCacheTooLarge,
    .workersWithoutMemory, .workersWithoutCPU, .persistenceWithoutStorage, .timeoutsInWrongOrder,
    .policyAgainstUse, .redisClientsExceeded, .autoscaleRange, .manyConnections, .postgresDataPath,
    .rolloutExceeds, .imageOfOtherServer, .redisKeepsJobs, .policyViolated, .environmentsPart,
    .productionWeaker, .environmentNameMismatch, .overrideWithoutEffect, .domainTwice, .previewWithoutEnd,
    .debugInProduction, .policyNamesNothing, .developmentServer, .movingImage, .versionNotWritten, .noBackup, .removedName,
    .endOfLife, .healthWithoutPassword,
  ]
}

// Written by `make generate` from the files that declare what is listed here. Do not edit it.

package import Diagnostics

/// What is reported by Probes, in the order of the codes.
package enum ProbesRegistry {
  /// Its kinds of findings.
  package static let kinds: [DiagnosticKind] = [
    .volumeOwner,
    .schedulerInWorkers,
    .startReplaced,
    .processNotStarted,
    .openRequirement,
    .buildInputMissing,
    .fixedPort,
    .localBind,
    .variableNotGiven,
    .variableNotRead,
    .programMissing,
    .buildArgumentNotDeclared,
    .healthRouteNotFound,
    .trackedSecrets,
    .openRoute,
    .randomDefault,
    .credentialDefault,
    .credentialInDockerfile,
    .commentInRedisLine,
    .scriptMissing,
    .developmentServerInScript,
    .notStandalone,
    .repositoryNotRead,
    .besideProjectFile,
    .projectFileIgnored,
    .appModuleMissing,
    .collectstaticEnvironment,
    .signalsNotForwarded,
    .entrypointLost,
  ]

  /// The questions about the repository.
  package static let probes: [any Probe.Type] = [
    VolumeOwner.self,
    SchedulerInWorkers.self,
    StartReplaced.self,
    ProcessNotStarted.self,
    OpenRequirement.self,
    BuildInputMissing.self,
    VariableNotGiven.self,
    VariableNotRead.self,
    ProgramMissing.self,
    BuildArgumentNotDeclared.self,
    HealthRouteNotFound.self,
    TrackedSecrets.self,
    OpenRoute.self,
    CredentialInDockerfile.self,
    CommentInRedisLine.self,
    NotStandalone.self,
    AppModuleMissing.self,
    CollectstaticEnvironment.self,
    SignalsNotForwarded.self,
    EntrypointLost.self,
    DefaultSecretProbe.self,
    ListenerProbe.self,
    MountedAddressProbe.self,
    ProjectFileProbe.self,
    ScriptProbe.self,
  ]
}

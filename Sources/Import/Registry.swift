// Written by `make generate` from the files that declare what is listed here. Do not edit it.

package import Diagnostics

/// What is reported by Import, in the order of the codes.
package enum ImportRegistry {
  /// Its kinds of findings.
  package static let kinds: [DiagnosticKind] = [
    .tomlSyntax,
    .credentialsDiffer,
    .storeWithoutPassword,
    .neverHealthy,
    .interpolationMisspelled,
    .templatePort,
    .probeIgnoresStatus,
    .probeLocalhost,
    .interpolationUndocumented,
    .dataLossAtStart,
    .quotesInValue,
    .specifierRedirected,
    .startRace,
    .databaseVolumeMissing,
  ]

  /// The rules over files that are no topology.
  package static let stackRules: [any StackRule.Type] = [
    CredentialsDiffer.self,
    StoreWithoutPassword.self,
    NeverHealthy.self,
    InterpolationMisspelled.self,
    TemplatePort.self,
    ProbeIgnoresStatus.self,
    ProbeLocalhost.self,
    InterpolationUndocumented.self,
    DataLossAtStart.self,
    QuotesInValue.self,
    SpecifierRedirected.self,
    StartRace.self,
    DatabaseVolumeMissing.self,
    BakedByBuild.self,
    DataPathMissed.self,
    DefaultCredential.self,
    DefaultCredentialInCode.self,
    EngineAsked.self,
    HostPortTwice.self,
    LoopbackOfContainer.self,
    MountedFileMissing.self,
    PlaceholderMount.self,
    PlatformDockerfile.self,
    PlatformSchedule.self,
    PortAsked.self,
    ProbeToolLacking.self,
    RailwayFileEnds.self,
    ShellWithoutShellProbe.self,
    StorePasswordInPlainText.self,
    StoreProbeWithoutPassword.self,
  ]
}

// Written by `make generate` from the files that declare what is listed here. Do not edit it.

package import Diagnostics

/// What is reported by Import, in the order of the codes.
package enum ImportRegistry {
  /// Its kinds of findings.
  package static let kinds: [DiagnosticKind] = [
    .credentialsDiffer,
    .storeWithoutPassword,
    .neverHealthy,
    .interpolationMisspelled,
    .templatePort,
    .probeIgnoresStatus,
    .interpolationUndocumented,
    .dataLossAtStart,
    .quotesInValue,
    .specifierRedirected,
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
    InterpolationUndocumented.self,
    DataLossAtStart.self,
    QuotesInValue.self,
    SpecifierRedirected.self,
    DatabaseVolumeMissing.self,
    DataPathMissed.self,
    DefaultCredential.self,
    EngineAsked.self,
    PlaceholderMount.self,
    PortAsked.self,
    RailwayFileEnds.self,
    StorePasswordInPlainText.self,
    StoreProbeWithoutPassword.self,
  ]
}

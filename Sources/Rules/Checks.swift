import Resolution
import Diagnostics
import Model

/// All checks. A test compares the lists with the folder `Checks`.
package enum Checks {
  /// Run over every variable of every enabled service, in this order; what an earlier one found wrong about a value's
  /// text silences the later ones.
  package static let ofVariables: [any VariableCheck.Type] = [
    SelfDefinitionCheck.self, PlaceholderCheck.self, ForeignReferenceCheck.self, HandWrittenAddressCheck.self,
    BakedTooLateCheck.self,
    EnvironmentNameCheck.self, DebugInProductionCheck.self, SecretInBrowserCheck.self,
    PrivateAddressInBrowserCheck.self, RunValueAtBuildCheck.self, MissingValueCheck.self,
    VariableTypeCheck.self, SiblingOverInternetCheck.self, LoopbackAddressCheck.self, PlaceholderDomainCheck.self,
    WrongSchemeCheck.self, PlainSecretCheck.self, KeyClassCheck.self, RemovedNameCheck.self,
  ]

  /// Run once per environment.
  package static let ofEnvironments: [any Check.Type] = [
    CredentialCheck.self, SecretInBuildArgumentCheck.self, StartupCycleCheck.self, ConnectionBudgetCheck.self,
    RedisHeadroomCheck.self, PostgresMemoryCheck.self, UnknownVolumeCheck.self, ServerSettingCheck.self,
    UnsettableKeyCheck.self, ReservedServerNameCheck.self, CountedVariableCheck.self,
    StoreVersionCheck.self, StoreImageCheck.self, RedisProfileCheck.self, RolloutCheck.self,
    UnknownSecretNameCheck.self, UnknownPoolCheck.self, ConnectionsScarceCheck.self, RedisSnapshotRoomCheck.self,
    SharedBuffersShareCheck.self, EffectiveCacheCheck.self, WorkerMemoryCheck.self, WorkerCPUCheck.self,
    PersistenceStorageCheck.self, TimeoutOrderCheck.self, EvictionPolicyCheck.self, RedisClientsCheck.self,
    AutoscaleRangeCheck.self, ManyConnectionsCheck.self, PostgresDataPathCheck.self, PlaceholderOwnDomainCheck.self,
    SecretsMustDifferCheck.self, WeakKeyCheck.self, KeyPerProcessCheck.self, SharedWithFrontendCheck.self,
    BuildReachesDatabaseCheck.self, StoreOnInternetCheck.self, PublicHealthCheck.self, HealthPathCheck.self,
    StartPortCheck.self, BindAddressCheck.self, MigrationInStartCheck.self, OriginMissingCheck.self,
    WorkerRunsServerCheck.self, DevelopmentServerCheck.self, LowerCaseVariableCheck.self, ShortenedVersionCheck.self,
    UnauthenticatedProbeCheck.self, MovingImageCheck.self, EndOfLifeCheck.self,
    KeyWithoutEffectCheck.self, SchedulerReplicatedCheck.self,
  ]

  /// Run once over all environments.
  package static let ofProjects: [any ProjectCheck.Type] = [
    UnusedSharedCheck.self, DomainTwiceCheck.self, PolicyCheck.self, PolicyPathCheck.self, TypeDiffersCheck.self,
    SecretsToSupplyCheck.self, EnvironmentParityCheck.self, ProductionStrengthCheck.self, PreviewEndCheck.self,
    EnvironmentLifeCheck.self,
    OverrideEffectCheck.self, BackupCheck.self,
  ]

  /// Runs everything that looks at one environment.
  package static func run(in context: CheckContext) {
    let (ground, tracer) = (context.ground, context.analysis.symbols.tracer)
    for service in context.services {
      for variable in service.variables {
        // Nothing was found in the first environment, and nothing that was looked at differs here.
        if let ground, let clean = variable.clean, ground.holds(clean) { continue }
        let trace = tracer.record(findings: { context.analysis.bag.reported }) {
          for check in ofVariables { check.run(variable, of: service, in: context) }
        }.trace
        if ground == nil { variable.clean = trace }
      }
    }
    for check in ofEnvironments { check.run(in: context) }
  }
}

package import IR

extension ComposeEmitter {
  /// What a change comes to on a machine with compose, by a plain `docker compose up`.
  ///
  /// Compose replaces a container whose definition differs (its hash leaves out `depends_on` and the number of replicas,
  /// docker/compose `pkg/compose/hash.go`, read 2026-11-29), keeps volumes by their names, and removes no service that is
  /// gone unless it is told to.
  package static func change(_ question: ChangeQuestion, _ capabilities: Capabilities) -> ChangeCell {
    switch question.mechanism {
    case .rule, .startOrder, .moreReplicas, .autoscaling, .region, .schedule, .storageGrown, .volumeSize,
      .storageShrunk,
      .extensionRemoved, .serviceAdded, .targetAdded, .repository, .secretGone:
      .does(.none)
    case .process, .files, .health, .release, .limits, .reserve, .storeLimits, .finishedImage, .fewerReplicas,
      .exposure,
      .proxyRoutes, .startSetting, .volumeAdded, .volumeAccess, .versionHigher, .pooler, .backup, .option, .raw,
      .unknown:
      .does(.restart)
    case .reloadSetting, .roleSetting, .extensionAdded: .does(isReloaded(question) ? .reload : .restart)
    case .poolerSize: .does(isPoolerReloaded(question) ? .reload : .restart)
    // Without a proxy nothing but what refers to the address changes.
    case .domain: .does(question.new.flatMap { question.newProgram.front(of: $0.name) } == nil ? .none : .restart)
    case .image, .sources, .toolchain, .baked: .does(.rebuild)
    case .firstStart, .versionRefused, .type, .backupEnded, .serviceRemoved, .targetRemoved, .secretNeeded:
      .does(.manualStep)
    case .storageEnded, .volumeMoved, .volumeRemoved, .versionLower, .otherServer, .storeRemoved, .project:
      .does(.losesData)
    }
  }

  /// Whether a one-shot puts changed settings into force.
  private static func isReloaded(_ question: ChangeQuestion) -> Bool {
    guard let service = question.new else { return true }
    let program = question.newProgram
    return ComposeSettings.settled(program, ComposeProfiles(program)).stores.contains(service.name)
  }

  private static func isPoolerReloaded(_ question: ChangeQuestion) -> Bool {
    guard let service = question.new else { return true }
    let program = question.newProgram
    return ComposeSettings.settled(program, ComposeProfiles(program)).poolers.contains(service.name)
  }

  package static func remedy(_ question: ChangeQuestion) -> String? {
    switch question.mechanism {
    case .image, .sources, .baked, .toolchain: return "`docker compose build`; `up` alone keeps the old image"
    case .serviceRemoved: return "`docker compose up -d --remove-orphans`"
    case .targetRemoved: return "`docker compose down`, without `-v`"
    default: return nil
    }
  }
}

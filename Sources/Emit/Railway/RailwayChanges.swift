package import IR

extension RailwayEmitter {
  /// What a change comes to on Railway: the plan of its project file, and a new deployment of each service that differs.
  /// What is inside a database is left to a person, and so is what exists once: domains, volumes, regions of volumes.
  package static func change(_ question: ChangeQuestion, _ capabilities: Capabilities) -> ChangeCell {
    switch question.mechanism {
    case .rule, .startOrder, .moreReplicas, .autoscaling, .volumeAccess, .schedule, .backup, .extensionRemoved,
      .serviceAdded, .targetAdded:
      .does(.none)
    case .process, .files, .health, .release, .limits, .reserve, .finishedImage, .fewerReplicas, .proxyRoutes, .region,
      .volumeAdded,
      .versionHigher, .serviceRenamed, .option, .raw, .unknown:
      .does(.restart)
    case .image, .sources, .toolchain, .baked, .repository: .does(.rebuild)
    case .storeLimits, .exposure, .domain, .firstStart, .extensionAdded, .startSetting, .reloadSetting, .roleSetting,
      .storageGrown, .volumeSize, .volumeMoved, .versionRefused, .type, .pooler, .poolerSize, .backupEnded,
      .serviceRemoved, .targetRemoved, .secretNeeded, .secretGone:
      .does(.manualStep)
    case .storageShrunk, .storageEnded, .volumeRemoved, .versionLower, .otherServer, .storeRemoved, .storeRenamed,
      .environmentRemoved, .project:
      .does(.losesData)
    }
  }

  package static func remedy(_ question: ChangeQuestion) -> String? {
    switch question.mechanism {
    case .startSetting: return "apply it as the README beside the store's files says, then restart the service"
    case .reloadSetting, .roleSetting, .extensionAdded:
      return "apply it as the README beside the store's files says"
    case .storageGrown, .volumeSize: return "resize the volume in the dashboard"
    case .environmentRemoved, .serviceRemoved, .storeRemoved:
      return "read `railway config plan`: it destroys only with a confirmation"
    default: return nil
    }
  }
}

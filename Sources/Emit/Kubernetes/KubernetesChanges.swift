package import IR

extension KubernetesEmitter {
  /// What a change comes to in a cluster. ConfigMaps have the hash of their content in their names, so that a changed file
  /// starts new pods; the size of a claim and what it is made of are fixed.
  package static func change(_ question: ChangeQuestion, _ capabilities: Capabilities) -> ChangeCell {
    switch question.mechanism {
    case .rule, .startOrder, .moreReplicas, .schedule, .region, .backup, .serviceAdded,
      .serviceRemoved, .targetAdded, .repository, .secretGone:
      .does(.none)
    case .autoscaling, .exposure, .proxyRoutes: .does(.reload)
    case .process, .files, .health, .release, .limits, .reserve, .storeLimits, .finishedImage, .fewerReplicas,
      .startSetting,
      .reloadSetting, .roleSetting, .extensionAdded, .extensionRemoved, .volumeAdded, .volumeAccess, .versionHigher,
      .pooler, .poolerSize, .serviceRenamed, .option, .raw,
      .unknown:
      .does(.restart)
    case .image, .sources, .toolchain, .baked: .does(.rebuild)
    case .domain, .firstStart, .storageGrown, .volumeSize, .versionRefused, .type, .backupEnded, .targetRemoved,
      .environmentRemoved,
      .secretNeeded:
      .does(.manualStep)
    case .storageShrunk, .storageEnded, .volumeMoved, .volumeRemoved, .versionLower, .otherServer, .storeRemoved,
      .storeRenamed,
      .project:
      .does(.losesData)
    }
  }

  package static func remedy(_ question: ChangeQuestion) -> String? {
    switch question.mechanism {
    case .storageGrown, .volumeSize:
      return "resize the claim, where its storage class has `allowVolumeExpansion`"
    case .environmentRemoved, .targetRemoved: return "`kubectl delete -k`, phase by phase"
    default: return nil
    }
  }
}

package import IR

extension ProcfileEmitter {
  /// What a change comes to for processes of one machine. Stores are somebody else's there, and nothing is built.
  package static func change(_ question: ChangeQuestion, _ capabilities: Capabilities) -> ChangeCell {
    if question.isOfStore, question.mechanism != .rule { return .meaningless }
    switch question.mechanism {
    case .process, .release, .baked, .serviceRemoved, .raw, .unknown, .option, .type: return .does(.restart)
    case .toolchain, .project, .targetRemoved, .secretNeeded: return .does(.manualStep)
    case .rule, .health, .limits, .image, .finishedImage, .schedule, .startOrder, .moreReplicas, .fewerReplicas,
      .exposure, .domain, .proxyRoutes, .region, .serviceAdded, .targetAdded, .repository, .secretGone:
      return .does(.none)
    case .storeLimits, .autoscaling, .firstStart, .extensionAdded, .extensionRemoved, .startSetting, .reloadSetting,
      .roleSetting, .storageGrown, .storageShrunk, .storageEnded, .volumeAdded, .volumeMoved, .volumeRemoved,
      .volumeSize, .volumeAccess, .versionHigher, .versionRefused, .versionLower, .otherServer, .pooler, .poolerSize,
      .backup, .backupEnded, .storeRemoved:
      return .meaningless
    }
  }

  package static func remedy(_ question: ChangeQuestion) -> String? {
    question.mechanism == .toolchain ? "install it on the machine" : nil
  }
}

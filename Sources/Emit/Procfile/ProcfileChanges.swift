package import IR

extension ProcfileEmitter {
  /// What a change comes to for processes of one machine. Stores are somebody else's there, and nothing is built.
  package static func change(_ question: ChangeQuestion, _ capabilities: Capabilities) -> ChangeCell {
    if question.isOfStore, question.mechanism != .rule { return .meaningless }
    let services = [question.old, question.new].compactMap { $0 }
    if !services.isEmpty, !services.contains(where: \.isLocalProcess) { return .meaningless }
    switch question.mechanism {
    case .process, .sources, .release, .baked, .exposure, .serviceRemoved, .serviceRenamed, .raw, .unknown, .option,
      .type:
      return .does(.restart)
    case .toolchain, .files, .project, .targetRemoved, .environmentRemoved, .secretNeeded: return .does(.manualStep)
    case .rule, .health, .limits, .reserve, .image, .finishedImage, .schedule, .startOrder, .moreReplicas,
      .fewerReplicas,
      .domain, .proxyRoutes, .region, .serviceAdded, .targetAdded, .repository, .secretGone:
      return .does(.none)
    case .storeLimits, .autoscaling, .firstStart, .extensionAdded, .extensionRemoved, .startSetting, .reloadSetting,
      .roleSetting, .storageGrown, .storageShrunk, .storageEnded, .volumeAdded, .volumeMoved, .volumeRemoved,
      .volumeSize, .volumeAccess, .versionHigher, .versionRefused, .versionLower, .otherServer, .pooler, .poolerSize,
      .backup, .backupEnded, .storeRemoved, .storeRenamed:
      return .meaningless
    }
  }

  package static func remedy(_ question: ChangeQuestion) -> String? {
    question.mechanism == .toolchain ? "install it on the machine" : nil
  }
}

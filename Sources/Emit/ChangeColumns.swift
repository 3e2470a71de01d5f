package import IR

/// What a change comes to on a target: the second cell of each row of the portability table. Each deploy target has its
/// column in its own directory; a plug-in is taken to replace what it is about.
extension Capabilities {
  /// The column of a target that says nothing of its own.
  package func change(_ question: ChangeQuestion) -> ChangeCell {
    switch question.mechanism {
    case .rule, .startOrder, .moreReplicas, .serviceAdded, .targetAdded, .extensionRemoved: .does(.none)
    case .secretNeeded, .targetRemoved, .environmentRemoved, .type, .firstStart, .versionRefused: .does(.manualStep)
    case .storeRemoved, .storeRenamed, .storageShrunk, .storageEnded, .volumeMoved, .volumeRemoved, .versionLower,
      .otherServer,
      .project:
      .does(.losesData)
    case .image, .sources, .baked, .toolchain: .does(.rebuild)
    case .process, .files, .health, .release, .limits, .reserve, .storeLimits, .finishedImage, .schedule,
      .fewerReplicas, .autoscaling,
      .exposure, .domain, .proxyRoutes, .region, .extensionAdded, .startSetting, .reloadSetting, .roleSetting,
      .storageGrown, .volumeAdded, .volumeSize, .volumeAccess, .versionHigher, .pooler, .poolerSize, .backup,
      .backupEnded, .serviceRemoved, .repository, .serviceRenamed, .secretGone, .option, .raw, .unknown:
      .does(.restart)
    }
  }
}

extension DeployTarget {
  /// What a change comes to there.
  package func change(_ question: ChangeQuestion) -> ChangeCell {
    if let option = question.option {
      guard let emitter = Emitters.named(option.target) else {
        return option.target == name ? .does(.restart) : .meaningless
      }
      if emitter.role == .deploy, emitter.name != name { return .meaningless }
      return .does(emitter.options.first { $0.name == option.name }?.change ?? .restart)
    }
    let cell = column(question, capabilities)
    // What a target has nothing for changes nothing there: unless its column knows better, as of what code needs.
    let decided: Set<ChangeMechanism> = [.toolchain, .exposure, .limits, .storeLimits]
    guard let key = question.key, !decided.contains(question.mechanism) else { return cell }
    switch portability(of: key, in: question.service) {
    case .meaningless, .checked, .lost: return .does(.none)
    case .native, .lowered, .approximated: return cell
    }
  }

  /// What a person does about it there, beyond what is said of all targets; nil: nothing of its own.
  package func remedy(_ question: ChangeQuestion) -> String? {
    if let own = instruction(question) { return own }
    guard question.mechanism == .firstStart, let former = question.old?.store, let service = question.new else {
      return nil
    }
    return Emitters.configuration(of: service, in: question.newProgram)?.renaming(from: former)
  }

  /// Whether old replicas serve until new ones are healthy, so that nobody notices.
  package func isWithoutGap(_ question: ChangeQuestion) -> Bool {
    guard capabilities.replacesBeside, let service = question.new else { return false }
    return service.health != nil && service.volumes.isEmpty && !service.isStore
  }
}

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
      .serviceAdded, .targetAdded, .repository, .secretGone:
      .does(.none)
    case .process, .files, .health, .release, .limits, .reserve, .storeLimits, .finishedImage, .fewerReplicas,
      .exposure,
      .proxyRoutes, .startSetting, .volumeAdded, .volumeAccess, .versionHigher, .pooler, .backup, .serviceRenamed,
      .option, .raw, .unknown:
      .does(.restart)
    case .reloadSetting, .roleSetting, .extensionAdded: .does(isReloaded(question) ? .reload : .restart)
    case .extensionRemoved: .does(isReloaded(question) ? .none : .restart)
    case .poolerSize: .does(isPoolerReloaded(question) ? .reload : .restart)
    // Without a proxy nothing but what refers to the address changes.
    case .domain: .does(question.new.flatMap { question.newProgram.front(of: $0.name) } == nil ? .none : .restart)
    case .image, .sources, .toolchain, .baked: .does(.rebuild)
    case .firstStart, .versionRefused, .type, .backupEnded, .serviceRemoved, .targetRemoved, .secretNeeded,
      .environmentRemoved:
      .does(.manualStep)
    case .storeRenamed: .does(keepsVolume(question) ? .restart : .losesData)
    case .storageEnded, .volumeMoved, .volumeRemoved, .versionLower, .otherServer, .storeRemoved, .project:
      .does(.losesData)
    }
  }

  /// Whether a one-shot puts changed settings into force: something waits for it, the setting is not among the lines
  /// whose change replaces the container, and the container starts with the same words.
  private static func isReloaded(_ question: ChangeQuestion) -> Bool {
    guard let service = question.new else { return true }
    let program = question.newProgram
    guard settled(service, program).stores.contains(service.name),
      service.store?.container.command == question.old?.store?.container.command
    else { return false }
    guard let setting = question.setting, let former = question.old else { return true }
    let lines = [(former, question.oldProgram), (service, program)].map { service, program in
      Set(Emitters.configuration(of: service, in: program)?.configurationLines.restart ?? [])
    }
    return !lines[0].symmetricDifference(lines[1]).contains { line in
      line == setting || line.hasPrefix(setting + " ") || line.hasPrefix(setting + "=")
    }
  }

  private static func isPoolerReloaded(_ question: ChangeQuestion) -> Bool {
    guard let service = question.new else { return true }
    return settled(service, question.newProgram).poolers.contains(service.name)
  }

  /// The same as of the whole program, worked out for one store and what needs it.
  private static func settled(_ store: Service, _ program: Program) -> (stores: Set<String>, poolers: Set<String>) {
    var related = program
    related.services = program.services.filter { service in
      service.name == store.name || service.needs.contains { $0.service == store.name }
    }
    return ComposeSettings.settled(related, ComposeProfiles(program))
  }

  /// Whether a renamed store is told to take its former volume.
  private static func keepsVolume(_ question: ChangeQuestion) -> Bool {
    guard let service = question.new, let volume = formerVolume(question) else { return false }
    return ComposeStores.takenVolume(service)?.name == volume
  }

  /// The name that Docker has for the volume of a store: that of the project comes first.
  private static func formerVolume(_ question: ChangeQuestion) -> String? {
    guard let former = question.old else { return nil }
    let project = ComposeProject(question.oldProgram, layout: OutputLayout())
    return "\(project.name)_\(project.names.volume("data", of: former))"
  }

  package static func remedy(_ question: ChangeQuestion) -> String? {
    switch question.mechanism {
    case .image, .sources, .baked, .toolchain: return "`docker compose build`; `up` alone keeps the old image"
    case .serviceRemoved: return "`docker compose up -d --remove-orphans`"
    case .environmentRemoved, .targetRemoved: return "`docker compose down`, without `-v`"
    case .storeRenamed:
      guard !keepsVolume(question), let volume = formerVolume(question), let name = question.new?.name else {
        return nil
      }
      return "keep the volume: `options: { compose: { volume: \(volume) } }` at `\(name)`; rename its secrets"
    default: return nil
    }
  }
}

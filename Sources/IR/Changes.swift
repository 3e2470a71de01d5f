/// What a change does to what runs, ordered by the harm that it can do.
package enum ChangeClass: Int, Sendable, CaseIterable, Comparable {
  /// Nothing that runs is touched.
  case none
  /// Put into force in the running process.
  case reload
  /// The container or process is replaced.
  case restart
  /// Another image, then a restart.
  case rebuild
  /// Files alone do not bring it about: until somebody acts, the old state stays or logins fail.
  case manualStep
  /// After the deployment the service runs without data that it had, or they are deleted.
  case losesData

  /// The word of `--fail-on`.
  package var name: String {
    switch self {
    case .none: "none"
    case .reload: "reload"
    case .restart: "restart"
    case .rebuild: "rebuild"
    case .manualStep: "manual-step"
    case .losesData: "loses-data"
    }
  }

  package init?(name: String) {
    guard let known = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = known
  }

  package static func < (left: ChangeClass, right: ChangeClass) -> Bool { left.rawValue < right.rawValue }
}

/// How a changed fact reaches what runs. Each key has one, whatever the target; each target says what it comes to there.
package enum ChangeMechanism: String, Sendable, CaseIterable {
  /// A rule that is checked; values that follow from it are compared by themselves.
  case rule
  /// The environment, command and mounts of a process.
  case process
  /// Files that are mounted.
  case files
  /// The health check by which a new version is judged.
  case health
  case release
  /// Limits of a container of code.
  case limits
  /// What is kept free for a container.
  case reserve
  /// Limits of a store's container.
  case storeLimits
  /// Where the code lies, and whose it is.
  case sources
  /// What an image is built from.
  case image
  /// The language and system packages that the code needs.
  case toolchain
  /// A finished image under another name.
  case finishedImage
  /// A value that a build reads, or that browsers see.
  case baked
  case schedule
  case startOrder
  case moreReplicas
  case fewerReplicas
  case autoscaling
  /// Reachable from outside, or no more.
  case exposure
  case domain
  case proxyRoutes
  case region
  /// What only the first start of a store reads: the name of its database, its role, files of `init`.
  case firstStart
  case extensionAdded
  case extensionRemoved
  /// A setting that a server reads when it starts.
  case startSetting
  /// A setting that a running server reads anew.
  case reloadSetting
  /// A limit that a role has.
  case roleSetting
  case storageGrown
  case storageShrunk
  /// A store that keeps no data any more.
  case storageEnded
  case volumeAdded
  case volumeMoved
  case volumeRemoved
  case volumeSize
  case volumeAccess
  /// A version that opens the data of the former one.
  case versionHigher
  /// A version that refuses the data of the former one.
  case versionRefused
  case versionLower
  /// Another server under the same name.
  case otherServer
  case type
  case pooler
  case poolerSize
  case backup
  case backupEnded
  case serviceAdded
  case serviceRemoved
  case storeRemoved
  case serviceRenamed
  /// What keeps data has another name.
  case storeRenamed
  case environmentRemoved
  case project
  case targetAdded
  case targetRemoved
  case repository
  case secretNeeded
  case secretGone
  case option
  case raw
  /// Something that no rule is known for.
  case unknown

  /// Why a change of that kind reaches what runs as it does, for every target alike: one sentence without a period.
  package var reason: String {
    switch self {
    case .rule: "a rule that is checked; what follows from it is compared by itself"
    case .process: "the environment and the command of a process are fixed when it starts"
    case .files: "mounted files belong to the container"
    case .health: "a new version is judged by the new check: the code must answer it already"
    case .release: "it runs at the next deployment; what it did to a database is not undone"
    case .reserve: "what is kept free belongs to the container"
    case .limits: "a limit belongs to the container"
    case .storeLimits: "a limit belongs to the container, and settings that are computed from it follow"
    case .sources: "other code: another image, and another directory where it runs without one"
    case .image: "another image"
    case .toolchain: "another image; where code runs without one, the machine must have it"
    case .finishedImage: "another image; a moving tag must be pulled"
    case .baked: "the value is built into the image"
    case .schedule: "the scheduler reads it again; a run in progress is not ended"
    case .startOrder: "the order of starts, not what runs"
    case .moreReplicas: "more of the same"
    case .fewerReplicas: "the last replicas are stopped"
    case .autoscaling: "only the autoscaler reads it"
    case .exposure: "callers outside reach it from now on, or no longer"
    case .domain: "the name must lead here, and certificates are made for it"
    case .proxyRoutes: "the proxy reads its configuration when it starts"
    case .region: "the service is started in the other region"
    case .firstStart: "databases and roles are made at the first start only"
    case .extensionAdded: "extensions and databases of other services are made in the running server"
    case .extensionRemoved: "it stays in the server"
    case .startSetting: "read when the server starts"
    case .reloadSetting: "a running server reads it again"
    case .roleSetting: "set on the role, and in force for new sessions"
    case .storageGrown: "a volume grows only where the platform can do it"
    case .storageShrunk: "a volume cannot shrink: it is created again, empty"
    case .storageEnded: "what it keeps is in the container, and goes with it"
    case .volumeAdded: "the volume starts empty, and hides what the image had there"
    case .volumeMoved: "a volume has the name of its path: the new one is empty"
    case .volumeRemoved: "the service starts without its data"
    case .volumeSize: "a size that only some platforms enforce"
    case .volumeAccess: "how a volume is mounted belongs to the container"
    case .versionHigher: "another image on the same data"
    case .versionRefused: "the server refuses the data of the former version and ends; the data stay"
    case .versionLower: "no server reads the data of a newer version"
    case .otherServer: "another server, with other data"
    case .type: "another program under the same name"
    case .pooler: "clients are disconnected once"
    case .poolerSize: "a running pooler reads it again"
    case .backup: "only what makes dumps is replaced; the store is not touched"
    case .backupEnded: "no dumps are made any more; those that exist stay"
    case .serviceAdded: "it starts beside the others"
    case .serviceRemoved: "what runs is not stopped by files alone"
    case .storeRemoved: "nothing reaches its data any more"
    case .serviceRenamed: "it starts under the other name, and the former one ends"
    case .storeRenamed: "the name is part of the volume and of the secrets: an empty store starts under the new name"
    case .environmentRemoved: "its files go, what was deployed from them keeps running"
    case .project: "the name is part of the names of containers, volumes and objects: a second, empty copy starts"
    case .targetAdded: "new files; nothing that runs is touched"
    case .targetRemoved: "the files go, what was deployed from them keeps running"
    case .repository: "the platform deploys from the other source at once"
    case .secretNeeded: "a value must be there before the services start"
    case .secretGone: "nothing reads it any more; the value stays where it is stored"
    case .option: "an option of the target"
    case .raw: "unknown to infracc: taken as a part of what it is merged into"
    case .unknown: "no rule is known for it: taken as a part of the container"
    }
  }

  /// What a person does about it; nil: there is nothing to do, or the target says it.
  package var remedy: String? {
    switch self {
    case .image, .sources, .baked: "build the images before the deployment"
    case .firstStart: "make the change in the running store by hand, or dump and restore"
    case .extensionRemoved: "drop it by hand, after a look at what depends on it"
    case .storageGrown, .volumeSize: "resize the volume where the platform offers it"
    case .storageShrunk: "dump, create the volume again, restore; or keep the size"
    case .storageEnded, .storeRemoved: "dump first"
    case .volumeMoved: "copy the old volume into the new one"
    case .volumeRemoved: "copy the data out first"
    case .versionRefused: "dump with the old version, start the new one on an empty volume, restore"
    case .versionLower: "restore a dump from before"
    case .otherServer: "dump and restore, then change"
    case .storeRenamed: "keep the name, or dump and restore; rename its secrets"
    case .environmentRemoved: "take it down by hand"
    case .project: "keep the name; or dump, deploy, restore, and take the old project down"
    case .serviceRemoved: "take it down by hand, or let the deployment remove what is not declared"
    case .targetRemoved: "take it down by hand"
    case .secretNeeded: "give it a value"
    case .secretGone: "revoke it at its provider"
    case .domain: "let the name lead here before the switch, and keep the old one for a while"
    case .exposure: "take the record out of the DNS before a domain is given up"
    case .rule, .process, .files, .health, .release, .limits, .reserve, .storeLimits, .toolchain, .finishedImage,
      .schedule, .startOrder,
      .moreReplicas, .fewerReplicas, .autoscaling, .proxyRoutes, .region, .extensionAdded, .startSetting,
      .reloadSetting, .roleSetting, .volumeAdded, .volumeAccess, .versionHigher, .type, .pooler, .poolerSize, .backup,
      .backupEnded, .serviceAdded, .serviceRenamed, .targetAdded, .repository, .option,
      .raw, .unknown:
      nil
    }
  }
}

/// What a change comes to on one target.
package enum ChangeCell: Hashable, Sendable {
  case does(ChangeClass)
  /// The target has nothing that it could touch.
  case meaningless
}

/// What a target is asked about one change.
package struct ChangeQuestion: Sendable {
  package var mechanism: ChangeMechanism
  /// The service as it was and as it is; nil: there is none on that side, or the change is of no service.
  package var old: Service?
  package var new: Service?
  package var oldProgram: Program
  package var newProgram: Program
  /// The key that differs; nil: the change is of no key of a service.
  package var key: ServiceKey?
  /// The setting of a server that differs, by its name there; nil: it is none.
  package var setting: String?
  /// The option or the key below `raw` that differs, and the target whose it is.
  package var option: (name: String, target: String)?

  package init(_ mechanism: ChangeMechanism, old: Service?, new: Service?, in programs: (Program, Program)) {
    self.mechanism = mechanism
    self.old = old
    self.new = new
    (oldProgram, newProgram) = programs
  }

  /// What holds in general, of no service and no program.
  package static func general(_ mechanism: ChangeMechanism) -> ChangeQuestion {
    let nothing = Program(project: "", environment: EnvironmentInfo(name: ""))
    return ChangeQuestion(mechanism, old: nil, new: nil, in: (nothing, nothing))
  }

  package var service: Service? { new ?? old }
  package var isOfStore: Bool { service?.hasStore == true }
}

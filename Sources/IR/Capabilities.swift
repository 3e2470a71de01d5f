/// What a target can express; `Portability` compares it with the IR before emission, so that messages are uniform.
package struct Capabilities: Hashable, Sendable {
  /// A reference by name is resolved by the platform.
  package var referencesByName = false
  /// A value that an operator supplies can be a part of another one.
  package var expandsSupplied = false
  /// A secret supplied at run time can be percent-encoded.
  package var encodesSecrets = false
  /// Whether a value that somebody supplies is one line.
  package var refusesLineBreaks = false
  package var passesBuildArguments = false
  /// The value of a platform domain is known when the image is built.
  package var knowsPlatformDomainAtBuild = false
  /// Health is asked continuously, not only while deploying.
  package var continuousHealth = false
  package var startupOrder = false
  package var release = false
  /// A release command can have other variables than its service.
  package var releaseVariables = false
  /// A release command has the volumes of its service.
  package var releaseVolumes = false
  /// The hosts of health requests, which a list of allowed hosts must contain. Empty: no path is requested.
  package var healthHosts: [String] = []
  /// Health is requested inside the container, by a program that must be in the image.
  package var healthFromInside = false
  /// Requests of public services come through a proxy that ends TLS, and nothing else reaches their ports.
  package var proxyInFront = false
  /// The variable that makes a container start as another user, `0`, where volumes are mounted as root's over the
  /// image's own directory; nil: a volume belongs to the user of the image.
  package var userVariable: String?
  package var replicas = false
  /// A rollout starts the new replicas before it stops the old ones, and nothing can shape it.
  package var overlapsRollouts = false
  /// Old replicas serve until new ones are healthy.
  package var replacesBeside = false
  package var resourceLimits = false
  /// Reserved resources are kept free for a container.
  package var reservations = false
  package var autoscale = false
  package var volumes = false
  package var replicasWithVolumes = false
  /// Several services can mount one volume.
  package var sharedVolumes = false
  package var cron = CronSupport.none
  package var backups = false
  /// Copies of dumps are kept in a bucket outside of the deployment.
  package var backupCopies = false
  package var privateNetwork = true
  /// It measures the servers of stores, with an account of its own where their engine has one.
  package var measuresStores = false
  package var previews = false
  /// It writes files for environments of `kind: local`: it runs on one's own machine.
  package var runsOnMachines = true
  package var fileMounts = false
  /// What files of the repository hold is written into the target's own.
  package var embedsFiles = false
  /// A container says the number of its user.
  package var numbersUsers = false
  /// Files are copied into an image that is built for them.
  package var copiesFiles = false
  /// Kinds of stores that the platform offers ready-made.
  package var platformStores: Set<Store.Managed> = []
  /// A start command also replaces the image's ENTRYPOINT.
  package var replacesEntrypoint = false
  /// It starts servers with the configuration files that are written for them.
  package var readsServerFiles = false
  /// Stores are started with the files that are written for them.
  package var mountsFiles = true
  /// Where stores have start commands of their own, an operator enters them by hand.
  package var startCommandsByHand = false
  /// It builds sources without a Dockerfile, where it recognizes the project.
  package var recognizesProjects = false
  /// The variable in which it says where a volume is mounted; nil: it says so nowhere.
  package var volumeVariable: String?
  /// Why its builder takes no cache mounts, as the end of a sentence that begins with the target's name; nil: it does.
  package var refusesCacheMounts: String?
  package var storeInit = false
  /// A pooler in front of a store.
  package var poolers = false
  /// It starts the stores itself; otherwise they are somewhere on the developer's machine.
  package var runsStores = true
  /// It starts finished images; otherwise only what is run from a working tree.
  package var startsImages = true
  /// What is merged into its files from `raw.<name>` of a service.
  package var takesRaw = false
  /// It writes one document for an environment, and merges `raw` of the top level into it.
  package var takesDocumentRaw = false
  /// A store can be the member of a set of servers.
  package var replicaSets = false
  /// It makes the databases that other services declare in a server.
  package var hostedDatabases = false
  /// What the platform itself offers in place of a key that it cannot keep, one sentence without a period.
  package var waysOut: [ServiceKey: String] = [:]
  /// Services of type `job`; `every(minutes: 0)` is full support.
  package var jobs = CronSupport.every(minutes: 0)
  /// It starts the command of a container without a shell, so that shell syntax must be wrapped.
  package var wrapsShellCommands = false
  /// It deploys what a service refers to before that service, and the members of a circle at once.
  package var deploysByReference = false
  /// How long its edge keeps an idle connection to a service; nil: it has none, or nobody knows.
  package var edgeIdleTimeout: Milliseconds?
  /// Generated secrets must have their values before the first deployment.
  package var needsSecretsBefore = false
  /// It writes one file that a tool of the platform applies to the whole project.
  package var projectFile: ProjectFile?
  /// Limits by the name that the option `plan` takes.
  package var plans: [String: PlanLimits] = [:]

  /// What must not stand beside a project file, and where it lies.
  package struct ProjectFile: Hashable, Sendable {
    /// As people call it.
    package var platform: String
    /// In the top folder of a repository.
    package var folder: String
    /// The names that the platform's tool looks for in there.
    package var names: [String]
    /// Files in the folder of a service that it takes the place of.
    package var replaced: [String]
    /// The first day on which those are not read any more, `2026-12-01`.
    package var replacedUntil: String

    package init(platform: String, folder: String, names: [String], replaced: [String], replacedUntil: String) {
      self.platform = platform
      self.folder = folder
      self.names = names
      self.replaced = replaced
      self.replacedUntil = replacedUntil
    }
  }

  /// What a plan of a platform allows to one service.
  package struct PlanLimits: Hashable, Sendable {
    package var replicas: Int
    /// Of one replica.
    package var memoryBytes: Int
    package var cpuMilli: Int
    package var volumeBytes: Int

    package init(replicas: Int, memoryBytes: Int, cpuMilli: Int, volumeBytes: Int) {
      self.replicas = replicas
      self.memoryBytes = memoryBytes
      self.cpuMilli = cpuMilli
      self.volumeBytes = volumeBytes
    }
  }

  /// The option of a service that opens further ports of it to everyone who reaches the machine; nil: none does.
  package var openingOption: String?

  /// Which services take a port of the machine that they run on.
  package var hostPorts = HostPorts.none

  package enum HostPorts: Hashable, Sendable {
    case none
    /// Those that are public.
    case published
    /// All that listen: they are processes of one machine.
    case all
  }

  package enum CronSupport: Hashable, Sendable {
    case none
    /// Only started on request or by something outside.
    case approximated
    /// Runs by itself, at most every so many minutes.
    case every(minutes: Int)
  }

  /// It can build a named stage of a Dockerfile, not only the last one.
  package var buildsStages = false
  /// A build can use secrets that are not part of the image.
  package var buildSecrets = false

  package init() {}

  /// How often jobs are started at most, in minutes; nil where nothing starts them.
  package var cronMinutes: Int? {
    if case .every(let minutes) = cron { return minutes }
    return nil
  }
}

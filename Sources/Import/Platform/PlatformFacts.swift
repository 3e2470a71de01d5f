package import Diagnostics
package import Engines
package import Model

/// What the file of a platform says of a service, and a compose file has no key for. Each value has its place; what has a
/// key in compose (image, build, command, environment, ports, volumes, replicas, restart, grace) is in the made node of the
/// service.
package struct PlatformFacts {
  /// The part that a service plays, as the platform or the name of a process says.
  package enum Role: String, Sendable {
    /// Reached from the internet.
    case web
    /// A server that only other services reach.
    case privateServer
    case worker
    /// Started on a schedule.
    case cron
    /// Files that the platform serves by itself.
    case staticSite
  }

  /// A request by which the platform learns that a service is ready.
  package struct HealthRequest {
    package let path: Located<String>
    package var port: Located<Int>?
    /// In milliseconds.
    package var interval: Located<Int>?
    package var timeout: Located<Int>?
    package var gracePeriod: Located<Int>?

    package init(path: Located<String>) { self.path = path }
  }

  /// A disk that a service keeps its files on.
  package struct Disk {
    package let mountPath: Located<String>
    package var name: Located<String>?
    /// In bytes.
    package var size: Located<Int>?

    package init(mountPath: Located<String>) { self.mountPath = mountPath }
  }

  /// A store that the platform runs.
  package struct ManagedStore {
    /// Nil: none that infracc knows.
    package let engine: StoreEngine?
    /// What the platform calls it: a plan of an add-on, a type of service.
    package let product: Located<String>
    package var version: Located<String>?
    package var database: Located<String>?
    package var user: Located<String>?
    /// In bytes.
    package var storage: Located<Int>?
    /// The variable by which every service of the app gets its address.
    package var variable: String?
    /// What it does where its memory is full, in the words of the engine.
    package var eviction: Located<String>?

    package init(engine: StoreEngine?, product: Located<String>) {
      self.engine = engine
      self.product = product
    }
  }

  /// The same service in one environment of the platform, its settings laid over the others.
  package struct Environment {
    package let name: String
    package let nameSpan: Span
    /// What the file says for it alone.
    package let node: ConfigNode
    package let service: StackService
  }

  package var role: Located<Role>?
  /// The platform's word for the language or the form that it is built in: `python`, `docker`, `static`.
  package var runtime: Located<String>?
  package var builder: Located<String>?
  /// A Dockerfile that the file names and the repository does not have.
  package var missingDockerfile: Located<String>?
  /// The directory of the code that the platform builds by itself, from the one of the stack.
  package var sourceDirectory: Located<String>?
  package var buildCommand: StackCommand?
  /// Runs once before a new version starts.
  package var release: StackCommand?
  /// Runs once after the first deployment.
  package var postDeploy: StackCommand?
  /// The directory that a static site is served from.
  package var publishDirectory: Located<String>?
  package var schedule: Located<String>?
  package var health: HealthRequest?
  package var region: Located<String>?
  /// Host names of its own.
  package var domains: [Located<String>] = []
  /// Whether the internet reaches it; nil: nothing says so.
  package var isPublic: Located<Bool>?
  /// The size of an instance, in the platform's words.
  package var plan: Located<String>?
  /// In thousandths of a processor, and in bytes.
  package var processors: Located<Int>?
  package var memory: Located<Int>?
  package var disks: [Disk] = []
  /// How many instances there are at least and at most, where the platform chooses.
  package var fewestReplicas: Located<Int>?
  package var mostReplicas: Located<Int>?
  /// Paths whose change starts a deployment.
  package var watch: [Located<String>] = []
  /// Everything that sets a variable of it, in the order of the file.
  package var variables: [PlatformVariable] = []
  /// The groups whose variables it has as well.
  package var groups: [Located<String>] = []
  package var store: ManagedStore?
  /// The environment of the platform that it belongs to alone.
  package var environment: Located<String>?
  /// The same service in environments that have settings of their own.
  package var environments: [Environment] = []

  package init() {}
}

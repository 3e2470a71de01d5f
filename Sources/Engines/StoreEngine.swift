package import IR
package import Tuning

/// Everything that is particular to one kind of store: one value per file, listed in `StoreEngines.all`. The service
/// type of the engine's name, its tuning, its secrets and the facts that targets read are all made of it, and nothing
/// else asks which engine a store has.
package struct StoreEngine: Boxed, Sendable {
  package struct Fields: Sendable {
    /// The word under `type`, which a service of that name need not write.
    package let name: String
    /// The name of the server for people.
    package var title: String
    /// The word under `flavor`: which of several servers that speak one protocol it is. The engine's name for the first.
    package internal(set) var flavor: String
    /// The other servers that speak the protocol, see `add(flavor:)`.
    package internal(set) var flavors: [StoreEngine] = []
    /// Other words for it, for suggestions.
    package var aliases: [String] = []

    // MARK: Defaults of the language, frozen: an upgrade of infracc must never upgrade a database

    /// The port that the server takes by itself.
    package internal(set) var port: Int
    /// Further ports that it listens on by itself.
    package var otherPorts: [Store.Port] = []
    package var defaultVersion: String
    package var cpuMilli: Int = 500
    package var memory: Int = 256 << 20
    /// Bytes of the volume; nil: none unless tuning asks for one.
    package var storage: Int?

    // MARK: The server

    package var abilities: Abilities = []
    /// Images that are known to run it, as Docker Hub has them.
    package var images: [Image] = []
    /// Which versions are maintained; nil: not known.
    package var support: Support?
    /// How exact a version must be; nil: its first number is enough.
    package var exactVersion: ExactVersion?
    package var settings: EngineSettings = EngineSettings()
    /// The account that exists from the first start and may do everything.
    package var administrator: String
    /// That of the administrator first, then those of roles.
    package var secrets: [Secret] = []
    /// The variables of its image that people write in compose files; nil: it has none.
    package internal(set) var initialization: Initialization?
    /// Databases and accounts that it keeps for itself.
    package var reservedNames: ReservedNames = ReservedNames()
    /// The account of a program that measures the server, where it has one of its own with a secret of owner `monitor`;
    /// nil: such a program logs in as the services do.
    package var monitor: String?
    /// How its connections are counted; nil: they are not.
    package var connections: Connections?
    /// What a pool of clients is called in variables.
    package var clientPool: ClientPool = ClientPool(sizeName: "POOL_SIZE", prefix: "POOL")

    // MARK: References

    package var scheme: Scheme?
    /// How servers make up a set, without which there are no transactions; nil: one server has all that there is.
    package var group: Group?
    /// The outputs that it has, by name, with the conventional name of a variable for each.
    package var outputs: [(name: String, convention: String)] = []
    /// Further conventional names by output, behind the one that `outputs` has: `RABBITMQ_URL` beside `AMQP_URL`.
    package var moreConventions: [String: [String]] = [:]
    /// Outputs beside the usual ones of `outputs`: the address of another port, the name of a bucket.
    package var ownOutputs: [EngineOutput] = []
    /// The query that its URLs end with, in this order.
    package var query: [(name: String, value: EngineOutput.Part)] = []
    /// What a platform may have ready-made in its place; nil: it runs as a container everywhere.
    package var managed: Store.Managed?
    /// What outputs are where the server is run elsewhere and `external` does not say it, by name.
    package var externalOutputs: [String: String] = [:]
    /// The usual ports over TLS, by those without it; a port that is not there is the same for both.
    package var securePorts: [Int: Int] = [:]
    /// Names of variables that hold the URL of such a store and of no other, `*` matches any beginning.
    package var urlNames: [String] = []
    /// What other platforms and libraries call an output.
    package var foreignNames: [String: [String]] = [:]
    /// Packages of clients, by their names on PyPI and npm and the paths of Go modules: code that depends on one of them
    /// talks to such a store.
    package var libraries: Set<String> = []
    /// Words in names of variables that speak of such a store: `REDIS` in `REDIS_HOST`.
    package var words: Set<String> = []

    // MARK: Answers

    /// The image of a store that names none, of that version.
    package var image: @Sendable (_ version: String, Store) -> String
    package var tune: @Sendable (TuningInput) -> TunedStore = { _ in TunedStore() }
    /// Why options of its own target have no effect beside the others: by option, what would give it one.
    package var idleOptions: @Sendable ([String: String]) -> [String: String] = { _ in [:] }
    package var grace: @Sendable (TunedStore) -> Grace = { _ in Grace(milliseconds: 10_000) }
    /// The facts that depend on the store: container, probe, dump, data.
    package var facts: @Sendable (StoreInput, inout Store) -> Void
    /// What of it was run with a real server, and what was not, for the reference page: sentences with periods.
    package var evidence = ""
    /// Where its console listens, where `management` asks for one; nil: it has none.
    package var consolePort: Store.Port?
  }

  package var box: Box<Fields>

  package init(
    _ name: String, title: String, port: Int, version: String, administrator: String,
    image: @escaping @Sendable (_ version: String, Store) -> String,
    facts: @escaping @Sendable (StoreInput, inout Store) -> Void
  ) {
    box = Box(
      Fields(
        name: name, title: title, flavor: name, port: port, defaultVersion: version, administrator: administrator,
        image: image, facts: facts))
  }
}

/// What the facts of a store depend on beside the store itself.
package struct StoreInput: Sendable {
  /// The service's name.
  package let service: String
  package let port: Int?
  /// A program measures the server.
  package let isMeasured: Bool

  package init(service: String, port: Int?, isMeasured: Bool = false) {
    self.service = service
    self.port = port
    self.isMeasured = isMeasured
  }

  /// The address of the server itself, past a pooler.
  package var host: Expression { .output(service: service, name: StoreEngine.directHost) }

  /// An output of the store, which a platform's own server in its place may have another value of: `user`, `database`.
  package func output(_ name: String) -> Expression { .output(service: service, name: name) }

  package func secret(_ name: String) -> Expression { .secret(id: secretID(name)) }

  package func secretID(_ name: String) -> String { service + "/" + name }
}

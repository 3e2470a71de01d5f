package import IR
package import Tuning

/// Everything that is particular to one kind of store: one value per file, listed in `StoreEngines.all`. The service
/// type of the engine's name, its tuning, its secrets and the facts that targets read are all made of it, and nothing
/// else asks which engine a store has.
///
/// Every store has one: the properties are the one element of an array, so that a copy takes one reference.
package struct StoreEngine: Sendable {
  private struct Fields: Sendable {
    let name: String
    let title: String
    var aliases: [String] = []
    let port: Int
    let defaultVersion: String
    var cpuMilli: Int = 500
    var memory: Int = 256 << 20
    var storage: Int?
    var abilities: Abilities = []
    var images: [Image] = []
    var support: Support?
    var settings: EngineSettings = EngineSettings()
    let administrator: String
    var secrets: [Secret] = []
    var connections: Connections?
    var clientPool: ClientPool = ClientPool(sizeName: "POOL_SIZE", prefix: "POOL")
    var scheme: Scheme?
    var outputs: [(name: String, convention: String)] = []
    var urlNames: [String] = []
    var foreignNames: [String: [String]] = [:]
    var words: Set<String> = []
    let image: @Sendable (Store) -> String
    var tune: @Sendable (TuningInput) -> TunedStore = { _ in TunedStore() }
    var idleOptions: @Sendable ([String: String]) -> [String: String] = { _ in [:] }
    var grace: @Sendable (TunedStore) -> Grace = { _ in Grace(milliseconds: 10_000) }
    let facts: @Sendable (StoreInput, inout Store) -> Void
    var evidence = ""
  }

  /// One element.
  private var fields: [Fields]

  package init(
    _ name: String, title: String, port: Int, version: String, administrator: String,
    image: @escaping @Sendable (Store) -> String, facts: @escaping @Sendable (StoreInput, inout Store) -> Void
  ) {
    fields = [
      Fields(
        name: name, title: title, port: port, defaultVersion: version, administrator: administrator, image: image,
        facts: facts)
    ]
  }
}

// MARK: Properties

extension StoreEngine {
  /// The word under `type`, which a service of that name need not write.
  package var name: String { fields[0].name }

  /// The name of the server for people.
  package var title: String { fields[0].title }

  /// Other words for it, for suggestions.
  package var aliases: [String] {
    get { fields[0].aliases }
    set { fields[0].aliases = newValue }
  }

  // MARK: Defaults of the language, frozen: an upgrade of infracc must never upgrade a database

  /// The port that the server takes by itself.
  package var port: Int { fields[0].port }

  package var defaultVersion: String { fields[0].defaultVersion }

  package var cpuMilli: Int {
    get { fields[0].cpuMilli }
    set { fields[0].cpuMilli = newValue }
  }

  package var memory: Int {
    get { fields[0].memory }
    set { fields[0].memory = newValue }
  }

  /// Bytes of the volume; nil: none unless tuning asks for one.
  package var storage: Int? {
    get { fields[0].storage }
    set { fields[0].storage = newValue }
  }

  // MARK: The server

  package var abilities: Abilities {
    get { fields[0].abilities }
    set { fields[0].abilities = newValue }
  }

  /// Images that are known to run it, as Docker Hub has them.
  package var images: [Image] {
    get { fields[0].images }
    set { fields[0].images = newValue }
  }

  /// Which versions are maintained; nil: not known.
  package var support: Support? {
    get { fields[0].support }
    set { fields[0].support = newValue }
  }

  package var settings: EngineSettings {
    get { fields[0].settings }
    set { fields[0].settings = newValue }
  }

  /// The account that exists from the first start and may do everything.
  package var administrator: String { fields[0].administrator }

  /// That of the administrator first, then those of roles.
  package var secrets: [Secret] {
    get { fields[0].secrets }
    set { fields[0].secrets = newValue }
  }

  /// How its connections are counted; nil: they are not.
  package var connections: Connections? {
    get { fields[0].connections }
    set { fields[0].connections = newValue }
  }

  /// What a pool of clients is called in variables.
  package var clientPool: ClientPool {
    get { fields[0].clientPool }
    set { fields[0].clientPool = newValue }
  }

  // MARK: References

  package var scheme: Scheme? {
    get { fields[0].scheme }
    set { fields[0].scheme = newValue }
  }

  /// The outputs that it has, by name, with the conventional name of a variable for each.
  package var outputs: [(name: String, convention: String)] {
    get { fields[0].outputs }
    set { fields[0].outputs = newValue }
  }

  /// Names of variables that hold the URL of such a store and of no other, `*` matches any beginning.
  package var urlNames: [String] {
    get { fields[0].urlNames }
    set { fields[0].urlNames = newValue }
  }

  /// What other platforms and libraries call an output.
  package var foreignNames: [String: [String]] {
    get { fields[0].foreignNames }
    set { fields[0].foreignNames = newValue }
  }

  /// Words in names of variables that speak of such a store: `REDIS` in `REDIS_HOST`.
  package var words: Set<String> {
    get { fields[0].words }
    set { fields[0].words = newValue }
  }

  // MARK: Answers

  /// The image of a store that names none.
  package var image: @Sendable (Store) -> String { fields[0].image }

  package var tune: @Sendable (TuningInput) -> TunedStore {
    get { fields[0].tune }
    set { fields[0].tune = newValue }
  }

  /// Why options of its own target have no effect beside the others: by option, what would give it one.
  package var idleOptions: @Sendable ([String: String]) -> [String: String] {
    get { fields[0].idleOptions }
    set { fields[0].idleOptions = newValue }
  }

  package var grace: @Sendable (TunedStore) -> Grace {
    get { fields[0].grace }
    set { fields[0].grace = newValue }
  }

  /// What of it was run with a real server, and what was not, for the reference page: sentences with periods.
  package var evidence: String {
    get { fields[0].evidence }
    set { fields[0].evidence = newValue }
  }

  /// The facts that depend on the store: container, probe, dump, data.
  package var facts: @Sendable (StoreInput, inout Store) -> Void { fields[0].facts }
}

extension StoreEngine {
  /// Keys of a service that only some engines have a use for.
  package struct Abilities: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// `database`.
    package static let databases = Abilities(rawValue: 1 << 0)
    /// `user`.
    package static let roles = Abilities(rawValue: 1 << 1)
    package static let pooler = Abilities(rawValue: 1 << 2)
    package static let extensions = Abilities(rawValue: 1 << 3)
    /// `init`.
    package static let initFiles = Abilities(rawValue: 1 << 4)
    /// What it keeps is the only copy: production needs a `backup`.
    package static let authoritative = Abilities(rawValue: 1 << 5)
    /// It can be where jobs wait.
    package static let queue = Abilities(rawValue: 1 << 6)
    /// One server has several databases, each with a role of its own: `database_of`.
    package static let hosting = Abilities(rawValue: 1 << 7)
  }

  /// An image whose tags name the version of the server.
  package struct Image: Sendable {
    /// `postgres`, `pgvector/pgvector`.
    package let repository: String
    /// What precedes the server's version in a tag: `pg` of `pg17-bookworm`; empty: the tag begins with it.
    package let prefix: String

    package init(_ repository: String, prefix: String = "") {
      self.repository = repository
      self.prefix = prefix
    }
  }

  /// When the support of versions ended.
  package struct Support: Sendable {
    /// The last one in the first row ends all below it.
    package let ended: [(version: [Int], when: String)]
    /// A maintained version, for advice.
    package let current: String
    /// The newest first number that there is.
    package let newest: Int
    /// What a change of the version asks for; nil: nothing.
    package let upgradeNote: String?

    package init(
      ended: [(version: [Int], when: String)], current: String, newest: Int, upgradeNote: String? = nil
    ) {
      self.ended = ended
      self.current = current
      self.newest = newest
      self.upgradeNote = upgradeNote
    }
  }

  /// A secret that the store brings along, generated once per environment.
  package struct Secret: Sendable {
    /// The second part of its id: `password`.
    package let name: String
    /// Only a role that is not the administrator has it.
    package let isOfRole: Bool
    /// What it is for, from the name of the service and of the account.
    package let purpose: @Sendable (_ service: String, _ account: String) -> String

    package init(
      _ name: String, isOfRole: Bool = false,
      purpose: @escaping @Sendable (_ service: String, _ account: String) -> String
    ) {
      self.name = name
      self.isOfRole = isOfRole
      self.purpose = purpose
    }
  }

  /// How connections to the server are counted.
  package struct Connections: Sendable {
    /// What the server keeps for administrators.
    package let reserved: Int
    /// As declared, else what tuning chooses.
    package let limit: @Sendable (TuningInput) -> Int
    /// MiB of a client that has done nothing but connect.
    package let mebibytesEach: Int

    package init(reserved: Int, mebibytesEach: Int, limit: @escaping @Sendable (TuningInput) -> Int) {
      self.reserved = reserved
      self.limit = limit
      self.mebibytesEach = mebibytesEach
    }
  }

  /// The variables that tell a client how large its pool is.
  package struct ClientPool: Sendable {
    package let sizeName: String
    /// Nil: clients of this kind have no overflow.
    package let overflowName: String?
    /// The beginning of names such as `DB_POOL_TIMEOUT`.
    package let prefix: String

    package init(sizeName: String, overflowName: String? = nil, prefix: String) {
      self.sizeName = sizeName
      self.overflowName = overflowName
      self.prefix = prefix
    }
  }

  /// The schemes of its URLs.
  package struct Scheme: Sendable {
    /// The one that references have.
    package let name: String
    /// Others that mean the same.
    package let synonyms: [String]
    /// The same over TLS; nil: there is none.
    package let secure: String?
    /// Drivers that clients put behind the scheme.
    package let drivers: [String]
    /// A number may follow as a path and choose a database.
    package let numbersDatabases: Bool

    package init(
      _ name: String, synonyms: [String] = [], secure: String? = nil, drivers: [String] = [],
      numbersDatabases: Bool = false
    ) {
      self.name = name
      self.synonyms = synonyms
      self.secure = secure
      self.drivers = drivers
      self.numbersDatabases = numbersDatabases
    }

    package var all: [String] { [name] + synonyms + (secure.map { [$0] } ?? []) }
  }

  /// How long the server may take to stop.
  package struct Grace: Sendable {
    package let milliseconds: Milliseconds
    package let reason: String?

    package init(milliseconds: Milliseconds, reason: String? = nil) {
      self.milliseconds = milliseconds
      self.reason = reason
    }
  }
}

/// What the facts of a store depend on beside the store itself.
package struct StoreInput: Sendable {
  /// The service's name.
  package let service: String
  package let port: Int?

  package init(service: String, port: Int?) {
    self.service = service
    self.port = port
  }

  /// The address of the server itself, past a pooler.
  package var host: Expression { .output(service: service, name: StoreEngine.directHost) }

  package func secret(_ name: String) -> Expression { .secret(id: service + "/" + name) }
}

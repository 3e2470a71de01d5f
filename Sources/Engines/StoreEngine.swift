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
    var title: String
    var flavor: String
    var flavors: [StoreEngine] = []
    var aliases: [String] = []
    var port: Int
    var otherPorts: [Store.Port] = []
    var defaultVersion: String
    var cpuMilli: Int = 500
    var memory: Int = 256 << 20
    var storage: Int?
    var abilities: Abilities = []
    var images: [Image] = []
    var support: Support?
    var exactVersion: ExactVersion?
    var settings: EngineSettings = EngineSettings()
    var administrator: String
    var secrets: [Secret] = []
    var reservedNames: ReservedNames = ReservedNames()
    var connections: Connections?
    var clientPool: ClientPool = ClientPool(sizeName: "POOL_SIZE", prefix: "POOL")
    var scheme: Scheme?
    var group: Group?
    var outputs: [(name: String, convention: String)] = []
    var moreConventions: [String: [String]] = [:]
    var ownOutputs: [EngineOutput] = []
    var query: [(name: String, value: EngineOutput.Part)] = []
    var managed: Store.Managed?
    var externalOutputs: [String: String] = [:]
    var securePorts: [Int: Int] = [:]
    var urlNames: [String] = []
    var foreignNames: [String: [String]] = [:]
    var words: Set<String> = []
    var image: @Sendable (_ version: String, Store) -> String
    var tune: @Sendable (TuningInput) -> TunedStore = { _ in TunedStore() }
    var idleOptions: @Sendable ([String: String]) -> [String: String] = { _ in [:] }
    var grace: @Sendable (TunedStore) -> Grace = { _ in Grace(milliseconds: 10_000) }
    var facts: @Sendable (StoreInput, inout Store) -> Void
    var evidence = ""
    var consolePort: Store.Port?
  }

  /// One element.
  private var fields: [Fields]

  package init(
    _ name: String, title: String, port: Int, version: String, administrator: String,
    image: @escaping @Sendable (_ version: String, Store) -> String,
    facts: @escaping @Sendable (StoreInput, inout Store) -> Void
  ) {
    fields = [
      Fields(
        name: name, title: title, flavor: name, port: port, defaultVersion: version, administrator: administrator,
        image: image, facts: facts)
    ]
  }
}

// MARK: Properties

extension StoreEngine {
  /// The word under `type`, which a service of that name need not write.
  package var name: String { fields[0].name }

  /// The name of the server for people.
  package var title: String {
    get { fields[0].title }
    set { fields[0].title = newValue }
  }

  /// The word under `flavor`: which of several servers that speak one protocol it is. The engine's name for the first.
  package internal(set) var flavor: String {
    get { fields[0].flavor }
    set { fields[0].flavor = newValue }
  }

  /// The other servers that speak the protocol, see `add(flavor:)`.
  package internal(set) var flavors: [StoreEngine] {
    get { fields[0].flavors }
    set { fields[0].flavors = newValue }
  }

  /// Other words for it, for suggestions.
  package var aliases: [String] {
    get { fields[0].aliases }
    set { fields[0].aliases = newValue }
  }

  // MARK: Defaults of the language, frozen: an upgrade of infracc must never upgrade a database

  /// The port that the server takes by itself.
  package internal(set) var port: Int {
    get { fields[0].port }
    set { fields[0].port = newValue }
  }

  /// Further ports that it listens on by itself.
  package var otherPorts: [Store.Port] {
    get { fields[0].otherPorts }
    set { fields[0].otherPorts = newValue }
  }

  package var defaultVersion: String {
    get { fields[0].defaultVersion }
    set { fields[0].defaultVersion = newValue }
  }

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

  /// How exact a version must be; nil: its first number is enough.
  package var exactVersion: ExactVersion? {
    get { fields[0].exactVersion }
    set { fields[0].exactVersion = newValue }
  }

  package var settings: EngineSettings {
    get { fields[0].settings }
    set { fields[0].settings = newValue }
  }

  /// The account that exists from the first start and may do everything.
  package var administrator: String {
    get { fields[0].administrator }
    set { fields[0].administrator = newValue }
  }

  /// That of the administrator first, then those of roles.
  package var secrets: [Secret] {
    get { fields[0].secrets }
    set { fields[0].secrets = newValue }
  }

  /// Databases and accounts that it keeps for itself.
  package var reservedNames: ReservedNames {
    get { fields[0].reservedNames }
    set { fields[0].reservedNames = newValue }
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

  /// How servers make up a set, without which there are no transactions; nil: one server has all that there is.
  package var group: Group? {
    get { fields[0].group }
    set { fields[0].group = newValue }
  }

  /// The outputs that it has, by name, with the conventional name of a variable for each.
  package var outputs: [(name: String, convention: String)] {
    get { fields[0].outputs }
    set { fields[0].outputs = newValue }
  }

  /// Further conventional names by output, behind the one that `outputs` has: `RABBITMQ_URL` beside `AMQP_URL`.
  package var moreConventions: [String: [String]] {
    get { fields[0].moreConventions }
    set { fields[0].moreConventions = newValue }
  }

  /// Outputs beside the usual ones of `outputs`: the address of another port, the name of a bucket.
  package var ownOutputs: [EngineOutput] {
    get { fields[0].ownOutputs }
    set { fields[0].ownOutputs = newValue }
  }

  /// The query that its URLs end with, in this order.
  package var query: [(name: String, value: EngineOutput.Part)] {
    get { fields[0].query }
    set { fields[0].query = newValue }
  }

  /// What a platform may have ready-made in its place; nil: it runs as a container everywhere.
  package var managed: Store.Managed? {
    get { fields[0].managed }
    set { fields[0].managed = newValue }
  }

  /// What outputs are where the server is run elsewhere and `external` does not say it, by name.
  package var externalOutputs: [String: String] {
    get { fields[0].externalOutputs }
    set { fields[0].externalOutputs = newValue }
  }

  /// The usual ports over TLS, by those without it; a port that is not there is the same for both.
  package var securePorts: [Int: Int] {
    get { fields[0].securePorts }
    set { fields[0].securePorts = newValue }
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

  /// The image of a store that names none, of that version.
  package var image: @Sendable (_ version: String, Store) -> String {
    get { fields[0].image }
    set { fields[0].image = newValue }
  }

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

  /// Where its console listens, where `management` asks for one; nil: it has none.
  package var consolePort: Store.Port? {
    get { fields[0].consolePort }
    set { fields[0].consolePort = newValue }
  }

  /// What of it was run with a real server, and what was not, for the reference page: sentences with periods.
  package var evidence: String {
    get { fields[0].evidence }
    set { fields[0].evidence = newValue }
  }

  /// The facts that depend on the store: container, probe, dump, data.
  package var facts: @Sendable (StoreInput, inout Store) -> Void {
    get { fields[0].facts }
    set { fields[0].facts = newValue }
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

/// What makes a service a store: what the topology says about its server, and the facts that its engine gave. Nothing
/// that reads the IR asks which engine it is.
///
/// A value of many properties that is copied often: the properties are the one element of an array, so that a copy takes
/// one reference, and a change of one copies it first.
package struct Store: Hashable, Sendable {
  private struct Fields: Hashable, Sendable {
    var engine: String
    var flavor: String
    var title: String = ""
    var version: String?
    var database: String?
    var user: String?
    var pooler: Pooler?
    var backup: Backup?
    var extensions: [String] = []
    var databases: [Database] = []
    var initFiles: [String] = []
    var settings: [Setting] = []
    var statementTimeout: Milliseconds?
    var idleInTransactionSessionTimeout: Milliseconds?
    var sharedMemoryBytes: Int?
    var requiresTLS: Bool = false
    var isPersistent: Bool = false
    var leftAtDefault: [String] = []
    var scheme: String?
    var usualPort: Int = 0
    var administrator: String = ""
    var conventions: [Convention] = []
    var secrets: [Secret] = []
    var keepsData: Bool = true
    var dataPath: String = ""
    var container: Container = Container()
    var probe: Probe?
    var dump: Dump?
    var restore: Restore?
    var ports: [Port] = []
    var managed: Managed?
    var platformVersion: String = ""
    var space: String?
    var region: String?
    var hasConsole: Bool = false
    var replicaSet: String?
    var outputs: [String: String] = [:]
  }

  /// One element.
  private var fields: [Fields]

  package init(engine: String, version: String?) { fields = [Fields(engine: engine, flavor: engine, version: version)] }

  /// The account that services log in as.
  package var login: String { user ?? administrator }

  /// The secret that services log in with: the last one, which is the role's where there is a role.
  package var loginSecret: String { secrets.last?.name ?? "password" }

  /// The port, where it is not the one that the server takes by itself.
  package func ownPort(_ port: Int?) -> Int? { port == usualPort ? nil : port }

  /// `15` of `15.4`; nil: what runs is not known, and all that is written must fit every version.
  package var majorVersion: Int? {
    version.flatMap { Int($0[..<($0.utf8.firstIndex(of: UInt8(ascii: ".")) ?? $0.endIndex)]) }
  }

  /// Whether it may be older than that version: it is, or it is not known.
  package func mayBeBefore(_ major: Int) -> Bool { majorVersion.map { $0 < major } ?? true }

  /// The server's name for people, with its version where that is known: `PostgreSQL 18`.
  package var titleWithVersion: String { version.map { title + " " + $0 } ?? title }
}

// MARK: What the topology says

extension Store {
  /// The name of the engine, as a topology has it under `type`.
  package var engine: String {
    get { fields[0].engine }
    _modify { yield &fields[0].engine }
  }

  /// Which of several servers that speak the engine's protocol it is; the engine's name for the first of them. Programs
  /// and accounts of the server are named after it.
  package var flavor: String {
    get { fields[0].flavor }
    _modify { yield &fields[0].flavor }
  }

  /// The name of the server for people.
  package var title: String {
    get { fields[0].title }
    _modify { yield &fields[0].title }
  }

  /// As written: `15`, `7`. Nil: the topology does not name it, and its image does not tell it.
  package var version: String? {
    get { fields[0].version }
    _modify { yield &fields[0].version }
  }

  /// The database that services use; nil: the engine has no named ones.
  package var database: String? {
    get { fields[0].database }
    _modify { yield &fields[0].database }
  }

  /// The part of the server that services use where it is no database: a virtual host, a bucket. Nil: the server's usual
  /// one.
  package var space: String? {
    get { fields[0].space }
    _modify { yield &fields[0].space }
  }

  /// The region that clients name, where its protocol has regions; nil: it has none.
  package var region: String? {
    get { fields[0].region }
    _modify { yield &fields[0].region }
  }

  /// A console for people runs beside the server.
  package var hasConsole: Bool {
    get { fields[0].hasConsole }
    _modify { yield &fields[0].hasConsole }
  }

  /// The name of the set of servers that it is the one member of; nil: it is alone.
  package var replicaSet: String? {
    get { fields[0].replicaSet }
    _modify { yield &fields[0].replicaSet }
  }

  /// The role that services log in as, without the administrator's rights. Nil: they log in as the administrator.
  package var user: String? {
    get { fields[0].user }
    _modify { yield &fields[0].user }
  }

  /// What is in front of it. Nil: services connect to the server itself.
  package var pooler: Pooler? {
    _read { yield fields[0].pooler }
    _modify { yield &fields[0].pooler }
  }

  package var backup: Backup? {
    _read { yield fields[0].backup }
    _modify { yield &fields[0].backup }
  }

  package var extensions: [String] {
    _read { yield fields[0].extensions }
    _modify { yield &fields[0].extensions }
  }

  /// Databases of other services in this server, in order of declaration.
  package var databases: [Database] {
    _read { yield fields[0].databases }
    _modify { yield &fields[0].databases }
  }

  /// `.sql` and `.sh` files of the repository, run in this order at the first start.
  package var initFiles: [String] {
    _read { yield fields[0].initFiles }
    _modify { yield &fields[0].initFiles }
  }

  package var settings: [Setting] {
    _read { yield fields[0].settings }
    _modify { yield &fields[0].settings }
  }

  /// Role-level settings, milliseconds; nil: not set.
  package var statementTimeout: Milliseconds? {
    get { fields[0].statementTimeout }
    _modify { yield &fields[0].statementTimeout }
  }

  package var idleInTransactionSessionTimeout: Milliseconds? {
    get { fields[0].idleInTransactionSessionTimeout }
    _modify { yield &fields[0].idleInTransactionSessionTimeout }
  }

  /// Bytes of /dev/shm that the settings can need, at least 64 MiB; nil: what a container has anyway.
  package var sharedMemoryBytes: Int? {
    get { fields[0].sharedMemoryBytes }
    _modify { yield &fields[0].sharedMemoryBytes }
  }

  /// A reference demands TLS (`sslmode=require` or stricter).
  package var requiresTLS: Bool {
    get { fields[0].requiresTLS }
    _modify { yield &fields[0].requiresTLS }
  }

  /// Of a server that may also keep everything in memory: it writes snapshots or an append-only file.
  package var isPersistent: Bool {
    get { fields[0].isPersistent }
    _modify { yield &fields[0].isPersistent }
  }

  /// Left at the server's default on purpose, for the README: `wal_buffers (automatic: shared_buffers / 32)`.
  package var leftAtDefault: [String] {
    _read { yield fields[0].leftAtDefault }
    _modify { yield &fields[0].leftAtDefault }
  }
}

// MARK: Facts of the engine

extension Store {
  /// The scheme of its URLs, `protocol` in the IR's JSON; nil: it has no URLs.
  package var scheme: String? {
    get { fields[0].scheme }
    _modify { yield &fields[0].scheme }
  }

  /// The port that its server and its programs take by themselves.
  package var usualPort: Int {
    get { fields[0].usualPort }
    _modify { yield &fields[0].usualPort }
  }

  /// The account that exists from the first start and may do everything.
  package var administrator: String {
    get { fields[0].administrator }
    _modify { yield &fields[0].administrator }
  }

  /// Ports that it listens on beside the one of the service.
  package var ports: [Port] {
    _read { yield fields[0].ports }
    _modify { yield &fields[0].ports }
  }

  /// What a platform may have ready-made in its place; nil: it is a container everywhere.
  package var managed: Managed? {
    get { fields[0].managed }
    _modify { yield &fields[0].managed }
  }

  /// The version that is asked of such a platform: its own, or the engine's default where that is not known.
  package var platformVersion: String {
    get { fields[0].platformVersion }
    _modify { yield &fields[0].platformVersion }
  }

  /// The texts of outputs that its engine alone has, by name: the same on every target.
  package var outputs: [String: String] {
    _read { yield fields[0].outputs }
    _modify { yield &fields[0].outputs }
  }

  /// Conventional names of variables for its outputs.
  package var conventions: [Convention] {
    _read { yield fields[0].conventions }
    _modify { yield &fields[0].conventions }
  }

  /// Its own secrets, that of the administrator first.
  package var secrets: [Secret] {
    _read { yield fields[0].secrets }
    _modify { yield &fields[0].secrets }
  }

  /// Whether something outlives its container, so that there is a volume.
  package var keepsData: Bool {
    get { fields[0].keepsData }
    _modify { yield &fields[0].keepsData }
  }

  /// Where the image keeps the data: what a volume is mounted at.
  package var dataPath: String {
    get { fields[0].dataPath }
    _modify { yield &fields[0].dataPath }
  }

  package var container: Container {
    _read { yield fields[0].container }
    _modify { yield &fields[0].container }
  }

  /// Asks the server inside its container whether it serves; nil: nothing can ask.
  package var probe: Probe? {
    _read { yield fields[0].probe }
    _modify { yield &fields[0].probe }
  }

  /// Makes a dump; nil: it has none.
  package var dump: Dump? {
    _read { yield fields[0].dump }
    _modify { yield &fields[0].dump }
  }

  /// Brings a dump back; nil: it has none.
  package var restore: Restore? {
    _read { yield fields[0].restore }
    _modify { yield &fields[0].restore }
  }
}

/// A pooler of connections between a store and its services.
package struct Pooler: Hashable, Sendable {
  package enum Mode: String, Sendable, CaseIterable {
    /// A connection to the server belongs to a client until its transaction ends.
    case transaction
    /// Until the client goes.
    case session
  }

  package var mode: Mode
  /// Connections to the server, at most.
  package var size: Int
  /// Connections that clients may hold, at most.
  package var clients: Int
  /// Where the numbers come from, for a comment: `declared`, `20 x 1 vCPU`.
  package var sizeReason: String
  package var clientsReason: String
  package var image: String
  /// Part of `size` that is opened only when clients have waited: a burst, or a rollout.
  package var reserve: Int { size >= 3 * Self.usualReserve ? Self.usualReserve : 0 }
  package static let usualReserve = 5
  /// A reference to it demands TLS (`sslmode=require` or stricter).
  package var requiresTLS = false

  package init(
    mode: Mode, size: Int, clients: Int, sizeReason: String = "", clientsReason: String = "", image: String = ""
  ) {
    self.mode = mode
    self.size = size
    self.clients = clients
    self.sizeReason = sizeReason
    self.clientsReason = clientsReason
    self.image = image
  }
}

package struct Backup: Hashable, Sendable {
  /// Five fields, UTC.
  package var schedule: String
  package var keep: Milliseconds

  package init(schedule: String, keep: Milliseconds) {
    self.schedule = schedule
    self.keep = keep
  }
}

/// One setting of a server that is to be written, with its reason. Settings that equal the default of that very
/// version and that nobody declared are not in the list.
package struct Setting: Hashable, Sendable {
  package enum Value: Hashable, Sendable {
    /// Written in the largest unit of the server that divides it exactly.
    case bytes(Int)
    case milliseconds(Int)
    case integer(Int)
    /// A decimal number as text: `1.1`.
    case real(String)
    case boolean(Bool)
    /// A bare word: `lz4`.
    case word(String)
    /// Text that the server's syntax must quote.
    case text(String)
    /// Several values of one setting, such as the `save` pairs `900 1`.
    case list([String])
  }

  package enum Group: String, Sendable, CaseIterable {
    case connections
    case memory
    case processes
    case wal
    case planner
    case observability
    case persistence
    case other
  }

  package var name: String
  package var value: Value
  package var group: Group
  /// A reload is not enough.
  package var needsRestart: Bool
  /// One short line for a comment: `declared; 25 % of 1 GiB`.
  package var reason: String
  package var isDeclared: Bool
  /// Belongs to a mounted file only, because the image or the platform sets it elsewhere (`listen_addresses`).
  package var isFileOnly: Bool

  package init(
    _ name: String, _ value: Value, group: Group, needsRestart: Bool = false, reason: String, isDeclared: Bool = false,
    isFileOnly: Bool = false
  ) {
    self.name = name
    self.value = value
    self.group = group
    self.needsRestart = needsRestart
    self.reason = reason
    self.isDeclared = isDeclared
    self.isFileOnly = isFileOnly
  }
}

/// What makes a service a store: what the topology says about its server, and the facts that its engine gave. Nothing
/// that reads the IR asks which engine it is.
package struct Store: Boxed, Hashable, Sendable {
  package struct Fields: Hashable, Sendable {
    /// The name of the engine, as a topology has it under `type`.
    package var engine: String
    /// Which of several servers that speak the engine's protocol it is; the engine's name for the first of them. Programs
    /// and accounts of the server bear it.
    package var flavor: String
    /// The name of the server for people.
    package var title: String = ""
    /// As written: `15`, `7`. Nil: the topology does not name it, and its image does not tell it.
    package var version: String?
    /// The database that services use; nil: the engine has no named ones.
    package var database: String?
    /// The role that services log in as, without the administrator's rights. Nil: they log in as the administrator.
    package var user: String?
    /// What is in front of it. Nil: services connect to the server itself.
    package var pooler: Pooler?
    package var backup: Backup?
    package var extensions: [String] = []
    /// Databases of other services in this server, in order of declaration.
    package var databases: [Database] = []
    /// `.sql` and `.sh` files of the repository, run in this order at the first start.
    package var initFiles: [String] = []
    package var settings: [Setting] = []
    /// Role-level settings, milliseconds; nil: not set.
    package var statementTimeout: Milliseconds?
    package var idleInTransactionSessionTimeout: Milliseconds?
    /// Bytes of /dev/shm that the settings can need, at least 64 MiB; nil: what a container has anyway.
    package var sharedMemoryBytes: Int?
    /// A reference demands TLS (`sslmode=require` or stricter).
    package var requiresTLS: Bool = false
    /// Of a server that may also keep everything in memory: it writes snapshots or an append-only file.
    package var isPersistent: Bool = false
    /// Left at the server's default on purpose, for the README: `wal_buffers (automatic: shared_buffers / 32)`.
    package var leftAtDefault: [String] = []

    // MARK: Facts of the engine
    /// The scheme of its URLs, `protocol` in the IR's JSON; nil: it has no URLs.
    package var scheme: String?
    /// The port that its server and its programs take by themselves.
    package var usualPort: Int = 0
    /// The account that exists from the first start and may do everything.
    package var administrator: String = ""
    /// Conventional names of variables for its outputs.
    package var conventions: [Convention] = []
    /// The account of a program that measures it; nil: nothing does, or it logs in as the services do.
    package var monitor: Monitor?
    /// Its own secrets, that of the administrator first.
    package var secrets: [Secret] = []
    /// Whether something outlives its container, so that there is a volume.
    package var keepsData: Bool = true
    /// A newer version opens the data of the former one, whatever its first number.
    package var upgradesInPlace: Bool = false
    /// Where the image keeps the data: what a volume is mounted at.
    package var dataPath: String = ""
    package var container: Container = Container()
    /// Asks the server inside its container whether it serves; nil: nothing can ask.
    package var probe: Probe?
    /// Makes a dump; nil: it has none.
    package var dump: Dump?
    /// Brings a dump back; nil: it has none.
    package var restore: Restore?
    /// How it takes new values of its secrets; one that is not listed is changed by hand.
    package var passwordChanges: [PasswordChange] = []
    /// Ports that it listens on beside the one of the service.
    package var ports: [Port] = []
    /// What a platform may have ready-made in its place; nil: it is a container everywhere.
    package var managed: Managed?
    /// The version that is asked of such a platform: its own, or the engine's default where that is not known.
    package var platformVersion: String = ""
    /// The part of the server that services use where it is no database: a virtual host, a bucket. Nil: the server's usual
    /// one.
    package var space: String?
    /// The region that clients name, where its protocol has regions; nil: it has none.
    package var region: String?
    /// A console for people runs beside the server.
    package var hasConsole: Bool = false
    /// The name of the set of servers that it is the one member of; nil: it is alone.
    package var replicaSet: String?
    /// The texts of outputs that its engine alone has, by name: the same on every target.
    package var outputs: [String: String] = [:]
  }

  package var box: Box<Fields>

  package init(engine: String, version: String?) {
    box = Box(Fields(engine: engine, flavor: engine, version: version))
  }

  /// The account that services log in as.
  package var login: String { self.user ?? self.administrator }

  /// The secret that services log in with: the last one, which is the role's where there is a role.
  package var loginSecret: String { self.secrets.last?.name ?? "password" }

  /// The port, where it is not the one that the server takes by itself.
  package func ownPort(_ port: Int?) -> Int? { port == self.usualPort ? nil : port }

  /// `15` of `15.4`; nil: what runs is not known, and all that is written must fit every version.
  package var majorVersion: Int? {
    self.version.flatMap { Int($0[..<($0.utf8.firstIndex(of: UInt8(ascii: ".")) ?? $0.endIndex)]) }
  }

  /// Whether it may be older than that version: it is, or it is not known.
  package func mayBeBefore(_ major: Int) -> Bool { majorVersion.map { $0 < major } ?? true }

  /// The server's name for people, with its version where that is known: `PostgreSQL 18`.
  package var titleWithVersion: String { self.version.map { self.title + " " + $0 } ?? self.title }
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
  /// Where copies lie outside of the deployment; nil: nowhere.
  package var destination: Destination?

  package init(schedule: String, keep: Milliseconds, to destination: Destination? = nil) {
    self.schedule = schedule
    self.keep = keep
    self.destination = destination
  }

  /// Whole days, at least one.
  package var keepDays: Int { max(1, (keep + 86_399_999) / 86_400_000) }

  /// Seconds after 00:00 UTC of a daily schedule, nil for any other.
  package var secondOfDay: Int? {
    let fields = self.schedule.split(separator: " ").map(String.init)
    guard fields.count == 5, fields[2...] == ["*", "*", "*"], let minute = Int(fields[0]), let hour = Int(fields[1]),
      (0..<60).contains(minute), (0..<24).contains(hour)
    else { return nil }
    return (hour * 60 + minute) * 60
  }

  /// A directory of a bucket that speaks the protocol of S3.
  package struct Destination: Hashable, Sendable {
    /// `s3://bucket/directory`.
    package var url: String
    /// The address of the server; nil: that of Amazon S3.
    package var endpoint: String?
    /// The id of the secret, which holds `ACCESS_KEY_ID:SECRET_ACCESS_KEY`.
    package var secret: String

    package init(url: String, endpoint: String? = nil, secret: String) {
      self.url = url
      self.endpoint = endpoint
      self.secret = secret
    }

    /// What the secret's value must match: two keys with a colon between them, which neither has.
    package static let secretPattern = "^[^:]+:[^:]+$"
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
  /// The word under `tuning`, where it is not the server's name of it.
  package var key: String?
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
    isFileOnly: Bool = false, key: String? = nil
  ) {
    self.name = name
    self.key = key
    self.value = value
    self.group = group
    self.needsRestart = needsRestart
    self.reason = reason
    self.isDeclared = isDeclared
    self.isFileOnly = isFileOnly
  }
}

package import IR
package import Tuning

extension StoreEngine {
  /// Keys of a service that only some engines have a use for.
  package struct Abilities: OptionSet, Sendable, Hashable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

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
    /// `flavor`: several servers speak its protocol.
    package static let flavors = Abilities(rawValue: 1 << 8)
    /// `vhost`.
    package static let virtualHosts = Abilities(rawValue: 1 << 9)
    /// `bucket`.
    package static let buckets = Abilities(rawValue: 1 << 10)
    /// `management`: a console for people at a port of its own.
    package static let console = Abilities(rawValue: 1 << 11)
    /// `replica_set`: a server that is the member of a set.
    package static let groups = Abilities(rawValue: 1 << 13)
    /// No client can dump its data, so it takes no `backup`.
    package static let withoutDump = Abilities(rawValue: 1 << 12)
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

  /// How exact a version must be so that it names one server.
  package struct ExactVersion: Sendable {
    /// The numbers that it has at least.
    package let parts: Int
    /// What fewer of them mean.
    package let why: String

    package init(parts: Int, _ why: String) {
      self.parts = parts
      self.why = why
    }
  }

  /// A secret that the store brings along, generated once per environment.
  package struct Secret: Sendable {
    /// The second part of its id: `password`.
    package let name: String
    /// Who has it besides the server.
    package enum Owner: Sendable {
      case administrator
      /// A role that is not the administrator.
      case role
      /// A program that measures the server.
      case monitor
      /// The members of a set of servers; no client logs in with it.
      case group
    }

    package let owner: Owner
    /// How its value is made.
    package let form: Store.SecretForm
    /// What it is for, from the name of the service and of the account.
    package let purpose: @Sendable (_ service: String, _ account: String) -> String

    package init(
      _ name: String, of owner: Owner = .administrator, form: Store.SecretForm = Store.SecretForm(),
      purpose: @escaping @Sendable (_ service: String, _ account: String) -> String
    ) {
      self.name = name
      self.form = form
      self.owner = owner
      self.purpose = purpose
    }
  }

  /// Names that a server keeps for itself.
  package struct ReservedNames: Sendable {
    /// Databases that every server has, with what they are.
    package var databases: [String: String] = [:]
    /// Why no account can have a name; nil: one can.
    package var account: @Sendable (String) -> String? = { _ in nil }
    /// How many characters the name of an account has at most.
    package var longestAccount = 63

    package init() {}
  }

  /// The variables by which an image makes accounts at its first start, as people write them by hand.
  package struct Initialization: Sendable {
    package struct Account: Sendable {
      /// The variable with its name; nil: it always has the same.
      package let user: String?
      package let password: String
      package let defaultUser: String?

      package init(user: String?, password: String, defaultUser: String? = nil) {
        self.user = user
        self.password = password
        self.defaultUser = defaultUser
      }
    }

    package let accounts: [Account]
    package let database: String?
    /// One of them must be set, or the container ends at its first start; none: it starts with no password. With
    /// `_FILE` behind it, each may name a file.
    package let needed: [String]

    package init(_ accounts: [Account], database: String?, needed: [String] = []) {
      self.accounts = accounts
      self.database = database
      self.needed = needed
    }
  }

  /// A set of servers, of which clients ask for the primary.
  package struct Group: Sendable {
    /// The parameter of a URL that names the set.
    package let parameter: String
    /// A name for it, for advice.
    package let example: String

    package init(parameter: String, example: String) {
      self.parameter = parameter
      self.example = example
    }
  }

  /// How connections to the server are counted.
  package struct Connections: Sendable {
    /// The key of `tuning` that limits them; nil: nothing does that the topology can say.
    package let setting: String?
    /// What the server keeps for administrators.
    package let reserved: Int
    /// What it calls those, in the plural.
    package let administrators: String
    /// As declared, else what tuning chooses.
    package let limit: @Sendable (TuningInput) -> Int
    /// MiB of a client that has done nothing but connect.
    package let mebibytesEach: Int

    package init(
      setting: String?, reserved: Int = 0, for administrators: String = "administrators", mebibytesEach: Int,
      limit: @escaping @Sendable (TuningInput) -> Int
    ) {
      self.setting = setting
      self.reserved = reserved
      self.administrators = administrators
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
    /// The parameter of a URL by which clients are told the size; nil: they take none.
    package let parameter: String?
    /// What a client opens at most where nothing tells it a size; nil: the usual sizes of pools are assumed.
    package let usualSize: Int?

    package init(
      sizeName: String, overflowName: String? = nil, prefix: String, parameter: String? = nil, usualSize: Int? = nil
    ) {
      self.parameter = parameter
      self.usualSize = usualSize
      self.sizeName = sizeName
      self.overflowName = overflowName
      self.prefix = prefix
    }
  }

  /// The schemes of its URLs.
  package struct Scheme: Sendable {
    /// The one that references have.
    package let name: String
    /// Others that mean the same and are written out as `name`.
    package let synonyms: [String]
    /// Others that are as good as `name` and stay as they are.
    package let equals: [String]
    /// The same over TLS; nil: there is none.
    package let secure: String?
    /// Drivers that clients put behind the scheme.
    package let drivers: [String]
    /// The parameter of a URL that asks for TLS, where no scheme does; nil: there is none.
    package var encryption: (name: String, value: String)?
    /// A number may follow as a path and choose a database.
    package let numbersDatabases: Bool
    /// The libraries of Python behind the drivers.
    package var clients: [Client] = []
    /// What Celery demands of the URL of its results over TLS; nil: nothing.
    package var resultParameter: DemandedParameter?

    package init(
      _ name: String, synonyms: [String] = [], equals: [String] = [], secure: String? = nil, drivers: [String] = [],
      numbersDatabases: Bool = false
    ) {
      self.equals = equals
      self.name = name
      self.synonyms = synonyms
      self.secure = secure
      self.drivers = drivers
      self.numbersDatabases = numbersDatabases
    }

    package var all: [String] { [name] + synonyms + equals + (secure.map { [$0] } ?? []) }

    /// What a URL of such a store may begin with.
    package var accepted: [String] { [name] + equals + (secure.map { [$0] } ?? []) }
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

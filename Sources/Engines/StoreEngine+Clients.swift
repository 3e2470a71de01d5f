extension StoreEngine {
  /// A Python library by which SQLAlchemy talks to servers of the engine.
  package struct Client: Sendable {
    /// When SQLAlchemy takes it for a URL that names none.
    package enum Default: Sendable, Hashable {
      /// In every version up to 2.0, and in later ones without another default.
      case always
      /// From version 2.1 on.
      case sinceTwoOne
    }

    /// Its name after the scheme: `asyncpg`.
    package let driver: String
    /// What is installed for it, by the names of PyPI.
    package let distributions: [String]
    /// It can be awaited.
    package let isAsync: Bool
    /// It can be called without being awaited.
    package let isBlocking: Bool
    package let defaultSince: Default?
    /// Parameters of other clients on which it fails where they are in the query of a URL.
    package var refused: Set<String> = []
    /// Its own names for some of them.
    package var renamed: [String: String] = [:]
    /// Those that can be removed without a difference for it.
    package var needless: Set<String> = []

    package init(
      _ driver: String, distributions: [String]? = nil, isAsync: Bool = false, isBlocking: Bool = true,
      defaultSince: Default? = nil
    ) {
      self.driver = driver
      self.distributions = distributions ?? [driver]
      self.isAsync = isAsync
      self.isBlocking = isBlocking
      self.defaultSince = defaultSince
    }
  }

  /// The parameters of libpq that asyncpg has not (PostgreSQL 18, "Parameter Key Words"; asyncpg 0.32.0, the arguments of
  /// `connect`, to which SQLAlchemy hands each parameter of the query).
  static let refusedByAsyncpg: Set<String> = [
    "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslcrldir", "sslpassword", "sslcertmode",
    "sslcompression",
    "sslsni", "sslnegotiation", "ssl_min_protocol_version", "ssl_max_protocol_version", "channel_binding", "gssencmode",
    "gssdelegation", "options", "application_name", "fallback_application_name", "connect_timeout", "keepalives",
    "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout", "client_encoding", "replication",
    "requirepeer", "require_auth", "load_balance_hosts", "hostaddr",
  ]

  /// A parameter that a URL over TLS must have for some client.
  package struct DemandedParameter: Sendable {
    package let name: String
    /// The strictest value, for advice.
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }
}

extension StoreEngine.Scheme {
  /// The library of a driver's name.
  package func client(_ driver: String?) -> StoreEngine.Client? { clients.first { $0.driver == driver } }
}

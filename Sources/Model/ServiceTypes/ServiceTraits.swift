/// What rules ask of a service type; no rule asks for its name.
package struct ServiceTraits: OptionSet, Sendable, Hashable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Keeps data for others: it has an engine.
  package static let data = ServiceTraits(rawValue: 1 << 0)
  /// Has a database with a name.
  package static let namedDatabase = ServiceTraits(rawValue: 1 << 1)
  /// Services can log in as a role of their own.
  package static let role = ServiceTraits(rawValue: 1 << 2)
  /// Speaks HTTP on a port.
  package static let web = ServiceTraits(rawValue: 1 << 3)
  package static let worker = ServiceTraits(rawValue: 1 << 4)
  package static let cron = ServiceTraits(rawValue: 1 << 5)
  package static let job = ServiceTraits(rawValue: 1 << 6)
  /// Not deployed here, only described.
  package static let external = ServiceTraits(rawValue: 1 << 7)
  /// Runs code of the repository or an image: everything but stores and external services.
  package static let code = ServiceTraits(rawValue: 1 << 8)
  /// Has `server:` and `app:`: a Python web server.
  package static let server = ServiceTraits(rawValue: 1 << 9)
  /// May be read by SQLAlchemy, so database URLs may carry a driver.
  package static let python = ServiceTraits(rawValue: 1 << 10)
  /// What it is given may end in a browser.
  package static let browserFacing = ServiceTraits(rawValue: 1 << 11)
  /// A Dockerfile can be generated.
  package static let generatesDockerfile = ServiceTraits(rawValue: 1 << 12)
  package static let staticFiles = ServiceTraits(rawValue: 1 << 13)
  /// A pooler can be in front of it.
  package static let pooled = ServiceTraits(rawValue: 1 << 14)
  package static let extensible = ServiceTraits(rawValue: 1 << 15)
  /// Runs files at its first start.
  package static let initialized = ServiceTraits(rawValue: 1 << 16)

  /// Its server can have databases of other services.
  package static let hosting = ServiceTraits(rawValue: 1 << 17)
  /// A database in the server of another service: nothing of its own runs.
  package static let hosted = ServiceTraits(rawValue: 1 << 18)
  /// Several servers speak its protocol.
  package static let flavored = ServiceTraits(rawValue: 1 << 26)

  /// Keeps what others work with: a server of an engine, or any other container.
  package static let store = ServiceTraits(rawValue: 1 << 24)
  /// A store without an engine: all that is known of its server is what is written.
  package static let described = ServiceTraits(rawValue: 1 << 25)

  /// Its server has virtual hosts.
  package static let virtualHosts = ServiceTraits(rawValue: 1 << 27)
  /// It keeps files in a bucket.
  package static let buckets = ServiceTraits(rawValue: 1 << 28)
  /// Its server has a console for people.
  package static let console = ServiceTraits(rawValue: 1 << 29)
  /// Its data can be dumped through the network.
  package static let dumped = ServiceTraits(rawValue: 1 << 30)

  /// Every service that runs by itself.
  package static let all = everything.subtracting(.hosted)
  package static let everything = ServiceTraits(rawValue: .max)
}

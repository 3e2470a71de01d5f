/// What rules ask of a service type; no rule asks for its name.
package struct ServiceTraits: OptionSet, Sendable, Hashable {
  package let rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Without it a list of traits is taken in one by one through witnesses, at 2,000 instructions for each list.
  package init(arrayLiteral traits: ServiceTraits...) { rawValue = traits.reduce(0) { $0 | $1.rawValue } }

  /// The bits of the traits. None is counted by hand, so that no two can share one.
  private enum Place: UInt64 {
    case data, namedDatabase, role, web, worker, cron, job, external, code, server, python, browserFacing,
      generatesDockerfile, staticFiles, pooled, extensible, initialized, hosting, hosted, flavored, proxy,
      application, processes, scheduler, collectsStatic, managed, store, described, virtualHosts, buckets, console,
      dumped, tuned, grouped
  }

  private init(_ place: Place) { rawValue = 1 << place.rawValue }

  /// Keeps data for others: it has an engine.
  package static let data = ServiceTraits(.data)
  /// Has a database with a name.
  package static let namedDatabase = ServiceTraits(.namedDatabase)
  /// Services can log in as a role of their own.
  package static let role = ServiceTraits(.role)
  /// Speaks HTTP on a port.
  package static let web = ServiceTraits(.web)
  /// Works off a queue, without a port.
  package static let worker = ServiceTraits(.worker)
  /// Runs by a schedule and ends.
  package static let cron = ServiceTraits(.cron)
  /// Runs once and ends.
  package static let job = ServiceTraits(.job)
  /// Not deployed here, only described.
  package static let external = ServiceTraits(.external)
  /// Runs code of the repository or an image: everything but stores and external services.
  package static let code = ServiceTraits(.code)
  /// Has `server:` and `app:`: a Python web server.
  package static let server = ServiceTraits(.server)
  /// May be read by SQLAlchemy, so database URLs may carry a driver.
  package static let python = ServiceTraits(.python)
  /// What it is given may end in a browser.
  package static let browserFacing = ServiceTraits(.browserFacing)
  /// A Dockerfile can be generated.
  package static let generatesDockerfile = ServiceTraits(.generatesDockerfile)
  /// Its image serves the files of a build.
  package static let staticFiles = ServiceTraits(.staticFiles)
  /// A pooler can be in front of it.
  package static let pooled = ServiceTraits(.pooled)
  /// Its server loads extensions.
  package static let extensible = ServiceTraits(.extensible)
  /// Runs files at its first start.
  package static let initialized = ServiceTraits(.initialized)

  /// Its server can have databases of other services.
  package static let hosting = ServiceTraits(.hosting)
  /// A database in the server of another service: nothing of its own runs.
  package static let hosted = ServiceTraits(.hosted)
  /// A store that is run elsewhere: nothing of it is deployed here.
  package static let managed = ServiceTraits(.managed)
  /// Several servers speak its protocol.
  package static let flavored = ServiceTraits(.flavored)

  /// Leads requests to other services. Speaks HTTP on a port, but runs no code of the repository.
  package static let proxy = ServiceTraits(.proxy)

  /// Has `app:`, the name of its application in the code.
  package static let application = ServiceTraits(.application)
  /// Starts the number of processes in `workers`, which it gets as `WEB_CONCURRENCY` whether or not the key is written.
  package static let processes = ServiceTraits(.processes)
  /// Queues work by the clock for other processes to run.
  package static let scheduler = ServiceTraits(.scheduler)
  /// Its static files are collected while its image is made.
  package static let collectsStatic = ServiceTraits(.collectsStatic)

  /// Keeps data for others: a server of an engine, or any other container.
  package static let store = ServiceTraits(.store)
  /// A store without an engine: only the topology describes its server.
  package static let described = ServiceTraits(.described)

  /// Its server has virtual hosts.
  package static let virtualHosts = ServiceTraits(.virtualHosts)
  /// It keeps files in a bucket.
  package static let buckets = ServiceTraits(.buckets)
  /// Its server has a console for people.
  package static let console = ServiceTraits(.console)
  /// Its data can be dumped through the network.
  package static let dumped = ServiceTraits(.dumped)

  /// Its server has settings that the topology can name.
  package static let tuned = ServiceTraits(.tuned)

  /// Its server can be the member of a set.
  package static let grouped = ServiceTraits(.grouped)

  /// Every service that runs by itself. A database in another server has only the two traits.
  package static let all = everything.subtracting([.hosted, .extensible])
  package static let everything = ServiceTraits(rawValue: .max)
}

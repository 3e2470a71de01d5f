package import IR

/// The configuration that is written for one store. Those of an engine are in the directory of the emitter that has the
/// engine's name; everything else reaches them through that name.
package protocol StoreConfiguration {
  /// Its lines by what puts a changed one into force.
  var configurationLines: ConfigurationLines { get }
  /// How changed settings are put into force on the running server; nil: only a restart does.
  var application: SettingsApplication? { get }
  /// What makes the databases that other services declare in the server; nil: there are none.
  var databaseMaker: SettingsApplication? { get }
  /// What puts those settings into force that a restart with the new files does not; nil: a restart does.
  var afterRestart: SettingsApplication? { get }
  /// What brings a running server of the former declaration to the names that this one declares, as a person types it: a
  /// sentence without a period. Nil: there is no such way, or the names are the same.
  func renaming(from former: Store) -> String?
  /// The script that brings a dump back, run where the server's client programs reach it; nil: there is none.
  var restoreScript: (@Sendable () -> ShellScript)? { get }
  /// The words of a process with all settings, for a platform that mounts no files; nil: they are set by other means, or
  /// cannot be written on one line.
  ///
  /// - Parameter volume: the variable in which the platform says where it mounts a volume.
  func startWords(volume: String?) -> [String]?
  /// A command of the server's image, run in its container, that shows an operator what fills the server: who is connected,
  /// or how much of its memory is used. Nil: there is none.
  var inspection: String? { get }
  /// What its keys may use where all data are in memory; nil: they are not, or nothing limits them.
  var keySpace: KeySpace? { get }
  /// How the server is measured, and what is an alarm about it; nil: no exporter for it is known.
  var measurement: StoreMeasurement? { get }
  /// When a server that keeps its data in memory saves them, the most frequent rule last; empty: it does not, or keeps them
  /// on disk anyway.
  var snapshots: [Snapshot] { get }
}

/// What the keys of a server in memory may use.
package struct KeySpace: Hashable, Sendable {
  package var bytes: Int
  /// The server's word for what it does when they are full.
  package var policy: String
  /// It removes keys to make room for others.
  package var evicts: Bool
}

/// A rule for saving a server's memory: after so many changes, at the latest after so long.
package struct Snapshot: Hashable, Sendable {
  package var every: Milliseconds
  package var changes: Int
}

extension StoreConfiguration {
  /// The same as one line, for a platform that takes a command without a shell.
  package func startCommand(volume: String?) -> String? {
    startWords(volume: volume)?.map(ShellText.quoted).joined(separator: " ")
  }

  package var databaseMaker: SettingsApplication? { nil }

  package func renaming(from former: Store) -> String? { nil }

  package var restoreScript: (@Sendable () -> ShellScript)? { nil }

  package var afterRestart: SettingsApplication? { nil }
  package var inspection: String? { nil }
  package var keySpace: KeySpace? { nil }
  package var measurement: StoreMeasurement? { nil }
  package var snapshots: [Snapshot] { [] }
}

/// A process of the server's own image that connects to it and changes settings.
package struct SettingsApplication: Sendable {
  /// The words of the process; a last one with line breaks is a script.
  package var command: [String]
  package var script: String?
  package var environment: [Store.Variable]

  package init(command: [String], script: String? = nil, environment: [Store.Variable]) {
    self.command = command
    self.script = script
    self.environment = environment
  }
}

/// The pooler in front of one store, as targets start it.
package protocol PoolerConfiguration {
  /// The name of its emitter, and with that the directory of its files.
  var kind: String { get }
  var title: String { get }
  /// The account that it lets in, and that it logs in as.
  var user: String { get }
  /// The numbers of the user that its image runs as.
  var account: Store.Account { get }
  /// What it needs without clients that hold more than their share.
  var memoryBytes: Int { get }
  /// How many files it may have open, where that is more than a process may by default.
  var fileLimit: Int? { get }
  var configurationLines: ConfigurationLines { get }
  /// The file that a changed setting is in.
  var file: String { get }
  /// The script that starts it in its image, with its files mounted. It reads `POOLER_USER` and `POOLER_PASSWORD`.
  var startScript: String { get }
  /// The same without mounted files, in one line: it reads `POOLER_HOST` and the numbers from variables as well.
  var hostedStartScript: String { get }
  /// Asks inside the container whether it serves.
  var probe: [String] { get }
  /// What shows its pools to a person, inside the container.
  var console: String { get }
  /// The signal after which transactions may end, and why it is that one.
  var stopSignal: (name: String, note: String) { get }
}

extension Emitters {
  /// The configuration of a store; nil: none is written for its engine.
  package static func configuration(of service: Service, in program: Program) -> (any StoreConfiguration)? {
    guard let store = service.store else { return nil }
    return writer(of: store).configuration(of: service, in: program)
  }

  /// The emitter that writes the files of a store's engine: one with its name, or the one for all others.
  static func writer(of store: Store) -> any Emitter.Type { named(store.engine) ?? StoresEmitter.self }

  /// The directory with the files of a store's engine, below that of the environment: the name of the emitter that writes
  /// them.
  static func folder(of store: Store) -> String { writer(of: store).name }

  /// The files that are written for a store by the emitter of its engine, or for its pooler by the one of that name.
  static func files(
    of service: Service, by emitter: any Emitter.Type, in program: Program, _ layout: OutputLayout
  ) -> [EmittedFile] {
    var alone = program
    alone.services = [service]
    let request = EmitRequest(programs: [alone], layout: layout, targets: program.targets)
    let folder = OutputLayout.path(program.environment.name, emitter.name, service.dns) + "/"
    return emitter.emit(request).files.filter { $0.path.hasPrefix(folder) }
  }

  /// The pooler in front of a store; nil: services connect to the server itself.
  static func pooler(of service: Service, in program: Program) -> (any PoolerConfiguration)? {
    guard service.store?.pooler != nil else { return nil }
    return all.lazy.compactMap { $0.pooler(of: service, in: program) }.first
  }
}

extension Program {
  /// The stores of an engine, in order of declaration.
  func stores(of engine: String) -> [(service: Service, store: Store)] {
    services.compactMap { service in
      service.store.flatMap { $0.engine == engine ? (service, $0) : nil }
    }
  }
}

extension Service {
  /// Keeps what others work with.
  var isStore: Bool { category == .store }

  /// Runs once and ends.
  var isOneShot: Bool { category == .cron || category == .job }

  /// Runs from a working tree until it is stopped.
  var isLocalProcess: Bool { runsFromSources && (category == .web || category == .worker) }

  /// `ORDERS_DB` for `orders-db`: the beginning of names of variables.
  var variablePrefix: String {
    let dns = dns
    return String(unsafeUninitializedCapacity: dns.utf8.count) { buffer in
      for (index, byte) in dns.utf8.enumerated() {
        let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        buffer[index] = isLower ? byte & 0xDF : byte == UInt8(ascii: "-") ? UInt8(ascii: "_") : byte
      }
      return dns.utf8.count
    }
  }
}

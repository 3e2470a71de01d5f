/// For what a stack of containers or a platform's service runs, as far as its files tell.
package enum StackKind: String, Sendable, CaseIterable {
  case production
  case development
  /// The file that strangers install: every service runs a finished image.
  case shipped
  case unknown
}

/// Whether a rule may report on files that are no topology, where it has been proven only what is written there.
package struct ForeignPolicy: Sendable {
  /// The kinds of stacks in which it reports; empty: it is silent.
  package let kinds: Set<StackKind>
  /// Whether it needs to know that nothing of the stack comes from a file elsewhere.
  package let needsWholeStack: Bool

  /// Whether no comment silences it: what it finds makes a secret known to others.
  package let isFinal: Bool

  private init(_ kinds: Set<StackKind>, needsWholeStack: Bool = false, isFinal: Bool = false) {
    self.kinds = kinds
    self.needsWholeStack = needsWholeStack
    self.isFinal = isFinal
  }

  /// The rule is about the language, about estimates, or about what only a platform knows.
  package static let silent = ForeignPolicy([])
  /// Where every fact that its sentence needs is written.
  package static let speaks = ForeignPolicy(Set(StackKind.allCases))
  /// The same; no comment silences it.
  package static let safety = ForeignPolicy(Set(StackKind.allCases), isFinal: true)
  /// The same, and only where nothing of the stack is out of sight.
  package static let whole = ForeignPolicy(Set(StackKind.allCases), needsWholeStack: true)
  /// True in production, noise on a developer's machine.
  package static let production = ForeignPolicy([.production])
  /// The same, and in what strangers install.
  package static let deployed = ForeignPolicy([.production, .shipped])

  /// In which stacks it reports, for the reference; nil: in none.
  package var words: String? {
    if kinds.isEmpty { return nil }
    let all = kinds.count == StackKind.allCases.count
    let stacks = all ? "all stacks" : StackKind.allCases.filter(kinds.contains).map(\.rawValue).joined(separator: ", ")
    return stacks + (needsWholeStack ? ", whole ones only" : "") + (isFinal ? "; no comment allows it" : "")
  }

  /// Whether it reports on a stack.
  package func allows(_ kind: StackKind, isWhole: Bool) -> Bool {
    kinds.contains(kind) && (isWhole || !needsWholeStack)
  }
}

/// What ends a mistake, as values: each kind of file has its own words for it, and its own keys.
package enum Remedy: Hashable, Sendable {
  /// Declare the service that is referred to.
  case addService(String)
  /// Give the browser a public address.
  /// - Parameters:
  ///   - service: whose address it is; nil: it is not known.
  ///   - variable: what the browser reads, and the service that gives it.
  case publicAddress(service: String?, variable: String, consumer: String)
  /// Read a secret on the server only, under another name.
  case serverSide(variable: String, consumer: String)
  /// Give a database the password that it is made with.
  case setPassword(store: String, variable: String)
  /// Take one value in two places from one variable.
  case shareVariable
  /// Keep the data of a database in a volume with a name.
  case nameVolume(service: String)
  /// Let compose stop where a variable is not set, and describe it.
  case requireVariable(String)
  /// Set a variable for a service, whose code falls back to something unfit.
  case setVariable(String, service: String)
  /// A probe that the image can run, or no wait for it.
  /// - Parameter path: what the probe asks for; nil: it is no request.
  case runnableProbe(service: String, path: String?, port: Int?)
  /// Declare a health check, or do not wait for it.
  case addProbe(service: String)
  /// Do not publish the port of a store to others than this machine.
  case bindToHost(service: String)
  /// Write a value that the deployment has.
  case writeValue
  /// Name a version of an image.
  case nameVersion(image: String, service: String)
  /// Mount a volume elsewhere.
  case mount(at: String, instead: Span, losesNothing: Bool)
  /// Another version of a program.
  case upgrade(to: String, note: String?)
  /// Run a scheduler in one container only.
  case runOnce(service: String)
  /// Start it by a server for production.
  case startForProduction
  /// Limit the connections of each process of a service.
  case limitPool(service: String, each: Int)
  /// Take the address of a store instead of that of the container itself.
  case addressOf(store: String, port: Int)
  /// Let a store accept more connections.
  case raiseConnections(store: String, setting: String, to: Int)
  /// Words that are right in every kind of file: about code, an instruction of a Dockerfile, a value.
  case plain(String)
  /// The mistake ends in another file: the finding is shown at this place of it.
  case there(Span)
  /// Nothing to write: a command is right about the files around it only where it runs in the directory of the code.
  case inFolder(service: String)
  /// Nothing to write: a file is read only where the command of its service names it.
  case namedInCommand(String, service: String)
  /// Nothing to write: a value is in the file itself, and no fallback that an operator replaces.
  case written(String, service: String)
  /// Let requests go to the port that a program listens on.
  case publishPort(service: String, listens: Int)
  /// Listen on every address of the container, where something outside of it connects.
  case listenEverywhere(service: String, words: String)
  /// Run a migration once for a deployment, not in every container.
  case migrateOnce(service: String)
  /// Keep a file that a service writes in a volume.
  case keepFile(service: String, path: String)
  /// Set variables that code cannot do without.
  case setVariables([String], service: String)
  /// Write another word as a value.
  case writeWord(String, variable: String, service: String)
  /// Start a database as a set of servers.
  case formSet(store: String)
  /// Leave out a variable that a release of a library stopped reading.
  /// - Parameter since: the distribution and the version from which on nothing reads it; nil: no library ever did.
  case leaveOut(service: String, since: LibraryVersion?)

  /// Whether there is nothing to write, since it only states what has to be so in the files.
  package var isCondition: Bool {
    switch self {
    case .there, .inFolder, .namedInCommand, .written: true
    default: false
    }
  }
}

/// A version of a library, by the name of its distribution.
package struct LibraryVersion: Hashable, Sendable {
  package let name: String
  package let major: Int
  package let minor: Int

  package init(_ name: String, _ major: Int, _ minor: Int) {
    self.name = name
    self.major = major
    self.minor = minor
  }
}

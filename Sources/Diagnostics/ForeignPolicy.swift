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
  /// Switch something off by its variable.
  case turnOff(String)
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
  /// Let a store accept more connections.
  case raiseConnections(store: String, setting: String, to: Int)
}

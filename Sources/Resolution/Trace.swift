package import Model
import IR

/// What a result was made of beside the text that it belongs to: recorded while it is made, so that another environment
/// may take it over where all of that is the same there.
package struct Trace {
  /// Facts that are one for a whole environment.
  package struct Facts: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Its name, kind and base.
    package static let environment = Facts(rawValue: 1 << 0)
    /// Its kind alone.
    package static let kind = Facts(rawValue: 1 << 1)
    /// Whether it is the one that counts as production.
    package static let isProduction = Facts(rawValue: 1 << 2)
    /// Which service comes first among those that use a shared variable.
    package static let firstUsers = Facts(rawValue: 1 << 3)
    /// Under which host names services are reached.
    package static let addresses = Facts(rawValue: 1 << 4)
    /// Something that no record is kept of, such as the list of all services, or a finding that was reported.
    package static let unknown = Facts(rawValue: 1 << 5)
  }

  package private(set) var facts: Facts = []
  /// Positions of the services that were looked at.
  package private(set) var services: [Int32] = []
  /// Positions of shared variables.
  package private(set) var shared: [Int32] = []
  /// Shared names that count as used because of it.
  package private(set) var used: [String] = []

  /// Of a result that is good for its own environment alone.
  package static let unknown: Trace = {
    var trace = Trace()
    trace.facts = .unknown
    return trace
  }()

  mutating func note(_ facts: Facts) { self.facts.formUnion(facts) }

  mutating func note(service position: Int) {
    if !services.contains(Int32(position)) { services.append(Int32(position)) }
  }

  mutating func note(shared position: Int) {
    if !shared.contains(Int32(position)) { shared.append(Int32(position)) }
  }

  mutating func note(used name: String) {
    if !used.contains(name) { used.append(name) }
  }

  mutating func absorb(_ other: Trace) {
    facts.formUnion(other.facts)
    for position in other.services { note(service: Int(position)) }
    for position in other.shared { note(shared: Int(position)) }
    for name in other.used { note(used: name) }
  }
}

/// Keeps the record of what is looked at, for all environments of a run.
package final class Tracer {
  private var trace = Trace()
  /// Whether anything that is looked at now belongs to a record.
  package private(set) var isRecording = false
  /// False where there is one environment alone: then nothing is taken over.
  private let isWanted: Bool

  /// - Parameter isWanted: whether records are kept at all.
  package init(isWanted: Bool) { self.isWanted = isWanted }

  /// Facts of the environment that were looked at.
  package func note(_ facts: Trace.Facts) { if isRecording { trace.note(facts) } }
  func note(service position: Int) { if isRecording { trace.note(service: position) } }
  func note(shared position: Int) { if isRecording { trace.note(shared: position) } }
  func note(used name: String) { if isRecording { trace.note(used: name) } }
  func absorb(_ other: Trace) { if isRecording { trace.absorb(other) } }

  /// Nodes that were judged by what is written in them alone, and found to be in order.
  private var faultless: Set<ObjectIdentifier> = []

  /// Judges a node by nothing but what is written in it, unless it was found to be in order in another environment.
  package func judge(_ node: ConfigNode, findings: () -> Int, _ work: () -> Void) {
    guard isWanted else { return work() }
    guard !faultless.contains(ObjectIdentifier(node)) else { return }
    let before = findings()
    work()
    if findings() == before { faultless.insert(ObjectIdentifier(node)) }
  }

  /// Does some work, and returns its result with what it looked at, which also counts for the work around it.
  /// - Parameter findings: how many findings were reported so far: the result of work that reports one is not shared.
  package func record<Result>(findings: () -> Int, _ work: () -> Result) -> (result: Result, trace: Trace) {
    guard isWanted else { return (work(), .unknown) }
    let outer = (trace: trace, isRecording: isRecording)
    let before = findings()
    trace = Trace()
    isRecording = true
    let result = work()
    if findings() != before { trace.note(.unknown) }
    let own = trace
    (trace, isRecording) = outer
    absorb(own)
    return (result, own)
  }
}

/// Compares an environment with the first one of its run: what they have in common is resolved, lowered and judged once.
package struct CommonGround {
  /// The first environment of the run.
  package let first: EnvironmentAnalysis
  /// By position: the service is declared the same, and its variables come from the same places.
  private var services: [Bool]
  /// By position among the shared variables.
  private let shared: [Bool]
  private var facts: Trace.Facts = []

  /// Nil where the services, the secrets or the shared names differ: then nothing can be taken over.
  init?(of symbols: SymbolTable, environment: EnvironmentInfo, projectName: String, with first: EnvironmentAnalysis) {
    let known = first.symbols
    guard projectName == first.resolver.projectName, known.hasSameNames(as: symbols) else { return nil }
    self.first = first
    let declared = zip(symbols.all, known.all).map { $0.declaration === $1.declaration }
    services = zip(known.all, declared).map { service, isSame in
      isSame && service.tableTrace.facts.isEmpty && service.tableTrace.services.allSatisfy { declared[Int($0)] }
    }
    shared = zip(symbols.allShared, known.allShared).map { $0.declaration === $1.declaration }
    if environment == first.environment { facts.insert(.environment) }
    if environment.kind == first.environment.kind { facts.insert(.kind) }
    let isReachedTheSame = zip(symbols.all, known.all).allSatisfy {
      $0.declaration === $1.declaration || $0.isEnabled == $1.isEnabled && $0.exposure == $1.exposure
    }
    if isReachedTheSame { facts.insert(.addresses) }
  }

  /// Facts that are the same in both environments, and were not known when they were first compared.
  package mutating func add(_ facts: Trace.Facts) { self.facts.formUnion(facts) }

  func holds(serviceAt position: Int) -> Bool { services[position] }

  /// Whether everything of a record is the same in both environments.
  package func holds(_ trace: Trace) -> Bool {
    trace.facts.isSubset(of: facts) && trace.services.allSatisfy { services[Int($0)] }
      && trace.shared.allSatisfy { shared[Int($0)] }
  }
}

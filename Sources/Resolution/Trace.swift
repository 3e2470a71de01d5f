package import Model
package import IR

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
    /// In which folders the code of all services is.
    package static let folders = Facts(rawValue: 1 << 6)
  }

  /// What of a service was looked at. An overlay that changes the settings of a store changes nothing that an address of
  /// the store is made of.
  enum Aspect: Int32, CaseIterable {
    /// What others see of it: its names, type, port, exposure, accounts, and whether it is there.
    case face
    /// Its variables and declared outputs by name; each value has a record of its own.
    case members
    /// Its declaration.
    case whole
    /// What lowering works out for it of all services: the tuning and the budget of a store, the pools of a client.
    case derived
  }

  package private(set) var facts: Facts = []
  /// What of which services was looked at.
  private(set) var services: [Look] = []
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

  mutating func note(_ aspect: Aspect, ofServiceAt position: Int) {
    let look = Look(aspect, position)
    if !services.contains(look) { services.append(look) }
  }

  mutating func note(shared position: Int) {
    if !shared.contains(Int32(position)) { shared.append(Int32(position)) }
  }

  mutating func note(used name: String) {
    if !used.contains(name) { used.append(name) }
  }

  mutating func absorb(_ other: Trace) {
    facts.formUnion(other.facts)
    for look in other.services where !services.contains(look) { services.append(look) }
    for position in other.shared { note(shared: Int(position)) }
    for name in other.used { note(used: name) }
  }
}

/// An aspect of a service that was looked at, in one number.
struct Look: Equatable {
  private let number: Int32

  init(_ aspect: Trace.Aspect, _ position: Int) { number = Int32(position) << 2 | aspect.rawValue }

  var position: Int { Int(number >> 2) }
  /// The bit of the aspect in `CommonGround.Aspects`.
  fileprivate var bit: UInt8 { 1 << UInt8(number & 3) }
}

/// Keeps the record of what is looked at, for all environments of a run.
package final class Tracer {
  private var trace = Trace()
  /// Whether anything that is looked at now belongs to a record.
  package private(set) var isRecording = false
  /// False where there is one environment alone: then nothing is taken over.
  private let isWanted: Bool

  /// The names of variables in these environments.
  let names = VariableNames()

  /// The name that many variables and keys have, with what it says by itself.
  package func name(_ text: String) -> VariableName { names[text] }

  /// - Parameter isWanted: whether records are kept at all.
  package init(isWanted: Bool) { self.isWanted = isWanted }

  /// Facts of the environment that the work itself asked for, and not a value that it used.
  private var asked: Trace.Facts = []

  /// Facts of the environment that were looked at.
  package func note(_ facts: Trace.Facts) { if isRecording { asked.formUnion(facts) } }
  func note(_ aspect: Trace.Aspect, ofServiceAt position: Int) {
    if isRecording { trace.note(aspect, ofServiceAt: position) }
  }
  func note(shared position: Int) { if isRecording { trace.note(shared: position) } }
  func note(used name: String) { if isRecording { trace.note(used: name) } }
  func absorb(_ other: Trace) { if isRecording { trace.absorb(other) } }

  /// Whether the record of a symbol's value must be absorbed now: it was not the last one that was.
  func mustAbsorb(_ symbol: AnyObject) -> Bool {
    guard isRecording, lastAbsorbed != ObjectIdentifier(symbol) else { return false }
    lastAbsorbed = ObjectIdentifier(symbol)
    return true
  }

  /// Rules ask for one value again and again. Forgotten where a record begins or ends.
  private var lastAbsorbed: ObjectIdentifier?

  /// Nodes that a rule judged by what is written in them alone, and found to be in order.
  private var faultless: [ObjectIdentifier: Set<ObjectIdentifier>] = [:]

  /// Judges a node by nothing but what is written in it, unless the rule found it to be in order in another environment.
  package func judge(_ node: ConfigNode, by rule: Any.Type, findings: () -> Int, _ work: () -> Void) {
    guard isWanted else { return work() }
    guard faultless[ObjectIdentifier(rule)]?.contains(ObjectIdentifier(node)) != true else { return }
    let before = findings()
    work()
    if findings() == before { faultless[ObjectIdentifier(rule), default: []].insert(ObjectIdentifier(node)) }
  }

  /// Does some work, and returns its result with what it looked at, which also counts for the work around it.
  /// - Parameter findings: how many findings were reported so far: the result of work that reports one is not shared.
  package func record<Result>(findings: () -> Int, _ work: () -> Result) -> (result: Result, trace: Trace) {
    guard isWanted else { return (work(), .unknown) }
    let outer = (trace: trace, asked: asked, isRecording: isRecording)
    let before = findings()
    trace = Trace()
    asked = []
    isRecording = true
    lastAbsorbed = nil
    let result = work()
    trace.note(asked)
    if findings() != before { trace.note(.unknown) }
    let own = trace
    (trace, asked, isRecording) = outer
    lastAbsorbed = nil
    absorb(own)
    return (result, own)
  }
}

extension Tracer {
  /// Lets rules judge one thing, and keeps what each asked for: where only a fact differs in another environment, only the
  /// rules that asked for it judge again.
  /// - Parameters:
  ///   - findings: how many findings were reported so far.
  ///   - judge: the rule of a number.
  package func judge(rules count: Int, findings: () -> Int, _ judge: (Int) -> Void) -> Judgement? {
    guard isWanted else {
      for rule in 0..<count { judge(rule) }
      return nil
    }
    var judgement = Judgement()
    judgement.trace =
      record(findings: { 0 }) {
        var before = findings()
        for rule in 0..<count {
          asked = []
          judge(rule)
          let after = findings()
          if after != before { asked.insert(.unknown) }
          if !asked.isEmpty { judgement.note(asked, by: rule) }
          before = after
        }
        asked = []
      }.trace
    return judgement
  }
}

/// The record of rules that judged one thing.
package struct Judgement {
  /// What all of them looked at together.
  fileprivate(set) var trace = Trace()
  /// Which of them asked for a fact that may differ, or reported something.
  private var askers: [(facts: Trace.Facts, rules: UInt64)] = []

  /// All from this number on share a bit.
  private static let last = 63

  fileprivate mutating func note(_ facts: Trace.Facts, by rule: Int) {
    let bit: UInt64 = 1 << UInt64(min(rule, Self.last))
    if let known = askers.firstIndex(where: { $0.facts == facts }) {
      askers[known].rules |= bit
    } else {
      askers.append((facts, bit))
    }
  }

  /// Shared names that count as used because of it.
  package var used: [String] { trace.used }

  /// The rules that must judge again in another environment; nil: all.
  package func open(in ground: CommonGround) -> OpenRules? {
    guard ground.holds(trace) else { return nil }
    return OpenRules(
      bits: askers.reduce(into: 0) { bits, asker in if !ground.holds(asker.facts) { bits |= asker.rules } })
  }

  /// Rules by their numbers.
  package struct OpenRules {
    fileprivate let bits: UInt64

    package var isEmpty: Bool { bits == 0 }

    package func contains(_ rule: Int) -> Bool { bits & (1 << UInt64(min(rule, Judgement.last))) != 0 }
  }
}

/// Compares an environment with the first one of its run: what they have in common is resolved, lowered and judged once.
package struct CommonGround {
  private struct Aspects: OptionSet {
    let rawValue: UInt8

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ aspect: Trace.Aspect) { rawValue = 1 << UInt8(aspect.rawValue) }

    /// All that its own declaration tells.
    static let declared: Aspects = [.init(.face), .init(.members), .init(.whole)]

    func hold(_ look: Look) -> Bool { rawValue & look.bit != 0 }
  }

  /// The first environment of the run.
  package let first: EnvironmentAnalysis
  /// By position: what of the service is the same.
  private var services: [Aspects]
  /// By position among the shared variables.
  private let shared: [Bool]
  private var facts: Trace.Facts = []

  /// Nil where the services, the secrets or the shared names differ: then nothing can be taken over.
  init?(of symbols: SymbolTable, environment: EnvironmentInfo, projectName: String, with first: EnvironmentAnalysis) {
    let known = first.symbols
    guard projectName == first.resolver.projectName, known.hasSameNames(as: symbols) else { return nil }
    self.first = first
    let declared = zip(symbols.all, known.all).map(Self.compare)
    services = zip(known.all, declared).map { service, aspects in
      let isTableSame =
        service.tableTrace.facts.isEmpty && service.tableTrace.services.allSatisfy { declared[$0.position].hold($0) }
      return isTableSame || aspects != .declared ? aspects : [.init(.face)]
    }
    shared = zip(symbols.allShared, known.allShared).map { $0.declaration === $1.declaration }
    if environment == first.environment { facts.insert(.environment) }
    if environment.kind == first.environment.kind { facts.insert(.kind) }
    let isReachedTheSame = zip(symbols.all, known.all).allSatisfy {
      $0.declared === $1.declared || $0.isEnabled == $1.isEnabled && $0.exposure == $1.exposure
    }
    if isReachedTheSame { facts.insert(.addresses) }
    let isInSameFolder = zip(symbols.all, known.all).allSatisfy {
      $0.declared === $1.declared || $0.declared.root?.value == $1.declared.root?.value
    }
    if isInSameFolder { facts.insert(.folders) }
  }

  /// Facts that are the same in both environments, and were not known when they were first compared.
  package mutating func add(_ facts: Trace.Facts) { self.facts.formUnion(facts) }

  /// What lowering worked out for the service of a position is the same in both environments.
  mutating func addDerived(at position: Int) { services[position].insert(.init(.derived)) }

  /// What two services of one position have in common, as far as their own declarations tell.
  private static func compare(_ a: ServiceSymbol, _ b: ServiceSymbol) -> Aspects {
    if a.declared === b.declared { return .declared }
    var aspects: Aspects = []
    if a.hasSameFace(as: b) { aspects.insert(.init(.face)) }
    if a.hasSameMembers(as: b) { aspects.insert(.init(.members)) }
    return aspects
  }

  /// The service is declared the same, and its variables come from the same places.
  func holds(serviceAt position: Int) -> Bool { services[position].isSuperset(of: .declared) }

  /// Whether facts are the same in both environments.
  fileprivate func holds(_ facts: Trace.Facts) -> Bool { facts.isSubset(of: self.facts) }

  /// The form in the IR that the service has in the first environment, where it would be the same here.
  package func lowered(_ service: ServiceSymbol) -> IR.Service? {
    guard let known = first.symbols.all[service.position].lowered, holds(known.trace) else { return nil }
    return known.service
  }

  /// Whether everything of a record is the same in both environments.
  package func holds(_ trace: Trace) -> Bool {
    holds(trace.facts) && trace.services.allSatisfy { services[$0.position].hold($0) }
      && trace.shared.allSatisfy { shared[Int($0)] }
  }
}

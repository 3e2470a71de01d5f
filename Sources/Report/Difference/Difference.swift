import Diagnostics
package import IR

/// A place in a source, for people.
package struct Place: Hashable, Sendable {
  package let file: String
  /// From 1.
  package let line: Int
  /// From 1, in code points.
  package let column: Int
}

/// One setting that differs.
package struct Change: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case added
    case removed
    case changed
  }

  /// As it is written below its service: `resources.memory`.
  package let key: String
  package let kind: Kind
  package let old: Shown?
  package let new: Shown?
  package let oldPlace: Place?
  package let newPlace: Place?
  /// The facts behind it: several where a mapping is shown as one.
  let facts: [FactPair]
}

/// A value as people read it.
package struct Shown: Hashable, Sendable {
  package let text: String
  /// `text` is the rule of a secret, never its value.
  package let isSecret: Bool
}

/// The same fact of both sides.
struct FactPair: Hashable, Sendable {
  let old: Fact?
  let new: Fact?

  var either: Fact { new ?? old! }
  var differs: Bool { old?.exact != new?.exact }
  var isWritten: Bool { old?.isWritten == true || new?.isWritten == true }
}

/// What differs of one service.
package struct ServiceChange: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// With what it is, in one line.
    case added(summary: String)
    case removed(summary: String)
    /// Everything but the name is the same.
    case renamed(from: String)
    case changed
  }

  package let name: String
  package let kind: Kind
  package var changes: [Change]
  /// What differs because something else does: it is shown there, or below what follows.
  var implied: [FactPair] = []
}

/// Two programs of one environment, or of two, compared as they are lowered: what is written differently and means the
/// same is no difference.
package struct Difference: Sendable {
  /// One side.
  package struct Side: Sendable {
    /// `staging`, `HEAD~1`, `now`.
    package let name: String
    package let program: Program

    package init(name: String, program: Program) {
      self.name = name
      self.program = program
    }
  }

  package let old: Side
  package let new: Side
  /// In order of declaration, those that went last.
  package private(set) var services: [ServiceChange] = []
  /// Shared variables.
  package private(set) var shared: [Change] = []
  /// Keys outside of services.
  package private(set) var project: [Change] = []
  /// What follows; see `DifferenceEffects`.
  package internal(set) var effects: [Effect] = []
  /// The kinds of effects that were compared and are equal, in the order of their declaration.
  package internal(set) var unchanged: [UnchangedKind] = []
  /// What it does to what runs, the worst first; empty where that was not asked.
  package internal(set) var consequences: [Consequence] = []

  /// What hides credentials in a text that is shown: the name of what it is, and the text.
  package typealias Mask = @Sendable (String, String) -> String

  private let mask: Mask

  package init(from old: Side, to new: Side, mask: @escaping Mask) {
    self.old = old
    self.new = new
    self.mask = mask
    compareProject()
    compareServices()
  }

  /// How many settings differ.
  package var count: Int {
    services.reduce(0) { $0 + $1.changes.count } + shared.count + project.count
  }

  package var added: [ServiceChange] { services.filter { if case .added = $0.kind { true } else { false } } }
  package var removed: [ServiceChange] { services.filter { if case .removed = $0.kind { true } else { false } } }
  /// Services of both sides of which something differs, be it the name.
  package var changed: [ServiceChange] {
    services.filter { service in
      if case .renamed = service.kind { return true }
      return service.kind == .changed && !service.changes.isEmpty
    }
  }

  /// Nothing that is deployed differs.
  package var isEmpty: Bool {
    services.allSatisfy { $0.kind == .changed && $0.changes.isEmpty } && count == 0 && effects.isEmpty
  }

  /// Adds what follows.
  /// - Parameters:
  ///   - overlaps: whether a target starts the new replicas before it stops the old ones.
  ///   - billings: what the targets of both sides are paid.
  package mutating func addEffects(
    overlaps: Bool, billings: (old: [Billing], new: [Billing]) = ([], [])
  ) {
    let found = DifferenceEffects(
      old.program, new.program, overlaps: overlaps, billings: billings, services: services)
    effects = found.effects
    unchanged = found.unchanged
  }

  /// Adds what it does to what runs: for two states of one environment.
  package mutating func addConsequences(on targets: [ChangeTarget]) {
    consequences = Consequences.all(of: self, on: targets)
  }

  // MARK: Comparing

  private mutating func compareProject() {
    let (before, after) = (ProjectFacts(program: old.program), ProjectFacts(program: new.program))
    // That a secret is there or gone is an effect; its rules are those of nothing then.
    let names = (Set(old.program.secrets.map(\.env)), Set(new.program.secrets.map(\.env)))
    let own = Self.pairs(before.all, after.all).filter { pair in
      pair.differs && pair.either.secret.map { names.0.contains($0) && names.1.contains($0) } != false
    }
    project = changes(of: own)
    shared = changes(of: Self.pairs(before.shared, after.shared).filter(\.differs))
  }

  private mutating func compareServices() {
    let before = Dictionary(old.program.services.map { ($0.dns, $0) }) { first, _ in first }
    let after = Set(new.program.services.map(\.dns))
    var gone = old.program.services.filter { !after.contains($0.dns) }
    for service in new.program.services {
      guard let twin = before[service.dns] else {
        if let index = gone.firstIndex(where: { isSameButName($0, service) }) {
          let former = gone.remove(at: index)
          services.append(ServiceChange(name: service.name, kind: .renamed(from: former.name), changes: []))
          continue
        }
        let summary = ServiceSummary.text(service, in: new.program)
        services.append(ServiceChange(name: service.name, kind: .added(summary: summary), changes: []))
        continue
      }
      // Most are the same value.
      if twin == service { continue }
      let change = compare(twin, service)
      if !change.changes.isEmpty || !change.implied.isEmpty { services.append(change) }
    }
    for service in gone {
      let summary = ServiceSummary.text(service, in: old.program)
      services.append(ServiceChange(name: service.name, kind: .removed(summary: summary), changes: []))
    }
  }

  /// Whether one service took the place of another one: what is written of both is the same. A database and a role that
  /// have the service's name have the new one then.
  private func isSameButName(_ former: Service, _ service: Service) -> Bool {
    guard former.type == service.type, former.build?.root == service.build?.root else { return false }
    let facts = (ServiceFacts(former, in: old.program).all, ServiceFacts(service, in: new.program).all)
    let named: Set<Fact.Subject> = [.service(.database), .service(.user)]
    return Self.pairs(facts.0, facts.1).allSatisfy { pair in
      if case .option = pair.either.subject { return true }
      return !pair.differs || named.contains(pair.either.subject) || !pair.isWritten
    }
  }

  private func compare(_ before: Service, _ after: Service) -> ServiceChange {
    let pairs = Self.pairs(
      ServiceFacts(before, in: old.program).all, ServiceFacts(after, in: new.program).all
    ).filter(\.differs)
    var written: [FactPair] = []
    var implied: [FactPair] = []
    // One written key shows the whole mapping that one side lacks.
    let whole = Set(pairs.filter { $0.isWritten && ($0.old == nil || $0.new == nil) }.compactMap(\.either.group))
    for pair in pairs {
      let isWritten = pair.isWritten || pair.either.group.map(whole.contains) == true
      if isWritten, !isShared(pair, before, after) { written.append(pair) } else { implied.append(pair) }
    }
    return ServiceChange(name: after.name, kind: .changed, changes: changes(of: written), implied: implied)
  }

  /// Whether it is a shared variable that differs for everyone who uses it.
  private func isShared(_ pair: FactPair, _ before: Service, _ after: Service) -> Bool {
    guard pair.either.subject == .service(.variables) else { return false }
    let name = String(pair.either.path.dropFirst("variables.".count))
    let sides = [before.variable(name), after.variable(name)]
    return shared.contains { $0.key == name } && sides.allSatisfy { $0?.origin == .use }
  }

  /// Facts by their paths: those of the new side in its order, then those that only the old side has.
  static func pairs(_ before: [Fact], _ after: [Fact]) -> [FactPair] {
    var known = Dictionary(before.map { ($0.path, $0) }) { first, _ in first }
    var result = after.map { FactPair(old: known.removeValue(forKey: $0.path), new: $0) }
    guard !known.isEmpty else { return result }
    // At the place of their keys, so that a block reads in the order of the language.
    for fact in before where known[fact.path] != nil {
      let place = result.lastIndex { Self.order($0.either) <= Self.order(fact) } ?? -1
      result.insert(FactPair(old: fact, new: nil), at: place + 1)
    }
    return result
  }

  private static func order(_ fact: Fact) -> Int {
    switch fact.subject {
    case .service(let key): key.position
    case .option: ServiceKey.options.position
    case .project: 0
    }
  }

  /// A mapping that one side lacks is one row.
  private func changes(of pairs: [FactPair]) -> [Change] {
    var result: [Change] = []
    var grouped: Set<String> = []
    for pair in pairs {
      guard let group = pair.either.group, pair.old == nil || pair.new == nil else {
        result.append(change(pair.either.path, [pair]))
        continue
      }
      let members = pairs.filter { $0.either.group == group }
      guard members.allSatisfy({ ($0.old == nil) == (pair.old == nil) && ($0.new == nil) == (pair.new == nil) }) else {
        result.append(change(pair.either.path, [pair]))
        continue
      }
      if grouped.insert(group).inserted { result.append(change(group, members)) }
    }
    return result
  }

  private func change(_ path: String, _ pairs: [FactPair]) -> Change {
    let olds = pairs.compactMap(\.old)
    let news = pairs.compactMap(\.new)
    let absence = pairs.lazy.compactMap { $0.either.absence }.first
    return Change(
      key: path, kind: absence != nil ? .changed : olds.isEmpty ? .added : news.isEmpty ? .removed : .changed,
      old: shown(olds, path, absence), new: shown(news, path, absence), oldPlace: place(olds, old),
      newPlace: place(news, new), facts: pairs)
  }

  private func shown(_ facts: [Fact], _ path: String, _ absence: String?) -> Shown? {
    guard !facts.isEmpty else { return absence.map { Shown(text: $0, isSecret: false) } }
    let text = facts.count == 1 && facts[0].path == path ? facts[0].text : GroupText.text(path, facts)
    let name = path.split(separator: ".").last.map(String.init) ?? path
    let isSecret = facts.contains(where: \.isSecret)
    return Shown(text: isSecret ? text : mask(name, text), isSecret: isSecret)
  }

  private func place(_ facts: [Fact], _ side: Side) -> Place? {
    guard let number = facts.lazy.compactMap(\.span).first else { return nil }
    return side.program.place(number)
  }
}

extension Program {
  /// The place of a span; nil: there is no such span.
  func place(_ number: Int) -> Place? {
    guard spans.indices.contains(number) else { return nil }
    let span = spans[number]
    guard sources.indices.contains(span.source) else { return nil }
    return Place(file: sources[span.source].path, line: span.line, column: span.column)
  }
}

/// What a mapping is in one line.
enum GroupText {
  static func text(_ path: String, _ facts: [Fact]) -> String {
    func value(_ key: ServiceKey) -> String? { facts.first { $0.subject == .service(key) }?.text }
    switch path {
    case ServiceKey.scaleAutoscale.rawValue:
      let goals = [value(.scaleAutoscaleCPU).map { "\($0) CPU" }, value(.scaleAutoscaleMemory).map { "\($0) memory" }]
        .compactMap { $0 }.joined(separator: ", ")
      return "\(value(.scaleAutoscaleMin) ?? "1") to \(value(.scaleAutoscaleMax) ?? "1")"
        + (goals.isEmpty ? "" : " at \(goals)")
    case ServiceKey.backup.rawValue:
      // Of a backup that is there in any case, only its copies may be in the group.
      let parts = [
        value(.backupSchedule), value(.backupKeep).map { "kept \($0)" }, value(.backupToURL).map { "to \($0)" },
        value(.backupToURL) == nil ? value(.backupToEndpoint).map { "at \($0)" } : nil,
      ]
      return parts.compactMap { $0 }.joined(separator: ", ")
    default:
      return facts.map { "\($0.path.split(separator: ".").last ?? "") \($0.text)" }.joined(separator: ", ")
    }
  }
}

/// What a service is, in one line: `cron 30 3 * * *, 0.25 vCPU, 256 MiB, 16 variables, 7 secrets`.
enum ServiceSummary {
  static func text(_ service: Service, in program: Program) -> String {
    var words = [service.type]
    if let version = service.store?.version { words[0] += " \(version)" }
    if let schedule = service.schedule { words[0] += " \(schedule)" }
    if service.scale.replicas > 1 { words.append("\(service.scale.replicas) replicas") }
    words.append(Quantities.cpu(milli: service.resources.cpuMilli))
    words.append(Quantities.roundedSize(service.resources.memoryBytes))
    if let bytes = service.resources.storageBytes { words.append("\(Quantities.roundedSize(bytes)) volume") }
    let secrets = Set(service.values.flatMap { $0.value?.secretIDs ?? [] }).count
    words.append(Words.count(service.env.count, "variable"))
    if secrets > 0 { words.append(Words.count(secrets, "secret")) }
    if service.exposure.isPublic { words.append("public") }
    return words.joined(separator: ", ")
  }
}

package import IR

/// A deploy target as it is asked about changes.
package struct ChangeTarget: Sendable {
  /// The word of `targets:`.
  package let name: String
  package let cell: @Sendable (ChangeQuestion) -> ChangeCell
  /// What a person does about a change there; nil: nothing beyond what is said of all targets.
  package let remedy: @Sendable (ChangeQuestion) -> String?
  /// Whether a service is replaced without a gap.
  package let isWithoutGap: @Sendable (ChangeQuestion) -> Bool

  package init(
    name: String, cell: @escaping @Sendable (ChangeQuestion) -> ChangeCell,
    remedy: @escaping @Sendable (ChangeQuestion) -> String?,
    isWithoutGap: @escaping @Sendable (ChangeQuestion) -> Bool
  ) {
    self.name = name
    self.cell = cell
    self.remedy = remedy
    self.isWithoutGap = isWithoutGap
  }
}

/// What one change does to what runs on one target.
package struct Consequence: Hashable, Sendable {
  /// The service that is touched; nil: the whole project.
  package let service: String?
  /// The key that differs, or the name of the variable that follows from it.
  package let key: String
  package let target: String
  package let severity: ChangeClass
  /// Users notice that the service is replaced.
  package let hasGap: Bool
  package let reason: String
  package let remedy: String?
  package let places: [Place]
}

/// Judges what differs, target by target.
///
/// The classes are for two states of one environment: staging does not become production.
struct Consequences {
  private let difference: Difference
  private let targets: [ChangeTarget]
  private var result: [Consequence] = []

  /// - Parameter targets: the deploy targets that either side lists.
  static func all(of difference: Difference, on targets: [ChangeTarget]) -> [Consequence] {
    var judge = Consequences(difference: difference, targets: targets)
    judge.project()
    for change in difference.services { judge.service(change) }
    judge.follow()
    return judge.sorted()
  }

  private init(difference: Difference, targets: [ChangeTarget]) {
    self.difference = difference
    self.targets = targets
  }

  private var programs: (Program, Program) { (difference.old.program, difference.new.program) }

  // MARK: The whole

  private mutating func project() {
    let (old, new) = programs
    if old.project != new.project { add(.project, key: "project", nil, nil) }
    for change in difference.project {
      for pair in change.facts {
        var question = ChangeQuestion(Mechanisms.of(pair), old: nil, new: nil, in: programs)
        if case .option(let name, let target) = pair.either.subject { question.option = (name, target) }
        add(question, key: change.key, places: Self.places(change))
      }
    }
    let names = (Set(old.secrets.map(\.env)), Set(new.secrets.map(\.env)))
    for secret in new.secrets where !names.0.contains(secret.env) && secret.isRequired {
      add(.secretNeeded, key: "secrets.\(secret.env)", nil, nil)
    }
    for secret in old.secrets where !names.1.contains(secret.env) {
      add(.secretGone, key: "secrets.\(secret.env)", nil, nil)
    }
  }

  // MARK: Services

  private mutating func service(_ change: ServiceChange) {
    let old = programs.0.services.first { $0.dns == Self.folded(change.name, programs) }
    let new = programs.1.service(change.name)
    switch change.kind {
    case .added: add(.serviceAdded, key: "services.\(change.name)", nil, new)
    case .renamed(let name):
      let former = programs.0.service(name)
      let keepsData = former?.store?.keepsData == true || former?.volumes.contains { $0.shared == nil } == true
      add(keepsData ? .storeRenamed : .serviceRenamed, key: "services.\(name)", former, new)
    case .removed:
      let former = programs.0.service(change.name)
      let keepsData = former?.store?.keepsData == true || former?.volumes.isEmpty == false
      add(keepsData ? .storeRemoved : .serviceRemoved, key: "services.\(change.name)", former, nil)
    case .changed:
      for entry in change.changes {
        for pair in entry.facts { judge(pair, key: entry.key, old, new, places: Self.places(entry)) }
      }
      for pair in change.implied { judge(pair, key: pair.either.path, old, new, places: []) }
    }
  }

  private static func folded(_ name: String, _ programs: (Program, Program)) -> String? {
    programs.1.service(name)?.dns ?? programs.0.service(name)?.dns
  }

  private mutating func judge(_ pair: FactPair, key: String, _ old: Service?, _ new: Service?, places: [Place]) {
    var question = ChangeQuestion(Mechanisms.of(pair, old, new), old: old, new: new, in: programs)
    switch pair.either.subject {
    case .option(let name, let target): question.option = (name, target)
    case .service(let key): question.key = key
    case .project: break
    }
    if case .setting(let name, _, _) = pair.either.detail { question.setting = name }
    add(question, key: key, places: places)
  }

  /// Unchanged variables that come to something else, and images that are rebuilt.
  private mutating func follow() {
    let (old, new) = (ValueText(program: programs.0), ValueText(program: programs.1))
    let before = Dictionary(programs.0.services.map { ($0.dns, $0) }) { first, _ in first }
    let moved = MovedServices(programs.0, programs.1)
    for service in programs.1.services where service.env.contains(where: { $0.value.map(moved.concern) == true }) {
      guard let twin = before[service.dns] else { continue }
      let known = Dictionary(twin.env.map { ($0.name, $0) }) { first, _ in first }
      for variable in service.env {
        guard let other = known[variable.name], other.value == variable.value, let value = variable.value,
          moved.concern(value),
          old.resolved(value) != new.resolved(value)
        else { continue }
        let isBaked = variable.isBrowserVisible || variable.phase != .run
        add(isBaked ? .baked : .process, key: variable.name, twin, service)
      }
    }
    for effect in difference.effects {
      guard let mechanism = effect.mechanism, let name = effect.service, let service = programs.1.service(name)
      else { continue }
      add(mechanism, key: "build", before[service.dns], service)
    }
  }

  // MARK: Rows

  private mutating func add(_ mechanism: ChangeMechanism, key: String, _ old: Service?, _ new: Service?) {
    add(ChangeQuestion(mechanism, old: old, new: new, in: programs), key: key, places: [])
  }

  private mutating func add(_ question: ChangeQuestion, key: String, places: [Place]) {
    for target in targets {
      guard case .does(let severity) = target.cell(question), severity != .none else { continue }
      result.append(
        Consequence(
          service: question.service?.name, key: key, target: target.name, severity: severity,
          hasGap: severity >= .restart && !target.isWithoutGap(question), reason: question.mechanism.reason,
          remedy: severity >= .rebuild ? target.remedy(question) ?? question.mechanism.remedy : nil, places: places))
    }
  }

  private static func places(_ change: Change) -> [Place] {
    [change.newPlace ?? change.oldPlace].compactMap { $0 }
  }

  /// The worst first, then services in order of declaration, then targets; of equal rows the first.
  private func sorted() -> [Consequence] {
    var order: [String: Int] = [:]
    for service in programs.0.services + programs.1.services where order[service.name] == nil {
      order[service.name] = order.count
    }
    var seen: Set<Consequence> = []
    let rows = result.filter { seen.insert($0).inserted }.enumerated()
    return rows.sorted { a, b in
      let left = (-a.element.severity.rawValue, a.element.service.flatMap { order[$0] } ?? -1, a.offset)
      return left < (-b.element.severity.rawValue, b.element.service.flatMap { order[$0] } ?? -1, b.offset)
    }.map(\.element)
  }
}

/// An environment that only one side has.
package struct EnvironmentChange: Sendable {
  package enum Kind: String, Sendable {
    case added
    case removed
  }

  package let name: String
  /// The environment whose values it starts from; nil: none.
  package let base: String?
  package let kind: Kind
  /// What becomes of what was deployed from it; empty for an added one: nothing runs of it yet.
  package let consequences: [Consequence]

  package init(added program: Program) {
    name = program.environment.name
    base = program.environment.base
    kind = .added
    consequences = []
  }

  /// - Parameter targets: the deploy targets that it lists.
  package init(removed program: Program, from targets: [ChangeTarget]) {
    name = program.environment.name
    base = program.environment.base
    kind = .removed
    let question = ChangeQuestion(.environmentRemoved, old: nil, new: nil, in: (program, program))
    consequences = targets.compactMap { target in
      guard case .does(let severity) = target.cell(question) else { return nil }
      return Consequence(
        service: nil, key: "environments.\(program.environment.name)", target: target.name, severity: severity,
        hasGap: false, reason: question.mechanism.reason,
        remedy: target.remedy(question) ?? question.mechanism.remedy, places: [])
    }
  }
}

extension Difference {
  /// The highest class for each target that has one above `none`.
  package var worst: [String: ChangeClass] {
    consequences.reduce(into: [:]) { $0[$1.target] = max($0[$1.target] ?? .none, $1.severity) }
  }
}

import Diagnostics
import IR

/// What follows from changes: a derived value that differs.
package struct Effect: Hashable, Sendable {
  /// In the order in which they are shown.
  package enum Kind: String, Sendable, CaseIterable {
    case connections
    case overlap
    case memory
    case tuning
    case command
    case images
    case addresses
    case origins
    case browser
    case secrets
    case schedules
    case startup
    case networks
    case cost
    case other
  }

  package let kind: Kind
  /// What it is of, as people say it: `connections to postgres`.
  package let subject: String
  /// Nil: there is none on that side.
  package let old: String?
  package let new: String?
  package var note: String?
  /// Whether the new value is worse in a way that can be told; nil: not known.
  package var isWorse: Bool?
  /// The service that it is of.
  var service: String?
  /// How it reaches what runs, where no key says it.
  var mechanism: ChangeMechanism?
}

/// What was compared and is equal, so that silence is not taken for an answer.
package struct UnchangedKind: Hashable, Sendable {
  package let kind: Effect.Kind
  /// `secrets (11 names)`.
  package let text: String
}

/// What follows, kind by kind. Every number is that of the IR.
struct DifferenceEffects {
  let old: Program
  let new: Program
  /// Whether a target starts the new replicas before it stops the old ones.
  let overlaps: Bool
  /// What the targets of both sides are paid.
  let billings: (old: [Billing], new: [Billing])
  private(set) var effects: [Effect] = []
  private(set) var unchanged: [UnchangedKind] = []

  init(
    _ old: Program, _ new: Program, overlaps: Bool, billings: (old: [Billing], new: [Billing]),
    services: [ServiceChange]
  ) {
    self.billings = billings
    self.old = old
    self.new = new
    self.overlaps = overlaps
    connections()
    memory()
    follow(services)
    images()
    values(services)
    secrets()
    schedules()
    startup()
    networks()
    rest(services)
    costs()
    let found = effects.enumerated().sorted {
      (Self.position($0.element.kind), $0.offset) < (Self.position($1.element.kind), $1.offset)
    }
    effects = found.map(\.element)
  }

  /// A rollout stands below the connections that it doubles.
  private static func position(_ kind: Effect.Kind) -> Int {
    let all = Effect.Kind.allCases
    return all.firstIndex(of: kind == .overlap ? .connections : kind) ?? all.count
  }

  private mutating func note(_ kind: Effect.Kind, unchanged text: String) {
    guard !effects.contains(where: { $0.kind == kind }) else { return }
    unchanged.append(UnchangedKind(kind: kind, text: text))
  }

  // MARK: Budgets

  private mutating func connections() {
    for (before, after) in pairs(old.connectionBudgets, new.connectionBudgets, \.store) {
      let texts = [before, after].map { $0.map(Self.text) }
      if texts[0] != texts[1] {
        var effect = Effect(
          kind: .connections, subject: "connections to \((after ?? before)!.store)", old: texts[0], new: texts[1])
        effect.note = after.map { $0.consumers.filter { !$0.isPooled }.map(Self.arithmetic).joined(separator: "; ") }
        effect.isWorse = after.map { $0.used > $0.available } == true ? true : nil
        effects.append(effect)
      }
      guard overlaps else { continue }
      let rollouts = [before, after].map { budget in
        budget.flatMap { $0.overlap > $0.used ? "\($0.overlap) of \($0.available)" : nil }
      }
      guard rollouts[0] != rollouts[1] else { continue }
      var effect = Effect(kind: .overlap, subject: "  while a rollout overlaps", old: rollouts[0], new: rollouts[1])
      if let after, after.overlap + after.beside > after.available {
        effect.note = "more than there is"
        effect.isWorse = true
      }
      effects.append(effect)
    }
    // Under its own budget.
    note(.connections, unchanged: "connections")
  }

  private static func text(_ budget: ConnectionBudget) -> String {
    let percent = budget.available == 0 ? 0 : (budget.used * 100 + budget.available / 2) / budget.available
    return "\(budget.isLowerBound ? "≥ " : "")\(budget.used) of \(budget.available) (\(percent)%)"
  }

  private static func arithmetic(_ consumer: ConnectionBudget.Consumer) -> String {
    let each = consumer.isPerThread ? "\(consumer.size)" : "(\(consumer.size) + \(consumer.overflow))"
    return "\(consumer.name) \(consumer.replicas) × \(consumer.workers) × \(each)"
  }

  private mutating func memory() {
    for (before, after) in pairs(old.memoryBudgets, new.memoryBudgets, \.store) {
      let texts = [before, after].map { budget in budget.map { "\($0.need) of \($0.limit) MiB (\($0.percent)%)" } }
      guard texts[0] != texts[1] else { continue }
      var effect = Effect(
        kind: .memory, subject: "memory of \((after ?? before)!.store)", old: texts[0], new: texts[1])
      effect.isWorse = after.map { $0.need > $0.limit } == true ? true : nil
      effects.append(effect)
    }
    note(.memory, unchanged: "memory of stores")
  }

  // MARK: What services bring along

  /// Values that are computed from what is written.
  private mutating func follow(_ services: [ServiceChange]) {
    for service in services {
      for pair in service.implied {
        // Variables and the order of starts have effects of their own.
        guard case .service(let key) = pair.either.subject, key != .variables, key != .needs else { continue }
        let isTuning = key == .tuning
        var effect = Effect(
          kind: isTuning ? .tuning : .command,
          subject:
            "\(service.name) \(isTuning ? String(pair.either.path.dropFirst("tuning.".count)) : pair.either.path)",
          old: pair.old?.text ?? pair.either.absence, new: pair.new?.text ?? pair.either.absence)
        effect.service = service.name
        effects.append(effect)
      }
    }
  }

  /// Images that are rebuilt although the code is the same.
  private mutating func images() {
    let moved = MovedServices(old, new)
    for (before, after) in twins where before.build != nil && after.build != nil {
      // An equal service may still have another address built in.
      if before == after, !after.buildVariables.contains(where: { $0.value.map(moved.concern) == true }) { continue }
      guard let reason = Self.reason(before, after, ValueText(program: old), ValueText(program: new)) else { continue }
      var effect = Effect(
        kind: .images, subject: "images", old: old.imageOwner(of: before).name, new: new.imageOwner(of: after).name)
      effect.note = "rebuilt: \(reason.words)"
      effect.mechanism = reason.mechanism
      effect.service = after.name
      effects.append(effect)
    }
    note(.images, unchanged: "images")
  }

  /// Why another image comes out; nil: the same does.
  private static func reason(
    _ before: Service, _ after: Service, _ old: ValueText, _ new: ValueText
  ) -> (words: String, mechanism: ChangeMechanism)? {
    guard let a = before.build, let b = after.build else { return nil }
    let bases = [a, b].map { ($0.recipe?.stages ?? []).map(\.base) }
    if bases[0] != bases[1], let first = zip(bases[0], bases[1]).first(where: { $0 != $1 }) {
      return ("its base is \(first.1), it was \(first.0)", .toolchain)
    }
    let known = Dictionary(before.buildVariables.map { ($0.name, $0.value.map(old.resolved)) }) { first, _ in first }
    let baked = after.buildVariables.filter { known[$0.name] != $0.value.map(new.resolved) }.map(\.name)
    if !baked.isEmpty {
      return ("it contains \(baked.joined(separator: ", "))", .image)
    }
    if a.recipe != b.recipe || a.builder != b.builder || a.dockerfile != b.dockerfile || a.target != b.target {
      return ("its Dockerfile differs", .image)
    }
    return a.root != b.root || a.workspace != b.workspace || a.command != b.command
      ? ("its sources differ", .image) : nil
  }

  /// Variables with the same expression that come to another address.
  private mutating func values(_ services: [ServiceChange]) {
    let before = ValueText(program: old, unresolved: ValueText.noAddresses)
    let after = ValueText(program: new, unresolved: ValueText.noAddresses)
    let moved = MovedServices(old, new)
    for (first, second) in twins {
      for variable in second.env {
        guard let value = variable.value, moved.concern(value),
          case let other?? = first.variable(variable.name).map(\.value),
          value == other
        else { continue }
        let texts = (before.resolved(other), after.resolved(value))
        guard texts.0 != texts.1 else { continue }
        var outputs: [String] = []
        value.walk { if case .output(_, let name) = $0 { outputs.append(name) } }
        let kind: Effect.Kind =
          outputs.contains { $0 == "origins" || $0 == "origin" }
          ? .origins : variable.isBrowserVisible ? .browser : .addresses
        let noun = kind == .addresses ? "address" : kind.rawValue
        var effect = Effect(
          kind: kind, subject: "\(noun), \(second.name)", old: texts.0, new: texts.1, note: variable.name)
        effect.service = second.name
        effects.append(effect)
      }
    }
    for kind in [Effect.Kind.addresses, .origins, .browser] where !effects.contains(where: { $0.kind == kind }) {
      note(kind, unchanged: kind == .browser ? "addresses in browsers" : kind.rawValue)
    }
  }

  // MARK: What belongs to the whole

  private mutating func secrets() {
    let names = [old, new].map { Set($0.secrets.map(\.env)) }
    for secret in new.secrets where !names[0].contains(secret.env) {
      effects.append(
        Effect(kind: .secrets, subject: "secrets", old: nil, new: secret.env, note: ValueText.rule(of: secret)))
    }
    for secret in old.secrets where !names[1].contains(secret.env) {
      effects.append(Effect(kind: .secrets, subject: "secrets", old: secret.env, new: nil))
    }
    note(.secrets, unchanged: "secrets (\(Words.count(names[1].count, "name")))")
  }

  private mutating func schedules() {
    let schedules = [old, new].map { program in
      Dictionary(program.services.map { ($0.dns, $0.schedule) }) { first, _ in first }
    }
    // Those that differ are settings, which are shown.
    if twins.allSatisfy({ schedules[0][$0.dns] == schedules[1][$1.dns] }) {
      note(.schedules, unchanged: "schedules of services")
    }
  }

  private mutating func startup() {
    edges(.startup, "startup order", "startup order") { edge in
      "\(edge.to)\(edge.condition.map { ", \($0.rawValue)" } ?? "")"
    }
  }

  private mutating func networks() { edges(.address, "networks", "networks") { $0.to } }

  private mutating func edges(_ kind: Edge.Kind, _ subject: String, _ unchanged: String, _ text: (Edge) -> String) {
    let effect: Effect.Kind = kind == .startup ? .startup : .networks
    let names = Set(twins.map { $0.1.name })
    func lines(_ program: Program) -> [String] {
      var seen: Set<String> = []
      return program.edges.filter { $0.kind == kind && names.contains($0.from) }
        .map { "\($0.from) → \(text($0))" }.filter { seen.insert($0).inserted }
    }
    let (before, after) = (lines(old), lines(new))
    let known = (Set(before), Set(after))
    for line in after where !known.0.contains(line) {
      effects.append(Effect(kind: effect, subject: subject, old: nil, new: line))
    }
    for line in before where !known.1.contains(line) {
      effects.append(Effect(kind: effect, subject: subject, old: line, new: nil))
    }
    note(effect, unchanged: unchanged)
  }

  /// Services that are lowered to something else although nothing above says so: what is written for them may differ.
  private mutating func rest(_ services: [ServiceChange]) {
    let known = Set(services.map(\.name)).union(effects.compactMap(\.service))
    for (before, after) in twins where before != after && !known.contains(after.name) && !before.isSame(as: after) {
      var effect = Effect(
        kind: .other, subject: after.name, old: nil, new: nil, note: "what is written for it differs")
      effect.service = after.name
      effect.mechanism = .unknown
      effects.append(effect)
    }
  }

  /// What targets that meter cost a month, idle and at the limits.
  private mutating func costs() {
    func texts(_ billings: [Billing]) -> [(target: String, idle: Int, limits: Int, currency: String)] {
      billings.compactMap { billing in
        Cost(billing).map {
          (billing.target, Money.cents($0.total.idle), Money.cents($0.total.limits), $0.prices.currency)
        }
      }
    }
    let known = texts(billings.old)
    let all = texts(billings.new)
    for after in all {
      guard let before = known.first(where: { $0.target == after.target && $0.currency == after.currency }),
        (before.idle, before.limits) != (after.idle, after.limits)
      else { continue }
      func money(_ cents: Int) -> String { Money.text(cents: cents, after.currency) }
      func change(_ cents: Int) -> String { (cents < 0 ? "" : "+") + money(cents) }
      effects.append(
        Effect(
          kind: .cost, subject: "\(after.target), a month", old: "\(money(before.idle)) to \(money(before.limits))",
          new: "\(money(after.idle)) to \(money(after.limits))",
          note: "\(change(after.idle - before.idle)) to \(change(after.limits - before.limits))"))
    }
    if !all.isEmpty { note(.cost, unchanged: "cost") }
  }

  /// Services of both sides.
  private var twins: [(Service, Service)] {
    let before = Dictionary(old.services.map { ($0.dns, $0) }) { first, _ in first }
    return new.services.compactMap { service in before[service.dns].map { ($0, service) } }
  }

  private func pairs<Value>(
    _ before: [Value], _ after: [Value], _ name: KeyPath<Value, String>
  ) -> [(Value?, Value?)] {
    let known = Dictionary(before.map { ($0[keyPath: name], $0) }) { first, _ in first }
    let names = Set(after.map { $0[keyPath: name] })
    return after.map { (known[$0[keyPath: name]], $0) }
      + before.filter { !names.contains($0[keyPath: name]) }.map { ($0, nil) }
  }
}

extension Service {
  /// Whether the same runs: places, comments and rules that are checked make no difference.
  func isSame(as other: Service) -> Bool { bare == other.bare }

  private var bare: Service {
    var service = self
    service.stopGraceReason = nil
    service.span = nil
    service.spans = NumbersOfKeys()
    service.rawPlaces = [:]
    service.declared = ServiceKeys()
    service.env = service.env.map(\.bare)
    if var build = service.build {
      build.args = build.args.map(\.bare)
      service.build = build
    }
    service.ports = service.ports.map { NamedPort($0.name, $0.port, transport: $0.transport) }
    service.files = service.files.map { file in
      guard let text = file.composed else { return file }
      var plain = FileMount(path: file.path, source: .composed(text.bare))
      plain.digest = file.digest
      return plain
    }
    if var proxy = service.proxy {
      for index in proxy.routes.indices { proxy.routes[index].span = nil }
      service.proxy = proxy
    }
    if var store = service.store {
      for index in store.databases.indices { store.databases[index].span = nil }
      for index in store.settings.indices {
        store.settings[index].isDeclared = false
        store.settings[index].reason = ""
      }
      store.pooler?.sizeReason = ""
      store.pooler?.clientsReason = ""
      store.leftAtDefault = []
      service.store = store
    }
    return service
  }
}

extension Variable {
  fileprivate var bare: Variable {
    var variable = self
    variable.span = nil
    variable.doc = nil
    variable.reason = nil
    variable.summary = nil
    variable.type = ""
    variable.inheritedFrom = nil
    variable.isRequired = true
    return variable
  }
}

package import IR

/// What environments cost on the targets that they list.
package struct CostReport: Sendable {
  /// What an environment costs on one target.
  package enum Offer: Sendable {
    case metered(target: String, Cost)
    case machine(target: String, Billing.Machine)
    /// It costs what its machine costs, which is not known.
    case unknown(target: String)
  }

  /// One environment, with an offer for each target in the order in which they are listed.
  package struct Environment: Sendable {
    package let name: String
    /// There may be any number of it.
    package let isPreview: Bool
    package let offers: [Offer]
  }

  /// The sum of environments that are metered alike, in cents.
  package struct Sum: Hashable, Sendable {
    package let target: String
    package let idleCents: Int
    /// At the share of the limits that was asked for; nil: none was.
    package let loadCents: Int?
    package let limitsCents: Int
    package let prices: Prices
    package let plan: Billing.Plan?

    /// What is to be paid at least, where the fee of the plan is more than the lower bound.
    package var leastCents: Int? {
      guard let fee = plan.map({ Money.cents($0.fee) }), fee > idleCents else { return nil }
      return fee
    }
  }

  package let environments: [Environment]
  /// Percent of the distance between idle and the limits.
  package let load: Int?

  /// - Parameters:
  ///   - programs: in the order of the report, each with what its targets answered.
  ///   - load: 0 to 100.
  package init(_ programs: [(program: Program, billings: [Billing])], load: Int? = nil) {
    self.load = load
    environments = programs.map { program, billings in
      Environment(
        name: program.environment.name, isPreview: program.environment.kind == .preview,
        offers: billings.map(Self.offer))
    }
  }

  private static func offer(_ billing: Billing) -> Offer {
    if let cost = Cost(billing) { return .metered(target: billing.target, cost) }
    if case .machine(let machine) = billing.terms { return .machine(target: billing.target, machine) }
    return .unknown(target: billing.target)
  }

  /// For each target that meters, the sum of the environments as they are printed. Previews are not in it: how many there
  /// are is not known.
  package var sums: [Sum] {
    var sums: [Sum] = []
    for environment in environments where !environment.isPreview {
      for case .metered(let target, let cost) in environment.offers {
        let added = total(of: cost)
        let position = sums.firstIndex { $0.target == target }
        let old = position.map { sums[$0] }
        let sum = Sum(
          target: target, idleCents: (old?.idleCents ?? 0).plus(added.idleCents),
          loadCents: added.loadCents.map { (old?.loadCents ?? 0).plus($0) },
          limitsCents: (old?.limitsCents ?? 0).plus(added.limitsCents), prices: cost.prices,
          plan: [old?.plan, cost.plan].compactMap { $0 }.max { $0.fee < $1.fee })
        if let position { sums[position] = sum } else { sums.append(sum) }
      }
    }
    return sums
  }

  /// One printed row, in cents.
  package struct Row: Hashable, Sendable {
    package let idleCents: Int
    package let loadCents: Int?
    package let limitsCents: Int

    fileprivate init(idleCents: Int, loadCents: Int?, limitsCents: Int) {
      self.idleCents = idleCents
      self.loadCents = loadCents
      self.limitsCents = limitsCents
    }
  }

  /// The sum of the lines of a cost.
  package func total(of cost: Cost) -> Row {
    Row(
      idleCents: Money.cents(cost.total.idle), loadCents: load.map { Money.cents(cost.total(at: $0)) },
      limitsCents: Money.cents(cost.total.limits))
  }

  /// The rows of the lines of a cost: each column adds up to that of the sum.
  package func rows(of cost: Cost) -> [Row] {
    let idle = Money.cents(of: cost.lines.map(\.amounts.idle))
    let limits = Money.cents(of: cost.lines.map(\.amounts.limits))
    let loaded = load.map { load in Money.cents(of: cost.lines.map { $0.amounts.at(percent: load) }) }
    return cost.lines.indices.map {
      Row(idleCents: idle[$0], loadCents: loaded?[$0], limitsCents: limits[$0])
    }
  }
}

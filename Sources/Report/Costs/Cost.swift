package import IR

/// The cost of one environment on one target, a month, between two bounds: what it costs when nothing happens, and when
/// every limit is in use nonstop.
///
/// An amount is replicas × (memory in GiB × price + vCPU × price) + volumes in GiB × price, in millionths of a unit of
/// money. 1 GB of a price is counted as 1 GiB, which is at most 7% too much.
package struct Cost: Hashable, Sendable {
  /// Amounts of one row.
  package struct Amounts: Hashable, Sendable {
    /// Memory that processes hold when nothing happens, and no CPU.
    package var idle: Micros = 0
    /// Every limit in use nonstop, volumes full.
    package var limits: Micros = 0

    package init(idle: Micros = 0, limits: Micros = 0) {
      self.idle = idle
      self.limits = limits
    }

    /// At a share of the limits.
    /// - Parameter percent: 0: idle; 100: the limits.
    package func at(percent: Int) -> Micros {
      let distance = limits - idle
      return idle.plus(distance / 100 * percent + (distance % 100 * percent + 50) / 100)
    }

    /// Row by row.
    package func plus(_ other: Amounts) -> Amounts {
      Amounts(idle: idle.plus(other.idle), limits: limits.plus(other.limits))
    }
  }

  /// What one unit costs.
  package struct Line: Hashable, Sendable {
    package let unit: Billing.Unit
    package let amounts: Amounts

    /// What it is billed for: `3 × 1 vCPU, 1 GiB`, `0.5 vCPU, 512 MiB, 1 GiB volume`.
    package var measures: String {
      var parts: [String] = []
      if unit.replicas > 0 {
        parts = [
          (unit.replicas > 1 ? "\(unit.replicas) × " : "") + Quantities.cpu(milli: unit.cpuMilli),
          Quantities.size(unit.memoryBytes),
        ]
      }
      if unit.volumeBytes > 0 { parts.append("\(Quantities.size(unit.volumeBytes)) volume") }
      if unit.bucketBytes > 0 { parts.append("\(Quantities.size(unit.bucketBytes)) bucket") }
      if unit.isOccasional { parts.append("if it ran all the time") }
      return parts.isEmpty ? "nothing that has a limit" : parts.joined(separator: ", ")
    }
  }

  package let prices: Prices
  package let plan: Billing.Plan?
  /// In order of declaration.
  package let lines: [Line]
  package let total: Amounts

  /// - Returns: Nil where nothing is metered.
  package init?(_ billing: Billing) {
    guard case .usage(let prices, let plan) = billing.terms else { return nil }
    self.prices = prices
    self.plan = plan
    lines = billing.units.map { Line(unit: $0, amounts: Self.amounts(of: $0, prices)) }
    total = lines.reduce(Amounts()) { $0.plus($1.amounts) }
  }

  /// The sum of the lines at a share of the limits, 0 to 100.
  package func total(at percent: Int) -> Micros { lines.reduce(0) { $0.plus($1.amounts.at(percent: percent)) } }

  /// What a unit costs in a month.
  private static func amounts(of unit: Billing.Unit, _ prices: Prices) -> Amounts {
    let memory = price(prices.memoryMonth, ofGiBIn: unit.memoryBytes.times(unit.replicas))
    let cpu = unit.cpuMilli.times(unit.replicas).times(prices.cpuMonth / 1000)
    let kept = price(prices.volumeMonth, ofGiBIn: unit.volumeBytes)
      .plus(price(prices.bucketMonth, ofGiBIn: unit.bucketBytes))
    let idle = min(unit.idleMemoryBytes, unit.memoryBytes).times(unit.isOccasional ? 0 : unit.replicas)
    return Amounts(idle: price(prices.memoryMonth, ofGiBIn: idle), limits: memory.plus(cpu).plus(kept))
  }

  /// Rounded half up to a millionth. Whole GiB are taken apart from the rest, so that no product leaves 64 bits early.
  private static func price(_ perGiB: Micros, ofGiBIn bytes: Int) -> Micros {
    let (whole, rest) = (bytes >> 30, bytes & (1 << 30 - 1))
    return whole.times(perGiB).plus((rest.times(perGiB).plus(1 << 29)) >> 30)
  }
}

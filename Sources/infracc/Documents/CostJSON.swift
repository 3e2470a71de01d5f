import IR
import JSON
import Report

/// What `infracc cost --format json` prints; `schemas/cost.v1.schema.json` describes it. Amounts are cents, prices
/// millionths of a unit of the currency.
enum CostJSON {
  static func document(_ report: CostReport) -> JSONValue {
    var members: [String: JSONValue] = [
      "version": 1, "environments": .array(report.environments.map { environment($0, report) }),
      "sums": .array(report.sums.map(sum)),
    ]
    members["loadPercent"] = report.load.map { .int($0) }
    return .object(members)
  }

  private static func environment(_ environment: CostReport.Environment, _ report: CostReport) -> JSONValue {
    [
      "name": .string(environment.name), "preview": .bool(environment.isPreview),
      "targets": .array(environment.offers.map { offer($0, report) }),
    ]
  }

  private static func offer(_ offer: CostReport.Offer, _ report: CostReport) -> JSONValue {
    switch offer {
    case .metered(let target, let cost):
      var members = amounts(report.total(of: cost))
      members["target"] = .string(target)
      members["kind"] = "metered"
      members["currency"] = .string(cost.prices.currency)
      members["services"] = .array(zip(cost.lines, report.rows(of: cost)).map(line))
      return .object(members)
    case .machine(let target, let machine):
      var members: [String: JSONValue] = [
        "target": .string(target), "kind": "machine", "currency": .string(machine.currency),
      ]
      members["cpuMilli"] = machine.cpuMilli.map { .int($0) }
      members["memoryBytes"] = machine.memoryBytes.map { .int($0) }
      members["monthlyCents"] = machine.monthly.map { .int(Money.cents($0)) }
      return .object(members)
    case .unknown(let target):
      return ["target": .string(target), "kind": "unknown"]
    }
  }

  private static func line(_ line: Cost.Line, _ row: CostReport.Row) -> JSONValue {
    let unit = line.unit
    var members = amounts(row)
    members["name"] = .string(unit.name)
    members["replicas"] = .int(unit.replicas)
    members["cpuMilli"] = .int(unit.cpuMilli)
    members["memoryBytes"] = .int(unit.memoryBytes)
    members["idleMemoryBytes"] = .int(unit.idleMemoryBytes)
    members["volumeBytes"] = .int(unit.volumeBytes)
    members["bucketBytes"] = .int(unit.bucketBytes)
    members["occasional"] = .bool(unit.isOccasional)
    return .object(members)
  }

  private static func sum(_ sum: CostReport.Sum) -> JSONValue {
    var members: [String: JSONValue] = [
      "target": .string(sum.target), "idleCents": .int(sum.idleCents), "limitsCents": .int(sum.limitsCents),
      "prices": prices(sum.prices),
    ]
    members["loadCents"] = sum.loadCents.map { .int($0) }
    members["plan"] = sum.plan.map { ["name": .string($0.title), "feeCents": .int(Money.cents($0.fee))] }
    members["leastCents"] = sum.leastCents.map { .int($0) }
    return .object(members)
  }

  private static func amounts(_ row: CostReport.Row) -> [String: JSONValue] {
    var members: [String: JSONValue] = ["idleCents": .int(row.idleCents), "limitsCents": .int(row.limitsCents)]
    members["loadCents"] = row.loadCents.map { .int($0) }
    return members
  }

  private static func prices(_ prices: Prices) -> JSONValue {
    [
      "date": .string(prices.date), "source": .string(prices.source), "currency": .string(prices.currency),
      "memoryGBMonthMicros": .int(prices.memoryMonth), "cpuMonthMicros": .int(prices.cpuMonth),
      "volumeGBMonthMicros": .int(prices.volumeMonth), "bucketGBMonthMicros": .int(prices.bucketMonth),
      "notIncluded": .array(
        prices.notIncluded.map { ["name": .string($0.name), "perGBMicros": .int($0.perGB)] }),
    ]
  }
}

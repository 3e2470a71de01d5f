import IR
import JSON
import Report

/// What `infracc budget --format json` prints; `schemas/budget.v1.schema.json` describes it.
enum BudgetJSON {
  static func document(_ report: BudgetReport) -> JSONValue {
    ["version": 1, "environments": .array(report.environments.map(environment))]
  }

  private static func environment(_ environment: BudgetReport.Environment) -> JSONValue {
    [
      "name": .string(environment.name),
      "overlapping": .array(environment.overlapping.map { .string($0) }),
      "connections": .array(environment.connections.map(connections)),
      "memory": .array(environment.memory.map(memory)),
      "timeouts": .array(environment.timeouts.map(timeouts)),
    ]
  }

  private static func connections(_ compared: BudgetReport.Compared<ConnectionBudget>) -> JSONValue {
    let budget = compared.now
    var members = numbers(budget)
    members["store"] = .string(budget.store)
    members["percent"] = .int(budget.percent)
    members["leastOnly"] = .bool(budget.isLowerBound)
    members["pool"] = budget.pool.map { .int($0) }
    members["consumers"] = .array(
      budget.consumers.map { consumer in
        [
          "name": .string(consumer.name), "connections": .int(consumer.total), "sum": .string(consumer.sum),
          "pooled": .bool(consumer.isPooled), "assumed": .bool(consumer.isAssumed),
        ]
      })
    members["beside"] = .array(
      budget.besides.map { ["name": .string($0.name), "connections": .int($0.connections)] })
    members["before"] = compared.before.map { .object(numbers($0)) }
    return .object(members)
  }

  private static func numbers(_ budget: ConnectionBudget) -> [String: JSONValue] {
    ["used": .int(budget.used), "available": .int(budget.available), "overlap": .int(budget.overlap)]
  }

  private static func memory(_ compared: BudgetReport.Compared<MemoryBudget>) -> JSONValue {
    let budget = compared.now
    var members = numbers(budget)
    members["store"] = .string(budget.store)
    members["percent"] = .int(budget.percent)
    members["lines"] = .array(
      budget.lines.map { ["name": .string($0.name), "what": .string($0.what), "mebibytes": .int($0.mebibytes)] })
    members["before"] = compared.before.map { .object(numbers($0)) }
    return .object(members)
  }

  private static func numbers(_ budget: MemoryBudget) -> [String: JSONValue] {
    ["needMebibytes": .int(budget.need), "limitMebibytes": .int(budget.limit)]
  }

  private static func timeouts(_ timeouts: BudgetReport.Timeouts) -> JSONValue {
    [
      "store": .string(timeouts.store), "statementMs": .int(timeouts.statement), "service": .string(timeouts.service),
      "stopMs": .int(timeouts.stop),
    ]
  }
}

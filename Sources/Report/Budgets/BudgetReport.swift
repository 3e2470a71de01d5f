package import IR

/// The budgets of environments: connections and memory of stores, and timeouts that depend on each other.
package struct BudgetReport: Sendable {
  /// A number, and what it was before a change that is being tried.
  package struct Compared<Value: Sendable>: Sendable {
    package let now: Value
    /// Nil: nothing is being tried, or there was no such budget.
    package let before: Value?

    package init(_ now: Value, before: Value? = nil) {
      self.now = now
      self.before = before
    }
  }

  /// Statements that a store ends after a time, and the service that waits the shortest time for open ones when it stops.
  package struct Timeouts: Hashable, Sendable {
    package let store: String
    package let statement: Milliseconds
    package let service: String
    package let stop: Milliseconds
  }

  /// The budgets of one environment.
  package struct Environment: Sendable {
    package let name: String
    /// One for each store whose connections are counted.
    package let connections: [Compared<ConnectionBudget>]
    /// One for each store whose memory is tuned.
    package let memory: [Compared<MemoryBudget>]
    package let timeouts: [Timeouts]
    /// Targets that run old and new replicas side by side.
    package let overlapping: [String]

    /// - Parameters:
    ///   - before: the environment without the change that is being tried; nil: nothing is.
    ///   - overlapping: targets that run old and new replicas side by side, as people call them.
    package init(_ program: Program, before: Program? = nil, overlapping: [String]) {
      name = program.environment.name
      connections = program.connectionBudgets.map { budget in
        Compared(budget, before: before?.connectionBudget(of: budget.store))
      }
      memory = program.memoryBudgets.map { budget in
        Compared(budget, before: before?.memoryBudget(of: budget.store))
      }
      timeouts = program.services.compactMap { Self.timeouts(of: $0, in: program) }
      self.overlapping = overlapping
    }

    private static func timeouts(of store: Service, in program: Program) -> Timeouts? {
      guard let statement = store.store?.statementTimeout,
        let consumers = program.connectionBudget(of: store.name)?.consumers,
        let shortest = consumers.compactMap({ program.service($0.service) }).min(by: { $0.stopGrace < $1.stopGrace })
      else { return nil }
      return Timeouts(store: store.name, statement: statement, service: shortest.name, stop: shortest.stopGrace)
    }
  }

  package let environments: [Environment]

  package init(_ environments: [Environment]) { self.environments = environments }
}

extension ConnectionBudget.Consumer {
  /// Its share as a sum: `backend 3 × 2 × (4 + 3) = 42`.
  package var sum: String {
    let each =
      isUnknown
      ? "at least \(size)" : isPerThread ? "\(size) \(size == 1 ? "thread" : "threads")" : "(\(size) + \(overflow))"
    let most = isLowerBound ? "at least " : ""
    return "\(name) \(replicas) × \(hasMoreWorkers ? "at least " : "")\(workers) × \(each) = \(most)\(total)"
      + (isAssumed ? ", assumed" : "")
  }
}

extension ConnectionBudget {
  /// Who opens the connections, each with its sum; the pooler with what it stands for.
  package var sums: [String] {
    let direct = consumers.filter { !$0.isPooled }.map(\.sum)
    return direct + (pool.map { ["pooler \($0), for \(pooled) of clients"] } ?? [])
  }
}

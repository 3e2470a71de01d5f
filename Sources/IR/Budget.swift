/// Who may open how many connections to one store.
package struct ConnectionBudget: Hashable, Sendable {
  package struct Consumer: Hashable, Sendable {
    package var service: String
    /// The service that has the database in the store; nil: it is the store's own.
    package var database: String?
    package var replicas: Int
    package var workers: Int
    package var size: Int
    package var overflow: Int
    /// The pool is assumed, not declared.
    package var isAssumed: Bool
    /// Nothing says what opens the connections: the numbers are the least that is likely.
    package var isUnknown: Bool
    /// `workers` is the least that there can be: the host, or what nothing tells, decides.
    package var hasMoreWorkers: Bool
    /// Its connections end at a pooler, not at the server.
    package var isPooled: Bool
    /// It has replicas that a rollout replaces: a web service or a worker, nothing that runs to its end.
    package var isReplaced: Bool
    /// `size` is the number of threads of a process, each with a connection.
    package var isPerThread: Bool
    /// The words of the command that determine the number of workers, in backticks; nil: it does not.
    package var reason: String?

    package init(
      service: String, database: String? = nil, replicas: Int, workers: Int, size: Int, overflow: Int, isAssumed: Bool,
      isUnknown: Bool = false, hasMoreWorkers: Bool = false, isPooled: Bool = false, isReplaced: Bool = true,
      isPerThread: Bool = false, reason: String? = nil
    ) {
      self.service = service
      self.database = database
      self.replicas = replicas
      self.workers = workers
      self.size = size
      self.overflow = overflow
      self.isAssumed = isAssumed
      self.isUnknown = isUnknown
      self.hasMoreWorkers = hasMoreWorkers
      self.isPooled = isPooled
      self.isReplaced = isReplaced
      self.isPerThread = isPerThread
      self.reason = reason
    }

    /// `worker`, or `worker to billing` where the database is another service's.
    package var name: String { database.map { "\(service) to \($0)" } ?? service }

    package var total: Int { replicas * workers * (size + overflow) }

    /// Whether `total` is the least that there can be.
    package var isLowerBound: Bool { isUnknown || hasMoreWorkers }

    /// `3 replicas x 2 workers x (5 + 5) = 60`; of an unknown client `1 replica x 1 worker x (>= 10) = >= 10`; where
    /// threads have a connection each, `1 replica x 2 workers x 4 threads = 8`.
    package var arithmetic: String {
      let each =
        isUnknown
        ? "(>= \(size))" : isPerThread ? "\(size) \(size == 1 ? "thread" : "threads")" : "(\(size) + \(overflow))"
      return "\(replicas) \(replicas == 1 ? "replica" : "replicas") x \(hasMoreWorkers ? ">= " : "")\(workers) "
        + "\(workers == 1 ? "worker" : "workers") x \(each) = \(isLowerBound ? ">= " : "")\(total)"
    }
  }

  package var store: String
  package var maxConnections: Int
  /// Kept by the server for superusers: 3.
  package var reserved: Int
  package var consumers: [Consumer]
  /// What a pooler opens, in place of the consumers behind it.
  package var pool: Int?
  /// Not in the sum: release commands, backups, people. Name and number of connections.
  package var besides: [Auxiliary]

  package struct Auxiliary: Hashable, Sendable {
    package var name: String
    package var connections: Int

    package init(_ name: String, _ connections: Int) {
      self.name = name
      self.connections = connections
    }
  }

  package init(
    store: String, maxConnections: Int, reserved: Int = 3, consumers: [Consumer], pool: Int? = nil,
    besides: [Auxiliary] = []
  ) {
    self.store = store
    self.maxConnections = maxConnections
    self.reserved = reserved
    self.consumers = consumers
    self.pool = pool
    self.besides = besides
  }

  package var available: Int { maxConnections - reserved }
  /// Whole percent of what is available that is in use, rounded half up.
  package var percent: Int { available <= 0 ? 0 : (used * 100 + available / 2) / available }
  package var used: Int { (pool ?? 0) + consumers.reduce(0) { $1.isPooled ? $0 : $0 + $1.total } }
  /// A consumer in the sum may open more than is counted.
  package var isLowerBound: Bool { consumers.contains { $0.isLowerBound && !$0.isPooled } }
  /// What is open while a rollout runs old and new replicas side by side.
  package var overlap: Int {
    used + consumers.reduce(0) { $1.isReplaced && !$1.isPooled ? $0 + $1.total : $0 }
  }
  /// What connects beside the consumers.
  package var beside: Int { besides.reduce(0) { $0 + $1.connections } }
  /// What is open at the pooler.
  package var pooled: Int { consumers.reduce(0) { $1.isPooled ? $0 + $1.total : $0 } }
}

/// How much memory a store may need of its limit, line by line.
package struct MemoryBudget: Hashable, Sendable {
  package struct Line: Hashable, Sendable {
    /// A word or two: `connections`.
    package var name: String
    /// How the number comes about: `87 x 5.5 (…)`; nil: it is one that was measured.
    package var formula: String?
    /// Rounded half up to whole MiB.
    package var mebibytes: Int
    /// The server holds it from its start on, before anything connects or is stored.
    package var isIdle: Bool

    package init(_ name: String, _ mebibytes: Int, formula: String? = nil, isIdle: Bool = false) {
      self.name = name
      self.formula = formula
      self.mebibytes = mebibytes
      self.isIdle = isIdle
    }

    /// `connections: 87 x 5.5 (…)`.
    package var what: String { name + (formula.map { ": " + $0 } ?? "") }
  }

  package var store: String
  package var lines: [Line]
  /// The sum, computed before rounding, then rounded half up.
  package var need: Int
  package var limit: Int
  /// The need if every one of `max_connections` were in use: shown, never reported. Nil: the same as `need`, or no
  /// connections.
  package var worst: Int?

  package init(store: String, lines: [Line], need: Int, limit: Int, worst: Int? = nil) {
    self.store = store
    self.lines = lines
    self.need = need
    self.limit = limit
    self.worst = worst
  }

  /// MiB that the server holds when nothing happens.
  package var idle: Int { lines.reduce(0) { $1.isIdle ? $0 + $1.mebibytes : $0 } }

  /// Whole percent of the limit, rounded half up.
  package var percent: Int { percent(of: need) }

  /// Whole percent that so many MiB are of the limit, rounded half up.
  package func percent(of mebibytes: Int) -> Int { limit == 0 ? 0 : (mebibytes * 100 + limit / 2) / limit }
}

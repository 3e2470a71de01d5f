import Emit
import IR
import Report
import TestSupport
import Testing

/// The budgets of environments as text.
@Suite struct BudgetTests {
  private func text(_ programs: [(Program, Program?)]) -> String {
    BudgetReport(
      programs.map { BudgetReport.Environment($0, before: $1, overlapping: $0.overlappingTargets) }
    ).text()
  }

  private func budgets(_ budgets: [ConnectionBudget], _ memory: [MemoryBudget] = []) -> Program {
    var program = Program(project: "p", environment: EnvironmentInfo(name: "production"))
    program.connectionBudgets = budgets
    program.memoryBudgets = memory
    return program
  }

  private func text(_ budget: ConnectionBudget, overlapping: [String] = []) -> [String] {
    BudgetReport([.init(budgets([budget]), overlapping: overlapping)]).text().split(separator: "\n").map(String.init)
  }

  private static func consumer(replicas: Int) -> ConnectionBudget.Consumer {
    .init(service: "api", replicas: replicas, workers: 2, size: 5, overflow: 5, isAssumed: false)
  }

  /// Half up, as everywhere.
  @Test(arguments: [
    (60, 97, 62), (42, 97, 43), (1, 200, 1), (199, 200, 100), (0, 97, 0), (120, 97, 124), (5, 0, 0),
  ])
  func percentagesAreRoundedHalfUp(used: Int, available: Int, percent: Int) {
    let consumer = ConnectionBudget.Consumer(
      service: "api", replicas: 1, workers: 1, size: used, overflow: 0, isAssumed: false)
    let budget = ConnectionBudget(store: "db", maxConnections: available + 3, consumers: [consumer])
    #expect(budget.percent == percent)
  }

  /// What a rollout does: it fits, leaves too little for what connects beside, or is refused in part.
  @Test(arguments: [
    (83, 0, "fits, on A"), (83, 3, "fits, on A"), (83, 5, "2 too few for what connects beside it, on A"),
    (77, 0, "3 are refused until the old replicas have ended, on A"),
  ])
  func aRolloutIsJudged(available: Int, beside: Int, remark: String) {
    // In use 2 × 2 × (5 + 5) = 40, while a rollout overlaps 80.
    let budget = ConnectionBudget(
      store: "db", maxConnections: available + 3, consumers: [Self.consumer(replicas: 2)],
      besides: [.init("people", beside)])
    let line = text(budget, overlapping: ["A"]).first { $0.contains("while a rollout overlaps") }
    #expect(line?.hasSuffix(remark) == true, "\(line ?? "")")
    #expect(!text(budget).contains { $0.contains("rollout") }, "no target overlaps")
  }

  @Test func sumsSayWhereTheyComeFrom() {
    let consumers: [(ConnectionBudget.Consumer, String)] = [
      (Self.consumer(replicas: 3), "api 3 × 2 × (5 + 5) = 60"),
      (
        .init(service: "w", replicas: 1, workers: 1, size: 5, overflow: 10, isAssumed: true),
        "w 1 × 1 × (5 + 10) = 15, assumed"
      ),
      (
        .init(service: "w", replicas: 1, workers: 2, size: 10, overflow: 0, isAssumed: false, isUnknown: true),
        "w 1 × 2 × at least 10 = at least 20"
      ),
      (
        .init(
          service: "w", replicas: 1, workers: 2, size: 4, overflow: 0, isAssumed: false, hasMoreWorkers: true,
          isPerThread: true), "w 1 × at least 2 × 4 threads = at least 8"
      ),
      (
        .init(
          service: "w", database: "billing", replicas: 1, workers: 2, size: 1, overflow: 0, isAssumed: false,
          isPerThread: true), "w to billing 1 × 2 × 1 thread = 2"
      ),
    ]
    for (consumer, sum) in consumers { #expect(consumer.sum == sum) }
  }

  @Test func aPoolerStandsForItsClients() {
    var pooled = Self.consumer(replicas: 3)
    pooled.isPooled = true
    let budget = ConnectionBudget(store: "db", maxConnections: 103, consumers: [pooled], pool: 20)
    #expect(
      text(budget) == [
        "production",
        "  connections to db  20 of 100  ██████░░░░░░░░░░░░░░░░░░░░░░░░   20%  pooler 20, for 60 of clients",
      ]
    )
  }

  @Test func bothNumbersAreShownOfAChange() {
    func program(_ replicas: Int, limit: Int, need: Int) -> Program {
      budgets(
        [ConnectionBudget(store: "db", maxConnections: limit + 3, consumers: [Self.consumer(replicas: replicas)])],
        [MemoryBudget(store: "db", lines: [.init("keys", need, formula: "maxmemory")], need: need, limit: 1024)])
    }
    #expect(
      text([(program(6, limit: 97, need: 900), program(3, limit: 97, need: 900))]) == """
        production
          connections to db  60 → 120 of 97   ██████████████████████████████  124%  api 6 × 2 × (5 + 5) = 120
          memory of db       900 of 1024 MiB  ██████████████████████████░░░░   88%  900 keys

        """)
    #expect(
      text([(program(3, limit: 197, need: 910), program(3, limit: 97, need: 900))]) == """
        production
          connections to db  60 of 97 → 60 of 197   █████████░░░░░░░░░░░░░░░░░░░░░   30%  api 3 × 2 × (5 + 5) = 60
          memory of db       900 → 910 of 1024 MiB  ███████████████████████████░░░   89%  910 keys

        """)
  }

  @Test func anEnvironmentWithoutStoresSaysSo() {
    #expect(text([(budgets([]), nil)]) == "production\n  no store with a budget\n")
  }
}

import Emit
import IR
import Report
import TestSupport
import Testing

/// What environments cost, against sums that were made by hand.
@Suite struct CostTests {
  /// What the first metered target of a program costs.
  private func cost(_ program: Program) throws -> Cost {
    try #require(program.billings.lazy.compactMap(Cost.init).first)
  }

  /// Idle and limits in cents, by unit.
  private func cents(_ program: Program) throws -> [String] {
    let cost = try cost(program)
    let rows = CostReport([(program, program.billings)]).rows(of: cost)
    return zip(cost.lines, rows).map { "\($0.unit.name) \($1.idleCents) \($1.limitsCents)" }
  }

  /// The worked example of the platform's documentation: 0.36 GB, 0.05 vCPU and 20 GB of egress are $5.60.
  @Test func theWorkedExampleOfTheDocumentation() throws {
    let billing = try #require(try example("gayed-signals")["production"]).billings
    let prices = try #require(billing.lazy.compactMap(Cost.init).first).prices
    let unit = Billing.Unit(
      "app", replicas: 1, cpuMilli: 50, memoryBytes: 36 * (1 << 30) / 100, idleMemoryBytes: 0)
    let cost = try #require(Cost(Billing(target: "a platform", terms: .usage(prices, plan: nil), units: [unit])))
    let egress = try #require(prices.notIncluded.first { $0.name == "egress" }).perGB
    #expect(Money.cents(cost.total.limits + 20 * egress) == 560)
  }

  /// Idle: 40 MiB of PostgreSQL, 16 of Redis, 30 + 60 × 2 of Python, 90 of Node, at $10 for 1024 MiB. Limits: $10 a GiB,
  /// $20 a vCPU, $0.15 a GiB of volume. backend has 3 replicas: idle 3 × 150 / 1024 × 10 = 4.3945. backtrader's 1.4648
  /// takes the cent that is missing from the sum, 7.2852.
  @Test func theFirstExample() throws {
    let example = try example("gayed-signals")
    #expect(
      try cents(#require(example["production"])) == [
        "postgres 39 3150", "redis 16 1515", "backend 439 9000", "backtrader 147 3000", "frontend 88 1500",
      ])
    let staging = try cost(#require(example["staging"]))
    #expect(Money.cents(staging.total.idle) == 436)
    #expect(Money.cents(staging.total.limits) == 8295)
  }

  /// redis keeps nothing and has no volume; worker has one process; backup runs now and then.
  @Test func theSecondExample() throws {
    let program = try #require(try example("tradesense")["production"])
    #expect(
      try cents(program) == [
        "postgres 39 3150", "redis 16 1250", "backend 293 6000", "worker 88 1500", "backup 0 750",
      ])
    #expect(Money.cents(try cost(program).total.limits) == 12650)
  }

  /// 7.2852 + 0.2 × (181.65 - 7.2852) = 42.158.
  @Test func aLoadLiesBetweenTheBounds() throws {
    let program = try #require(try example("gayed-signals")["production"])
    let cost = try cost(program)
    #expect(Money.cents(cost.total(at: 20)) == 4216)
    #expect(cost.total(at: 0) == cost.total.idle)
    #expect(cost.total(at: 100) == cost.total.limits)
    let report = CostReport([(program, program.billings)], load: 20)
    #expect(report.rows(of: cost).compactMap(\.loadCents).reduce(0, +) == 4216)
  }

  /// Every printed amount is the sum of the printed rows above it.
  @Test(arguments: ["gayed-signals", "tradesense", "linkwatch", "parcels"])
  func rowsAddUp(name: String) throws {
    for (_, program) in try example(name) {
      for load in [0, 1, 33, 50, 99] {
        let report = CostReport([(program, program.billings)], load: load)
        for cost in program.billings.compactMap(Cost.init) {
          let rows = report.rows(of: cost)
          let total = report.total(of: cost)
          #expect(rows.reduce(0) { $0 + $1.idleCents } == total.idleCents)
          #expect(rows.reduce(0) { $0 + ($1.loadCents ?? 0) } == total.loadCents)
          #expect(rows.reduce(0) { $0 + $1.limitsCents } == total.limitsCents)
        }
      }
    }
  }

  /// What a unit is billed for.
  static let units: [(String, [String])] = [
    ("api: { type: web, image: 'a/b:1', port: 80, resources: { cpu: 1, memory: 1GiB } }", ["api 29 3000"]),
    // A limit below what the process holds: it cannot hold more.
    ("api: { type: web, image: 'a/b:1', port: 80, resources: { cpu: 0.01, memory: 16MiB } }", ["api 16 36"]),
    (
      "api: { type: web, image: 'a/b:1', port: 80, volumes: { /data: 10GiB }, resources: { cpu: 1, memory: 1GiB } }",
      ["api 29 3150"]
    ),
    (
      """
      api: { type: web, image: 'a/b:1', port: 80, resources: { cpu: 1, memory: 1GiB },
             raw: { railway: { deploy: { sleepApplication: true } } } }
      """, ["api 0 3000"]
    ),
    (
      "job: { type: cron, image: 'a/b:1', schedule: '0 3 * * *', start: run, resources: { cpu: 1, memory: 1GiB } }",
      ["job 0 3000"]
    ),
    ("site: { type: static, root: ., resources: { cpu: 1, memory: 1GiB } }", ["site 29 3000"]),
    // The pooler is a container of its own: one vCPU and 128 MiB for 100 clients, counted as any program.
    (
      "postgres: { version: 18, pooler: transaction, resources: { cpu: 1, memory: 1GiB, storage: 10GiB } }",
      ["postgres 39 3150", "postgres-pooler 29 2125"]
    ),
    // A bucket has no container.
    ("files: { type: s3, resources: { storage: 100GiB } }", ["files 0 150"]),
  ]

  @Test(arguments: units)
  func unitsAreBilled(services: String, expected: [String]) throws {
    let text = """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        \(services.split(separator: "\n").joined(separator: "\n  "))
      """
    #expect(try cents(try programs(text)[0]) == expected)
  }

  /// The fee of a plan counts where it is more than the sum of all environments.
  @Test(arguments: [("hobby", 500), ("pro", 2000)])
  func aPlanHasAFee(plan: String, cents: Int) throws {
    let all = try programs(
      """
      infracc: 1
      project: shop
      targets: [railway, compose]
      options: { railway: { plan: \(plan) } }
      services: { api: { type: web, image: 'a/b:1', port: 80 } }
      environments: { production: {}, staging: {}, preview: { kind: preview, from: staging } }
      """)
    let sum = try #require(CostReport(all.map { ($0, $0.billings) }).sums.first)
    #expect(sum.leastCents == cents)
    // Two environments of 30 MiB and half a vCPU with 512 MiB; the preview is not counted.
    #expect(sum.idleCents == 58)
    #expect(sum.limitsCents == 3000)
  }

  @Test func machinesHaveThePriceThatIsDeclared() throws {
    let all = try programs(
      """
      infracc: 1
      project: shop
      targets: [compose, procfile]
      options: { compose: { machine: { cpu: 4, memory: 8GiB, monthly: 24.5, currency: EUR } } }
      services: { api: { type: web, root: ., port: 80, start: run } }
      environments: { production: {}, staging: { options: { compose: { machine: null } } } }
      """)
    let text = CostReport(all.map { ($0, $0.billings) }).text(isWhole: true)
    #expect(
      text == """
        production, on compose: a machine of 4 vCPU, 8 GiB, 24.50 EUR a month
        staging, on compose: costs what its machine costs
        staging, on procfile: costs what its machine costs

        """)
  }

  /// Nothing leaves 64 bits, whatever is declared.
  @Test func extremesSaturate() throws {
    let huge = Billing.Unit(
      "huge", replicas: .max, cpuMilli: .max, memoryBytes: .max, idleMemoryBytes: .max, volumeBytes: .max,
      bucketBytes: .max)
    let prices = try cost(#require(try example("gayed-signals")["production"])).prices
    let billing = Billing(target: "t", terms: .usage(prices, plan: nil), units: [huge, huge])
    let program = Program(project: "p", environment: EnvironmentInfo(name: "production"))
    let report = CostReport([(program, [billing]), (program, [billing])], load: 50)
    #expect(report.text(isWhole: true).contains("huge"))
  }
}

/// Amounts of money for people.
@Suite struct MoneyTests {
  @Test(arguments: [
    (0, "USD", "$0.00"), (5, "USD", "$0.05"), (123_456, "USD", "$1,234.56"), (100_000_000, "USD", "$1,000,000.00"),
    (-250, "USD", "-$2.50"), (2450, "EUR", "24.50 EUR"), (.min, "USD", "-$92,233,720,368,547,758.08"),
  ])
  func isWritten(cents: Int, currency: String, text: String) { #expect(Money.text(cents: cents, currency) == text) }

  /// Rows of every size: the cents of the rows add up to those of the sum, and none is off by a cent.
  @Test func centsOfRowsAddUp() {
    var generator = SystemRandomNumberGenerator()
    for count in 0..<200 {
      let rows = (0..<count % 17).map { _ in Int.random(in: 0..<50_000_000, using: &generator) }
      let cents = Money.cents(of: rows)
      #expect(cents.reduce(0, +) == Money.cents(rows.reduce(0, +)), "\(rows)")
      for (row, cents) in zip(rows, cents) { #expect(abs(row - cents * 10_000) < 10_000, "\(rows)") }
    }
  }

  @Test func theFirstOfEqualRowsTakesTheCent() { #expect(Money.cents(of: [5_000, 5_000]) == [1, 0]) }
}

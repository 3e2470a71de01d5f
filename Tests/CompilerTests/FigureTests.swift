import Compiler
import IR
import Testing

/// The figures of the two examples. Each is computed once, so comments, tables and findings can only repeat it.
@Suite struct FigureTests {
  @Test(arguments: [("production", 42, 84, 97), ("staging", 14, 28, 47)])
  func gayedConnections(environment: String, used: Int, overlap: Int, available: Int) throws {
    let budget = try #require(try Examples.gayed().program(environment)?.connectionBudgets.first)
    #expect(budget.used == used)
    #expect(budget.overlap == overlap)
    #expect(overlap + budget.beside <= available)
    #expect(budget.available == available)
  }

  @Test(arguments: [("production", 36, 71, 97), ("staging", 21, 42, 47), ("preview", 21, 42, 47)])
  func tradesenseConnections(environment: String, used: Int, overlap: Int, available: Int) throws {
    let budget = try #require(try Examples.tradesense().program(environment)?.connectionBudgets.first)
    #expect(budget.used == used)
    #expect(budget.overlap == overlap)
    #expect(overlap + budget.beside <= available)
    #expect(budget.available == available)
  }

  @Test(arguments: [("production", 878, 1024), ("staging", 385, 512)])
  func gayedMemory(environment: String, need: Int, limit: Int) throws {
    let program = try #require(try Examples.gayed().program(environment))
    let budget = try #require(program.memoryBudgets.first { $0.store == "postgres" })
    #expect(budget.need == need)
    #expect(budget.limit == limit)
  }

  @Test(arguments: [("production", 806, 1024), ("staging", 458, 512), ("preview", 458, 512)])
  func tradesenseMemory(environment: String, need: Int, limit: Int) throws {
    let program = try #require(try Examples.tradesense().program(environment))
    let budget = try #require(program.memoryBudgets.first { $0.store == "postgres" })
    #expect(budget.need == need)
    #expect(budget.limit == limit)
  }

  @Test(arguments: [
    ("postgres", 60_000), ("redis", 30_000), ("backend", 30_000), ("backtrader", 35_000), ("frontend", 10_000),
  ])
  func gayedGrace(service: String, milliseconds: Int) throws {
    let found = try Examples.gayed().service(service)?.stopGrace
    #expect(found == milliseconds)
  }

  @Test(arguments: [
    ("postgres", 60_000), ("redis", 10_000), ("backend", 35_000), ("worker", 30_000), ("backup", 30_000),
  ])
  func tradesenseGrace(service: String, milliseconds: Int) throws {
    let found = try Examples.tradesense().service(service)?.stopGrace
    #expect(found == milliseconds)
  }

  @Test(arguments: [("production", 307 << 20), ("staging", 153 << 20)])
  func gayedMaxmemory(environment: String, bytes: Int) throws {
    let store = try #require(try Examples.gayed().service("redis", in: environment)?.store)
    #expect(store.settings.first { $0.name == "maxmemory" }?.value == .bytes(bytes))
  }

  @Test func tradesenseMaxmemory() throws {
    let store = try #require(try Examples.tradesense().service("redis")?.store)
    #expect(store.settings.first { $0.name == "maxmemory" }?.value == .bytes(201_326_592))
  }

  /// The same arithmetic stands in the reason of the variable, of which comments are made.
  @Test func reasonRepeatsTheBudget() throws {
    let found = try Examples.gayed().variable("DB_POOL_SIZE", of: "backend")?.reason
    #expect(found == "3 replicas x 2 workers x (4 + 3) = 42 of 97 connections")
    let staging = try Examples.gayed().variable("DB_POOL_SIZE", of: "backend", in: "staging")?.reason
    #expect(staging == "1 replica x 2 workers x (4 + 3) = 14 of 47 connections")
  }
}

import Engines
import IR
import Testing
import Tuning

/// Of the name of a store nothing in its tuning depends but the name in its memory budget: stores that are sized and used
/// alike have one tuning in a run.
@Suite struct TuningNameTests {
  private func input(_ name: String, _ number: Int) -> TuningInput {
    let memory = [128 << 20, 512 << 20, 1 << 30, 8 << 30]
    var input = TuningInput(
      store: name, version: [nil, "16", "8", "7"][number / 4 % 4], memoryBytes: memory[number % 4],
      cpuMilli: 500 + 500 * (number % 3), storageBytes: number % 2 == 0 ? 10 << 30 : nil)
    input.connectionsInUse = [nil, 0, 60, 400][number / 2 % 4]
    input.isLeastInUse = number % 5 == 0
    input.connectionsBeside = number % 3
    input.queueOf = number % 7 == 0 ? "worker" : nil
    input.isOfficialImage = number % 6 != 0
    return input
  }

  @Test(arguments: StoreEngines.all.map(\.name))
  func nameIsOfNoConsequence(engine name: String) throws {
    let engine = try #require(StoreEngines.all.first { $0.name == name })
    for number in 0..<48 {
      var first = engine.tune(input("orders", number))
      let second = engine.tune(input("a-store-with-a-long-name", number))
      #expect(first.memory?.store == nil || first.memory?.store == "orders")
      first.memory?.store = "a-store-with-a-long-name"
      #expect(first == second, "\(name), input \(number)")
    }
  }
}

/// The index of a program, if it was made. It says nothing that the program does not say, so it makes no difference
/// between two.
struct MadeIndex: Hashable, Sendable {
  var index: ProgramIndex?

  static func == (a: MadeIndex, b: MadeIndex) -> Bool { true }

  func hash(into hasher: inout Hasher) {}
}

/// The places of what a program names, in its arrays. Of two with one name the first counts.
final class ProgramIndex: Sendable {
  let services: NameTable
  let servicesByOrigin: PositionsByName
  let servicesByVolume: PositionsByName
  let proxies: [Int]
  let secrets: NameTable
  let edges: PositionsByName
  let connectionBudgets: NameTable
  let memoryBudgets: NameTable
  let budgetsOfConsumers: PositionsByName
  private let edgeCount: Int

  init(_ program: Program) {
    let all = program.services
    services = NameTable(all.map(\.name))
    var byOrigin = PositionsByName()
    var byVolume = PositionsByName()
    for (position, service) in all.enumerated() {
      if let origin = service.codeOf { byOrigin.add(position, under: origin) }
      for case let name? in service.volumes.map(\.shared) { byVolume.add(position, under: name) }
    }
    servicesByOrigin = byOrigin
    servicesByVolume = byVolume
    proxies = all.indices.filter { all[$0].isProxy }
    secrets = NameTable(program.secrets.map(\.id))
    connectionBudgets = NameTable(program.connectionBudgets.map(\.store))
    memoryBudgets = NameTable(program.memoryBudgets.map(\.store))
    var edges = PositionsByName()
    for (position, edge) in program.edges.enumerated() { edges.add(position, under: edge.from) }
    self.edges = edges
    edgeCount = program.edges.count
    var budgets = PositionsByName()
    for (position, budget) in program.connectionBudgets.enumerated() {
      for consumer in budget.consumers { budgets.add(position, under: consumer.service) }
    }
    budgetsOfConsumers = budgets
  }

  func fits(_ program: Program) -> Bool {
    services.count == program.services.count && secrets.count == program.secrets.count
      && edgeCount == program.edges.count && connectionBudgets.count == program.connectionBudgets.count
      && memoryBudgets.count == program.memoryBudgets.count
  }
}

/// Ascending positions under names, each once.
struct PositionsByName: Sendable {
  private var names = NameTable()
  private var positions: [[Int]] = []

  mutating func add(_ position: Int, under name: String) {
    let (number, isNew) = names.add(name)
    if isNew {
      positions.append([position])
    } else if positions[number].last != position {
      positions[number].append(position)
    }
  }

  subscript(name: String) -> [Int] { names[name].map { positions[$0] } ?? [] }
}

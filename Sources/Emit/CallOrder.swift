import IR

extension Program {
  /// Services, each after those that it calls. Where some call each other, the one that is declared first comes first.
  /// - Parameter services: in order of declaration.
  func calleesFirst(_ services: [Service]) -> [Service] {
    let names = Set(services.map(\.name))
    var open = services
    var order: [Service] = []
    var done: Set<String> = []
    while !open.isEmpty {
      let next =
        open.firstIndex { service in
          edges(from: service.name).allSatisfy {
            $0.to == service.name || !names.contains($0.to) || done.contains($0.to)
          }
        } ?? 0
      let service = open.remove(at: next)
      done.insert(service.name)
      order.append(service)
    }
    return order
  }
}

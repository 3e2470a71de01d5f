import IR

extension Program {
  /// Services, each after those that it calls. Where some call each other, the one that is declared first comes first.
  /// - Parameter services: in order of declaration.
  func calleesFirst(_ services: [Service]) -> [Service] {
    let positions = Dictionary(zip(services.map(\.name), 0...), uniquingKeysWith: { first, _ in first })
    // For each service, how many that it calls are still open, and by whom it is called.
    var open = [Int](repeating: 0, count: services.count)
    var callers = [[Int]](repeating: [], count: services.count)
    for (position, service) in services.enumerated() {
      let callees = Set(edges(from: service.name).compactMap { positions[$0.to] }).subtracting([position])
      open[position] = callees.count
      for callee in callees { callers[callee].append(position) }
    }
    var isDone = [Bool](repeating: false, count: services.count)
    var order: [Service] = []
    // The first service that is not done, and one before which none is ready.
    var (first, next) = (0, 0)
    while order.count < services.count {
      while next < services.count, isDone[next] || open[next] > 0 { next += 1 }
      while isDone[first] { first += 1 }
      let position = next < services.count ? next : first
      isDone[position] = true
      order.append(services[position])
      next = position + 1
      for caller in callers[position] where !isDone[caller] {
        open[caller] -= 1
        if open[caller] == 0 { next = min(next, caller) }
      }
    }
    return order
  }
}

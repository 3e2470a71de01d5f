import IR

extension DeploymentReport {
  /// The picture of the first environment, with what its lines mean, and the same as a table.
  var picture: Section? {
    guard let program = programs.first else { return nil }
    let graph = ServiceGraph(program)
    let drawing = Drawing(of: graph)
    let order = Self.startOrder(program)
    return Section(
      "picture", "Topology",
      [
        .card([
          .div("scroll", [.element(drawing.element())]), .div("legend", legend(graph)),
          .tag("p", [("class", "soft last")], [.text("\(program.environment.name). \(order)")]), facts(graph),
        ])
      ])
  }

  private func legend(_ graph: ServiceGraph) -> [Markup.Node] {
    func sample(_ style: String, _ text: String) -> Markup.Node {
      let line = Markup("path", [("class", "edge " + style), ("d", "M1,5 H28")])
      let picture = Markup("svg", [("class", "topo mini"), ("viewBox", "0 0 30 10"), ("aria-hidden", "true")])
      return .tag("span", [.element(Markup(picture, [.element(line)])), .text(text)])
    }
    func color(_ style: String, _ text: String) -> Markup.Node {
      .tag("span", [.spot("b", style), .text(text)])
    }
    var items: [Markup.Node] = []
    if graph.nodes.contains(where: { $0.kind == .open }) { items.append(color("pub", "reachable from the internet")) }
    if graph.nodes.contains(where: { $0.kind == .store }) {
      items.append(color("store", "store, with its connections in use"))
    }
    if graph.nodes.contains(where: { $0.kind == .closed }) { items.append(color("priv", "private service")) }
    if graph.edges.contains(where: { $0.kind == .reads }) { items.append(sample("reads", "calls or reads")) }
    if graph.edges.contains(where: { $0.kind == .names }) {
      items.append(sample("names", "knows the public address (CORS)"))
    }
    if graph.edges.contains(where: { $0.kind == .waits }) { items.append(sample("waits", "starts afterwards")) }
    if graph.edges.contains(where: \.hasPassword) {
      let key = Markup(
        "g", [("class", "key"), ("transform", "translate(10,10)")],
        [.element(Markup("circle", [("r", "9")])), .element(Markup("path", [("d", Drawing.keyPath)]))])
      let picture = Markup("svg", [("class", "topo mini"), ("viewBox", "0 0 20 20"), ("aria-hidden", "true")])
      items.append(.tag("span", [.element(Markup(picture, [.element(key)])), "the address carries a password"]))
    }
    return items
  }

  /// The lines of the picture for who does not see it.
  private func facts(_ graph: ServiceGraph) -> Markup.Node {
    let rows = graph.edges.map { edge in
      let words =
        switch edge.kind {
        case .internet: "is reached from outside"
        case .reads: "calls or reads"
        case .names: "knows the public address"
        case .waits: "starts afterwards"
        }
      let (from, to) = (graph.nodes[edge.from].name, graph.nodes[edge.to].name)
      let variables = Markup.Node.joined((edge.variables + edge.others).map { [.code($0)] }, by: " ")
      let key: [Markup.Node] = edge.hasPassword ? [" ", .label("password", "sec")] : []
      return Markup.Node.row([
        .cell([.text(from)]), .cell([.text(words)]), .cell([.text(to)]), .cell(variables + key),
      ])
    }
    let table = Markup.Node.table([("from", ""), ("", ""), ("to", ""), ("by", "")], rows)
    return .tag("details", [("class", "facts")], [.tag("summary", ["The same as a table"]), table])
  }

  /// Which services wait for others: `Start: postgres, redis → backend; the rest in any order.`
  static func startOrder(_ program: Program) -> String {
    let needs = Dictionary(
      program.services.map { ($0.name, $0.needs.map(\.service).filter { program.service($0) != nil }) },
      uniquingKeysWith: { first, _ in first })
    var steps: [String: Int] = [:]
    // Circles were refused, and no chain is longer than the number of services.
    for _ in program.services {
      for (name, others) in needs where !others.isEmpty {
        steps[name] = others.map { steps[$0] ?? 0 }.max().map { $0 + 1 }
      }
    }
    let awaited = Set(needs.values.flatMap { $0 })
    let moving = program.services.map(\.name).filter { steps[$0] != nil || awaited.contains($0) }
    guard !moving.isEmpty else { return "Start: in any order." }
    let last = moving.map { steps[$0] ?? 0 }.max() ?? 0
    let order = (0...last).map { step in
      moving.filter { (steps[$0] ?? 0) == step }.joined(separator: ", ")
    }
    let rest = moving.count < program.services.count ? "; the rest in any order" : ""
    return "Start: " + order.filter { !$0.isEmpty }.joined(separator: " → ") + rest + "."
  }
}

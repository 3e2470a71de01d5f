import IR

extension DeploymentReport {
  /// The cost of each environment; nil: nothing is known of any.
  var costSection: Section? {
    let targets = costs.meteredTargets
    var cards = targets.map(card)
    let others = costs.otherLines
    if !others.isEmpty { cards.append(.card(others.map { .tag("p", [("class", "alone")], [.text($0)]) })) }
    let title = targets.count == 1 ? "Cost on \(targets[0]), a month" : "Cost, a month"
    return cards.isEmpty ? nil : Section("cost", "Cost", title: title, cards)
  }

  private func card(_ target: String) -> Markup.Node {
    let columns = costs.environments.compactMap { environment in
      costs.cost(of: environment, on: target).map { (environment: environment, cost: $0) }
    }
    var names: [String] = []
    for name in columns.flatMap({ $0.cost.lines.map(\.unit.name) }) where !names.contains(name) { names.append(name) }
    let rows = names.map { name in
      Markup.Node.row([.name([.text(name)])] + columns.flatMap { cells(name, $0.cost) })
    }
    let totals = columns.flatMap { column -> [Markup.Node] in
      let row = costs.total(of: column.cost)
      return [.cell([])] + amounts(row, column.cost)
    }
    let heads = columns.flatMap { column in
      [
        (title: column.environment.name + (column.environment.isPreview ? ", each" : ""), style: "gap"),
        (title: "idle", style: "num"), (title: "limits", style: "num"),
      ]
    }
    var content: [Markup.Node] = [
      .table([("service", "")] + heads, rows, foot: [.row([.name(["total"])] + totals)])
    ]
    if let sum = costs.sums.first(where: { $0.target == target }) {
      content.append(.tag("p", [("class", "last")], [.text(costs.sentence(sum) + ".")]))
    }
    for line in columns.first.map({ CostReport.remarks($0.cost) })?.split(separator: "\n") ?? [] {
      content.append(.tag("p", [("class", "soft remark")], [.text(String(line))]))
    }
    return .card(content)
  }

  private func cells(_ name: String, _ cost: Cost) -> [Markup.Node] {
    let rows = costs.rows(of: cost)
    guard let index = cost.lines.firstIndex(where: { $0.unit.name == name }) else {
      return [.cell(["–"], "empty gap"), .cell([], "num"), .cell([], "num")]
    }
    return [.cell([.text(cost.lines[index].measures)], "soft gap")] + amounts(rows[index], cost)
  }

  private func amounts(_ row: CostReport.Row, _ cost: Cost) -> [Markup.Node] {
    [row.idleCents, row.limitsCents].map { .cell([.text(Money.text(cents: $0, cost.prices.currency))], "num") }
  }
}

import IR

extension DeploymentReport {
  /// The budgets of each environment as bars; nil: no store has one.
  var budgetSection: Section? {
    let cards = budgets.environments.compactMap { environment -> Markup.Node? in
      let bars =
        environment.connections.map { bar($0.now, overlaps: !environment.overlapping.isEmpty) }
        + environment.memory.map { bar($0.now) }
      return bars.isEmpty ? nil : .card([.tag("h3", [.text(environment.name)])] + bars)
    }
    return cards.isEmpty ? nil : Section("budgets", "Budgets", [.div("grid two", cards)])
  }

  /// A part of a bar: its share of the whole, and what it is.
  private struct Part {
    let style: String
    let number: Int
    let label: [Markup.Node]
  }

  private func bar(_ budget: ConnectionBudget, overlaps: Bool) -> Markup.Node {
    let direct = budget.sums
    var parts = [
      Part(
        style: "c1", number: budget.used,
        label: [.text(direct.isEmpty ? "nothing connects" : direct.joined(separator: "; "))])
    ]
    if budget.beside > 0 {
      let names = budget.besides.map { "\($0.name) \($0.connections)" }.joined(separator: ", ")
      parts.append(Part(style: "c5", number: budget.beside, label: [.text(names)]))
    }
    if overlaps, budget.overlap > budget.used {
      var label: [Markup.Node] = [.text("old and new replicas together: \(budget.overlap)")]
      if budget.overlap + budget.beside > budget.available {
        label.append(.tag("span", [("class", "bad")], [" · a rollout may ask for more than there is"]))
      }
      parts.append(Part(style: "ghost", number: budget.overlap - budget.used, label: label))
    }
    return bar(
      "connections to ", budget.store, "\(budget.isLowerBound ? "≥" : "")\(budget.used) of \(budget.available)",
      budget.percent, parts, of: budget.available)
  }

  private func bar(_ budget: MemoryBudget) -> Markup.Node {
    let parts = budget.lines.enumerated().map { index, line in
      Part(style: "c\(index % 5 + 1)", number: line.mebibytes, label: [.text("\(line.name) \(line.mebibytes)")])
    }
    return bar(
      "memory of ", budget.store, "\(budget.need) of \(budget.limit) MiB", budget.percent, parts, of: budget.limit)
  }

  private func bar(
    _ subject: String, _ store: String, _ numbers: String, _ percent: Int, _ parts: [Part], of whole: Int
  ) -> Markup.Node {
    var room = max(whole, 0)
    let cells = parts.map { part in
      let shown = min(part.number, room)
      room -= shown
      return Markup.Node.spot("i", part.style, width: Self.share(shown, of: whole))
    }
    let legend = parts.map { part in
      Markup.Node.tag("span", [.spot("b", part.style)] + part.label)
    }
    return .div(
      "budget",
      [
        .div(
          "head",
          [
            .tag("span", [.text(subject), .tag("b", [.text(store)])]),
            .tag("span", [.text(numbers + " "), .soft("(\(percent)%)")]),
          ]),
        .image("bar", numbers, cells), .div("legend", legend),
      ])
  }

  /// `61.86%`, at most 100%.
  private static func share(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "0%" }
    let hundredths = min(10_000, part.times(10_000) / whole)
    let rest = hundredths % 100
    return "\(hundredths / 100)." + (rest < 10 ? "0" : "") + "\(rest)%"
  }
}

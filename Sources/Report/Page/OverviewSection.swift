import IR

extension DeploymentReport {
  /// The headline: five figures at most.
  var overview: Section {
    let hasErrors = findings.contains { $0.level == .error }
    let tiles = [findingTile] + (hasErrors ? [] : [connectionTile, memoryTile, costTile, secretTile].compactMap { $0 })
    return Section("overview", "Overview", title: nil, [.div("grid tiles", tiles)])
  }

  private func tile(_ key: String, _ value: String, _ remark: String, style: String = "") -> Markup.Node {
    .div(
      "card tile",
      [
        .div("k", [.text(key)]), .div(style.isEmpty ? "v" : "v " + style, [.text(value)]), .div("s", [.text(remark)]),
      ])
  }

  private var findingTile: Markup.Node {
    func number(_ level: Finding.Level) -> Int { findings.count { $0.level == level } }
    let (errors, warnings, infos) = (number(.error), number(.warning), number(.info))
    let (text, style) =
      errors > 0
      ? (Self.count(errors, "error"), "bad")
      : warnings > 0 ? (Self.count(warnings, "warning"), "warn") : ("clean", "ok")
    let rest = [Self.count(errors, "error"), Self.count(warnings, "warning"), Self.count(infos, "info")]
    return tile("Findings", text, rest.joined(separator: ", "), style: style)
  }

  /// Of the store whose connections are scarcest in the first environment.
  private var connectionTile: Markup.Node? {
    guard let environment = budgets.environments.first,
      let budget = environment.connections.map(\.now).max(by: { $0.percent < $1.percent })
    else { return nil }
    let overlaps = !environment.overlapping.isEmpty && budget.overlap > budget.used
    return tile(
      "Connections to \(budget.store), \(environment.name)", "\(budget.used) of \(budget.available)",
      "\(budget.percent)%" + (overlaps ? " · up to \(budget.overlap) while a rollout overlaps" : ""))
  }

  private var memoryTile: Markup.Node? {
    guard let environment = budgets.environments.first,
      let budget = environment.memory.map(\.now).max(by: { $0.percent < $1.percent })
    else { return nil }
    return tile(
      "Memory of \(budget.store), \(environment.name)", "\(budget.percent)%", "\(budget.need) of \(budget.limit) MiB")
  }

  private var costTile: Markup.Node? {
    guard let environment = costs.environments.first else { return nil }
    for case .metered(let target, let cost) in environment.offers {
      let row = costs.total(of: cost)
      let whole = [row.idleCents, row.limitsCents].map { Money.text(wholeOf: $0, cost.prices.currency) }
      return tile(
        "\(target), \(environment.name), a month", whole.joined(separator: " – "),
        "idle to every limit in use nonstop")
    }
    return nil
  }

  private var secretTile: Markup.Node? {
    let used = programs.first?.secrets.filter { !$0.usedBy.isEmpty } ?? []
    guard !used.isEmpty else { return nil }
    let supplied = used.filter { $0.source == .external }
    let optional = supplied.count { !$0.isRequired }
    var parts: [String] = []
    if optional > 0 { parts.append("\(optional) more \(optional == 1 ? "is" : "are") optional") }
    let made = used.count - supplied.count
    if made > 0 { parts.append("\(made) \(made == 1 ? "is" : "are") generated") }
    let remark = "for each environment" + (parts.isEmpty ? "" : "; " + parts.joined(separator: ", "))
    return tile("Secrets to supply", "\(supplied.count - optional)", remark)
  }
}

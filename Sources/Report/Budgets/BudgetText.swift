import IR

extension BudgetReport {
  /// The report for a terminal.
  package func text() -> String { environments.map(\.text).joined(separator: "\n") }
}

extension BudgetReport.Environment {
  /// A row: what it is about, the numbers, the share of the limit, and how they come about.
  private struct Row {
    var subject: String
    var numbers = ""
    var bar = ""
    var remark = ""
  }

  fileprivate var text: String {
    let rows =
      connections.flatMap(rows) + memory.map(row)
      + timeouts.map { timeouts in
        Row(
          subject: "timeouts of \(timeouts.store)",
          remark:
            "statement \(Quantities.duration(milliseconds: timeouts.statement)) \(timeouts.statement < timeouts.stop ? "<" : "≥") "
            + "stop of \(timeouts.service) \(Quantities.duration(milliseconds: timeouts.stop))")
      }
    if rows.isEmpty { return name + "\n  no store with a budget\n" }
    return name + "\n" + Self.aligned(rows)
  }

  private static func aligned(_ rows: [Row]) -> String {
    let subject = (rows.map(\.subject.count).max() ?? 0) + 2
    let numbers = (rows.map(\.numbers.count).max() ?? 0) + 2
    let bar = rows.map(\.bar.count).max() ?? 0
    return rows.map { row in
      var line = "  " + TextTable.padded(row.subject, to: subject)
      // Timeouts are a sentence.
      if !row.numbers.isEmpty { line += TextTable.padded(row.numbers, to: numbers) }
      if !row.bar.isEmpty { line += TextTable.padded(row.bar, to: bar) + "  " }
      return TextTable.trimmed(line + row.remark) + "\n"
    }.joined()
  }

  // MARK: Connections

  private func rows(_ compared: BudgetReport.Compared<ConnectionBudget>) -> [Row] {
    let budget = compared.now
    var rows = [
      Row(
        subject: "connections to \(budget.store)",
        numbers: Self.change(
          compared.before.map { ($0.used, $0.available) }, (budget.used, budget.available),
          isLeast: budget.isLowerBound),
        bar: Self.bar(budget.used, of: budget.available, percent: budget.percent),
        remark: budget.sums.joined(separator: ", "))
    ]
    if !budget.besides.isEmpty {
      rows.append(
        Row(
          subject: "  beside it",
          numbers: Self.change(compared.before.map { ($0.beside, nil) }, (budget.beside, nil)),
          remark: budget.besides.map { "\($0.name) \($0.connections)" }.joined(separator: ", ")))
    }
    if !overlapping.isEmpty, budget.overlap > budget.used {
      rows.append(
        Row(
          subject: "  while a rollout overlaps",
          numbers: Self.change(
            compared.before.map { ($0.overlap, $0.available) }, (budget.overlap, budget.available),
            isLeast: budget.isLowerBound),
          remark: Self.consequence(budget) + ", on " + overlapping.joined(separator: ", ")))
    }
    return rows
  }

  /// What a rollout does that overlaps.
  private static func consequence(_ budget: ConnectionBudget) -> String {
    let missing = budget.overlap - budget.available
    if missing > 0 { return "\(missing) are refused until the old replicas have ended" }
    let short = missing + budget.beside
    return short > 0 ? "\(short) too few for what connects beside it" : "fits"
  }

  // MARK: Memory

  private func row(_ compared: BudgetReport.Compared<MemoryBudget>) -> Row {
    let budget = compared.now
    return Row(
      subject: "memory of \(budget.store)",
      numbers: Self.change(compared.before.map { ($0.need, $0.limit) }, (budget.need, budget.limit)) + " MiB",
      bar: Self.bar(budget.need, of: budget.limit, percent: budget.percent),
      remark: budget.lines.map { "\($0.mebibytes) \($0.name)" }.joined(separator: ", "))
  }

  // MARK: Numbers

  /// `60 of 97`; with another number before, `60 → 120 of 97`, and `60 of 97 → 120 of 197`.
  private static func change(
    _ before: (number: Int, limit: Int?)?, _ now: (number: Int, limit: Int?), isLeast: Bool = false
  ) -> String {
    func text(_ pair: (number: Int, limit: Int?)) -> String {
      (isLeast ? "≥" : "") + "\(pair.number)" + (pair.limit.map { " of \($0)" } ?? "")
    }
    guard let before, before != now else { return text(now) }
    return before.limit == now.limit ? "\(before.number) → " + text(now) : text(before) + " → " + text(now)
  }

  /// Thirty cells, and the percentage.
  private static func bar(_ part: Int, of whole: Int, percent: Int) -> String {
    let cells = 30
    let full = whole <= 0 ? cells : max(0, min(cells, (part.times(cells) + whole / 2) / whole))
    return String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
      + TextTable.padded("\(percent)%", to: 6, isNumber: true)
  }
}

package import IR

/// The table at the end of `build`: files, warnings and budgets, per environment and target.
package struct BuildTable {
  /// One line: what was done for a target of an environment.
  package struct Row {
    package let environment: String
    package let target: String
    package let written: Int
    package let unchanged: Int
    package let removed: Int
    /// Files that were left alone because somebody edited them.
    package let refused: Int
    package let warnings: Int

    package init(
      environment: String, target: String, written: Int, unchanged: Int, removed: Int, refused: Int, warnings: Int
    ) {
      self.environment = environment
      self.target = target
      self.written = written
      self.unchanged = unchanged
      self.removed = removed
      self.refused = refused
      self.warnings = warnings
    }
  }

  private let rows: [Row]
  private let programs: [Program]
  private let isPlan: Bool

  /// - Parameter isPlan: nothing was written, the numbers say what would be.
  package init(rows: [Row], programs: [Program], isPlan: Bool = false) {
    self.rows = rows
    self.programs = programs
    self.isPlan = isPlan
  }

  /// The table as text, columns aligned. Columns that are rarely used stand there only when they say something.
  package func render() -> String {
    var columns: [(title: String, number: (Row) -> Int)] = [
      (isPlan ? "to write" : "written", { $0.written }), ("unchanged", { $0.unchanged }),
    ]
    if rows.contains(where: { $0.removed > 0 }) {
      columns.append((isPlan ? "to remove" : "removed", { $0.removed }))
    }
    if rows.contains(where: { $0.refused > 0 }) { columns.append(("left alone", { $0.refused })) }
    columns.append(("warnings", { $0.warnings }))
    var lines = [["environment", "target"] + columns.map(\.title)]
    for row in rows { lines.append([row.environment, row.target] + columns.map { String($0.number(row)) }) }
    var text = TextTable.aligned(lines, numbers: Set(2..<2 + columns.count))
    let budgets = programs.flatMap(Self.budgets)
    if !budgets.isEmpty {
      text += "\n" + TextTable.aligned([["environment", "store", "connections", "memory"]] + budgets, numbers: [])
    }
    return text
  }

  /// The connections and the memory of each store of an environment.
  private static func budgets(_ program: Program) -> [[String]] {
    program.services.compactMap { service in
      guard service.store != nil else { return nil }
      let connections = program.connectionBudget(of: service.name)
        .map { "\($0.isLowerBound ? "≥" : "")\($0.used) of \($0.available)" }
      let memory = program.memoryBudget(of: service.name)
        .map { "\($0.need) of \($0.limit) MiB (\($0.percent) %)" }
      return [program.environment.name, service.name, connections ?? "–", memory ?? "–"]
    }
  }
}

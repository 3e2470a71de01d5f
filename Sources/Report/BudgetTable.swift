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

    package init(environment: String, target: String, written: Int, unchanged: Int, removed: Int) {
      self.environment = environment
      self.target = target
      self.written = written
      self.unchanged = unchanged
      self.removed = removed
    }
  }

  private let rows: [Row]
  private let programs: [Program]

  package init(rows: [Row], programs: [Program]) {
    self.rows = rows
    self.programs = programs
  }

  /// The table as text, columns aligned.
  package func render() -> String {
    var lines = [["environment", "target", "written", "unchanged", "removed"]]
    lines += rows.map { [$0.environment, $0.target, String($0.written), String($0.unchanged), String($0.removed)] }
    var text = Self.aligned(lines, numbers: [2, 3, 4])
    let budgets = programs.flatMap(Self.budgets)
    if !budgets.isEmpty {
      text += "\n" + Self.aligned([["environment", "store", "connections", "memory"]] + budgets, numbers: [])
    }
    return text
  }

  /// The connections and the memory of each store of an environment.
  private static func budgets(_ program: Program) -> [[String]] {
    program.services.compactMap { service in
      guard service.store != nil else { return nil }
      let connections = program.connectionBudgets.first { $0.store == service.name }
        .map { "\($0.used) of \($0.available)" }
      let memory = program.memoryBudgets.first { $0.store == service.name }
        .map { "\($0.need) of \($0.limit) MiB (\($0.percent) %)" }
      return [program.environment.name, service.name, connections ?? "–", memory ?? "–"]
    }
  }

  /// Columns two blanks apart; those of numbers are flush right.
  private static func aligned(_ lines: [[String]], numbers: Set<Int>) -> String {
    var widths: [Int] = []
    for line in lines {
      for (column, cell) in line.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    var text = ""
    for line in lines {
      var row = ""
      for (column, cell) in line.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        row += numbers.contains(column) ? padding + cell : cell + padding
        if column + 1 < line.count { row += "  " }
      }
      while row.last == " " { row.removeLast() }
      text += row + "\n"
    }
    return text
  }
}

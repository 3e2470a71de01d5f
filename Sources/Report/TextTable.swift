/// Tables for a terminal.
enum TextTable {
  /// Lines with their breaks, columns two spaces apart; those of numbers are flush right.
  static func aligned(_ lines: [[String]], numbers: Set<Int>) -> String {
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
        row += padded(cell, to: widths[column], isNumber: numbers.contains(column))
        if column + 1 < line.count { row += "  " }
      }
      text += trimmed(row) + "\n"
    }
    return text
  }

  /// A cell as wide as its column.
  static func padded(_ cell: String, to width: Int, isNumber: Bool = false) -> String {
    let padding = String(repeating: " ", count: max(0, width - cell.count))
    return isNumber ? padding + cell : cell + padding
  }

  /// A line without spaces at its end.
  static func trimmed(_ line: String) -> String {
    line.lastIndex { $0 != " " }.map { String(line[...$0]) } ?? ""
  }
}

import IR

/// Differences as the body of a comment on a pull request.
package struct DifferenceMarkdown {
  private let differences: [Difference]
  private let others: [EnvironmentChange]
  /// Rows of a table that are written out.
  private static let mostRows = 60
  /// By which a later comment finds the one that it replaces.
  private static let mark = "<!-- infracc diff -->"

  /// - Parameter others: environments that only one side has.
  package init(_ differences: [Difference], _ others: [EnvironmentChange] = []) {
    self.differences = differences
    self.others = others
  }

  package func render() -> String {
    var text = Self.mark + "\n"
    let shown = differences.filter { !$0.isEmpty }
    if shown.isEmpty, others.isEmpty { return text + "No difference in what is deployed.\n" }
    for difference in shown { text += section(difference) }
    for change in others {
      text += "\nEnvironment \(Self.escaped(change.name)) is \(change.kind.rawValue)."
      for item in change.consequences {
        let severity = item.severity == .losesData ? "**loses data**" : item.severity.name
        text += "\n- \(item.target): \(severity), \(Self.escaped(item.reason))"
      }
      text += "\n"
    }
    return text
  }

  private func section(_ difference: Difference) -> String {
    var text = "\n### \(Self.escaped(DifferenceText.title(difference)))\n"
    text += consequences(difference)
    var rows: [[String]] = []
    for change in difference.project { rows.append(row("project", change)) }
    for service in difference.services {
      switch service.kind {
      case .added(let summary): rows.append([Self.code(service.name), "**added**", "", Self.escaped(summary)])
      case .removed(let summary): rows.append([Self.code(service.name), "**removed**", Self.escaped(summary), ""])
      case .renamed(let name):
        rows.append([Self.code(service.name), "**renamed**", Self.code(name), Self.code(service.name)])
      case .changed: rows += service.changes.map { row(Self.code(service.name), $0) }
      }
    }
    for change in difference.shared { rows.append(row("shared", change)) }
    text += table(["service", "setting", "before", "after"], rows)
    let effects = difference.effects.map { effect in
      [
        Self.escaped(String(effect.subject.drop { $0 == " " })), Self.code(effect.old), Self.code(effect.new),
        Self.escaped(effect.note ?? ""),
      ]
    }
    text += table(["what follows", "before", "after", ""], effects)
    if !difference.unchanged.isEmpty {
      text += "\nUnchanged: \(Self.escaped(difference.unchanged.map(\.text).joined(separator: ", "))).\n"
    }
    return text + "\n\(Self.escaped(DifferenceText.summary(difference)))\n"
  }

  private func consequences(_ difference: Difference) -> String {
    let rows = ConsequenceRow.all(of: difference).map { row in
      let severity = row.severity == .losesData ? "**loses data**" : row.severity.name
      return [
        severity, row.service.map { Self.code($0) } ?? "project", Self.code(row.keys), row.targets,
        Self.escaped(([row.reason] + row.remedies).joined(separator: "; ")),
      ]
    }
    return table(["what it does", "service", "key", "target", ""], rows)
  }

  private func row(_ service: String, _ change: Change) -> [String] {
    [service, Self.code(change.key), Self.code(change.old?.text), Self.code(change.new?.text)]
  }

  private func table(_ heads: [String], _ rows: [[String]]) -> String {
    guard !rows.isEmpty else { return "" }
    var lines = ["| " + heads.joined(separator: " | ") + " |", "|" + heads.map { _ in "---|" }.joined()]
    for row in rows.prefix(Self.mostRows) { lines.append("| " + row.joined(separator: " | ") + " |") }
    var text = "\n" + lines.joined(separator: "\n") + "\n"
    if rows.count > Self.mostRows {
      text += "\n… and \(rows.count - Self.mostRows) more, see `infracc diff`\n"
    }
    return text
  }

  /// A value, in which nothing is markup; nil: there is none.
  private static func code(_ text: String?) -> String {
    guard let text else { return DifferenceText.nothing }
    return escaped(text)
  }

  /// A text in which nothing is markup and that stays in its cell (CommonMark 0.31, 2.4 and 6.6; GitHub's tables end a
  /// cell at a bar).
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n", "\r", "\u{2028}", "\u{2029}": result += " "
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\\", "`", "*", "_", "[", "]", "(", ")", "#", "!", "|", "~", "@":
        result += "&#\(scalar.value);"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

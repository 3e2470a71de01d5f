import IR

// MARK: Markdown

extension RailwayReadme {
  /// Text as code, in a table or outside of one.
  static func mark(_ text: String) -> String { MarkdownDocument.code(text).replacing("|", with: "\\|") }

  /// Text that neither ends a table's cell nor opens HTML.
  static func cell(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "|": result += "\\|"
      case "<": result += "&lt;"
      case "\n", "\r": result += " "
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  static func table(_ head: [String], _ rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    return line(head) + line(head.map { _ in "---" }) + rows.map(line).joined()
  }

  static func code(_ lines: [String]) -> String {
    "```bash\n" + lines.map { $0 + "\n" }.joined() + "```\n"
  }

  func unique<T, Key: Hashable>(_ items: [T], by key: (T) -> Key) -> [T] {
    var seen: Set<Key> = []
    return items.filter { seen.insert(key($0)).inserted }
  }
}

extension Substring {
  func trimmingSuffix(_ character: Character) -> Substring {
    var result = self
    while result.last == character { result.removeLast() }
    return result
  }
}

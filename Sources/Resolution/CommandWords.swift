package import Diagnostics
package import Model

/// The words of a command with their places, for rules that look for certain tools and flags.
package struct CommandWords {
  package struct Word {
    package let text: String
    package let span: Span
    /// The part behind the last `/`: `/opt/venv/bin/uvicorn` is `uvicorn`.
    package var tool: Substring {
      text.utf8.lastIndex(of: UInt8(ascii: "/")).map { text[text.index(after: $0)...] } ?? text[...]
    }
  }

  package let words: [Word]
  /// One text, which a shell runs where it has shell syntax; otherwise a list of words.
  package let isText: Bool

  package init(_ command: Located<CommandDeclaration>) {
    switch command.value {
    case .text:
      words = Self.split(command.node)
      isText = true
    case .words:
      words = command.node.items.compactMap { item in item.text.map { Word(text: $0, span: item.span) } }
      isText = false
    }
  }

  package init(text node: ConfigNode) {
    words = Self.split(node)
    isText = true
  }

  private static func split(_ node: ConfigNode) -> [Word] {
    guard let text = node.text else { return [] }
    let bytes = Array(text.utf8)
    return bytes.split { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == UInt8(ascii: ";") }.map { part in
      Word(text: String(decoding: part, as: UTF8.self), span: node.span(of: part.startIndex..<part.endIndex))
    }
  }

  /// Where these words stand one behind the other; the first is compared without its path.
  package func span(of phrase: [String]) -> Span? {
    guard words.count >= phrase.count else { return nil }
    for start in 0...(words.count - phrase.count) {
      guard words[start].tool == phrase[0] || words[start].text == phrase[0],
        zip(words[(start + 1)...], phrase.dropFirst()).allSatisfy({ $0.text == $1 })
      else { continue }
      let last = words[start + phrase.count - 1].span
      return Span(file: last.file, start: Int(words[start].span.start), end: Int(last.end))
    }
    return nil
  }

  package func span(ofFirst phrases: [[String]]) -> Span? {
    for phrase in phrases { if let found = span(of: phrase) { return found } }
    return nil
  }

  /// The values of flags, as `--port 8000` or `--port=8000`, with their places.
  package func values(of flags: Set<String>) -> [Word] {
    var result: [Word] = []
    for (index, word) in words.enumerated() {
      if flags.contains(word.text), index + 1 < words.count {
        result.append(words[index + 1])
      } else if let equals = word.text.utf8.firstIndex(of: UInt8(ascii: "=")),
        flags.contains(String(word.text[..<equals]))
      {
        let value = word.text[word.text.index(after: equals)...]
        let start = Int(word.span.end) - value.utf8.count
        result.append(
          Word(text: String(value), span: Span(file: word.span.file, start: start, end: Int(word.span.end))))
      }
    }
    return result
  }

  package func has(_ flags: Set<String>) -> Bool {
    words.contains { word in flags.contains(String(word.text.prefix { $0 != "=" })) }
  }
}

/// Commands that change the tables of a database.
package enum MigrationTools {
  package static let phrases: [[String]] = [
    ["alembic", "upgrade"], ["flask", "db", "upgrade"], ["manage.py", "migrate"], ["aerich", "upgrade"],
    ["prisma", "migrate", "deploy"], ["prisma", "db", "push"], ["rails", "db:migrate"], ["rake", "db:migrate"],
    ["knex", "migrate:latest"], ["sequelize", "db:migrate"], ["sequelize-cli", "db:migrate"],
    ["typeorm", "migration:run"], ["drizzle-kit", "migrate"], ["drizzle-kit", "push"], ["dbmate", "up"],
    ["flyway", "migrate"], ["liquibase", "update"], ["artisan", "migrate"], ["goose", "up"],
  ]

  package static func span(in words: CommandWords) -> Span? { words.span(ofFirst: phrases) }
}

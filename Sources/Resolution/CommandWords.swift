package import Diagnostics
package import Model

/// The words of a command with their spans, for rules that look for certain tools and flags. A separator of two commands
/// is also a word: `&&`. Of `sh -c LINE` it has the words of the line.
package struct CommandWords {
  package typealias Word = ShellWord

  package let words: [Word]
  /// One text, which a shell runs where it has shell syntax; otherwise a list of words.
  package let isText: Bool

  package init(_ command: Located<CommandDeclaration>) {
    switch command.value {
    case .text:
      words = Self.words(of: command.node)
      isText = true
    case .words:
      let list = command.node.items.compactMap { item in item.text.map { Word($0, span: item.span) } }
      if let line = StartedPrograms.lineOfShell(list),
        let node = command.node.items.first(where: { $0.text == line.text && $0.span == line.span })
      {
        words = Self.words(of: node)
      } else {
        words = list
      }
      isText = false
    }
  }

  package init(text node: ConfigNode) {
    words = Self.words(of: node)
    isText = true
  }

  private static func words(of node: ConfigNode) -> [Word] {
    guard let text = node.text else { return [] }
    return words(ofLine: text, depth: 0) { node.span(of: $0) }
  }

  private static func words(ofLine line: String, depth: Int, place: @escaping (Range<Int>) -> Span) -> [Word] {
    var lexer = ShellLexer(line, place: place)
    var result: [Word] = []
    var command: [Word] = []
    for token in lexer.tokens() {
      switch token {
      case .word(let word): command.append(word)
      case .separator(_, let word):
        result += opened(command, depth: depth) + [word]
        command = []
      }
    }
    return result + opened(command, depth: depth)
  }

  /// The words of one command, with the words of the line in place of `sh -c LINE`.
  private static func opened(_ command: [Word], depth: Int) -> [Word] {
    guard depth < StartedPrograms.deepest,
      let shell = command.indices.first(where: { StartedPrograms.lineOfShell(Array(command[$0...])) != nil }),
      let line = StartedPrograms.lineOfShell(Array(command[shell...]))
    else { return command }
    return command[..<shell] + words(ofLine: line.text, depth: depth + 1) { line.span(of: $0) }
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
        let value = String(word.text[word.text.index(after: equals)...])
        let end = word.text.utf8.count
        result.append(Word(value, span: word.span(of: end - value.utf8.count..<end)))
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

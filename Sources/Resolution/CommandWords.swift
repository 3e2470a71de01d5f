package import Diagnostics
package import Model

/// The words of a command with their spans, for rules that look for certain tools and flags. A separator of two commands
/// is also a word: `&&`. Of `sh -c LINE` it has the words of the line.
package struct CommandWords {
  package typealias Word = ShellWord

  package let words: [Word]
  /// Where the words of a second command begin: no span reaches from one into the other.
  private let boundary: Int

  package init(_ command: Located<CommandDeclaration>) { self.init([command]) }

  /// - Parameter commands: one, or two that are run as one.
  init(_ commands: [Located<CommandDeclaration>]) {
    let reader = CommandReader(commands)
    let all = Self.words(of: commands.flatMap { reader.tokens($0) }, depth: 0, reader)
    let second = commands.count > 1 ? commands.last : nil
    boundary = second.flatMap { second in all.firstIndex { second.holds($0.span) } } ?? all.count
    words = all
  }

  package init(text node: ConfigNode) {
    let reader = CommandReader([])
    words = node.text.map { Self.words(of: reader.tokens(ofLine: $0, place: node.span(of:)), depth: 0, reader) } ?? []
    boundary = words.count
  }

  private static func words(of tokens: [ShellLexer.Token], depth: Int, _ reader: CommandReader) -> [Word] {
    var result: [Word] = []
    var command: [Word] = []
    for token in tokens {
      switch token {
      case .word(let word): command.append(word)
      case .separator(_, let word):
        result += opened(command, depth: depth, reader) + [word]
        command = []
      }
    }
    return result + opened(command, depth: depth, reader)
  }

  /// The words of one command, with the words of the line in place of `sh -c LINE`.
  private static func opened(_ command: [Word], depth: Int, _ reader: CommandReader) -> [Word] {
    guard depth < StartedPrograms.deepest,
      let shell = command.indices.first(where: { StartedPrograms.lineOfShell(Array(command[$0...])) != nil }),
      let line = StartedPrograms.lineOfShell(Array(command[shell...]))
    else { return command }
    return command[..<shell] + words(of: reader.tokens(ofWord: line), depth: depth + 1, reader)
  }

  /// The span of these words, one after the other; the first is compared without its path. That of the last one where they
  /// come from two commands.
  package func span(of phrase: [String]) -> Span? {
    guard words.count >= phrase.count else { return nil }
    for start in 0...(words.count - phrase.count) {
      guard words[start].tool == phrase[0] || words[start].text == phrase[0],
        zip(words[(start + 1)...], phrase.dropFirst()).allSatisfy({ $0.text == $1 })
      else { continue }
      let last = words[start + phrase.count - 1].span
      guard !(start..<start + phrase.count).dropFirst().contains(boundary) else { return last }
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
